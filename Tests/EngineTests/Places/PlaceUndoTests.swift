import Core
import FEEL
import Testing

@testable import Engine

/// An operation that was taken back left nothing: tree, codes, figures, rights and running requests are as before.
@Suite struct PlaceUndoTests {
  /// Every living place with its code and path, and who governs it.
  private func tree(_ it: PlaceCast) throws -> [String] {
    try it.town.engine.snapshot { running, _ in
      running.city.tree.nodes.indices.map { at in
        let bodies = running.city.organizations.values.filter { $0.governs.contains(at) }.map(\.name).sorted()
        return "\(running.city.ids[at]) \(running.city.tree.nodes[at].code) \(running.city.tree.path(of: at)) \(bodies)"
      }.sorted()
    }
  }

  private func undo(_ it: PlaceCast) throws {
    let change = try #require(try it.town.engine.placeChanges(limit: 1).first?.id)
    try it.town.engine.undoPlaces(change, it.town.caller(it.city), .caller)
    while try it.town.engine.handOverPlaces() > 0 {}
    try it.town.engine.snapshot { _, _ in }
  }

  private static let operations = [
    PlaceOperation(.merge, what: ["一号社区", "二号社区"], to: ["二号社区"], reason: "民政 1 号"),
    PlaceOperation(.merge, what: ["一号社区", "二号社区"], to: ["合一社区"]),
    PlaceOperation(.split, what: ["一号街道"], to: ["东街道", "西街道"], map: ["一号社区": "东街道", "二号社区": "西街道", "三号社区": "西街道"]),
    PlaceOperation(.move, what: ["一号社区/幸福里"], to: ["四号社区"]),
    PlaceOperation(.rename, what: ["一号社区"], to: ["甲社区"]),
  ]

  @Test(arguments: operations.indices) func whatWasDoneIsTakenBack(_ number: Int) async throws {
    let it = try PlaceCast()
    var operation = Self.operations[number]
    if operation.act == .split {
      let children = try #require(try it.town.engine.placeHistory("一号街道")).children.map(\.name)
      operation.map = Dictionary(uniqueKeysWithValues: children.enumerated().map { ($1, $0 == 0 ? "东街道" : "西街道") })
    }
    let code = try await it.town.submit("at-community")
    try it.town.engine.fold()
    let late = try await it.town.submit("at-community")
    let before = try tree(it)
    let owner = try it.holder(code)
    let counts = try it.town.total("at-community", at: "一号社区", it.city)
    try it.town.change(operation, by: it.city)
    #expect(try tree(it) != before)
    try undo(it)
    #expect(try tree(it) == before)
    #expect(try it.holder(code) == owner && it.holder(late) == owner)
    #expect(try it.town.total("at-community", at: "一号社区", it.city) == counts)
    #expect(try it.town.faults().isEmpty)
    #expect(try it.town.engine.checkPlaces().isEmpty)
    // No former name is left as another name of what has it again.
    let place = try #require(try it.town.engine.placeHistory("一号社区"))
    #expect(!place.aliases.contains("一号社区") && place.successor == nil)
    _ = try await it.town.verb(.approve, code, by: it.head).get()
    // What was taken back is done again as if it had never been.
    try it.town.change(operation, by: it.city)
    #expect(try it.town.faults().isEmpty)
    #expect(try it.town.engine.checkPlaces().isEmpty)
  }

  /// A place that ended and stands again where somebody built on the change meanwhile.
  @Test func whatWasBuiltOnIsNotTakenBack() throws {
    let it = try PlaceCast()
    try it.town.change(PlaceOperation(.merge, what: ["一号社区", "二号社区"], to: ["合一社区"]), by: it.city)
    let merge = try #require(try it.town.engine.placeChanges(limit: 1).first?.id)
    try it.town.change(PlaceOperation(.rename, what: ["合一社区"], to: ["同心社区"]), by: it.city)
    #expect(throws: Refusal.self) { try it.town.engine.undoPlaces(merge, it.town.caller(it.city), .caller) }
    #expect(throws: Refusal.self) { try it.town.engine.undoPlaces(merge, it.town.caller(it.head), .caller) }
    try undo(it)
    #expect(try it.town.engine.placeHistory("合一社区")?.aliases.contains("同心社区") == false)
    #expect(try it.town.engine.checkPlaces().isEmpty)
    // What was taken back is not taken back twice.
    let rename = try #require(try it.town.engine.placeChanges(limit: 2).last?.id)
    #expect(throws: Refusal.self) { try it.town.engine.undoPlaces(rename, it.town.caller(it.city), .caller) }
  }

