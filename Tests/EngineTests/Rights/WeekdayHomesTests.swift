import Core
import FEEL
import Testing

@testable import Engine

/// Somebody who lives in several places by the day of the week: services of all, the community of the day.
@Suite struct WeekdayHomesTests {
  /// Another home in the fifth community on some days, digits in a row.
  private func move(_ town: BundleTown, days: String?) throws {
    let running = try #require(town.engine.current)
    let table = try #require(running.tables.relations["resides_at"])
    let column = try #require(running.program.knowledge.attribute("dwell_weekdays", ofRelation: "resides_at")).column
    let insert = Statement(
      table,
      .insert(columns: ["id", "from_id", "to_id", "valid_from", "recorded_at", "origin", column], conflict: .fail))
    let place = try town.placeID("五号社区/一号小区/1号楼/1单元/101室")
    try town.engine.commitOrThrow(
      Plan(changes: [
        Change(
          insert,
          [
            .int(town.engine.ids.next(try town.store.now())), .int(BundleTown.resident), .int(place), .text("2020-01-01"),
            .int(1), .text("test"), StoredValue(days),
          ])
      ]))
  }

  private func weekday(_ town: BundleTown, in days: Int) throws -> String {
    String(CivilDateTime(milliseconds: try town.store.now()).date.adding(days: days).weekday)
  }

  @Test func theCommunityOfTheDayAnswers() async throws {
    let town = try BundleTown("start", "visible"), me = town.caller(BundleTown.resident)
    #expect(try town.engine.ownHomes(me).map(\.days) == [nil])
    try move(town, days: weekday(town, in: 0))
    let homes = try town.engine.ownHomes(me)
    #expect(homes.map(\.isToday) == [true, false] && homes[0].path.contains("五号社区") && homes[0].days != nil)
    #expect(homes.map(\.office) == ["五号社区居民委员会", "一号社区居民委员会"])
    let answering = try #require(try town.engine.responsible(for: me))
    #expect(answering.name == "五号社区居民委员会" && answering.reason.zh.hasPrefix("今天住在那里：周"))
    #expect(try town.engine.identity(me).placePath?.contains("五号社区") == true)
    let seen = try Set(town.engine.services(me).map(\.id))
    #expect(seen.isSuperset(of: ["in-fifth", "in-both", "in-district", "greeting"]), "of both homes")
    #expect(try town.engine.form("in-both", for: nil, caller: me).placePath?.contains("五号社区") == true)
  }

  @Test func onOtherDaysTheOtherHomeCounts() async throws {
    let town = try BundleTown("start", "visible"), me = town.caller(BundleTown.resident)
    try move(town, days: weekday(town, in: 2))
    #expect(try town.engine.ownHomes(me).map(\.isToday) == [true, false])
    #expect(try town.engine.responsible(for: me)?.name == "一号社区居民委员会")
    #expect(try town.engine.services(me).map(\.id).contains("in-fifth"), "its services are theirs every day")
    let code = try await town.submit("in-fifth")
    #expect(try town.open(code) == ["核对 review 五号社区居民委员会/社区主任"])
    #expect(try town.engine.form("in-both", for: nil, caller: me).placePath?.contains("一号社区") == true)
  }

  @Test func daysAreSaidAsPeopleSayThem() {
    func said(_ stored: String?) -> String? {
      Residence(place: 1, weekdays: Residence.weekdays(stored), isMain: false).days?.zh
    }
    #expect(said("12345") == "周一至周五" && said("67") == "周六、周日" && said("3") == "周三" && said("135") == "周一、周三、周五")
    #expect(said(nil) == nil && said("1234567") == nil && said("") == nil && said("x9") == nil)
    let weekend = Residence(place: 1, weekdays: [6, 7], isMain: false)
    #expect(CivilDate(text: "2026-11-28").map(weekend.holds) == true && CivilDate(text: "2026-11-30").map(weekend.holds) == false)
  }
}
