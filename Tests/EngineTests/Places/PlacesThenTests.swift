import Core
import FEEL
import Testing

@testable import Engine

/// Figures, times and queues as places were on the day on which each request began.
@Suite struct PlacesThenTests {
  private func day(_ it: PlaceCast, _ days: Int) throws -> String {
    CivilDateTime(milliseconds: try it.town.store.now()).date.adding(days: days).text
  }

  /// What an operation of today wrote holds from another day on.
  private func shift(_ it: PlaceCast, to days: Int) throws {
    for column in ["valid_from", "valid_to"] {
      let edit = Statement(SystemTables.placeFact, .update([.set(column, .parameter(0))], where: .equals(column, 1)))
      try it.town.engine.commitOrThrow(
        Plan(changes: [Change(edit, [.text(try day(it, days)), .text(try day(it, 0))])]))
    }
  }

  private func submitted(_ it: PlaceCast, _ place: String?, _ view: PlaceView, by person: Int64) throws -> Int64? {
    let question = StatisticsQuestion(place: place, view: view)
    return try? it.town.engine.funnel("at-community", question, it.town.caller(person)).submitted
  }

  @Test func aFunnelAndItsTimesFollowTheTreeOfTheDay() async throws {
    let it = try PlaceCast()
    for _ in 0..<2 { _ = try await it.town.submit("at-community") }
    try it.town.engine.fold()
    let (first, fourth) = (try it.town.code("一号社区"), try it.town.code("四号社区"))
    try it.town.change(PlaceOperation(.move, what: ["一号社区/幸福里"], to: ["四号社区"]), by: it.city)
    try shift(it, to: 1)
    try it.town.engine.snapshot { _, _ in }
    #expect(try submitted(it, first, .now, by: it.city) == 0 && submitted(it, fourth, .now, by: it.city) == 2)
    #expect(try submitted(it, first, .then, by: it.city) == 2 && submitted(it, fourth, .then, by: it.city) == 0)
    #expect(try submitted(it, nil, .then, by: it.city) == 2)
    let times = try it.town.engine.stepTimes(
      "at-community", StatisticsQuestion(place: first, view: .then), it.town.caller(it.city))
    #expect(times.reduce(0) { $0 + $1.open + $1.stays } >= 2)
    let away = try it.town.engine.stepTimes(
      "at-community", StatisticsQuestion(place: fourth, view: .then), it.town.caller(it.city))
    #expect(away.reduce(0) { $0 + $1.open + $1.stays } == 0)
    // Figures by state are those of the same requests.
    let counts = try it.town.engine.counts(
      "at-community", by: .state, at: nil, caller: it.town.caller(it.city), view: .then)
    #expect(counts.figures.total == 2 && counts.rows.reduce(0) { $0 + $1.figures.total } == 2)
  }

  @Test func aQueueAskedForAPlaceOfTheDayFindsWhatBeganThere() async throws {
    let it = try PlaceCast()
    _ = try await it.town.submit("at-community")
    try it.town.change(PlaceOperation(.move, what: ["一号社区/幸福里"], to: ["四号社区"]), by: it.city)
    try shift(it, to: 1)
    try it.town.engine.snapshot { _, _ in }
    func lines(_ place: String, _ view: PlaceView) throws -> Int {
      var filter = InboxFilter(place: try it.town.placeID(place))
      filter.view = view
      return try it.town.engine.inbox(filter, caller: it.town.caller(it.other)).lines.count
    }
    #expect(try lines("四号社区", .now) == 1 && lines("一号社区", .now) == 0)
    #expect(try lines("四号社区", .then) == 0 && lines("一号社区", .then) == 1)
  }

  /// A place that ended keeps its figures under its own code; as it is now, they are those of what stands for it.
  @Test func anEndedPlaceIsStillAskedFor() async throws {
    let it = try PlaceCast()
    _ = try await it.town.submit("at-community")
    let (first, second) = (try it.town.code("一号社区"), try it.town.code("二号社区"))
    try it.town.change(
      PlaceOperation(.merge, what: ["一号社区", "二号社区"], to: ["二号社区"]), by: it.city)
    try shift(it, to: 1)
    try it.town.engine.snapshot { _, _ in }
    #expect(try submitted(it, first, .then, by: it.city) == 1 && submitted(it, second, .then, by: it.city) == 0)
    #expect(try submitted(it, first, .now, by: it.city) == 1 && submitted(it, second, .now, by: it.city) == 1)
    #expect(try submitted(it, "35990000000001", .then, by: it.city) == nil)
  }

