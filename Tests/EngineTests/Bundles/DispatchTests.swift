import Core
import Testing

@testable import Engine

/// Who holds a matter, by its answers.
@Suite struct DispatchTests {
  private struct Filed {
    let code: String
    let holder: String?
    /// Why an alarm was raised.
    let alarms: [String]
  }

  private func file(_ town: BundleTown, _ service: String, _ answers: [String: Answer]) async throws -> Filed {
    let before = try alarms(town).count
    let reply = try await town.submit(service, answers).get()
    let code = try #require(Town.text("code", reply.json))
    return Filed(code: code, holder: try holder(town, code), alarms: Array(try alarms(town).dropFirst(before)))
  }

  /// Who has the step that is open now.
  private func holder(_ town: BundleTown, _ code: String) throws -> String? {
    try town.engine.request(code, caller: town.caller(BundleTown.resident)).steps.last?.holder?.zh
  }

  private func alarms(_ town: BundleTown) throws -> [String] {
    let query = Query(
      ["payload"], of: SystemTables.event, where: .equals("kind", 0), order: [.init(.column("sequence"))])
    return try town.store.read { try $0.rows(query, [.text("alarm")], under: .system(.maintenance)) }
      .compactMap { Town.text("why", $0[0].blob ?? []) }
  }

  @Test func theFirstRuleThatHoldsNamesTheHolder() async throws {
    let town = try BundleTown("start", "dispatch")
    for (answers, wanted) in [
      (["急": .bool(true), "人数": .number("50")], "一号社区居民委员会/社区主任"),
      (["急": .bool(false), "人数": .number("50")], "测试市卫生健康局/服务管理岗"),
      (["急": .bool(false), "人数": .number("10")], "一号社区居民委员会/网格岗"),
    ] as [([String: Answer], String)] {
      let filed = try await file(town, "by-rules", answers)
      #expect(filed.holder == wanted)
      #expect(filed.alarms == [])
    }
  }

  @Test func aConditionThatIsNullIsPassedOverAndTheFallbackAlarmed() async throws {
    let town = try BundleTown("start", "dispatch")
    let filed = try await file(town, "by-rules", ["急": .bool(false)])
    #expect(filed.holder == "一号街道办事处/街道值班岗")
    #expect(filed.alarms == ["没有派发规则管这种情况，已转到兜底或上级"])
  }

  @Test func aStepOfItsOwnGoesBeforeTheHolder() async throws {
    let town = try BundleTown("start", "dispatch")
    let filed = try await file(town, "by-rules", ["急": .bool(false), "人数": .number("3")])
    let grid = try town.staff("一号社区居民委员会", "网格岗"), head = try town.staff("一号社区居民委员会", "社区主任")
    #expect(await town.verb(.approve, filed.code, by: head).refusal == .notHolder)
    _ = try await town.verb(.approve, filed.code, by: grid).get()
    #expect(try holder(town, filed.code) == "一号社区居民委员会/社区主任")
    _ = try await town.verb(.approve, filed.code, by: head).get()
    #expect(try holder(town, filed.code) == "一号社区居民委员会/网格岗")
    _ = try await town.verb(.approve, filed.code, by: grid).get()
    #expect(try town.engine.request(filed.code, caller: town.caller(BundleTown.resident)).line.state == .done)
  }

  @Test func aRunningMatterKeepsTheDispatchItBeganUnder() async throws {
    let town = try BundleTown("start", "dispatch")
    let filed = try await file(town, "by-rules", ["急": .bool(true)])
    let head = try town.staff("一号社区居民委员会", "社区主任")
    try town.publish(["dispatch-later"])
    _ = try await town.verb(.approve, filed.code, by: head).get()
    _ = try await town.verb(.approve, filed.code, by: head).get()
    #expect(try holder(town, filed.code) == "一号社区居民委员会/社区主任")
    #expect(try await file(town, "by-rules", ["急": .bool(true)]).holder == "测试市消防救援支队/消防监督岗")
  }

  @Test func theRowOfATableNamesTheHolder() async throws {
    let town = try BundleTown("start", "dispatch")
    for (answers, wanted) in [
      (["类别": .text("小医院"), "人数": .number("5")], "测试市卫生健康局/服务管理岗"),
      (["类别": .text("小医院")], "测试市卫生健康局/服务管理岗"),
      (["类别": .text("小网吧"), "人数": .number("51")], "测试市消防救援支队/消防监督岗"),
      (["类别": .text("小网吧"), "人数": .number("50")], "一号社区居民委员会/网格岗"),
      // No row holds for a number that was not given: the default.
      (["类别": .text("小餐饮")], "一号社区居民委员会/社区主任"),
    ] as [([String: Answer], String)] {
      let filed = try await file(town, "by-table", answers)
      #expect(filed.holder == wanted)
      #expect(filed.alarms == [])
    }
  }

  @Test func severalHitsOfAUniqueTableGoToTheFallbackWithAnAlarm() async throws {
    let town = try BundleTown("start", "dispatch")
    #expect(try await file(town, "by-unique", ["急": .bool(true), "人数": .number("1")]).holder == "一号社区居民委员会/网格岗")
    #expect(try await file(town, "by-unique", ["急": .bool(false), "人数": .number("1")]).holder == "一号社区居民委员会/社区主任")
    let both = try await file(town, "by-unique", ["急": .bool(true), "人数": .number("101")])
    #expect(both.holder == "一号街道办事处/街道值班岗")
    #expect(both.alarms == ["规则 1 和规则 2 同时命中，而这张表只许命中一条，已转到兜底或上级"])
  }

  @Test func theFirstStaffedActorOfAllHitsHolds() async throws {
    let town = try BundleTown("start", "dispatch")
    for (kind, wanted) in [
      ("小餐饮", "测试市消防救援支队/消防监督岗"), ("小医院", "测试市消防救援支队/消防监督岗"), ("小网吧", "测试市卫生健康局/服务管理岗"),
    ] {
      #expect(try await file(town, "by-collect", ["类别": .text(kind)]).holder == wanted)
    }
  }
}
