import Core
import FEEL
import Testing

@testable import Engine

@Suite struct CountsTests {
  /// Any sequence of verbs leaves figures equal to a recount, folded or not.
  @Test(arguments: [UInt64(1), 7, 20_260_301]) func countsEqualTheRecount(seed: UInt64) async throws {
    let town = try Town(residents: 6)
    var random = Steps(state: seed)
    var codes: [String] = []
    for step in 0..<120 {
      let community = random.next(3), number = random.next(6)
      if codes.isEmpty || random.next(3) == 0 {
        var answers = Town.answers
        if random.next(2) == 0 { answers["费用"] = .text("\(random.next(500)).5") }
        codes.append(try await town.submit(Town.resident(community, number), answers))
        continue
      }
      let code = codes[random.next(codes.count)]
      switch random.next(8) {
      case 0, 1: await town.act(random.next(2) == 0 ? Town.desk : Town.heads[community], .approve, code)
      case 2: await town.act(Town.heads[community], .reject, code, reason: "不合适")
      case 3: await town.act(Town.heads[community], .return, code, reason: "请补充")
      case 4: await town.act(Town.resident(community, number), .supplement, code, answers: ["费用": .text("\(step)")])
      case 5: await town.act(Town.resident(community, number), .withdraw, code)
      case 6: _ = await town.perform(Town.heads[2], .closeList(codes: [code]))
      default: try town.engine.fold()
      }
    }
    #expect(try town.engine.recount().isEmpty)
    while try town.engine.fold(atMost: 50) > 0 {}
    #expect(try town.count(SystemTables.delta) == 0)
    #expect(try town.engine.recount().isEmpty)
  }

  /// What is told of how many requests a right reaches is the length of its list, and what figures say that reach the same.
  @Test(arguments: [UInt64(3), 20_261_128]) func countsByScopeAreTheLengthsOfLists(seed: UInt64) async throws {
    let town = try Town(residents: 6)
    var random = Steps(state: seed), codes: [String] = []
    for _ in 0..<60 {
      let community = random.next(3)
      if codes.isEmpty || random.next(2) == 0 {
        codes.append(try await town.submit(Town.resident(community, random.next(6)), Town.answers))
      } else {
        let verb: Verb = random.next(3) == 0 ? .reject : .approve
        await town.act(Town.heads[community], verb, codes[random.next(codes.count)], reason: "按规定")
      }
    }
    let users = Town.heads + [Town.desk, Town.duty]
    let counts = try town.engine.classes(of: users.map { .person($0) })
    #expect(counts.filter { $0.counted != $0.listed || $0.isTold != $0.isHeld }.isEmpty)
    for (at, user) in users.enumerated() where user != Town.desk {
      let told = try #require(counts.first { $0.user == at && $0.right == .list && $0.service == "check" })
      let figures = try town.engine.counts("check", by: .state, at: nil, caller: Town.caller(user)).figures
      let counted = try #require(told.counted)
      #expect(counted > 0 && Int(figures.total) == counted)
      #expect(Int(figures.total) == (user == Town.duty ? codes.count : told.listed))
    }
    #expect(counts.contains { $0.right == .handle && $0.counted ?? 0 > 0 })
  }

  @Test func parentsAreTheSumOfTheirChildren() async throws {
    let town = try Town()
    for community in 0..<3 {
      for number in 0...community { _ = try await town.submit(Town.resident(community, number)) }
    }
    try town.engine.fold()
    _ = try await town.submit(Town.resident(0, 3))
    let duty = Town.caller(Town.duty)
    let counts = try town.engine.counts("check", by: .place, at: .community, caller: duty)
    #expect(counts.figures.total == 7)
    #expect(counts.rows.map(\.figures.total) == [2, 2, 3])
    #expect(counts.figures.own.first { $0.id == "通过人数" }?.value == "2")
    #expect(counts.figures.own.first { $0.id == "通过率" }?.value == "0.286")
    let states = try town.engine.counts("check", by: .state, at: nil, caller: duty)
    #expect(states.rows.map(\.key) == ["waiting", "done"])
    let variants = try town.engine.counts("check", by: .variant, at: nil, caller: duty)
    #expect(variants.rows.map(\.figures.total) == [2, 2, 3])
    // A community sees its own; a resident and a hospital without the right see nothing.
    let own = try town.engine.counts("check", by: .step, at: nil, caller: Town.caller(Town.heads[2]))
    #expect(own.figures.total == 3)
    #expect(own.rows.first { $0.key == "社区初核" }?.figures.total == 3)
    #expect(throws: Refusal.self) {
      try town.engine.counts("check", by: .state, at: nil, caller: Town.caller(Town.resident(0, 0)))
    }
    #expect(throws: Refusal.self) { try town.engine.counts("check", by: .state, at: nil, caller: Town.caller(Town.desk)) }
  }

  struct Steps {
    var state: UInt64
    mutating func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(below))
    }
  }
}