  /// Conditions over rows and the tree walked day by day say the same of every place, whatever moved in between.
  @Test func conditionsSayWhatTheTreeOfEachDaySays() async throws {
    let it = try PlaceCast()
    let start = try it.town.store.now()
    // Requests at every place of every day.
    let city = try #require(it.town.engine.current).city
    let here = city.tree.nodes.indices.filter { (PlaceLevel.district...PlaceLevel.estate).contains(city.tree.nodes[$0].level) }.map { city.ids[$0] }
    let code = try await it.town.submit("at-community")
    let row = try #require(
      it.town.store.read {
        try $0.rows(
          Query(SystemTables.matter.columns.map(\.name), of: SystemTables.matter, where: .equals("code", 0)), [.text(code)],
          under: .system(.places)
        ).first
      })
    let names = SystemTables.matter.columns.map(\.name)
    let insert = Statement.insert(SystemTables.matter)
    var changes: [Change] = []
    for (n, place) in here.enumerated() {
      for day in -6...0 {
        let id = it.town.engine.ids.next(start)
        let values = zip(names, row.values).map { name, value -> StoredValue in
          switch name {
          case "id": .int(id)
          case "code": .text("X\(n)-\(day)")
          case "place": .int(place)
          case "opened": .int(start + Int64(day) * 86_400_000)
          default: value
          }
        }
        changes.append(Change(insert, values))
      }
    }
    try it.town.engine.commitOrThrow(Plan(changes: changes))
    let operations = [
      (-5, PlaceOperation(.move, what: ["一号社区/幸福里"], to: ["四号社区"])),
      (-4, PlaceOperation(.move, what: ["二号社区"], to: ["二号街道"])),
      (-3, PlaceOperation(.merge, what: ["一号社区", "三号社区"], to: ["合一社区"])),
      (-2, PlaceOperation(.move, what: ["四号社区/幸福里"], to: ["合一社区"])),
      (-1, PlaceOperation(.rename, what: ["二号街道"], to: ["新二号街道"])),
    ]
    for (days, operation) in operations {
      let plan = try it.town.engine.planPlaces(operation, it.town.caller(0), .owner)
      if !plan.issues.isEmpty { Issue.record("\(operation.text): \(plan.issues)") }
      try it.town.engine.changePlaces(operation, it.town.caller(0), .owner)
      try shift(it, to: days)
      try it.town.engine.snapshot { _, _ in }
    }
    try it.town.engine.snapshot { running, reader in
      let timeline = try PlaceTimeline(reader, recorded: nil)
      let matters = try reader.rows(
        Query(["place", "opened"], of: SystemTables.matter), [], under: .system(.places)
      ).map { row in
        let (at, opened) = (row[0].int ?? 0, row[1].int ?? 0)
        return (
          now: Set(running.city.lineage(of: at)),
          then: Set(timeline.lineage(at, on: CivilDateTime(milliseconds: opened).date.text))
        )
      }
      let places = here + [try it.town.placeID("合一社区")]
      var differences = 0, moved = 0
      for place in places {
        for bounds in [[[place]], [[place], [try it.town.placeID("二号街道")]], [[place], Array(places.prefix(3))]] {
          let then = try PlacesThen(bounds, running, reader)
          let query = Query(
            [.init(.count, .integer)], from: SystemTables.matter, as: "m",
            where: then.condition(place: .column("place", of: "m"), opened: .column("opened", of: "m")))
          let counted = try reader.rows(query, [], under: .system(.places)).first?[0].int ?? -1
          let told = matters.filter { matter in
            bounds.allSatisfy { !matter.then.isDisjoint(with: $0) }
          }
          if counted != Int64(told.count) { differences += 1 }
          if then.isEmpty && !told.isEmpty { differences += 1 }
          let now = matters.filter { matter in bounds.allSatisfy { !matter.now.isDisjoint(with: $0) } }
          if now.count != told.count { moved += 1 }
        }
      }
      #expect(differences == 0)
      #expect(moved > 10)
    }
  }
}
