import Core
import FEEL
import Storage
import TestSupport
import Testing

@testable import Engine

#if canImport(StoragePostgres)
  import StoragePostgres
#endif

/// Anybody does anything at any time: whatever is refused or done, what is stored agrees with itself.
@Suite(.serialized) struct RandomFlowTests {
  private static let services = [
    "sign-all", "any-of", "council-vote", "in-turn", "branches", "first-branch", "survey", "sub-flow", "deadline",
    "whole",
  ]
  private static let verbs: [Verb] = [
    .claim, .approve, .approve, .approve, .reject, .return, .complete, .transfer, .addSign, .help, .cc, .extend,
    .supplement, .supplement, .urge, .withdraw, .rate, .reopen,
  ]

  private func walk(_ town: BundleTown, seed: UInt64, steps: Int) async throws {
    var chance = SeededNumbers(seed: seed)
    func pick<T>(_ all: [T]) -> T { all[Int(chance.next() % UInt64(all.count))] }
    let city = try town.engine.snapshot { running, _ in running.city }
    let posts = city.posts.values.filter { !$0.staff.isEmpty }
      .sorted { $0.id < $1.id }.filter { post in
        let title = city.title(ofPost: post.id).zh
        // Administrators of the city have no part in any flow.
        if ["系统管理岗", "安全管理岗", "审计管理岗"].contains(post.name) { return false }
        return title.hasPrefix("一号社区") || title.hasPrefix("测试市") || title.hasPrefix("一号街道")
      }
    let people = posts.flatMap(\.staff) + [BundleTown.resident, BundleTown.resident, BundleTown.other]
    var codes: [String] = []
    var done: [Verb: Int] = [:]
    for _ in 0..<steps {
      if codes.count < 3 || chance.next() % 12 == 0 {
        let service = pick(Self.services)
        codes.append(
          try await town.submit(service, answers: service == "branches" ? ["要消防": .bool(chance.next() % 2 == 0)] : [:]))
        if codes.count > 4 { codes.removeFirst() }
        continue
      }
      let code = pick(codes), verb = pick(Self.verbs)
      // What ends a request is rare, or nothing else would happen to it.
      if verb == .reject || verb == .withdraw, chance.next() % 6 > 0 { continue }
      let to: String? = verb == .return ? pick([nil, "applicant", "勘查", "联审", "初审"]) : city.title(ofPost: pick(posts).id).zh
      let details = VerbDetails(
        isBehind: chance.next() % 2 == 0, until: "2028-06-01", stars: Int(chance.next() % 7))
      let answers: [String: Answer]? =
        verb == .complete ? ["面积": .number(pick(["5", "120", "900"]))]
        : verb == .supplement ? pick([nil, [:], ["证明": .text("有")]]) : nil
      // Who has it comes first, so that more is done than refused.
      let holders = try town.request(code).steps.filter { $0.done == nil }.compactMap(\.holder?.zh)
      let order = posts.filter { holders.contains(city.title(ofPost: $0.id).zh) }.flatMap(\.staff)
        .shuffled(using: &chance) + people.shuffled(using: &chance)
      for person in order.prefix(3) {
        let result = await town.verb(
          verb, code, by: person, reason: pick([nil, "试", "试"]), answers: answers, to: to, details: details)
        if case .success = result { done[verb, default: 0] += 1 }
        #expect(result.refusal != .unavailable, "\(verb) \(result)")
      }
      if chance.next() % 10 == 0 { try town.ring(pick([0, 1, -1, -2])) }
      let request = try town.request(code)
      #expect(request.clocks.reduce(0) { $0 + $1.milliseconds } == request.milliseconds,
        "\(verb) \(request.steps.map { "\($0.step) \($0.kind) \($0.opened) \($0.done ?? 0) \($0.outcome ?? "")" })")
      #expect(request.line.state.isFinal || request.steps.contains { $0.done == nil }, "\(verb) \(code)")
    }
    #expect(try town.faults() == [])
    // The walk is one only when most verbs did something.
    #expect(done.count >= 8, "\(done.map { "\($0.key.rawValue) \($0.value)" })")
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func onSQLite(seed: UInt64) async throws {
    try await walk(BundleTown("start", "flow"), seed: seed, steps: 250)
  }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func onPostgreSQL() async throws {
      let url = try #require(PrivatePostgres.undisturbed).database()
      let town = try BundleTown(in: PostgresStore(url: url, connections: 6), ["start", "flow"])
      try await walk(town, seed: 5, steps: 250)
    }
  #endif
}
