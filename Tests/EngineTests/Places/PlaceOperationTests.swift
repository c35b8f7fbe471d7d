import Core
import FEEL
import Testing

@testable import Engine

extension BundleTown {
  /// Does an operation as somebody, and hands over what moved.
  @discardableResult
  func change(_ operation: PlaceOperation, by person: Int64) throws -> PlacePlan {
    let plan = try engine.changePlaces(operation, caller(person))
    while try engine.handOverPlaces() > 0 {}
    // As the next command of anybody would.
    try engine.snapshot { _, _ in }
    return plan
  }

  /// Field and code of each mistake of an operation.
  func mistakes(_ operation: PlaceOperation, by person: Int64) throws -> [String] {
    try engine.planPlaces(operation, caller(person)).issues.map { "\($0.part) \($0.code)" }
  }

  /// A moment after which everything has a later one.
  func moment() throws -> Int64 {
    let now = try store.now()
    while try store.now() == now {}
    return now
  }

  func placeID(_ name: String) throws -> Int64 {
    let city = try #require(engine.current).city
    guard case .one(let at) = city.tree.resolve(name) else { throw Missing() }
    return city.ids[at]
  }

  func code(_ name: String) throws -> String {
    guard let place = try engine.placeHistory(name) else { throw Missing() }
    return place.code
  }

  func total(_ service: String, at community: String, _ person: Int64, view: PlaceView = .now, recorded: Int64? = nil) throws
    -> Int64
  {
    let counts = try engine.counts(
      service, by: .place, at: .community, caller: caller(person), view: view, recorded: recorded)
    return counts.rows.first { $0.title.zh == community }?.figures.total ?? 0
  }
}

/// Operations on places: what the tree, running requests, rights and figures are afterwards.
@Suite struct PlaceOperationTests {
  // MARK: Move

  @Test func aMovedEstateTakesItsRequestsRightsAndFiguresAlong() async throws {
    let it = try PlaceCast()
    let code = try await it.town.submit("at-community")
    try it.town.engine.fold()
    let late = try await it.town.submit("at-community")
    #expect(try it.holder(code) == "一号社区居民委员会/社区主任")
    let estate = try it.town.placeID("一号社区/幸福里")
    let old = try it.town.code("一号社区/幸福里")
    let plan = try it.town.change(
      PlaceOperation(.move, what: ["一号社区/幸福里"], to: ["四号社区"]), by: it.city)
    #expect(plan.requests == 2)
    #expect(plan.codeCount == plan.nodes)
    #expect(plan.posts.contains { $0.kind == .loses && $0.post == "一号社区居民委员会/社区主任" })
    #expect(plan.posts.contains { $0.kind == .gains && $0.post == "四号社区居民委员会/社区主任" })
    // The same id, another code under the new parent; the old code leads to it.
    #expect(try it.town.placeID(old) == estate)
    let city = try #require(it.town.engine.current).city
    let at = try #require(city.position(of: estate))
    #expect(city.tree.path(of: at).hasSuffix("四号社区/幸福里"))
    #expect(city.tree.nodes[at].code != old)
    #expect(try it.town.faults().isEmpty)
    #expect(try it.town.engine.checkPlaces().isEmpty)
    for code in [code, late] {
      #expect(try it.holder(code) == "四号社区居民委员会/社区主任")
      #expect(await it.town.verb(.approve, code, by: it.head).refusal != nil)
    }
    _ = try await it.town.verb(.approve, late, by: it.other).get()
    #expect(try it.holder(try await it.town.submit("at-community")) == "四号社区居民委员会/社区主任")
    #expect(try it.town.messages(to: BundleTown.resident).contains { $0.contains("不用重新申请") })
    #expect(try it.town.faults().isEmpty)
  }

