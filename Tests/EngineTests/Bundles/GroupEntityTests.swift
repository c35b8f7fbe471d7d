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

  // MARK: Without a key, and relations by an answer

  private static func kin(_ name: String, _ code: String, phone: String? = nil, card: String? = nil) -> Answer {
    var members: [String: Answer] = ["家人姓名": .text(name), "关系": .text(code)]
    if let phone { members["家人电话"] = .text(phone) }
    if let card { members["家人证件号"] = .text(card) }
    return .object(members)
  }

  /// Registered, and looked at by the community.
  private func household(_ town: BundleTown, _ kin: [Answer], by person: Int64 = BundleTown.resident) async throws {
    let reply = try await town.submit("household", ["家人": .list(kin)], by: person).get()
    try await approve(town, try #require(Town.text("code", reply.json)))
  }

  private func person(_ town: BundleTown, _ name: String) throws -> Int64 {
    let knowledge = try #require(town.engine.current).program.knowledge
    let column = try #require(knowledge.attribute("full_name", of: .person)).column
    let query = Query(["id"], of: SystemTables.entity(.person, of: knowledge), where: .equals(column, 0))
    return try #require(
      try town.store.read { try $0.rows(query, [.text(name)], under: .system(.maintenance)) }.first?[0].int)
  }

  @Test func theAnswerSaysWhichRelationARowHas() async throws {
    let town = try BundleTown("start", "entities")
    try await household(
      town, [
        Self.kin("周小宝", "20"), Self.kin("周老太", "52"), Self.kin("李爱国", "11"), Self.kin("周二", "73"),
        Self.kin("王女婿", "28", phone: "13900001234"),
      ])
    try await household(town, [Self.kin("张邻居", "99"), Self.kin("周桂兰", "本人")])
    let me = BundleTown.resident
    #expect(
      try Set(pairs(town, "parent_of")) == [[me, try person(town, "周小宝")], [try person(town, "周老太"), me]])
    #expect(try pairs(town, "spouse_of") == [[try person(town, "李爱国"), me]])
    #expect(try pairs(town, "sibling_of") == [[try person(town, "周二"), me]])
    #expect(try pairs(town, "other_kin_of") == [[try person(town, "王女婿"), me]])
    let table = try #require(town.engine.current?.tables.relations["other_kin_of"])
    let code = try #require(town.engine.current?.program.knowledge.attribute("other_kin_of.kinship_code")).column
    let codes = try town.store.read { try $0.rows(Query([code], of: table), [], under: .system(.maintenance)) }
    #expect(codes.map { $0[0] } == [.text("28")])
    _ = try person(town, "张邻居")
    // It is no relation to the head of their household.
    let knowledge = try #require(town.engine.current).program.knowledge
    let head = try #require(knowledge.attribute("household_relation", of: .person)).column
    let said = Query([head], of: SystemTables.entity(.person, of: knowledge), where: .isNotNull(.column(head)))
    #expect(try town.store.read { try $0.rows(said, [], under: .system(.maintenance)) }.isEmpty)
    #expect(try town.faults() == [])
  }

  @Test func whoHasNoKeyIsTheSameWhereEverythingSaidIsTheSame() async throws {
    let town = try BundleTown("start", "entities")
    let before = try entities(town, .person, ["full_name"]).count
    func count() throws -> Int { try entities(town, .person, ["full_name"]).count - before }
    try await household(town, [Self.kin("周小宝", "20"), Self.kin("周小宝", "20")])
    #expect(try count() == 1, "two rows that say the same")
    try await household(town, [Self.kin("周小宝", "20")])
    #expect(try count() == 1, "and said again")
    try await household(town, [Self.kin("周小宝", "20")], by: BundleTown.other)
    #expect(try count() == 2, "somebody else's son")
    try await household(town, [Self.kin("周小宝", "20", phone: "13900001234")])
    #expect(try count() == 3, "more is said: a keeper may merge them, nobody else does")
    #expect(try pairs(town, "parent_of").count == 3)
    #expect(try town.faults() == [])
  }

  @Test func nobodySpeaksForAKnownPersonBecauseTheySaySo() async throws {
    let town = try BundleTown("start", "entities")
    let id = try #require(Self.validID("11010119900307100"))
    let unseen: [String: Answer] = ["家人": .list([Self.kin("李国", "30", card: id), Self.kin("李宝", "30")])]
    _ = try await town.submit("household-unseen", unseen).get()
    #expect(
      try pairs(town, "parent_of") == [[BundleTown.resident, try person(town, "李宝")]],
      "who could be somebody is not theirs until an office has looked at it")
    let spoken = try town.engine.represented(town.caller(BundleTown.resident)).map(\.name)
    #expect(spoken == ["李宝"])
  }

  @Test func whoIsKnownIsNobodysFamilyByAnothersWord() async throws {
    let town = try BundleTown("start", "entities")
    let id = try #require(Self.validID("11010119900307100"))
    try await household(town, [Self.kin("李国", "30", card: id)])
    let made = try pairs(town, "parent_of")
    #expect(made.count == 1 && made[0][0] == BundleTown.resident, "an office has looked at it")
    try await household(town, [Self.kin("李国", "52", card: id)], by: BundleTown.other)
    #expect(try pairs(town, "parent_of") == made, "of somebody who is known it is only proposed")
    let proposed = try town.store.read {
      try $0.rows(Query(["attribute"], of: SystemTables.proposal), [], under: .system(.maintenance)).count
    }
    #expect(proposed == 1)
    #expect(try town.engine.represented(town.caller(BundleTown.other)).isEmpty)
    // What gives nobody a say is kept at once.
    try await household(town, [Self.kin("李国", "97", card: id)], by: BundleTown.other)
    #expect(try pairs(town, "other_kin_of") == [[made[0][1], BundleTown.other]])
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
