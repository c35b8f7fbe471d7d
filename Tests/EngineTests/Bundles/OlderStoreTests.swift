import Core
import Storage
import TestSupport
import Testing

@testable import Engine
@testable import Storage

#if canImport(StoragePostgres)
  import StoragePostgres
#endif

/// A store as an older build left it, without the tables and columns that came later, is opened by this build.
@Suite struct OlderStoreTests {
  /// Tables of the system that older builds did not have.
  private static let tables = [
    SystemTables.sending, SystemTables.askedField, SystemTables.upload, SystemTables.placeCode,
    SystemTables.placeRedirect, SystemTables.placeChange, SystemTables.placeHandover, SystemTables.placeProposal,
    SystemTables.directoryBody, SystemTables.directoryChange, SystemTables.provisioned,
    SystemTables.provisioningToken, SystemTables.presence, SystemTables.phrase, SystemTables.lead, SystemTables.joined, SystemTables.postFact,
  ]

  /// Columns that they did not have.
  private static let columns: [(table: Table, names: [String])] = [
    (SystemTables.outbox, ["matter", "stay", "target", "sending", "act"]),
    (SystemTables.placeFact, ["change", "closed_by"]), (SystemTables.post, ["rank", "duties", "tags"]),
    (SystemTables.deputy, ["origin"]), (SystemTables.leave, ["origin"]), (SystemTables.step, ["stands_in"]),
  ]

  /// The tables in which something is missing, and what makes a store of this build one of an older.
  private func older(_ engine: Engine) throws -> (tables: [Table], statements: [String]) {
    let knowledge = try #require(engine.current).program.knowledge
    let person = SystemTables.entity(.person, of: knowledge)
    let attribute = try #require(knowledge.attribute("person.blood_type") ?? knowledge.attributes(of: .person).last { $0.isStored })
    let relation = try #require(knowledge.relations.first { $0.id == "resides_at" })
    let missing = Self.columns + [
      (person, [attribute.column]), (SystemTables.relation(relation, of: knowledge), ["origin"]),
    ]
    var statements = Self.tables.map { "DROP TABLE \($0.name)" }
    for (table, names) in missing {
      for index in table.indexes where !Set(index.columns).isDisjoint(with: names) {
        statements.append("DROP INDEX IF EXISTS \(SchemaText.name(of: index, on: table))")
      }
      statements += names.map { "ALTER TABLE \(table.name) DROP COLUMN \($0)" }
    }
    return (Self.tables + missing.map(\.table), statements)
  }

  /// Whether every column of a table can be read.
  private func isWhole(_ table: Table, _ store: any Store) -> Bool {
    let query = Query(table.columns.map(\.name), of: table)
    return (try? store.read { try $0.rows(query, [], under: .system(.maintenance)) }) != nil
  }

  private func began(_ town: BundleTown) async throws -> [String] {
    let codes = [try await town.submit("at-community"), try await town.submit("at-community")]
    try town.engine.fold()
    return codes + [try await town.submit("told")]
  }

  /// What this build makes of it.
  private func goesOn(_ town: BundleTown, _ codes: [String], _ tables: [Table]) async throws {
    for table in tables { #expect(isWhole(table, town.store), "\(table.name)") }
    let head = try town.staff("一号社区居民委员会", "社区主任")
    #expect(try town.engine.myRequests(town.caller(BundleTown.resident)).map(\.code).sorted() == codes.sorted())
    let shown = try town.request(codes[0], as: head)
    #expect(shown.steps.map(\.holder?.zh) == ["一号社区居民委员会/社区主任"])
    #expect(try town.faults() == [])
    #expect(try town.total("at-community", at: "一号社区", head) == 2)
    // Old requests end, and their messages leave by columns that are new.
    let insert = Statement.insert(SystemTables.credential, conflict: .replace)
    try town.engine.commitOrThrow(
      Plan(changes: [
        Change(insert, [.text("phone"), .text("13800001234"), .int(BundleTown.resident), .null, .int(0), .null])
      ]))
    for code in codes { _ = try await town.verb(.approve, code, by: head).get() }
    let carrier = ScriptedCarrier([.answered(.context(.init([("code", .number(0))])))])
    while try town.engine.deliver(by: carrier) {}
    #expect(carrier.sent.count == 1)
    #expect(try town.request(codes[2], as: head).sendings.map(\.state) == [.sent])
    // Tables that are new are written.
    let city = try town.staff("测试市人民政府", "市值班岗")
    _ = try town.engine.changePlaces(
      PlaceOperation(.rename, what: ["一号社区/一号小区"], to: ["幸福里"]), town.caller(0), .owner)
    _ = try town.engine.changePlaces(PlaceOperation(.move, what: ["幸福里"], to: ["四号社区"]), town.caller(city))
    try town.engine.snapshot { _, _ in }
    let late = try await town.submit("at-community")
    #expect(try town.request(late).steps.map(\.holder?.zh) == ["四号社区居民委员会/社区主任"])
    let rows = try town.store.read {
      try $0.rows(Query(["place"], of: SystemTables.placeCode), [], under: .system(.maintenance)).count
    }
    #expect(rows >= (try #require(town.engine.current)).city.tree.nodes.count, "codes from before are known")
    #expect(try town.faults() == [])
  }

  private static let folders = ["start", "flow", "places", "messages"]

  @Test func onSQLite() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("older.sqlite")
    let town = try BundleTown(in: SQLiteStore(path: path), Self.folders)
    let codes = try await began(town)
    let (tables, statements) = try older(town.engine)
    town.store.close()
    let connection = try SQLiteConnection(path: path, role: .writer)
    for statement in statements { try connection.run(statement) }
    try await goesOn(BundleTown(town, again: SQLiteStore(path: path)), codes, tables)
  }

  #if canImport(StoragePostgres)
    @Test func onPostgreSQL() async throws {
      let server = try #require(PrivatePostgres.undisturbed)
      let url = try server.database()
      let town = try BundleTown(in: PostgresStore(url: url, connections: 6), Self.folders)
      let codes = try await began(town)
      let (tables, statements) = try older(town.engine)
      town.store.close()
      server.run(statements.joined(separator: ";\n"), on: url)
      try await goesOn(BundleTown(town, again: PostgresStore(url: url, connections: 6)), codes, tables)
    }
  #endif

  /// Without what this build adds the older store does not serve: the test above looks at something.
  @Test func itReallyLacksSomething() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("older.sqlite")
    let town = try BundleTown(in: SQLiteStore(path: path), Self.folders)
    _ = try await began(town)
    let (tables, statements) = try older(town.engine)
    town.store.close()
    let connection = try SQLiteConnection(path: path, role: .writer)
    for statement in statements { try connection.run(statement) }
    let store = try SQLiteStore(path: path)
    defer { store.close() }
    for table in tables { #expect(!isWhole(table, store), "\(table.name)") }
  }
}