  /// A move writes the rows of what moves: each place's fact closed once and opened twice, and as many rows above as before.
  @Test func aMoveTouchesOnlyTheRowsOfWhatMoves() throws {
    let it = try PlaceCast()
    func count(_ table: Table, _ condition: Condition = .always) throws -> Int64 {
      let query = Query([.init(.count, .integer)], from: table, where: condition)
      return try it.town.store.read { try $0.rows(query, [], under: .system(.maintenance)) }.first?[0].int ?? 0
    }
    let above = try count(SystemTables.placeAncestor), codes = try count(SystemTables.placeCode)
    let facts = try count(SystemTables.placeFact)
    let plan = try it.town.change(PlaceOperation(.move, what: ["幸福里"], to: ["四号社区"]), by: it.city)
    let id: StoredValue = .int(try it.town.engine.placeChanges().first?.id ?? 0)
    let nodes = Int64(plan.nodes)
    #expect(nodes == 1 + 3 + 6 + 60)
    #expect(try count(SystemTables.placeFact, .compare(.column("closed_by"), .equal, .constant(id))) == nodes)
    // The estate itself was renamed today: nothing of it lies before.
    #expect(try count(SystemTables.placeFact) == facts + 2 * nodes - 1)
    #expect(try count(SystemTables.placeAncestor) == above)
    #expect(try count(SystemTables.placeCode) == codes)
    #expect(try it.town.faults().isEmpty)
  }

  @Test func whoStaysKeepsItsRequestsAndWhoIsAskedHearsOfIt() async throws {
    for handover in [Handover.stay, .ask] {
      let it = try PlaceCast()
      let code = try await it.town.submit("at-community")
      try it.town.change(
        PlaceOperation(.move, what: ["一号社区/幸福里"], to: ["四号社区"], handover: handover), by: it.city)
      #expect(try it.holder(code) == "一号社区居民委员会/社区主任")
      #expect(try it.town.messages(to: it.head).contains { $0.contains("请决定是否转办") } == (handover == .ask))
      _ = try await it.town.verb(.approve, code, by: it.head).get()
      #expect(try it.town.faults().isEmpty)
    }
  }

  /// PAINS 32: a unit moved outside the mover's own hierarchy.
  @Test func pain32AMoveNeedsTheRightOnBothSides() throws {
    let it = try PlaceCast()
    let across = PlaceOperation(.move, what: ["一号社区"], to: ["四号街道"])
    for person in [it.district, it.head, BundleTown.resident] {
      #expect(throws: Refusal.self) { try it.town.engine.planPlaces(across, it.town.caller(person)) }
    }
    let within = PlaceOperation(.move, what: ["一号社区"], to: ["二号街道"])
    #expect(try it.town.mistakes(within, by: it.district).isEmpty)
    // Out of one's own territory is as forbidden as into it.
    let street = try it.town.staff("二号街道办事处", "街道值班岗")
    #expect(throws: Refusal.self) { try it.town.engine.planPlaces(within, it.town.caller(street)) }
    #expect(try it.town.mistakes(across, by: it.city).isEmpty)
  }

  /// PAINS 10: rights that know nothing of a node that came or moved.
  @Test func pain10RightsFollowANewOrMovedPlaceAtOnce() async throws {
    let it = try PlaceCast()
    try it.town.change(
      PlaceOperation(.add, to: ["四号社区/一号小区"], name: "99号楼", level: .building), by: it.city)
    let added = try it.town.placeID("四号社区/一号小区/99号楼")
    func handles(_ person: Int64) throws -> Bool {
      try it.town.engine.snapshot { running, reader in
        let rights = Rights(running, it.town.caller(person), reader)
        let service = try #require(running.program.services["at-community"])
        return rights.reach(.handle, service).contains { rights.covers($0, place: added) }
      }
    }
    #expect(try handles(it.other))
    #expect(try it.town.faults().isEmpty)
    try it.town.change(PlaceOperation(.move, what: ["四号社区/一号小区/99号楼"], to: ["一号社区/幸福里"]), by: it.city)
    #expect(try !handles(it.other))
    #expect(try handles(it.head))
    #expect(try it.town.faults().isEmpty)
  }

  // MARK: Merge, rename, close

