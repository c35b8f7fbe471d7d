import Core
import FEEL
import Storage
import TestSupport
import Testing

#if canImport(StoragePostgres)
  import StoragePostgres
#endif

@testable import Engine

/// What users of the nearest systems reported, each test named for its pain (see the table of pains in the design).
@Suite struct PainTests {
  private func code(_ reply: Reply) throws -> String { try #require(Town.text("code", reply.json)) }

  private func shown(_ town: BundleTown, _ code: String, as person: Int64 = BundleTown.resident) throws -> [String] {
    try town.request(code, as: person).answers.map { "\($0.id)=\($0.text)" }
  }

  // MARK: 5

  /// Pain 5: a step is taken out of the workflow, and what stood in it can no longer be opened. Here what runs keeps the
  /// flow and the form that it began with, is opened, decided and finished; what is new has the new ones.
  @Test func pain5WhatStandsInAStepThatIsGoneIsOpenedAndFinished() async throws {
    let town = try BundleTown("start", "pains")
    let head = try town.staff("一号社区居民委员会", "社区主任")
    let old = try code(try await town.submit("two-steps", ["事由": .text("旧"), "说明": .text("旧的说明")]).get())
    #expect(try town.open(old) == ["初审 review 一号社区居民委员会/社区主任"])
    try town.publish(["pains-later"])
    #expect(try shown(town, old, as: head) == ["事由=旧", "说明=旧的说明"])
    #expect(try town.engine.inbox(InboxFilter(), caller: town.caller(head)).lines.map(\.line.code) == [old])
    #expect(try town.request(old, as: head).line.step?.zh == "初审")
    let new = try code(try await town.submit("two-steps", ["事由": .text("新"), "联系人": .text("周桂兰")]).get())
    #expect(try town.open(new) == ["复审 review 一号社区居民委员会/社区主任"])
    _ = try await town.verb(.return, old, by: head, reason: "说明不清").get()
    _ = try await town.verb(.supplement, old, by: BundleTown.resident, answers: ["说明": .text("改过的说明")]).get()
    for request in [old, old, new] { _ = try await town.verb(.approve, request, by: head).get() }
    #expect(try town.request(old).line.state == .done && town.request(new).line.state == .done)
    #expect(try shown(town, old) == ["事由=旧", "说明=改过的说明"])
    #expect(try town.faults() == [])
  }

  // MARK: 22

  /// Pain 22: a hidden field keeps its value and is sent, is used by a formula before it is cleared, or what was known is
  /// wiped by a wrong turn. Here what is hidden is dropped before anything reads it, kept or given up as its author says,
  /// and the register keeps what it has.
  @Test func pain22WhatIsHiddenIsNeitherSentNorCountedNorWiped() async throws {
    let town = try BundleTown("start", "pains")
    let with: [String: Answer] = [
      "有车": .bool(true), "车位数": .number("3"), "车牌备注": .text("白色"), "电话": .text("13900001234"),
    ]
    let first = try code(try await town.submit("parking", with).get())
    #expect(try shown(town, first).contains("费用=300"))
    #expect(try town.person(BundleTown.resident, "mobile_phone") == .text("13900001234"))

    var turned = with
    turned["有车"] = .bool(false)
    turned["电话"] = .text("13900009999")
    let second = try code(try await town.submit("parking", turned).get())
    #expect(try shown(town, second) == ["有车=否", "费用=0", "车牌备注=白色"], "dropped, counted as nothing, kept")
    #expect(try town.person(BundleTown.resident, "mobile_phone") == .text("13900001234"), "what is hidden wipes nothing")

    turned["第二辆"] = .text("京A12345")
    #expect(
      await town.errors("parking", turned).map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        == ["第二辆 hidden-answer"], "what its author wants given up is not dropped in silence")
    let form = try town.engine.form("parking", for: nil, answers: turned, caller: town.caller(BundleTown.resident))
    let fields = form.pages.flatMap(\.fields)
    #expect(fields.first { $0.id == "第二辆" }?.isAsked == true && fields.first { $0.id == "费用" }?.value == .number(0))
    // Back on the right way everything is there again.
    turned["有车"] = .bool(true)
    let again = try town.engine.form("parking", for: nil, answers: turned, caller: town.caller(BundleTown.resident))
    #expect(again.pages.flatMap(\.fields).first { $0.id == "车位数" }?.value == .number(3))
  }

