import Core
import FEEL
import Testing

@testable import Engine

/// Branches, sub-flows, steps that ask for answers, steps that wait.
@Suite struct BranchTests {
  private func staff(_ town: BundleTown) throws -> (grid: Int64, head: Int64, health: Int64, fire: Int64) {
    (
      try town.staff("一号社区居民委员会", "网格岗"), try town.staff("一号社区居民委员会", "社区主任"),
      try town.staff("测试市卫生健康局", "服务管理岗"), try town.staff("测试市消防救援支队", "消防监督岗")
    )
  }

  @Test func branchesAreOpenAtOnceAndEndInAnyOrder() async throws {
    let town = try BundleTown("start", "flow")
    let who = try staff(town)
    let code = try await town.submit("branches", answers: ["要消防": .bool(true)])
    #expect(
      try town.open(code) == [
        "联审/消防/消防审 review 测试市消防救援支队/消防监督岗", "联审/卫健/初审 review 测试市卫生健康局/服务管理岗",
        "联审/社区/社区审 review 一号社区居民委员会/社区主任",
      ])
    for person in [who.fire, who.health, who.head] {
      #expect(try town.engine.inbox(InboxFilter(), caller: town.caller(person)).lines.map(\.line.code) == [code])
    }
    _ = try await town.verb(.approve, code, by: who.head).get()
    _ = try await town.verb(.approve, code, by: who.health).get()
    _ = try await town.verb(.approve, code, by: who.fire).get()
    #expect(try town.open(code) == ["联审/卫健/复审 review 测试市卫生健康局/服务管理岗"])
    #expect(try town.request(code).line.step?.zh == "联审")
    _ = try await town.verb(.approve, code, by: who.health).get()
    #expect(try town.open(code) == ["发证 review 一号社区居民委员会/网格岗"])
    let request = try town.request(code)
    #expect(request.clocks.reduce(0) { $0 + $1.milliseconds } == request.milliseconds)
    #expect(try town.faults() == [])
  }

  @Test func aBranchWhoseConditionDoesNotHoldIsNotWaitedFor() async throws {
    let town = try BundleTown("start", "flow")
    let code = try await town.submit("branches", answers: ["要消防": .bool(false)])
    #expect(try town.open(code).count == 2)
  }

  @Test func oneRefusalInABranchEndsAllOfThem() async throws {
    let town = try BundleTown("start", "flow")
    let who = try staff(town)
    let code = try await town.submit("branches", answers: ["要消防": .bool(true)])
    _ = try await town.verb(.reject, code, by: who.fire, reason: "通道堵塞").get()
    #expect(try town.request(code).line.state == .rejected)
    #expect(try town.open(code) == [])
    #expect(await town.verb(.approve, code, by: who.head).refusal == .movedOn)
    #expect(try town.faults() == [])
  }

  @Test func aReturnInOneBranchLeavesTheOthersWorking() async throws {
    let town = try BundleTown("start", "flow")
    let who = try staff(town)
    let code = try await town.submit("branches", answers: ["要消防": .bool(true)])
    _ = try await town.verb(.return, code, by: who.fire, reason: "补平面图").get()
    #expect(try town.request(code).line.state == .returned)
    _ = try await town.verb(.approve, code, by: who.head).get()
    _ = try await town.verb(.supplement, code, by: BundleTown.resident).get()
    #expect(
      try town.open(code) == ["联审/卫健/初审 review 测试市卫生健康局/服务管理岗", "联审/消防/消防审 review 测试市消防救援支队/消防监督岗"])
  }

  @Test func theFirstBranchThatEndsEndsTheOthers() async throws {
    let town = try BundleTown("start", "flow")
    let who = try staff(town)
    let code = try await town.submit("first-branch")
    #expect(try town.open(code).count == 2)
    _ = try await town.verb(.approve, code, by: who.grid).get()
    #expect(try town.request(code).line.state == .done)
    #expect(try town.faults() == [])
  }

  @Test func aStepAsksForItsOwnFields() async throws {
    let town = try BundleTown("start", "flow")
    let who = try staff(town)
    #expect(await town.errors("survey", ["事由": .text("搭棚"), "面积": .number("3")]).first?.hasPrefix("面积 not-yours") == true)
    let code = try await town.submit("survey")
    let asked = try town.engine.stepForm(code, step: nil, caller: town.caller(who.grid))
    #expect(asked.form.pages.flatMap(\.fields).map(\.id) == ["面积", "备注"])
    #expect(await town.verb(.complete, code, by: who.grid).refusal == .invalidAnswers)
    #expect(await town.verb(.complete, code, by: who.grid, answers: ["面积": .number("501")]).refusal == .invalidAnswers)
    let foreign = await town.verb(.complete, code, by: who.grid, answers: ["面积": .number("5"), "事由": .text("改")])
    #expect(foreign.refusal == .invalidAnswers)
    _ = try await town.perform(
      who.grid, .saveStepDraft(code: code, step: nil, payload: Array(#"{"面积":"80"}"#.utf8))
    ).get()
    let kept = try town.engine.stepForm(code, step: nil, caller: town.caller(who.grid)).draft
    #expect(kept.map { String(decoding: $0, as: UTF8.self) } == #"{"面积":"80"}"#)
    #expect(await town.perform(who.head, .saveStepDraft(code: code, step: nil, payload: [123, 125])).refusal == .notHolder)
    _ = try await town.verb(.complete, code, by: who.grid, answers: ["面积": .number("80")]).get()
    let request = try town.request(code, as: who.head)
    #expect(request.line.step?.zh == "审核")
    #expect(request.answers.map { "\($0.id)=\($0.text)" } == ["事由=试验事由", "面积=80"])
    // A correction by the applicant loses nothing of it.
    _ = try await town.verb(.return, code, by: who.head, reason: "事由不清", to: "applicant").get()
    _ = try await town.verb(.supplement, code, by: BundleTown.resident, answers: ["事由": .text("搭雨棚")]).get()
    #expect(
      try town.request(code, as: who.head).answers.map { "\($0.id)=\($0.text)" } == ["事由=搭雨棚", "面积=80"])
    // `then` sends a return without a target back to the survey.
    _ = try await town.verb(.return, code, by: who.head, reason: "重新量").get()
    #expect(try town.open(code) == ["勘查 fill 一号社区居民委员会/网格岗"])
    #expect(try town.faults() == [])
  }

  @Test func aStepMayWaitForTheApplicant() async throws {
    let town = try BundleTown("start", "flow")
    let who = try staff(town)
    let code = try await town.submit("survey")
    _ = try await town.verb(.complete, code, by: who.grid, answers: ["面积": .number("120")]).get()
    #expect(try town.request(code).line.state == .returned)
    #expect(try town.request(code).verbs.contains(.supplement))
    #expect(
      try town.engine.stepForm(code, step: nil, caller: town.caller(BundleTown.resident)).form.pages.flatMap(\.fields)
        .map(\.id) == ["证明"])
    #expect(
      await town.verb(.supplement, code, by: BundleTown.resident, answers: ["事由": .text("改")]).refusal
        == .invalidAnswers)
    _ = try await town.verb(.supplement, code, by: BundleTown.resident, answers: ["证明": .text("已交")]).get()
    #expect(try town.open(code) == ["审核 review 一号社区居民委员会/社区主任"])
  }

  @Test func aNamedFlowIsOneStepAndATimerWaits() async throws {
    let town = try BundleTown("start", "flow")
    let who = try staff(town)
    let code = try await town.submit("sub-flow")
    #expect(try town.open(code) == ["入户核查/核查/网格查 review 一号社区居民委员会/网格岗"])
    _ = try await town.verb(.approve, code, by: who.grid).get()
    _ = try await town.verb(.approve, code, by: who.head).get()
    #expect(try town.open(code) == ["公示 timer 等时间到"])
    #expect(await town.verb(.approve, code, by: who.head).refusal == .movedOn)
    _ = try town.engine.ringDueReminders()
    #expect(try town.open(code) == ["公示 timer 等时间到"])
    try town.ring(-2)
    #expect(try town.open(code) == ["发放 review 一号社区居民委员会/社区主任"])
    #expect(try town.messages(to: BundleTown.resident) == ["子流程公示期满"])
    #expect(try town.faults() == [])
  }
}