  /// PAINS 12: places that were deleted and made again leave dead ids behind.
  @Test func pain12AnEndedPlaceLeadsToItsSuccessorAndItsIdIsNeverUsedAgain() async throws {
    let it = try PlaceCast()
    let code = try await it.town.submit("at-community")
    try it.town.engine.fold()
    let gone = try it.town.placeID("一号社区")
    let old = try it.town.code("一号社区")
    try it.town.change(PlaceOperation(.merge, what: ["一号社区", "二号社区"], to: ["二号社区"]), by: it.city)
    let city = try #require(it.town.engine.current).city
    #expect(!city.isLiving(gone))
    #expect(try it.town.placeID(old) == it.town.placeID("二号社区"))
    #expect(try it.town.placeID("一号社区") == it.town.placeID("二号社区"))
    #expect(try it.town.engine.placeHistory(old)?.successor?.hasSuffix("二号社区") == true)
    #expect(try it.holder(code) == "二号社区居民委员会/社区主任")
    #expect(try it.town.total("at-community", at: "二号社区", it.city) == 1)
    #expect(try it.town.faults().isEmpty)
    #expect(try it.town.engine.checkPlaces().isEmpty)
    // The same name and code again is another place.
    #expect(try it.town.mistakes(PlaceOperation(.rename, what: [old], to: ["别名"]), by: it.city) == ["what place-unknown"])
    try it.town.change(PlaceOperation(.add, to: ["一号街道"], name: "一号社区"), by: it.city)
    #expect(try it.town.placeID("一号街道/一号社区") != gone)
    // The committee of what ended gets nothing new, and the documents do not bring the place back.
    try it.town.publish(["places", "merge"])
    #expect(it.town.engine.current?.city.isLiving(gone) == false)
    #expect(try it.town.faults().isEmpty)
  }

  /// PAINS 13: a merge or split that can only be written as a new name, and the name on old records in dispute.
  @Test func pain13ANameOfBeforeStaysOnWhatWasSaidThen() async throws {
    let it = try PlaceCast()
    let known = try it.town.moment()
    try it.town.change(
      PlaceOperation(.rename, what: ["一号社区"], to: ["幸福社区"], from: "2026-01-01", reason: "地名批复"), by: it.city)
    #expect(try it.town.placeID("一号社区") == it.town.placeID("幸福社区"))
    let code = try it.town.code("幸福社区")
    #expect(try it.town.engine.place(code, on: "2025-12-31")?.name == "一号社区")
    #expect(try it.town.engine.place(code, on: "2026-01-01")?.name == "幸福社区")
    // What was recorded before the correction stays what it was.
    #expect(try it.town.engine.place(code, on: "2026-06-01", recorded: known)?.name == "一号社区")
    #expect(try it.town.engine.placeHistory(code)?.stretches.map(\.until) == ["2026-01-01", nil])
    // A correction of an earlier day keeps what came later.
    try it.town.change(PlaceOperation(.rename, what: ["幸福社区"], to: ["和平社区"], from: "2025-06-01"), by: it.city)
    #expect(try it.town.engine.place(code, on: "2025-05-31")?.name == "一号社区")
    #expect(try it.town.engine.place(code, on: "2025-07-01")?.name == "和平社区")
    // Publishing what the documents said before does not take the name back.
    try it.town.publish(["merge"])
    #expect(try it.town.engine.place(code)?.name == "和平社区")
    #expect(try it.town.faults().isEmpty)
  }

  // MARK: Split

