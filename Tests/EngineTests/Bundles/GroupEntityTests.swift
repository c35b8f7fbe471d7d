import Core
import FEEL
import Testing

@testable import Engine

/// Groups and rows that are entities: found by what identifies them, else made, with whom they belong to; written when
/// the request is done and never before.
@Suite struct GroupEntityTests {
  private static func car(_ plate: String, _ brand: String? = nil, note: String? = nil) -> Answer {
    var members: [String: Answer] = ["车牌": .text(plate)]
    if let brand { members["品牌"] = .text(brand) }
    if let note { members["备注"] = .text(note) }
    return .object(members)
  }

  private func register(
    _ town: BundleTown, _ cars: [Answer], by person: Int64 = BundleTown.resident
  ) async throws -> String {
    let reply = try await town.submit("cars", ["停在哪里": .text("北门"), "车辆": .list(cars)], by: person).get()
    return try #require(Town.text("code", reply.json))
  }

  private func approve(_ town: BundleTown, _ code: String) async throws {
    let head = try town.staff("一号社区居民委员会", "社区主任")
    _ = try await town.verb(.approve, code, by: head).get()
  }

  /// Entities of a class as the values of attributes, by id.
  private func entities(_ town: BundleTown, _ root: EntityClass, _ attributes: [String]) throws -> [[StoredValue]] {
    let knowledge = try #require(town.engine.current).program.knowledge
    let columns = try attributes.map { try #require(knowledge.attribute($0, of: root)).column }
    let query = Query(columns, of: SystemTables.entity(root, of: knowledge), order: [.init(.column("id"))])
    return try town.store.read { try $0.rows(query, [], under: .system(.maintenance)) }
      .map { row in columns.indices.map { row[$0] } }
  }

  /// Pairs of a relation that hold now, from its first end to its second.
  private func pairs(_ town: BundleTown, _ relation: String) throws -> [[Int64?]] {
    let table = try #require(town.engine.current?.tables.relations[relation])
    let query = Query(["from_id", "to_id"], of: table, where: .isNull(.column("superseded_at")))
    return try town.store.read { try $0.rows(query, [], under: .system(.maintenance)) }.map { [$0[0].int, $0[1].int] }
  }

  @Test func aRowIsACarThatIsMadeOnce() async throws {
    let town = try BundleTown("start", "entities")
    let code = try await register(town, [Self.car("晋B12345", "长安", note: "白色"), Self.car("晋b·67890")])
    #expect(try entities(town, .object, ["plate_no"]).isEmpty, "nothing before it is done")
    try await approve(town, code)
    let cars = try entities(town, .object, ["plate_no", "vehicle_brand"])
    #expect(cars == [[.text("晋B12345"), .text("长安")], [.text("晋B67890"), .null]])
    #expect(try pairs(town, "owns_object").count == 2)
    #expect(try pairs(town, "owns_object").allSatisfy { $0[0] == BundleTown.resident })
    // What belongs to the row alone stays with the request.
    let rows = try #require(try town.request(code).answers.first { $0.id == "车辆" }?.rows)
    #expect(rows.map { $0.map(\.text) } == [["晋B12345", "长安", "白色"], ["晋B67890"]])
    let table = try #require(try town.engine.exportTables().first { $0.name.hasSuffix("车辆") })
    var exported: [[String]] = []
    try table.rows(of: town.store) { exported.append($0) }
    #expect(exported.count == 2 && table.header.contains("车牌"))

    // The same car again, by somebody else: known, another value is proposed, and it has two owners.
    let second = try await register(town, [Self.car("晋B12345", "吉利")], by: BundleTown.other)
    try await approve(town, second)
    #expect(try entities(town, .object, ["plate_no", "vehicle_brand"]) == cars)
    #expect(try pairs(town, "owns_object").count == 3)
    let all = try town.store.read {
      try $0.rows(Query(["attribute"], of: SystemTables.proposal), [], under: .system(.maintenance))
    }
    #expect(all.count == 1)
    #expect(try town.faults() == [])
  }

  @Test func twoRowsOfOnePlateAreOneCar() async throws {
    let town = try BundleTown("start", "entities")
    let code = try await register(town, [Self.car("晋B12345", "长安"), Self.car("晋B 12345", "长安")])
    try await approve(town, code)
    #expect(try entities(town, .object, ["plate_no"]) == [[.text("晋B12345")]])
    #expect(try pairs(town, "owns_object").count == 1)
    #expect(try town.faults() == [])
  }

  @Test func mistakesOfARowAreSaidOfTheRow() async throws {
    let town = try BundleTown("start", "entities")
    let answers: [String: Answer] = ["停在哪里": .text("北门"), "车辆": .list([Self.car("晋B12345"), Self.car("没有牌")])]
    #expect(await town.errors("cars", answers).map { $0.prefix { $0 != " " } } == ["车辆.1.车牌"])
    #expect(await town.errors("cars", ["停在哪里": .text("北门")]).contains { $0.hasPrefix("车辆 too-small") })
  }

  @Test func manyAtOnceMakeOneCar() async throws {
    let town = try BundleTown("start", "entities")
    var codes: [String] = []
    for n in 0..<16 { codes.append(try await register(town, [Self.car("晋B12345", "第\(n)")])) }
    let head = try town.staff("一号社区居民委员会", "社区主任")
    let all = codes
    let engine = town.engine
    await withTaskGroup(of: Void.self) { group in
      for code in all {
        group.addTask {
          let caller = Caller(person: head, kind: .staff, assurance: .phone, language: .zh)
          let act = Command.Act.verb(.approve, code: code, reason: nil, answers: nil, to: nil)
          await withCheckedContinuation { done in
            engine.perform(Command(act: act, caller: caller, key: nil, body: [1])) { _ in done.resume() }
          }
        }
      }
    }
    #expect(try entities(town, .object, ["plate_no"]) == [[.text("晋B12345")]])
    #expect(try pairs(town, "owns_object").count == 1)
    for code in all { #expect(try town.request(code).line.state == .done) }
    #expect(try town.faults() == [])
  }

  @Test func aGroupIsAPersonWhoIsMadeWithWhatTheIDSays() async throws {
    let town = try BundleTown("start", "entities")
    let before = try entities(town, .person, ["full_name"]).count
    let somebody: [String: Answer] = [
      "有联系人": .bool(true), "他的姓名": .text("李建军"), "他的证件号": .text("11010519491231002X"), "他的电话": .text("13900001234"),
    ]
    _ = try await town.submit("contact", somebody).get()
    let made = try #require(
      try entities(town, .person, ["full_name", "id_doc_type", "id_number", "birth_date", "mobile_phone"])
        .first { $0[0] == .text("李建军") })
    #expect(made == [.text("李建军"), .text("111"), .text("11010519491231002X"), .text("1949-12-31"), .text("13900001234")])
    #expect(try pairs(town, "emergency_contact_of").map { $0[1] } == [BundleTown.resident])
    // The one who names them keeps their own phone, and a second naming makes nobody.
    #expect(try town.person(BundleTown.resident, "mobile_phone") == .null)
    _ = try await town.submit("contact", somebody, by: BundleTown.other).get()
    #expect(try entities(town, .person, ["full_name"]).count == before + 1)
    #expect(try pairs(town, "emergency_contact_of").count == 2)
    // What others say of somebody who is known is proposed, also where nothing was known.
    var another = somebody
    another["他的姓名"] = .text("李国")
    let id = try #require(Self.validID("11010119900307100"))
    another["他的证件号"] = .text(id)
    another["他的电话"] = nil
    _ = try await town.submit("contact", another).get()
    another["他的电话"] = .text("13900007777")
    _ = try await town.submit("contact", another, by: BundleTown.other).get()
    let named = try entities(town, .person, ["id_number", "mobile_phone"]).first { $0[0] == .text(id) }
    #expect(named == [.text(id), .null])
    #expect(try entities(town, .person, ["full_name"]).count == before + 2)
    // A group that is hidden is nobody.
    _ = try await town.submit("contact", ["有联系人": .bool(false)]).get()
    #expect(try entities(town, .person, ["full_name"]).count == before + 2)
    #expect(try town.faults() == [])
  }

  /// With the check character of GB 11643.
  private static func validID(_ digits: String) -> String? {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let numbers = digits.compactMap(\.wholeNumberValue)
    guard numbers.count == 17 else { return nil }
    let sum = zip(weights, numbers).reduce(0) { $0 + $1.0 * $1.1 }
    return digits + String(Array("10X98765432")[sum % 11])
  }
}