  // MARK: 23

  /// Pain 23: data filled in from the register is altered by who sends the form. Here the server reads it again and
  /// compares: at the beginning, after a return, and when the register has changed meanwhile.
  @Test func pain23WhatIsVerifiedCannotBeAlteredByWhoSendsTheForm() async throws {
    let town = try BundleTown("start", "pains")
    let head = try town.staff("一号社区居民委员会", "社区主任")
    let form = try town.engine.form("verified", for: nil, caller: town.caller(BundleTown.resident))
    #expect(form.pages.first?.fields.first { $0.id == "姓名" }?.isReadOnly == true)
    let forged = await town.submit("verified", ["姓名": .text("周桂芳"), "事由": .text("冒名")])
    guard case .failure(let refusal) = forged else { throw BundleTown.Missing() }
    #expect(refusal.fields.map { "\($0.field) \($0.code)" } == ["姓名 locked-value-changed"])
    let request = try code(try await town.submit("verified", ["姓名": .text("周桂兰"), "事由": .text("本人")]).get())
    let silent = try code(try await town.submit("verified", ["事由": .text("不带姓名")]).get())
    #expect(try shown(town, silent) == ["姓名=周桂兰", "事由=不带姓名"])
    _ = try await town.verb(.return, request, by: head, reason: "事由不清").get()
    #expect(
      await town.verb(.supplement, request, by: BundleTown.resident, answers: ["姓名": .text("周桂芳")]).refusal
        == .lockedValueChanged)
    _ = try await town.verb(.supplement, request, by: BundleTown.resident, answers: ["事由": .text("本人办")]).get()
    #expect(try shown(town, request) == ["姓名=周桂兰", "事由=本人办"])
    // The register says something else by now: what a browser still shows is refused.
    try rename(town, "周兰")
    let stale = await town.submit("verified", ["姓名": .text("周桂兰"), "事由": .text("旧页面")])
    #expect(stale.refusal == .lockedValueChanged)
    let now = try code(try await town.submit("verified", ["姓名": .text("周兰"), "事由": .text("新页面")]).get())
    #expect(try shown(town, now).first == "姓名=周兰")
  }

  private func rename(_ town: BundleTown, _ name: String) throws {
    let knowledge = try #require(town.engine.current).program.knowledge
    let column = try #require(knowledge.attribute("person.full_name")).column
    let table = SystemTables.entity(.person, of: knowledge)
    let statement = Statement(table, .update([.set(column, .parameter(0))], where: .equals("id", 1)))
    try town.engine.commitOrThrow(Plan(changes: [Change(statement, [.text(name), .int(BundleTown.resident)])]))
  }

  // MARK: 29

  /// Pain 29: nobody tells an employee that something was assigned to them. Here who gets it by hand, or because somebody
  /// did not act, finds a message that names the request.
  @Test func pain29WhoIsGivenSomethingIsTold() async throws {
    let town = try BundleTown("start", "flow")
    let grid = try town.staff("一号社区居民委员会", "网格岗"), head = try town.staff("一号社区居民委员会", "社区主任")
    let health = try town.staff("测试市卫生健康局", "服务管理岗"), street = try town.staff("一号街道办事处", "街道值班岗")
    let request = try await town.submit("deadline")
    _ = try await town.verb(.help, request, by: grid, to: "一号社区居民委员会/社区主任").get()
    _ = try await town.verb(.cc, request, by: grid, to: "一号社区居民委员会/社区主任").get()
    #expect(try town.messages(to: head).count { $0.contains(request) } == 2)
    _ = try await town.verb(.addSign, request, by: grid, to: "测试市卫生健康局/服务管理岗").get()
    #expect(try town.messages(to: health).contains { $0.contains(request) })
    let second = try await town.submit("deadline")
    _ = try await town.verb(.transfer, second, by: grid, reason: "休假", to: "一号社区居民委员会/社区主任").get()
    #expect(try town.messages(to: head).contains { $0.contains(second) && $0.contains("休假") })
    let third = try await town.submit("deadline")
    try town.ring(1)
    #expect(try town.messages(to: street).contains { $0.contains(third) })
  }
}