  private func last(_ it: PlaceCast) throws -> Int64 { try #require(try it.town.engine.placeChanges(limit: 1).first?.id) }

  private func undo(_ it: PlaceCast, _ change: Int64) throws {
    try it.town.engine.undoPlaces(change, it.town.caller(it.city), .caller)
    while try it.town.engine.handOverPlaces() > 0 {}
    try it.town.engine.snapshot { _, _ in }
    #expect(try it.town.faults().isEmpty)
    #expect(try it.town.engine.checkPlaces().isEmpty)
  }

  /// What came later was taken back: nothing is built on the first any more, whatever was done in between.
  @Test(arguments: [0, 1, 3, 4]) func whatNothingIsBuiltOnAnyMoreIsTakenBack(_ number: Int) async throws {
    let it = try PlaceCast()
    let code = try await it.town.submit("at-community")
    try it.town.engine.fold()
    let before = try tree(it), owner = try it.holder(code)
    let name = ["二号社区/幸福里", "合一社区", "", "四号社区/幸福里", "甲社区"][number]
    try it.town.change(Self.operations[number], by: it.city)
    let first = try last(it), between = try tree(it)
    for later in ["同心社区", "齐心社区"] {
      try it.town.change(PlaceOperation(.rename, what: [name], to: [later]), by: it.city)
      let second = try last(it)
      #expect(throws: Refusal.self) { try it.town.engine.undoPlaces(first, it.town.caller(it.city), .caller) }
      try undo(it, second)
      #expect(try tree(it) == between)
    }
    try undo(it, first)
    #expect(try tree(it) == before)
    #expect(try it.holder(code) == owner)
    #expect(throws: Refusal.self) { try it.town.engine.undoPlaces(first, it.town.caller(it.city), .caller) }
    try it.town.change(Self.operations[number], by: it.city)
    #expect(try tree(it).count == between.count)
    #expect(try it.town.faults().isEmpty)
  }

  /// As an older build left it: what the last taking back restored carries that itself.
  private func age(_ it: PlaceCast) throws {
    let undo = try last(it)
    for table in [SystemTables.placeFact, SystemTables.placeBoundary] {
      let mark = Statement(
        table,
        .update([.set("change", .parameter(0))], where: .compare(.column("id"), .greater, .parameter(0))))
      try it.town.engine.commitOrThrow(Plan(changes: [Change(mark, [.int(undo)])]))
    }
  }

  /// What older builds took back is no barrier once a server of this build has started.
  @Test(arguments: [false, true]) func whatAnOlderBuildTookBackIsNoBarrier(_ isAgain: Bool) async throws {
    let it = try PlaceCast()
    let before = try tree(it)
    try it.town.change(Self.operations[1], by: it.city)
    let first = try last(it), between = try tree(it)
    for later in isAgain ? ["同心社区", "齐心社区"] : ["同心社区"] {
      try it.town.change(PlaceOperation(.rename, what: ["合一社区"], to: [later]), by: it.city)
      try undo(it, last(it))
      try age(it)
    }
    #expect(throws: Refusal.self, "as it was") { try it.town.engine.undoPlaces(first, it.town.caller(it.city), .caller) }
    try it.town.engine.start()
    #expect(try tree(it) == between)
    try undo(it, first)
    #expect(try tree(it) == before)
    let rows = Query(
      ["id"], of: SystemTables.placeFact,
      where: .all([.isNull(.column("change")), .isNotNull(.column("origin"))]))
    #expect(try it.town.store.read { try $0.rows(rows, [], under: .system(.maintenance)) }.isEmpty)
  }

  /// The same of boundaries.
  @Test func boundariesThatAnOlderBuildRestoredAreNoBarrier() throws {
    let it = try PlaceCast()
    func triangle(_ west: Double) throws -> PlaceShape {
      let corners = try [(west, 40), (west + 1, 40), (west, 41)].map {
        try #require(PlaceShape.Point(longitude: $0.0, latitude: $0.1))
      }
      return try #require(PlaceShape([[corners]]))
    }
    func bring(_ west: Double) throws -> Int64 {
      let feature = BoundaryFeature(number: 1, place: "一号街道", shape: try triangle(west))
      return try #require(try it.town.engine.importBoundaries([feature], it.town.caller(0), .owner).change)
    }
    func boundary() throws -> PlaceShape? { try it.town.engine.boundary(of: it.town.placeID("一号街道")) }
    let owner = it.town.caller(0)
    let first = try bring(113), second = try bring(115)
    try it.town.engine.undoPlaces(second, owner, .owner)
    try age(it)
    #expect(throws: Refusal.self, "as it was") { try it.town.engine.undoPlaces(first, owner, .owner) }
    try it.town.engine.start()
    #expect(try boundary() == triangle(113))
    try it.town.engine.undoPlaces(first, owner, .owner)
    #expect(try boundary() == nil)
  }

  /// The rows that say who governed a place, by body: when it ends, and whether it is believed.
  private func governing(_ it: PlaceCast, _ place: Int64) throws -> [String] {
    let table = try #require(it.town.engine.current?.tables.relations["governs_place"])
    let query = Query(
      ["from_id", "valid_to", "superseded_at"], of: table, where: .equals("to_id", 0), order: [.init(.column("id"))])
    return try it.town.store.read { try $0.rows(query, [.int(place)], under: .system(.maintenance)) }.map {
      "\($0[0].int ?? 0) \($0[1].text ?? "-") \($0[2].isNull)"
    }
  }

  /// Who governed it is not written over, and only what the operation ended begins again.
  @Test func whoGovernedIsSupersededAndRestoredExactly() throws {
    let it = try PlaceCast()
    let place = try it.town.placeID("一号社区")
    let table = try #require(it.town.engine.current?.tables.relations["governs_place"])
    let day = CivilDateTime(milliseconds: try it.town.store.now()).date.text
    // Somebody else's governing ended on the same day, for another reason.
    let insert = Statement(
      table, .insert(columns: ["id", "from_id", "to_id", "valid_to", "recorded_at"], conflict: .fail))
    try it.town.engine.commitOrThrow(
      Plan(changes: [Change(insert, [.int(77), .int(78), .int(place), .text(day), .int(1)])]))
    let before = try governing(it, place)
    #expect(before.count == 2)
    let body = try #require(before.first { !$0.hasPrefix("78 ") })
    try it.town.change(Self.operations[1], by: it.city)
    let ended = try governing(it, place)
    let name = String(body.prefix { $0 != " " })
    #expect(Set(ended) == ["78 \(day) true", "\(name) - false", "\(name) \(day) true"])
    try undo(it)
    let restored = try governing(it, place)
    #expect(restored.filter { $0.hasSuffix("true") }.sorted() == before.sorted())
    #expect(restored.count == 4)
  }

  /// Who did what, on which ground, and what is to come.
  @Test func aPlaceSaysWhatWasDoneToItAndWhatWillBe() throws {
    let it = try PlaceCast()
    let code = try it.town.code("一号社区")
    try it.town.change(Self.operations[0], by: it.city)
    let day = CivilDateTime(milliseconds: try it.town.store.now()).date.adding(days: 30).text
    try it.town.change(PlaceOperation(.rename, what: ["二号社区"], to: ["乙社区"], from: day), by: it.city)
    let staff = try #require(try it.town.engine.placeHistory("二号社区", for: it.town.caller(it.city)))
    #expect(staff.changes.first.map { [$0.act, $0.day, $0.to, $0.state.rawValue] } == ["rename", day, "乙社区", "waiting"])
    #expect(try it.town.engine.placeHistory("二号社区/一号小区", for: it.town.caller(it.city))?.changes.first?.day == day)
    let ended = try #require(try it.town.engine.placeHistory(code, for: it.town.caller(it.city)))
    let merge = try #require(ended.changes.first)
    #expect(merge.act == "merge" && merge.reason == "民政 1 号" && merge.actor?.isEmpty == false)
    let resident = try #require(
      try it.town.engine.placeHistory("二号社区", for: it.town.caller(BundleTown.resident)))
    #expect(resident.changes.allSatisfy { $0.actor == nil })
    // A building is governed by who governs what it is in.
    let estate = try #require(try it.town.engine.placeHistory("三号社区/一号小区"))
    #expect(estate.governedBy == ["三号社区居民委员会"] && estate.governedAt?.name == "三号社区")
    #expect(throws: Refusal.self) { try it.town.engine.placeHistory("二号社区", on: "2026-13-40") }
  }
}
