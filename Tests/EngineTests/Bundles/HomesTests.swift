import Core
import FEEL
import Testing

@testable import Engine

/// Several homes of one person, each for some days of the week.
@Suite struct HomesTests {
  static let weekday = "一号社区/一号小区/1号楼/1单元/101室", weekend = "二号社区/一号小区/1号楼/1单元/101室"

  private static func home(_ place: String, _ days: [String] = []) -> Answer {
    var members: [String: Answer] = ["住址": .text(place)]
    if !days.isEmpty { members["每周哪几天住"] = .list(days.map(Answer.text)) }
    return .object(members)
  }

  private static func entity(_ place: Int64) -> Value { .entity(EntityReference(classID: "place", id: place)) }

  private func place(_ town: BundleTown, _ path: String) throws -> Int64 {
    guard case .one(let at) = try #require(town.engine.current).city.tree.resolve(path) else { throw BundleTown.Missing() }
    return try #require(town.engine.current).city.ids[at]
  }

  /// Homes that hold now with their days, oldest row first.
  private func homes(_ town: BundleTown, of person: Int64 = BundleTown.resident, at attribute: String = Homes.days) throws
    -> [Int64: StoredValue]
  {
    let running = try #require(town.engine.current)
    let table = try #require(running.tables.relations[Homes.relation])
    let days = try #require(running.program.knowledge.attribute(attribute, ofRelation: Homes.relation))
    let query = Query(
      ["to_id", days.column], of: table,
      where: .all([.equals("from_id", 0), .isNull(.column("superseded_at")), .isNull(.column("valid_to"))]))
    var homes: [Int64: StoredValue] = [:]
    for row in try town.store.read({ try $0.rows(query, [.int(person)], under: .system(.maintenance)) }) {
      if let place = row[0].int, homes.updateValue(row[1], forKey: place) != nil { Issue.record("the home stands there twice") }
    }
    return homes
  }

  private func proposals(_ town: BundleTown) throws -> Int {
    try town.store.read { try $0.rows(Query(["id"], of: SystemTables.proposal), [], under: .system(.maintenance)).count }
  }

  private func submit(_ town: BundleTown, _ homes: [Answer], service: String = "homes") async throws -> String {
    try #require(Town.text("code", try await town.submit(service, ["常住地": .list(homes)]).get().json))
  }

  private func approve(_ town: BundleTown, _ code: String) async throws {
    // Whoever has it: where somebody has several homes, the community of today's.
    let holder = try #require(try town.request(code).steps.last { $0.done == nil }?.holder?.zh)
    let parts = holder.split(separator: "/").map(String.init)
    _ = try await town.verb(.approve, code, by: town.staff(parts[0], parts[1])).get()
  }

  @Test func eachHomeKeepsItsDays() async throws {
    let town = try BundleTown("homes")
    let weekday = try place(town, Self.weekday), weekend = try place(town, Self.weekend)
    #expect(try homes(town) == [weekday: .null], "registered before")
    let code = try await submit(
      town, [Self.home(Self.weekday, ["周五", "周一", "2", "3", "4"]), Self.home(Self.weekend, ["周六", "Sunday"])])
    #expect(try homes(town) == [weekday: .null], "nothing before it is done")
    let rows = try #require(try town.request(code).answers.first { $0.id == "常住地" }?.rows)
    #expect(rows.map { $0.map(\.text).last } == ["周五、周一、周二、周三、周四", "周六、周日"])
    #expect(try town.request(code).answers.first { $0.id == "处数" }?.text == "2")
    try await approve(town, code)
    #expect(try homes(town) == [weekday: .text("12345"), weekend: .text("67")])
    #expect(try homes(town, at: Homes.main) == [weekday: .int(1), weekend: .int(0)], "the first one is the main home")
    #expect(try proposals(town) == 0)
    let table = try #require(try town.engine.exportTables().first { $0.name.hasSuffix("常住地") })
    var exported: [[String]] = []
    try table.rows(of: town.store) { exported.append($0) }
    #expect(exported.count == 2 && table.header.contains("每周哪几天住"))
    #expect(try town.faults() == [])

    // What is known stands in the form the next time.
    let form = try town.engine.form("homes", for: nil, caller: town.caller(BundleTown.resident))
    let known = try #require(form.pages.flatMap(\.fields).first { $0.id == "常住地" }?.rows?.filled)
    #expect(
      known.map { $0.map(\.value) } == [
        [Self.entity(weekday), .list(["1", "2", "3", "4", "5"].map(Value.string))],
        [Self.entity(weekend), .list(["6", "7"].map(Value.string))],
      ])

