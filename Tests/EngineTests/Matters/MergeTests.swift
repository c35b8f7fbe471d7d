import Core
import Storage
import TestSupport
import Testing

@testable import Engine

/// 并单: one leads, the others are linked to it and told; nothing of theirs is lost.
@Suite(.serialized) struct MergeTests {
  private static let pump: [String: Answer] = ["需求": .text("抽水"), "水深": .number("0.5")]

  @Test func theFirstLeadsAndAllAreTold() async throws {
    let town = try BundleTown("start", "merge")
    let head = try town.staff("一号社区居民委员会", "社区主任")
    let first = try await town.submit("pump-out", answers: Self.pump)
    let second = try await town.submit("pump-out", answers: Self.pump, by: BundleTown.other)
    let sandbags = try await town.submit("pump-out", answers: ["需求": .text("沙袋"), "水深": .number("0.5")])
    let joined = try town.request(second, as: BundleTown.other)
    #expect(joined.line.state == .merged && joined.leader?.code == first && joined.leader?.state == .waiting)
    #expect(joined.answers.contains { $0.id == "需求" && $0.text == "抽水" }, "what was said is kept")
    #expect(joined.offers.isEmpty && joined.steps.isEmpty)
    #expect(try town.request(sandbags).line.state == .waiting)
    #expect(try town.request(first, as: head).joined == [second])
    #expect(try town.request(first).joined == [], "who else reported is not the applicant's to know")
    // The one who came first cannot take away what others wait for, and is not asked whether to.
    #expect(try town.request(first).offers.map(\.verb) == [.urge])
    #expect(try town.request(sandbags).offers.map(\.verb) == [.urge, .withdraw])
    #expect(await town.verb(.withdraw, first, by: BundleTown.resident).refusal == .verbNotHere)
    _ = try await town.verb(.approve, first, by: head).get()
    #expect(try town.messages(to: BundleTown.resident).last == "\(first) 已处理：抽水")
    #expect(try town.messages(to: BundleTown.other).last == "\(second) 已处理：抽水")
    #expect(try town.messages(to: BundleTown.other).first?.contains(first) == true)
    #expect(try town.request(second, as: BundleTown.other).leader?.state == .done)
    // What comes after the end is new work.
    let later = try await town.submit("pump-out", answers: Self.pump)
    #expect(try town.request(later).line.state == .waiting)
    _ = try await town.verb(.withdraw, later, by: BundleTown.resident).get()
    #expect(try town.faults() == [])
  }

  @Test func whatIsNotAnsweredEqualsNothing() async throws {
    let town = try BundleTown("start", "merge")
    for _ in 0..<2 {
      let code = try await town.submit("pump-out", answers: ["需求": .text("抽水")])
      #expect(try town.request(code).line.state == .waiting)
    }
  }

  /// 64 at the same moment over the engines: one leads.
  private func race(_ town: BundleTown, _ engines: [Engine]) async throws {
    let codes = await withTaskGroup(of: String?.self) { group in
      for number in 0..<64 {
        group.addTask {
          var answers = Self.pump
          answers["事由"] = .text("第 \(number) 个")
          let act = Command.Act.submit(service: "pump-out", answers: answers, forPerson: nil)
          let result = await Self.perform(
            act, by: number % 2 == 0 ? BundleTown.resident : BundleTown.other, on: engines[number % engines.count])
          return (try? result.get()).flatMap { Town.text("code", $0.json) }
        }
      }
      return await group.reduce(into: [String]()) { if let code = $1 { $0.append(code) } }
    }
    #expect(codes.count == 64)
    let head = try town.staff("一号社区居民委员会", "社区主任")
    let leaders = try codes.filter { try town.request($0, as: head).line.state == .waiting }
    #expect(leaders.count == 1)
    let leader = try #require(leaders.first)
    #expect(try town.request(leader, as: head).joined.count == 63)
    #expect(try town.faults() == [])
  }

  /// Six report what is being ended at the same moment by `verb`: each is told with it, or leads or follows new work.
  private func race(_ town: BundleTown, _ engines: [Engine], against verb: Verb) async throws {
    let head = try town.staff("一号社区居民委员会", "社区主任")
    let ends = verb == .approve ? head : BundleTown.resident
    for round in 0..<12 {
      var answers = Self.pump
      answers["水深"] = .number(String(round))
      answers["事由"] = .text("第 \(round) 轮")
      let leader = try await town.submit("pump-out", answers: answers)
      let said = answers
      let codes = await withTaskGroup(of: String?.self) { group in
        for number in 0..<7 {
          group.addTask {
            let act =
              number == 3
              ? Command.Act.verb(verb, code: leader, reason: nil, answers: nil, to: nil)
              : .submit(service: "pump-out", answers: said, forPerson: nil)
            let result = await Self.perform(
              act, by: number == 3 ? ends : BundleTown.other, on: engines[number % engines.count])
            return number == 3 ? nil : (try? result.get()).flatMap { Town.text("code", $0.json) }
          }
        }
        return await group.reduce(into: [String]()) { if let code = $1 { $0.append(code) } }
      }
      #expect(codes.count == 6)
      let told = try town.messages(to: BundleTown.other)
      for code in codes {
        let request = try town.request(code, as: BundleTown.other)
        guard let leading = request.leader else {
          #expect(request.line.state == .waiting)
          continue
        }
        #expect(leading.state != .withdrawn, "nobody works on \(code)")
        if leading.state == .done { #expect(told.contains("\(code) 已处理：抽水")) }
      }
      for code in codes where try town.request(code, as: BundleTown.other).line.state == .waiting {
        _ = try await town.verb(.approve, code, by: head).get()
      }
    }
    #expect(try town.faults() == [])
  }

  private static func perform(_ act: Command.Act, by person: Int64, on engine: Engine) async -> Result<Reply, Refusal> {
    let isResident = person == BundleTown.resident || person == BundleTown.other
    let caller = Caller(person: person, kind: isResident ? .resident : .staff, assurance: .phone, language: .zh)
    return await withCheckedContinuation { done in
      engine.perform(Command(act: act, caller: caller, key: nil, body: [1])) { done.resume(returning: $0) }
    }
  }

  @Test(arguments: [Verb.withdraw, .approve]) func nobodyJoinsWhatEnds(verb: Verb) async throws {
    let town = try BundleTown("start", "merge")
    try await race(town, [town.engine], against: verb)
  }

  @Test func oneLeadsOfManyAtOnce() async throws {
    let town = try BundleTown("start", "merge")
    try await race(town, [town.engine])
  }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func oneLeadsOfManyAtOnceOnThreeServers() async throws {
      try await BundleTown.onThreeServers(["start", "merge"]) { town, engines in
        try await race(town, engines)
      }
    }

    @Test(
      .enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"), arguments: [Verb.withdraw, .approve])
    func nobodyJoinsWhatEndsOnThreeServers(verb: Verb) async throws {
      try await BundleTown.onThreeServers(["start", "merge"]) { town, engines in
        try await race(town, engines, against: verb)
      }
    }
  #endif
}
