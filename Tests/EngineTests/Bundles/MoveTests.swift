import Core
import Testing

@testable import Engine

/// Running requests go over to another edition of their service.
@Suite struct MoveTests {
  private func plan(_ town: BundleTown, _ folder: String) throws -> (kept: Int, moved: Int, blocked: Int, why: [String]) {
    let plan = try town.plan([folder])
    return (plan.kept, plan.moved, plan.blocked, plan.diagnostics.filter { $0.code == .stepMappingMissing }.map(\.message.zh))
  }

  @Test func theyMoveWhereTheMapSaysOnceNobodyIsAtThem() async throws {
    let town = try BundleTown("start", "flow", "moves")
    let grid = try town.staff("一号社区居民委员会", "网格岗"), head = try town.staff("一号社区居民委员会", "社区主任")
    let first = try await town.submit("moving"), claimed = try await town.submit("moving")
    let second = try await town.submit("moving"), stuck = try await town.submit("moving")
    _ = try await town.verb(.claim, claimed, by: grid).get()
    for code in [second, stuck] { _ = try await town.verb(.approve, code, by: grid).get() }
    _ = try await town.verb(.approve, stuck, by: head).get()
    let due = try #require(try town.request(first).steps[0].due)
    let found = try plan(town, "moves-later")
    #expect(found.kept == 0 && found.moved == 3 && found.blocked == 1)
    #expect(found.why == ["在办的 1 件留在旧版：停在环节「会商」，新版没有写它对应哪里"])
    try town.publish(["moves-later"])
    let program = try #require(town.engine.current).program.services["moving"]?.hash
    #expect(try town.request(first).program != program, "not before the servers look")
    #expect(try town.engine.migrate() == 2)
    // Of the same kind: the stay goes on, with its holder, clock and deadline.
    #expect(try town.open(first) == ["收件 review 一号社区居民委员会/网格岗"])
    #expect(try town.request(first).steps.map(\.due) == [due])
    #expect(try town.request(first).program == program)
    // Of another kind: it is entered anew.
    #expect(try town.open(second) == ["填意见 fill 一号社区居民委员会/社区主任"])
    #expect(try town.request(second).answers.first { $0.id == "事由" }?.text == "试验事由")
    // Somebody is at it: when they are done, it goes on in the new edition.
    #expect(try town.open(claimed) == ["初审 review 一号社区居民委员会/网格岗"])
    _ = try await town.verb(.approve, claimed, by: grid).get()
    #expect(try town.engine.migrate() == 1)
    #expect(try town.open(claimed) == ["填意见 fill 一号社区居民委员会/社区主任"])
    // What has nowhere to go ends where it began.
    #expect(try town.engine.migrate() == 0)
    let health = try town.staff("测试市卫生健康局", "服务管理岗")
    #expect(try town.open(stuck) == ["会商 review 测试市卫生健康局/服务管理岗"])
    _ = try await town.verb(.approve, stuck, by: health).get()
    #expect(try town.request(stuck).line.state == .done)
    _ = try await town.verb(.approve, first, by: grid).get()
    _ = try await town.verb(.complete, first, by: head, answers: ["意见": .text("同意")]).get()
    #expect(try town.request(first).line.state == .done)
    #expect(try town.faults() == [])
  }

  @Test func answersThatTheNewFormCannotShowKeepItWhereItIs() async throws {
    let town = try BundleTown("start", "flow", "moves")
    let code = try await town.submit("losing", answers: ["电话": .text("13900000000")])
    let found = try plan(town, "moves-later")
    #expect(found.blocked == 1 && found.moved == 0)
    #expect(found.why == ["在办的 1 件留在旧版：新版的字段「电话」没有了，或换了类型"])
    try town.publish(["moves-later"])
    #expect(try town.engine.migrate() == 0)
    let head = try town.staff("一号社区居民委员会", "社区主任")
    #expect(try town.request(code, as: head).answers.contains { $0.id == "电话" && $0.text == "13900000000" })
    #expect(try town.faults() == [])
  }

  @Test func aReminderOfTheNewStepTakesThePlaceOfTheOld() async throws {
    let town = try BundleTown("start", "flow", "moves")
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    let code = try await town.submit("moving")
    try town.publish(["moves-later"])
    #expect(try town.engine.migrate() == 1)
    try town.ring(0)
    try town.ring(0)
    #expect(try town.messages(to: grid) == ["换版 \(code)：「收件」快到时限，请尽快办理"])
  }

  @Test func whatDrainsTakesNoNewOnesAndEndsWhatRuns() async throws {
    let town = try BundleTown("start", "flow", "moves")
    let code = try await town.submit("draining")
    try town.publish(["moves-later"])
    #expect(await town.submit("draining", ["事由": .text("又一件")]).refusal == .serviceClosed)
    #expect(try !town.engine.services(town.caller(BundleTown.resident), text: nil).contains { $0.id == "draining" })
    #expect(try town.engine.migrate() == 0)
    let head = try town.staff("一号社区居民委员会", "社区主任")
    _ = try await town.verb(.approve, code, by: head).get()
    #expect(try town.request(code).line.state == .done)
  }
}
