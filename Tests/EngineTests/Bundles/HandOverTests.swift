import Core
import FEEL
import Testing

@testable import Engine

/// How a holder brings in others.
@Suite struct HandOverTests {
  private struct Cast {
    let town: BundleTown
    let grid: Int64, head: Int64, health: Int64, street: Int64
    let code: String
  }

  /// A request that lies with the grid worker.
  private func cast(_ service: String = "deadline") async throws -> Cast {
    let town = try BundleTown("start", "flow")
    return Cast(
      town: town, grid: try town.staff("一号社区居民委员会", "网格岗"), head: try town.staff("一号社区居民委员会", "社区主任"),
      health: try town.staff("测试市卫生健康局", "服务管理岗"), street: try town.staff("一号街道办事处", "街道值班岗"),
      code: try await town.submit(service))
  }

  @Test func afterATransferWhoHadItIsToldWhoHasItNow() async throws {
    let it = try await cast()
    #expect(await it.town.verb(.transfer, it.code, by: it.grid, to: "一号社区居民委员会/社区主任").refusal == .reasonNeeded)
    _ = try await it.town.verb(.transfer, it.code, by: it.grid, reason: "要社区定", to: "一号社区居民委员会/社区主任").get()
    guard case .failure(let refusal) = await it.town.verb(.approve, it.code, by: it.grid) else {
      Issue.record("the one who handed it over approved")
      return
    }
    #expect(refusal.code == .movedOn)
    #expect(refusal.message.zh.contains("一号社区居民委员会/社区主任"))
    #expect(refusal.message.text(in: .en).contains("一号社区居民委员会/社区主任"))
    #expect(try it.town.messages(to: it.head).contains { $0.hasSuffix("转办给您：要社区定") })
    // The deadline stays, the clocks go apart.
    let steps = try it.town.request(it.code).steps
    #expect(steps.map(\.outcome) == ["transfer", nil])
    #expect(steps[0].due == steps[1].due)
    _ = try await it.town.verb(.approve, it.code, by: it.head).get()
    #expect(try it.town.request(it.code).line.state == .done)
    #expect(try it.town.faults() == [])
  }