/// Pain 21: an appointment at 11:50 is stored as 9:50, and a day moves by one. Here a day is no moment: half an hour after
/// midnight in Shanghai, when it is still yesterday in UTC, days, moments, ages, deadlines and exports are those of
/// Shanghai, on both stores.
@Suite(.serialized) struct MidnightTests {
  /// 2026-01-01T00:30 in Shanghai, 2025-12-31T16:30 in UTC.
  private static let halfPast = CivilDateTime(text: "2026-01-01T00:30:00")?.milliseconds() ?? 0
  private static let hour: Int64 = 3_600_000

  private func book(_ clock: SetClock, _ town: BundleTown) async throws {
    let answers: [String: Answer] = ["生日": .text("1950-01-01"), "约定": .text("2026-01-08 11:50")]
    // An hour before, at half past eleven, somebody born on 1 January 1950 is still 75.
    clock.set(Self.halfPast - Self.hour)
    #expect(await town.submit("appointment", answers).refusal == .notEligible)
    clock.set(Self.halfPast)
    let form = try town.engine.form("appointment", for: nil, caller: town.caller(BundleTown.resident))
    let day = form.pages.flatMap(\.fields).first { $0.id == "报到日" }
    #expect(day?.value.plainText == "2026-01-01")
    var yesterday = answers
    yesterday["报到日"] = .text("2025-12-31")
    #expect(await town.errors("appointment", yesterday) == ["报到日 check 不能早于今天 / 不能早于今天"])
    let reply = try await town.submit("appointment", answers).get()
    let code = try #require(Town.text("code", reply.json))
    let request = try town.request(code)
    #expect(
      request.answers.map { "\($0.id)=\($0.text)" } == ["报到日=2026-01-01", "生日=1950-01-01", "约定=2026-01-08 11:50"])
    #expect(try town.messages(to: BundleTown.resident) == ["报到日2026年1月1日，约定2026年1月8日 11:50"])
    // One working day after New Year's, which lasts to the third; the fourth is made up for.
    #expect(request.steps.first?.due == CivilDateTime(text: "2026-01-04T17:30:00")?.milliseconds())
    #expect(request.line.opened == Self.halfPast)
    let table = try #require(try town.engine.exportTables().first { $0.name.hasSuffix("appointment") })
    for column in [("报到日", "2026-01-01"), ("生日", "1950-01-01"), ("约定", "2026-01-08T11:50:00@Asia/Shanghai")] {
      let at = try #require(table.header.firstIndex(of: column.0))
      var found: [String] = []
      try table.rows(of: town.store) { found.append($0[at]) }
      #expect(found == [column.1], "\(column.0)")
    }
    #expect(try town.faults() == [])
  }

  @Test func pain21ADayIsTheSameDayHalfPastMidnight() async throws {
    let clock = SetClock(try SQLiteStore(path: nil), at: Self.halfPast)
    try await book(clock, try BundleTown(in: clock, ["start", "pains"]))
  }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func pain21ADayIsTheSameDayHalfPastMidnightOnPostgreSQL() async throws {
      let url = try #require(PrivatePostgres.undisturbed).database()
      let clock = SetClock(try PostgresStore(url: url, connections: 4), at: Self.halfPast)
      try await book(clock, try BundleTown(in: clock, ["start", "pains"]))
    }
  #endif
}