    // Other days hold from now; a home of which no days are said is one of every day.
    let later = try await submit(town, [Self.home(Self.weekday), Self.home(Self.weekend, ["周五", "周六", "周日"])])
    try await approve(town, later)
    #expect(try homes(town) == [weekday: .null, weekend: .text("567")])
    #expect(try town.faults() == [])

    // A home that is named no more is none.
    let moved = try await submit(town, [Self.home(Self.weekend)])
    #expect(try homes(town).count == 2, "as long as nobody looked at it")
    try await approve(town, moved)
    #expect(try homes(town) == [weekend: .null])
    #expect(try town.engine.ownHomes(town.caller(BundleTown.resident)).map(\.path).count == 1)
    let relation = try #require(town.engine.current?.tables.relations[Homes.relation])
    let ended = Query(
      ["valid_to"], of: relation,
      where: .all([.equals("from_id", 0), .equals("to_id", 1), .isNull(.column("superseded_at")), .isNotNull(.column("valid_to"))]))
    let past = try town.store.read { try $0.rows(ended, [.int(BundleTown.resident), .int(weekday)], under: .system(.maintenance)) }
    #expect(!past.isEmpty, "that somebody lived there stays known")
    #expect(try town.faults() == [])
  }

  @Test func whatNobodyLookedAtIsProposed() async throws {
    let town = try BundleTown("homes")
    let weekday = try place(town, Self.weekday)
    let answers: [String: Answer] = ["住处": .list([Self.home(Self.weekday), Self.home(Self.weekend)])]
    _ = try await town.submit("homes-unseen", answers).get()
    #expect(try homes(town) == [weekday: .null])
    #expect(try proposals(town) == 1)
    let three = Answer.list([Self.weekday, Self.weekend, "三号社区/一号小区/1号楼/1单元/101室"].map { Self.home($0) })
    #expect(await town.errors("homes-unseen", ["住处": three]).map { $0.prefix { $0 != " " } } == ["住处"])
    #expect(try town.faults() == [])
  }

  @Test func oneHomeTwiceIsOne() async throws {
    let town = try BundleTown("homes")
    let code = try await submit(town, [Self.home(Self.weekend), Self.home(Self.weekend, ["周六"])])
    try await approve(town, code)
    #expect(try homes(town) == [place(town, Self.weekend): .null], "the first word counts")
  }

  @Test func mistakesNameTheirHome() async throws {
    let town = try BundleTown("homes")
    #expect(
      await town.errors("homes", ["常住地": .list([Self.home("月亮湾"), Self.home(Self.weekend, ["周八"])])])
        .map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == [
          "常住地.0.住址 place-unknown", "常住地.1.每周哪几天住 unknown-option",
        ])
    #expect(await town.errors("homes", ["常住地": .list([])]).map { $0.prefix { $0 != " " } } == ["常住地"])
  }

  @Test func aRelationsAttributeGoesToTheRelationBesideIt() async throws {
    let town = try BundleTown("homes")
    let answers: [String: Answer] = ["住址": .text(Self.weekday), "每周几天": .text("5")]
    let code = try #require(Town.text("code", try await town.submit("one-home", answers).get().json))
    try await approve(town, code)
    #expect(try homes(town, at: "dwell_days_week") == [place(town, Self.weekday): .int(5)])
    #expect(try town.faults() == [])
  }
}