  /// A community whose new border goes through a compound: one of its buildings goes to the other part.
  @Test func aSplitGoesByDoor() async throws {
    let it = try PlaceCast()
    let estates = try #require(try it.town.engine.placeHistory("一号社区")).children.map(\.name)
    let building = try #require(try it.town.engine.placeHistory("一号社区/幸福里")?.children.first)
    var split = PlaceOperation(.split, what: ["一号社区"], to: ["甲社区", "乙社区"])
    for estate in estates { split.map[estate] = "甲社区" }
    split.map["幸福里/\(building.name)"] = "乙社区"
    let code = try await it.town.submit("at-community")
    try it.town.change(split, by: it.city)
    #expect(try it.town.engine.placeHistory(building.code)?.path.hasSuffix("乙社区/\(building.name)") == true)
    #expect(try it.town.engine.placeHistory("甲社区/幸福里")?.children.contains { $0.id == building.id } == false)
    #expect(try it.town.engine.placeHistory("甲社区")?.children.count == estates.count)
    #expect(try it.town.faults().isEmpty)
    #expect(try it.town.engine.checkPlaces().isEmpty)
    #expect(try it.town.request(code).placePath?.contains("社区/") == true)
    // And it comes back whole.
    try it.town.engine.undoPlaces(
      try #require(try it.town.engine.placeChanges(limit: 1).first?.id), it.town.caller(it.city), .caller)
    try it.town.engine.snapshot { _, _ in }
    #expect(try it.town.engine.placeHistory("一号社区/幸福里/\(building.name)")?.code == building.code)
    #expect(try it.town.faults().isEmpty)
    #expect(try it.town.engine.checkPlaces().isEmpty)
  }

  /// S9: a street is split while requests run; none is lost, none is seen by both new streets.
  @Test func aStreetIsSplitWhileRequestsRun() async throws {
    let it = try PlaceCast()
    let street = try it.town.staff("一号街道办事处", "街道值班岗")
    var codes: [String] = []
    for number in 0..<12 {
      codes.append(try await it.town.submit(number % 2 == 0 ? "at-street" : "at-community"))
      if number == 5 { try it.town.engine.fold() }
    }
    let whole = try it.town.placeID("一号街道")
    let split = PlaceOperation(
      .split, what: ["一号街道"], to: ["东街道", "西街道"], map: ["一号社区": "东街道", "二号社区": "西街道", "三号社区": "西街道"])
    #expect(try it.town.mistakes(with(split) { $0.map["三号社区"] = nil }, by: it.city) == ["map split-incomplete"])
    #expect(try it.town.mistakes(with(split) { $0.map = $0.map.mapValues { _ in "东街道" } }, by: it.city) == ["map split-incomplete"])
    try it.town.change(split, by: it.city)
    #expect(try it.town.faults().isEmpty)
    #expect(try it.town.engine.checkPlaces().isEmpty)
    let city = try #require(it.town.engine.current).city
    #expect(!city.isLiving(whole))
    let east = try it.town.placeID("东街道"), west = try it.town.placeID("西街道")
    for code in codes {
      let row = try it.town.engine.snapshot { _, reader in try #require(try MatterRow.find(code: code, reader)) }
      let lineage = city.lineage(of: try #require(row.place))
      #expect(lineage.contains(east) && !lineage.contains(west))
      #expect(row.closed == nil)
    }
    // Until new offices are named the old one goes on.
    #expect(try it.holder(codes[0]) == "一号街道办事处/街道值班岗")
    #expect(try it.holder(codes[1]) == "一号社区居民委员会/社区主任")
    for (at, code) in codes.enumerated() {
      _ = try await it.town.verb(.approve, code, by: at % 2 == 0 ? street : it.head).get()
    }
    let streets = try it.town.engine.counts("at-street", by: .place, at: .street, caller: it.town.caller(it.city))
    #expect(streets.rows.first { $0.title.zh == "东街道" }?.figures.total == 6)
    #expect(streets.rows.first { $0.title.zh == "西街道" }?.figures.total == 0)
    #expect(try it.town.faults().isEmpty)
  }

  // MARK: Mistakes

  /// PAINS 9: a corrupt tree shows people what they must not see.
  @Test func pain9NoOperationMakesACircleOrAWrongLevel() throws {
    let it = try PlaceCast()
    func mistakes(_ act: PlaceAct, _ what: [String], _ to: [String], code: String? = nil, name: String? = nil) throws -> [String] {
      try it.town.mistakes(PlaceOperation(act, what: what, to: to, name: name, code: code), by: it.city)
    }
    #expect(try mistakes(.move, ["一号街道"], ["一号社区"]) == ["to cycle"])
    #expect(try mistakes(.move, ["一号社区"], ["一号社区"]) == ["to cycle"])
    #expect(try mistakes(.move, ["一号街道"], ["四号社区"]) == ["to level-order"])
    #expect(try mistakes(.move, ["没有的地方"], ["四号社区"]) == ["what place-unknown"])
    #expect(try mistakes(.merge, ["一号社区", "二号街道"], ["一号社区"]) == ["what level-order"])
    #expect(try mistakes(.rename, ["一号社区"], ["二号社区"]) == ["to name-twice"])
    #expect(try mistakes(.close, ["一号社区"], []) == ["what place-tree-broken"])
    #expect(try mistakes(.split, ["一号社区"], ["甲社区"]) == ["to split-incomplete"])
    let taken = try it.town.code("二号社区")
    #expect(try mistakes(.add, [], ["一号街道"], code: taken, name: "新社区") == ["code code-duplicate"])
    #expect(try mistakes(.add, [], ["一号街道"], code: "99", name: "新社区") == ["code place-tree-broken"])
    let late = PlaceOperation(.rename, what: ["一号社区"], to: ["甲"], from: "2026-13-01")
    #expect(try it.town.mistakes(late, by: it.city).contains("from date-bad"))
    #expect(try it.town.faults().isEmpty)
    // A table of places above that is wrong is found, and shows nobody more than the parents say.
    let stranger = Statement.insert(SystemTables.placeAncestor)
    try it.town.engine.commitOrThrow(
      Plan(changes: [Change(stranger, [.int(try it.town.placeID("一号社区")), .int(try it.town.placeID("四号街道"))])]))
    #expect(try it.town.faults().count == 1)
  }

  // MARK: As it was

  /// PAINS 24: reports and requests in the wrong ward after a boundary changes.
  @Test func pain24FiguresAsTheyWereStayAndAsTheyAreFollow() async throws {
    let it = try PlaceCast()
    for _ in 0..<3 { _ = try await it.town.submit("at-community") }
    try it.town.engine.fold()
    _ = try await it.town.submit("at-community")
    let known = try it.town.moment()
    try it.town.change(PlaceOperation(.move, what: ["一号社区/幸福里"], to: ["四号社区"]), by: it.city)
    #expect(try it.town.total("at-community", at: "一号社区", it.city) == 0)
    #expect(try it.town.total("at-community", at: "四号社区", it.city) == 4)
    // As it was known before the move.
    #expect(try it.town.total("at-community", at: "一号社区", it.city, view: .then, recorded: known) == 4)
    #expect(try it.town.total("at-community", at: "四号社区", it.city, view: .then, recorded: known) == 0)
    // Moved from today on: what began today counts in the new place.
    #expect(try it.town.total("at-community", at: "四号社区", it.city, view: .then) == 4)
    #expect(try it.town.faults().isEmpty)
  }

  /// What began on the day before a move is shown where it was, beside where it is.
  @Test func listsAndFiguresSayWhereARequestStoodThen() async throws {
    let it = try PlaceCast()
    let code = try await it.town.submit("at-community")
    try it.town.engine.fold()
    try it.town.change(PlaceOperation(.move, what: ["一号社区/幸福里"], to: ["四号社区"]), by: it.city)
    let today = CivilDateTime(milliseconds: try it.town.store.now()).date
    // The move holds from tomorrow on: what began today began before it.
    for column in ["valid_from", "valid_to"] {
      let later = Statement(
        SystemTables.placeFact, .update([.set(column, .parameter(0))], where: .equals(column, 1)))
      try it.town.engine.commitOrThrow(
        Plan(changes: [Change(later, [.text(today.adding(days: 1).text), .text(today.text)])]))
    }
    func lines(_ view: PlaceView) throws -> [String] {
      try it.town.engine.placeFigures(
        "at-community", StatisticsQuestion(view: view), at: .community, it.town.caller(it.city)
      ).lines.map { "\($0.name) \($0.total)" }
    }
    #expect(try lines(.now) == ["四号社区 1"])
    #expect(try lines(.then) == ["一号社区 1"])
    let tomorrow = StatisticsQuestion(from: try it.town.store.now() + 86_400_000, view: .then)
    #expect(
      try it.town.engine.placeFigures("at-community", tomorrow, at: .community, it.town.caller(it.city)).lines.isEmpty)
    let page = try it.town.request(code)
    #expect(page.placePath?.contains("四号社区/幸福里") == true)
    #expect(page.placeThen?.contains("一号社区/") == true)
    var filter = InboxFilter()
    #expect(try it.town.engine.inbox(filter, caller: it.town.caller(it.other)).lines.map(\.placeThen) == [nil])
    filter.view = .then
    let line = try #require(try it.town.engine.inbox(filter, caller: it.town.caller(it.other)).lines.first)
    #expect(line.placeThen == page.placeThen && line.placePath == page.placePath)
    // What begins after it stands where it stood.
    let late = try await it.town.submit("at-community")
    let opened = Statement(SystemTables.matter, .update([.set("opened", .parameter(0))], where: .equals("code", 1)))
    try it.town.engine.commitOrThrow(
      Plan(changes: [Change(opened, [.int(try it.town.store.now() + 86_400_000), .text(late)])]))
    #expect(try it.town.request(late).placeThen == nil)
  }

  /// A point on the ground is in the place whose boundary holds it, and nowhere else.
  @Test func aRequestIsWhereItsPointLies() async throws {
    let it = try PlaceCast()
    let corners = try [(113.0, 40.0), (114, 40), (114, 41), (113, 41)].map {
      try #require(PlaceShape.Point(longitude: $0.0, latitude: $0.1))
    }
    try it.town.engine.importBoundaries(
      [BoundaryFeature(number: 1, place: "四号社区", shape: try #require(PlaceShape([[corners]])))], it.town.caller(0), .owner)
    func at(_ longitude: String) -> [String: Answer] {
      ["定位": .object(["longitude": .number(longitude), "latitude": .number("40.5")])]
    }
    let code = try await it.town.submit("at-point", answers: at("113.5"))
    #expect(try it.town.request(code).placePath?.hasSuffix("四号社区") == true)
    #expect(try it.holder(code) == "四号社区居民委员会/社区主任")
    // Outside of every boundary it is not guessed.
    var away = at("120")
    away["事由"] = .text("试验事由")
    let errors = await it.town.errors("at-point", away)
    #expect(errors.count == 1 && errors.first?.hasPrefix("定位 invalid 不知道这个位置在哪个社区") == true)
    // Not answered, it is where the applicant lives.
    let home = try await it.town.submit("at-point")
    #expect(try it.holder(home) == "一号社区居民委员会/社区主任")
  }

  @Test func whatIsToHappenLaterHappensOnItsDay() async throws {
    let it = try PlaceCast()
    let today = CivilDateTime(milliseconds: try it.town.store.now()).date
    let operation = PlaceOperation(.rename, what: ["一号社区"], to: ["明天社区"], from: today.adding(days: 1).text)
    #expect(try it.town.change(operation, by: it.city).isWaiting)
    #expect(try it.town.engine.placeHistory("明天社区") == nil)
    try it.town.engine.runDuePlaceChanges()
    #expect(try it.town.engine.placeHistory("明天社区") == nil)
    #expect(try it.town.engine.placeChanges().first?.state == .waiting)
    // The day comes.
    let due = Statement(SystemTables.placeChange, .update([.set("day", .parameter(0))], where: .equals("state", 1)))
    try it.town.engine.commitOrThrow(Plan(changes: [Change(due, [.text(today.text), .text("waiting")])]))
    #expect(try it.town.engine.runDuePlaceChanges() == 1)
    #expect(try it.town.engine.placeChanges().first?.state == .done)
    #expect(try it.town.faults().isEmpty)
  }

  private func with(_ operation: PlaceOperation, _ change: (inout PlaceOperation) -> Void) -> PlaceOperation {
    var operation = operation
    change(&operation)
    return operation
  }
}
