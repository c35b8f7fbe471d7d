import Core
import Testing

@testable import Engine

/// What the clock does: reminders, escalation, posts that become vacant.
@Suite struct ReminderTests {
  private func alarms(_ town: BundleTown) throws -> [String] {
    let query = Query(["payload"], of: SystemTables.event, where: .equals("kind", 0), order: [.init(.column("sequence"))])
    return try town.store.read { try $0.rows(query, [.text("alarm")], under: .system(.maintenance)) }
      .compactMap { Town.text("why", $0[0].blob ?? []) }
  }

  private func rows(_ town: BundleTown) throws -> [Row] {
    let query = Query(["position", "at"], of: SystemTables.reminder, order: [.init(.column("at"))])
    return try town.store.read { try $0.rows(query, [], under: .system(.maintenance)) }
  }

  @Test func remindersLieInWorkingTimeAroundTheDeadline() async throws {
    let town = try BundleTown("start", "flow")
    let code = try await town.submit("deadline")
    let due = try #require(try town.request(code).steps[0].due)
    let calendar = try #require(town.engine.current).program.calendars.first
    let deadline = Deadline(calendar)
    #expect(
      try rows(town).map { [$0[0].int, $0[1].int] } == [
        [0, deadline.moment(WorkingDuration(1, .workday), before: due)], [-1, due],
        [1, deadline.due(WorkingDuration(1, .workday), from: due)],
      ])
  }

  @Test func theHolderIsToldOnceAndTheApplicantWhenItIsLate() async throws {
    let town = try BundleTown("start", "flow")
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    let code = try await town.submit("deadline")
    try town.ring(0)
    try town.ring(0)
    #expect(try town.messages(to: grid) == ["限时办 \(code)：「承办」快到时限，请尽快办理"])
    try town.ring(-1)
    #expect(try town.messages(to: BundleTown.resident) == ["限时办超过时限，已在催办"])
    #expect(try town.faults() == [])
  }

  @Test func anEscalatedStepIsTheHigherPostsToo() async throws {
    let town = try BundleTown("start", "flow")
    let grid = try town.staff("一号社区居民委员会", "网格岗"), street = try town.staff("一号街道办事处", "街道值班岗")
    let code = try await town.submit("deadline")
    try town.ring(1)
    #expect(
      try town.open(code) == ["承办 review 一号社区居民委员会/网格岗", "承办 review 一号街道办事处/街道值班岗"])
    #expect(try alarms(town) == ["已超过时限，升级到上级"])
    _ = try await town.verb(.approve, code, by: street).get()
    #expect(try town.request(code).line.state == .done)
    #expect(await town.verb(.approve, code, by: grid).refusal == .movedOn)
    #expect(try town.faults() == [])
  }

  @Test func theDeadlineOfTheWholeRequestRemindsWhoeverHasItNow() async throws {
    let town = try BundleTown("start", "flow")
    let grid = try town.staff("一号社区居民委员会", "网格岗"), head = try town.staff("一号社区居民委员会", "社区主任")
    let street = try town.staff("一号街道办事处", "街道值班岗")
    let code = try await town.submit("whole")
    _ = try await town.verb(.approve, code, by: grid).get()
    try town.ring(0)
    #expect(try town.messages(to: grid) == [])
    #expect(try town.messages(to: head) == ["整件限时 \(code)：「二办」快到时限，请尽快办理"])
    try town.ring(1)
    #expect(try town.open(code) == ["二办 review 一号社区居民委员会/社区主任", "二办 review 一号街道办事处/街道值班岗"])
    _ = try await town.verb(.approve, code, by: street).get()
    #expect(try town.request(code).line.state == .done)
    #expect(try town.faults() == [])
  }

  @Test func whatIsDoneIsNotRemindedOf() async throws {
    let town = try BundleTown("start", "flow")
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    let code = try await town.submit("deadline")
    _ = try await town.verb(.approve, code, by: grid).get()
    for position: Int64 in [0, 1, -1] { try town.ring(position) }
    #expect(try town.messages(to: grid) == [])
    #expect(try town.request(code).line.state == .done)
    #expect(try alarms(town) == [])
  }

  @Test func aPostThatBecomesVacantGoesUpWithAnAlarm() async throws {
    let town = try BundleTown("start", "flow")
    let grid = try town.staff("一号社区居民委员会", "网格岗"), street = try town.staff("一号街道办事处", "街道值班岗")
    let code = try await town.submit("deadline")
    let seen = try town.engine.followDirectory(since: nil)
    #expect(try town.open(code) == ["承办 review 一号社区居民委员会/网格岗"])
    // The grid worker leaves.
    let leave = Statement(SystemTables.appointment, .delete(where: .equals("person", 0)))
    let moved = Statement(
      SystemTables.grantEpoch,
      .update([.set("epoch", .add(.column("epoch"), .constant(.int(1))))], where: .equals("id", 0)))
    try town.engine.commitOrThrow(Plan(changes: [Change(leave, [.int(grid)]), Change(moved, [.int(1)])]))
    #expect(try town.engine.followDirectory(since: seen) != seen)
    #expect(try town.open(code) == ["承办 review 一号社区居民委员会/网格岗", "承办 review 一号街道办事处/街道值班岗"])
    #expect(try alarms(town) == ["岗位空缺，已转到上级"])
    // What comes now finds the post vacant: whoever has it instead is told, and the request says why.
    let next = try await town.submit("deadline")
    let words = "「承办」本该由一号社区居民委员会/网格岗办，岗位空缺，转到您这里"
    let told = try #require(try town.messages(to: street).last)
    #expect(told.hasSuffix("\(next)：\(words)"))
    let page = try town.request(next, as: street)
    #expect(page.alarms.count == 1)
    let alarm = try #require(page.alarms.first)
    #expect(String(decoding: alarm.payload, as: UTF8.self).contains("一号社区居民委员会/网格岗"))
    #expect(try town.request(next).alarms.isEmpty, "offices' own affairs are not the applicant's")
    let figures = try town.engine.systemFigures()
    #expect(figures.alarms.count == 2 && figures.outbox == 0)
    _ = try await town.verb(.approve, code, by: street).get()
    #expect(try town.faults() == [])
  }

  @Test func whatStoodBecauseNobodyWasFoundGoesOnWithSomebody() async throws {
    let town = try BundleTown("start", "flow")
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    let running = try #require(town.engine.current)
    let leave = Statement(SystemTables.appointment, .delete(where: .always))
    let moved = Statement(
      SystemTables.grantEpoch,
      .update([.set("epoch", .add(.column("epoch"), .constant(.int(1))))], where: .equals("id", 0)))
    try town.engine.commitOrThrow(Plan(changes: [Change(leave, []), Change(moved, [.int(1)])]))
    let code = try await town.submit("deadline")
    #expect(try town.request(code).line.state == .blocked)
    let raised = try alarms(town)
    #expect(!raised.isEmpty)
    // Nobody has come: it stands as it stood, without another alarm.
    let seen = try town.engine.followDirectory(since: nil)
    #expect(try town.open(code) == ["承办 blocked -"])
    #expect(try alarms(town) == raised)
    var seeding = EntitySeeding(running, town.engine, now: 0)
    seeding.appoint(grid, to: grid)
    seeding.moveGrantEpoch()
    try town.engine.commitOrThrow(Plan(changes: seeding.take()))
    #expect(try town.engine.followDirectory(since: seen) != seen)
    #expect(try town.open(code) == ["承办 review 一号社区居民委员会/网格岗"])
    #expect(try town.request(code).line.state == .waiting)
    _ = try await town.verb(.approve, code, by: grid).get()
    #expect(try town.request(code).line.state == .done)
    #expect(try town.faults() == [])
  }

  /// Pages of two: what goes on standing hides nothing behind it, and all of a post that became vacant has somebody.
  @Test func howeverManyStandAllAreLookedAt() async throws {
    let town = try BundleTown("start", "flow")
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    let running = try #require(town.engine.current)
    let moved = Statement(
      SystemTables.grantEpoch,
      .update([.set("epoch", .add(.column("epoch"), .constant(.int(1))))], where: .equals("id", 0)))
    try town.engine.commitOrThrow(
      Plan(changes: [Change(Statement(SystemTables.appointment, .delete(where: .always)), []), Change(moved, [.int(1)])]))
    var standing: [String] = [], waiting: [String] = []
    for _ in 0..<5 { standing.append(try await town.submit("council-vote")) }
    for _ in 0..<5 { waiting.append(try await town.submit("deadline")) }
    var seen = try town.engine.followDirectory(since: nil, page: 2)
    var seeding = EntitySeeding(running, town.engine, now: 0)
    seeding.appoint(grid, to: grid)
    seeding.moveGrantEpoch()
    try town.engine.commitOrThrow(Plan(changes: seeding.take()))
    seen = try town.engine.followDirectory(since: seen, page: 2)
    for code in standing { #expect(try town.request(code).line.state == .blocked) }
    for code in waiting { #expect(try town.open(code) == ["承办 review 一号社区居民委员会/网格岗"]) }

    let street = try town.staff("一号街道办事处", "街道值班岗")
    var next = EntitySeeding(running, town.engine, now: 0)
    next.appoint(street, to: street)
    next.moveGrantEpoch()
    let leave = Change(Statement(SystemTables.appointment, .delete(where: .equals("person", 0))), [.int(grid)])
    try town.engine.commitOrThrow(Plan(changes: [leave] + next.take()))
    _ = try town.engine.followDirectory(since: seen, page: 2)
    for code in waiting {
      #expect(try town.open(code) == ["承办 review 一号社区居民委员会/网格岗", "承办 review 一号街道办事处/街道值班岗"])
    }
    #expect(try town.faults() == [])
  }
}