  @Test func onlyPostsWithTheRightMayBeChosen() async throws {
    let it = try await cast()
    for to in ["测试市社区医院/体检预约岗", "二号社区居民委员会/社区主任", "不存在", "一号社区居民委员会/网格岗"] {
      #expect(await it.town.verb(.transfer, it.code, by: it.grid, reason: "试", to: to).refusal == .beyondAuthority, "\(to)")
    }
    let offer = try #require(
      try it.town.request(it.code, as: it.grid).offers.first { $0.verb == .transfer }?.fields.first)
    let shown = offer.options.map(\.title.zh)
    #expect(offer.kind == .post && offer.isRequired)
    #expect(shown.first == "一号社区居民委员会/社区主任")
    #expect(!shown.contains("二号社区居民委员会/社区主任") && !shown.contains("一号社区居民委员会/网格岗"))
    // What is offered is taken.
    let id = try #require(offer.options.last?.code)
    _ = try await it.town.verb(.transfer, it.code, by: it.grid, reason: "试", to: id).get()
  }

  @Test func aSignerBeforeGivesItBack() async throws {
    let it = try await cast()
    _ = try await it.town.verb(.addSign, it.code, by: it.grid, to: "一号社区居民委员会/社区主任").get()
    #expect(try it.town.open(it.code) == ["承办 review 一号社区居民委员会/社区主任"])
    #expect(await it.town.verb(.approve, it.code, by: it.grid).refusal == .movedOn)
    _ = try await it.town.verb(.approve, it.code, by: it.head).get()
    #expect(try it.town.open(it.code) == ["承办 review 一号社区居民委员会/网格岗"])
    _ = try await it.town.verb(.approve, it.code, by: it.grid).get()
    #expect(try it.town.request(it.code).line.state == .done)
    #expect(try it.town.faults() == [])
  }

  @Test func aSignerBehindSignsLast() async throws {
    let it = try await cast()
    _ = try await it.town.verb(
      .addSign, it.code, by: it.grid, to: "测试市卫生健康局/服务管理岗", details: VerbDetails(isBehind: true)
    ).get()
    #expect(await it.town.verb(.approve, it.code, by: it.health).refusal == .notHolder)
    _ = try await it.town.verb(.approve, it.code, by: it.grid).get()
    #expect(try it.town.open(it.code) == ["承办 review 测试市卫生健康局/服务管理岗"])
    _ = try await it.town.verb(.reject, it.code, by: it.health, reason: "不合规").get()
    #expect(try it.town.request(it.code).line.state == .rejected)
  }

  @Test func helpNeedNotBeWaitedForAndACopyIsOnlyRead() async throws {
    let it = try await cast()
    _ = try await it.town.verb(.help, it.code, by: it.grid, reason: "帮我看看现场", to: "一号社区居民委员会/社区主任").get()
    _ = try await it.town.verb(.cc, it.code, by: it.grid, to: "一号街道办事处/街道值班岗").get()
    #expect(await it.town.verb(.approve, it.code, by: it.head).refusal == .verbNotHere)
    #expect(await it.town.verb(.approve, it.code, by: it.street).refusal == .notHolder)
    #expect(try it.town.messages(to: it.street).contains { $0.hasSuffix("抄送给您") })
    #expect(try it.town.request(it.code, as: it.street).line.state == .waiting)
    _ = try await it.town.verb(.complete, it.code, by: it.head, reason: "看过了，没问题").get()
    #expect(try it.town.messages(to: it.grid).contains { $0.hasSuffix("已协办：看过了，没问题") })
    // What offices write to each other is theirs; the applicant reads what was written to them.
    #expect(try it.town.request(it.code, as: it.grid).steps.compactMap(\.reason) == ["看过了，没问题"])
    #expect(try it.town.request(it.code).steps.compactMap(\.reason).isEmpty)
    _ = try await it.town.verb(.approve, it.code, by: it.grid).get()
    let request = try it.town.request(it.code)
    #expect(request.line.state == .done)
    #expect(request.clocks.reduce(0) { $0 + $1.milliseconds } == request.milliseconds)
    #expect(try it.town.faults() == [])
  }

  @Test func moreTimeIsTheLevelAboveToGive() async throws {
    let it = try await cast()
    let details = VerbDetails(until: "2030-01-04")
    let before = try it.town.request(it.code).steps[0].due
    #expect(await it.town.verb(.extend, it.code, by: it.grid, details: details).refusal == .reasonNeeded)
    for day in [nil, "2020-01-01", "下周"] {
      let asked = await it.town.verb(.extend, it.code, by: it.grid, reason: "等设备", details: VerbDetails(until: day))
      #expect(asked.refusal == .invalidAnswers)
    }
    #expect(
      await it.town.verb(.extend, it.code, by: it.grid, reason: "等设备", details: VerbDetails(until: "2099-01-01")).refusal
        == .invalidAnswers)
    _ = try await it.town.verb(.extend, it.code, by: it.grid, reason: "等设备", details: VerbDetails(until: "2029-01-04")).get()
    let above = try #require(try it.town.request(it.code).steps.last)
    #expect(above.kind == "extend")
    #expect(above.holder?.zh == "一号街道办事处/街道值班岗")
    #expect(try it.town.request(it.code).steps[0].due == before)
    _ = try await it.town.verb(.approve, it.code, by: it.street).get()
    let due = try #require(try it.town.request(it.code).steps[0].due)
    #expect(CivilDateTime(milliseconds: due).date.text == "2029-01-04")
    _ = try await it.town.verb(.approve, it.code, by: it.grid).get()
    #expect(try it.town.faults() == [])
  }

  @Test func ratedAndReopenedWithinItsDays() async throws {
    let it = try await cast()
    let resident = BundleTown.resident
    #expect(await it.town.verb(.rate, it.code, by: resident, details: VerbDetails(stars: 5)).refusal == .verbNotHere)
    _ = try await it.town.verb(.approve, it.code, by: it.grid).get()
    #expect(try it.town.request(it.code).verbs == [.rate, .reopen])
    #expect(await it.town.verb(.rate, it.code, by: resident, details: VerbDetails(stars: 6)).refusal == .invalidAnswers)
    #expect(await it.town.verb(.rate, it.code, by: BundleTown.other, details: VerbDetails(stars: 1)).refusal == .notFound)
    _ = try await it.town.verb(.rate, it.code, by: resident, reason: "来得慢", details: VerbDetails(stars: 3)).get()
    #expect(try it.town.request(it.code).stars == 3)
    #expect(await it.town.verb(.reopen, it.code, by: resident).refusal == .reasonNeeded)
    _ = try await it.town.verb(.reopen, it.code, by: resident, reason: "又坏了").get()
    let request = try it.town.request(it.code)
    #expect(request.line.state == .waiting)
    #expect(request.steps.map(\.kind) == ["review", "closed", "review"])
    #expect(request.clocks.reduce(0) { $0 + $1.milliseconds } == request.milliseconds)
    #expect(try it.town.faults() == [])
    // Too late after its days.
    _ = try await it.town.verb(.approve, it.code, by: it.grid).get()
    let back = Statement(SystemTables.matter, .update([.set("closed", .parameter(0))], where: .always))
    try it.town.engine.commitOrThrow(Plan(changes: [Change(back, [.int(1_000)])]))
    #expect(await it.town.verb(.reopen, it.code, by: resident, reason: "又坏了").refusal == .verbNotHere)
  }
}
