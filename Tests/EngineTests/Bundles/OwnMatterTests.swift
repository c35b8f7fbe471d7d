import Core
import FEEL
import Testing

@testable import Engine

/// What a request says of the happening that it is: its own record, written when it is done and never before.
@Suite struct OwnMatterTests {
  private func knowledge(_ town: BundleTown) throws -> KnowledgeSchema {
    try #require(town.engine.current).program.knowledge
  }

  private func records(_ town: BundleTown, _ attributes: [String]) throws -> [[StoredValue]] {
    let knowledge = try knowledge(town)
    let columns = try attributes.map { try #require(knowledge.attribute("matter." + $0)).column }
    let query = Query(columns, of: SystemTables.entity(.matter, of: knowledge), order: [.init(.column("id"))])
    return try town.store.read { try $0.rows(query, [], under: .system(.maintenance)) }
      .map { row in columns.indices.map { row[$0] } }
  }

  private func others(_ town: BundleTown, _ relation: String) throws -> [Int64] {
    let table = try #require(town.engine.current?.tables.relations[relation])
    let query = Query(
      ["to_id"], of: table,
      where: .all([.isNull(.column("superseded_at")), .isNull(.column("valid_to"))]), order: [.init(.column("id"))])
    return try town.store.read { try $0.rows(query, [], under: .system(.maintenance)) }.compactMap { $0[0].int }
  }

  private static let answers: [String: Answer] = [
    "情况": .text("地下车库进水"), "人数": .text("12"), "哪里": .text("一号社区/一号小区/1号楼"), "发生地": .text("一号社区/一号小区"),
    "关键词": .text("积水"), "电话": .text("13800001234"),
    "目击者": .list([.object(["目击者姓名": .text("王小明")])]),
  ]

  private func head(_ town: BundleTown) throws -> Int64 { try town.staff("一号社区居民委员会", "社区主任") }

  @Test func itsRecordIsWrittenWhenItIsDone() async throws {
    let town = try BundleTown("itself")
    let code = try #require(Town.text("code", try await town.submit("flooding", Self.answers).get().json))
    #expect(try records(town, ["matter_no"]).isEmpty, "nothing before it is done")
    _ = try await town.verb(.approve, code, by: head(town)).get()
    let path = try #require(town.engine.current).city.tree
    guard case .one(let building) = path.resolve("一号社区/一号小区/1号楼"), case .one(let estate) = path.resolve("一号社区/一号小区")
    else { throw BundleTown.Missing() }
    #expect(
      try records(town, ["matter_no", "matter_desc", "affected_population", "location_text"]) == [
        [.text(code), .text("地下车库进水"), .int(12), .text(path.path(of: building))]
      ])
    let id = try #require(try MatterID.of(code, town))
    #expect(try others(town, "occurs_at") == [try #require(town.engine.current).city.ids[estate]])
    #expect(try others(town, "involved_in") == [id], "who saw it")
    let words = try #require(try knowledge(town).attribute("matter.keywords"))
    let kept = try town.store.read {
      try $0.rows(
        Query(["value"], of: SystemTables.values(of: words), where: .equals("entity", 0), order: [.init(.column("position"))]),
        [.int(id)], under: .system(.maintenance))
    }
    #expect(kept.map { $0[0] } == [.text("积水")])
    // The phone is the resident's, not the happening's.
    #expect(try town.person(BundleTown.resident, "mobile_phone") == .text("13800001234"))
    let ledger = try #require(town.engine.current?.tables.ledgers["floodings"])
    let rows = try town.store.read { try $0.rows(Query(["entity"], of: ledger.table), [], under: .system(.maintenance)) }
    #expect(rows.map { $0[0] } == [.int(id)])
    #expect(try town.faults() == [])
  }

  @Test func whatIsRefusedLeavesNoRecord() async throws {
    let town = try BundleTown("itself")
    let code = try #require(Town.text("code", try await town.submit("flooding", Self.answers).get().json))
    _ = try await town.verb(.reject, code, by: head(town), reason: "不属实").get()
    #expect(try records(town, ["matter_no"]).isEmpty)
    #expect(try others(town, "occurs_at").isEmpty)
    #expect(try town.faults() == [])
  }

  @Test func whatItSaysLastIsSo() async throws {
    let town = try BundleTown("itself")
    let code = try #require(Town.text("code", try await town.submit("flooding", Self.answers).get().json))
    _ = try await town.verb(.approve, code, by: head(town)).get()
    _ = try await town.verb(.reopen, code, by: BundleTown.resident, reason: "又进水了").get()
    _ = try await town.verb(.return, code, by: head(town), reason: "请补充").get()
    var again = Self.answers
    again["人数"] = .text("30")
    again["发生地"] = .text("一号社区/二号小区")
    _ = try await town.verb(.supplement, code, by: BundleTown.resident, answers: again).get()
    _ = try await town.verb(.approve, code, by: head(town)).get()
    #expect(try records(town, ["matter_no", "affected_population"]) == [[.text(code), .int(30)]])
    guard case .one(let estate) = try #require(town.engine.current).city.tree.resolve("一号社区/二号小区") else {
      throw BundleTown.Missing()
    }
    #expect(try others(town, "occurs_at") == [try #require(town.engine.current).city.ids[estate]])
    let proposals = try town.store.read {
      try $0.rows(
        Query(["class"], of: SystemTables.proposal, where: .equals("class", 0)), [.text("matter")], under: .system(.maintenance))
    }
    #expect(proposals.isEmpty)
    #expect(try town.faults() == [])
  }
}

/// The number of a matter in the store.
private enum MatterID {
  static func of(_ code: String, _ town: BundleTown) throws -> Int64? {
    try town.store.read { try MatterRow.find(code: code, $0)?.id }
  }
}
