import Core
import Storage
import TestSupport
import Testing

@testable import Engine

/// Many at once on one request: branches join once, a vote is counted once.
@Suite(.serialized) struct JoinTests {
  /// 64 completions, several for each branch, at the same moment and spread over the engines.
  private func race(_ town: BundleTown, _ engines: [Engine]) async throws {
    let people = [
      try town.staff("测试市卫生健康局", "服务管理岗"), try town.staff("测试市消防救援支队", "消防监督岗"),
      try town.staff("一号社区居民委员会", "社区主任"),
    ]
    let code = try await town.submit("branches", answers: ["要消防": .bool(true)])
    let results = await withTaskGroup(of: Result<Reply, Refusal>.self) { group in
      for number in 0..<64 {
        group.addTask {
          let caller = Caller(person: people[number % 3], kind: .staff, assurance: .phone, language: .zh)
          let act = Command.Act.verb(.approve, code: code, reason: nil, answers: nil, to: nil)
          let engine = engines[number % engines.count]
          return await withCheckedContinuation { done in
            engine.perform(Command(act: act, caller: caller, key: nil, body: [1])) { done.resume(returning: $0) }
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    // Four steps in three branches, each decided once; then the one step behind them, opened once.
    #expect(results.count { (try? $0.get()) != nil } == 4)
    #expect(results.allSatisfy { $0.refusal == nil || $0.refusal == .movedOn || $0.refusal == .notHolder })
    let steps = try town.request(code).steps
    #expect(steps.count { $0.outcome == "approve" } == 4)
    #expect(steps.filter { $0.step == "发证" }.count == 1)
    #expect(try town.open(code) == ["发证 review 一号社区居民委员会/网格岗"])
    #expect(try town.faults() == [])
  }

  /// Five voters, each on several threads.
  private func vote(_ town: BundleTown, _ engines: [Engine]) async throws {
    let people = try ["一", "二", "三", "四", "五"].map { try town.staff("测试市议事会", "议事\($0)席") }
    let code = try await town.submit("council-vote")
    let results = await withTaskGroup(of: Result<Reply, Refusal>.self) { group in
      for number in 0..<64 {
        group.addTask {
          let caller = Caller(person: people[number % 5], kind: .staff, assurance: .phone, language: .zh)
          let verb: Verb = number % 5 < 2 ? .reject : .approve
          let act = Command.Act.verb(verb, code: code, reason: "表决", answers: nil, to: nil)
          let engine = engines[number % engines.count]
          return await withCheckedContinuation { done in
            engine.perform(Command(act: act, caller: caller, key: nil, body: [1])) { done.resume(returning: $0) }
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let request = try town.request(code)
    // Two of five against two thirds: refused as soon as the second was counted.
    #expect(request.line.state == .rejected)
    #expect(request.steps.count { $0.outcome == "reject" } == 2)
    #expect(results.count { (try? $0.get()) != nil } == request.steps.count { $0.outcome != "over" })
    #expect(request.steps.count == 5)
    #expect(try town.faults() == [])
  }

  @Test func onOneStore() async throws {
    let town = try BundleTown("start", "flow")
    try await race(town, [town.engine])
    try await vote(town, [town.engine])
  }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func onThreeServersOverPostgreSQL() async throws {
      try await BundleTown.onThreeServers(["start", "flow"]) { town, engines in
        try await race(town, engines)
        try await vote(town, engines)
      }
    }
  #endif
}
