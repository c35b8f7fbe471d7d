import Core
import Storage
import TestSupport
import Testing

@testable import Engine

/// A number of a register that is taken from by many at once: exact, never below its least value, and who gets nothing is
/// told what there is too little of.
@Suite(.serialized) struct StockTests {
  private func stock(_ town: BundleTown) throws -> [StoredValue] {
    let form = try #require(town.engine.current?.tables.ledgers["store"])
    let query = Query(["c1"], of: form.table, where: .isNull(.column("ended")))
    return try town.store.read { try $0.rows(query, [], under: .system(.maintenance)) }.map { $0[0] }
  }

  private func supply(_ town: BundleTown, _ boxes: Int) async throws {
    _ = try await town.submit("supply", ["街道": .text("一号街道"), "箱数": .number(String(boxes))]).get()
  }

  private func ask(_ town: BundleTown, _ boxes: Int) async throws -> String {
    let reply = try await town.submit("relief", ["箱数": .number(String(boxes))]).get()
    return try #require(Town.text("code", reply.json))
  }

  private static func hand(out code: String, by person: Int64, on engine: Engine) async -> Result<Reply, Refusal> {
    let caller = Caller(person: person, kind: .staff, assurance: .phone, language: .zh)
    let act = Command.Act.verb(
      .approve, code: code, reason: nil, answers: nil, to: nil, details: VerbDetails(step: "处置/物资/发放"))
    return await withCheckedContinuation { done in
      engine.perform(Command(act: act, caller: caller, key: nil, body: [1])) { done.resume(returning: $0) }
    }
  }

  /// 64 hand out three boxes each of a hundred, at the same moment and spread over the engines.
  private func race(_ town: BundleTown, _ engines: [Engine]) async throws {
    let head = try town.staff("一号社区居民委员会", "社区主任")
    try await supply(town, 100)
    var codes: [String] = []
    for _ in 0..<64 { codes.append(try await ask(town, 3)) }
    let asked = codes
    let results = await withTaskGroup(of: (String, Result<Reply, Refusal>).self) { group in
      for (number, code) in asked.enumerated() {
        group.addTask { (code, await Self.hand(out: code, by: head, on: engines[number % engines.count])) }
      }
      return await group.reduce(into: [(String, Result<Reply, Refusal>)]()) { $0.append($1) }
    }
    #expect(results.count { (try? $0.1.get()) != nil } == 33)
    let refused = results.filter { $0.1.refusal == .wouldBreakMin }
    #expect(refused.count == 31)
    for case (_, .failure(let refusal)) in refused {
      #expect(refusal.message.zh == "一号街道「街道物资台账」里的「饮用水」不够，这次要 3")
      #expect(refusal.message.text(in: .en).contains("not enough `饮用水`"))
    }
    #expect(try stock(town) == [.int(1)])
    // Who got nothing still waits, and gets it once there is more.
    try await supply(town, 92)
    #expect(try stock(town) == [.int(93)])
    for (code, _) in refused {
      #expect(try town.open(code).contains("处置/物资/发放 review 一号社区居民委员会/社区主任"))
      _ = try await Self.hand(out: code, by: head, on: engines[0]).get()
    }
    #expect(try stock(town) == [.int(0)])
    #expect(try town.faults() == [])
  }

  @Test func sixtyFourTakeFromOneStore() async throws {
    let town = try BundleTown("start", "stock")
    try await race(town, [town.engine])
  }

  @Test func whereNothingWasEverPutInNothingIsTaken() async throws {
    let town = try BundleTown("start", "stock")
    let head = try town.staff("一号社区居民委员会", "社区主任")
    let code = try await ask(town, 1)
    guard case .failure(let refusal) = await Self.hand(out: code, by: head, on: town.engine) else {
      Issue.record("something was taken out of nothing")
      return
    }
    #expect(refusal.code == .notEligible && refusal.message.zh.contains("街道物资台账"))
    #expect(try stock(town) == [])
  }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func sixtyFourTakeFromOneStoreOnThreeServers() async throws {
      try await BundleTown.onThreeServers(["start", "stock"]) { town, engines in
        try await race(town, engines)
      }
    }
  #endif
}
