import Core
import FEEL
import Storage
import TestSupport
import Testing

@testable import Engine

/// On another day other terms and leaves hold, though nobody changed the directory: the first request obeys, and the work
/// of who is not there any more is handed on.
@Suite struct NewDayTests {
  /// Half an hour before midnight in Shanghai.
  private static let evening = CivilDateTime(text: "2026-11-30T23:30:00")?.milliseconds() ?? 0
  private static let hour: Int64 = 3_600_000
  private static let own = "承办 review 一号社区居民委员会/网格岗"
  private static let above = "承办 review 一号街道办事处/街道值班岗"

  private let clock: SetClock
  private let town: BundleTown
  private let grid: Int64
  private let street: Int64

  init() throws {
    clock = SetClock(try SQLiteStore(path: nil), at: Self.evening)
    town = try BundleTown(in: clock, ["start", "flow"])
    grid = try town.staff("一号社区居民委员会", "网格岗")
    street = try town.staff("一号街道办事处", "街道值班岗")
  }

  @Test func aTermThatEndsAtMidnightGivesNoRightAfterIt() async throws {
    let term = try #require(try town.engine.post(grid, town.caller(street))?.terms.first { !$0.isOver })
    try town.engine.dismiss(term.id, of: grid, until: "2026-12-01", town.caller(street))
    let code = try await town.submit("deadline")
    let seen = try town.engine.followDirectory(since: nil)
    #expect(try town.engine.followDirectory(since: seen) == seen)
    #expect(try town.open(code) == [Self.own])
    #expect(try town.engine.inbox(InboxFilter(), caller: town.caller(grid)).lines.map(\.line.code) == [code])
    clock.set(Self.evening + Self.hour)
    // Before the background has looked.
    #expect(await town.verb(.approve, code, by: grid).refusal != nil)
    #expect(try town.engine.inbox(InboxFilter(), caller: town.caller(grid)).lines.isEmpty)
    #expect(try town.engine.followDirectory(since: seen) != seen)
    #expect(try town.open(code) == [Self.own, Self.above])
    _ = try await town.verb(.approve, code, by: street).get()
    #expect(try town.faults() == [])
  }

  @Test func aLeaveThatBeginsAtMidnightHandsTheWorkOn() async throws {
    try town.engine.changePost(grid, .leave(from: "2026-12-01", until: "2026-12-01"), town.caller(street), .owner)
    let code = try await town.submit("deadline")
    let seen = try town.engine.followDirectory(since: nil)
    #expect(try town.open(code) == [Self.own])
    clock.set(Self.evening + Self.hour)
    let away = try town.engine.followDirectory(since: seen)
    #expect(try town.open(code) == [Self.own, Self.above])
    // It was one day.
    clock.set(Self.evening + 25 * Self.hour)
    #expect(try town.engine.followDirectory(since: away) != away)
    #expect(try town.open(code) == [Self.own])
    _ = try await town.verb(.approve, code, by: grid).get()
    #expect(try town.faults() == [])
  }
}
