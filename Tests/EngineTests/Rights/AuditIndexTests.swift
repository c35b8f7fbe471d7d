import Core
import Storage
import TestSupport
import Testing

@testable import Engine
@testable import Storage

#if canImport(StoragePostgres)
  @testable import StoragePostgres
#endif

/// What an auditor reads is read along an index, on both stores, in stores of before too.
@Suite struct AuditIndexTests {
  /// A line of reading, the index that it goes along, and whether its order has to be made: that of one request's acts.
  private static let lines: [(line: AuditTrack.Line, index: String, isSorted: Bool)] = [
    (.everyAct, "i_event_at_sequence", false), (.actsOfPerson, "i_event_actor_at_sequence", false),
    (.actsOfKind, "i_event_kind_at_sequence", false), (.actsOfRequest, "i_event_matter", true),
    (.everyLook, "i_read_audit_at_sequence", false), (.looksOfPerson, "i_read_audit_reader_at_sequence", false),
    (.looksAtPerson, "i_read_audit_subject_at_sequence", false),
  ]
  private static let added = lines.map(\.index).filter { $0 != "i_event_matter" }
  private static let retired = "i_read_audit_subject"

  private static func values(_ line: AuditTrack.Line) -> [StoredValue] {
    let common: [StoredValue] = [.int(2_000_000_000_000), .int(9_000_000), .int(0), .int(64)]
    switch line {
    case .everyAct, .everyLook: return common
    case .actsOfKind: return common + [.text("appoint")]
    case .actsOfPerson, .actsOfRequest, .looksOfPerson, .looksAtPerson: return common + [.int(7)]
    }
  }

  @Test func everyLineOfReadingIsTried() {
    #expect(Set(Self.lines.map(\.line)) == Set(AuditTrack.Line.allCases))
  }

  private func plan(_ line: AuditTrack.Line, _ connection: SQLiteConnection) throws -> String {
    try plan(line.query, Self.values(line), connection)
  }

  private func plan(_ query: Query, _ values: [StoredValue], _ connection: SQLiteConnection) throws -> String {
    let sql = try RenderedSQL(query, .sqlite).wrapped("EXPLAIN QUERY PLAN ", "")
    let statement = try PreparedSQL(sql, connection, name: "plan")
    defer { statement.done() }
    try statement.bind(values)
    var steps: [String] = []
    while try statement.step() { steps.append(statement.text(3) ?? "") }
    return steps.joined(separator: "\n")
  }

  private func indexes(_ connection: SQLiteConnection) throws -> Set<String> {
    let sql = RenderedSQL(text: "SELECT name FROM sqlite_schema WHERE type = 'index'")
    let statement = try PreparedSQL(sql, connection, name: "indexes")
    defer { statement.done() }
    var names: Set<String> = []
    while try statement.step() { if let name = statement.text(0) { names.insert(name) } }
    return names
  }

  private func check(_ plan: String, _ index: String, _ isSorted: Bool) {
    #expect(plan.contains("SEARCH") && plan.contains("USING INDEX \(index) ("), "\(plan)")
    #expect(!plan.contains("SCAN") && plan.contains("TEMP B-TREE") == isSorted, "\(plan)")
  }

  /// The file of this build, and one that a build before made.
  @Test func onSQLiteAlongAnIndex() throws {
    let folder = try TemporaryFolder(), path = folder.file("audit.sqlite")
    let town = try BundleTown(in: SQLiteStore(path: path), ["start"])
    town.store.close()
    do {
      let connection = try SQLiteConnection(path: path, role: .writer)
      for (line, index, isSorted) in Self.lines { check(try plan(line, connection), index, isSorted) }
      check(try plan(Engine.actsOnPost, [.int(7)], connection), "i_event_post_sequence_where_matter", false)
      for index in Self.added { try connection.run("DROP INDEX \(index)") }
      try connection.run("CREATE INDEX \(Self.retired) ON read_audit (subject)")
      #expect(try plan(.everyAct, connection).contains("SCAN"), "without the index it is looked through")
    }
    let again = try BundleTown(town, again: SQLiteStore(path: path))
    again.store.close()
    let connection = try SQLiteConnection(path: path, role: .writer)
    let names = try indexes(connection)
    #expect(names.isSuperset(of: Self.added) && !names.contains(Self.retired))
    for (line, index, isSorted) in Self.lines { check(try plan(line, connection), index, isSorted) }
  }

  #if canImport(StoragePostgres)
    /// With few rows PostgreSQL would rather look through them all: it is not let.
    private func plan(_ line: AuditTrack.Line, _ connection: PostgresConnection) throws -> String {
      var text = try RenderedSQL(line.query, .postgres).text
      for (n, value) in Self.values(line).enumerated().reversed() {
        let literal = value.int.map { "\($0)::bigint" } ?? "'\(value.text ?? "")'"
        text = text.replacing("$\(n + 1)", with: literal)
      }
      let rows = try connection.rows("SET enable_seqscan=off; SET enable_bitmapscan=off; EXPLAIN " + text)
      return rows.compactMap { $0[0].text }.joined(separator: "\n")
    }

    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func onPostgreSQLAlongAnIndex() throws {
      let url = try #require(PrivatePostgres.undisturbed).database()
      let town = try BundleTown(in: PostgresStore(url: url, connections: 4), ["start"])
      town.store.close()
      let connection = try PostgresConnection(url)
      let names = "SELECT indexname FROM pg_indexes WHERE tablename IN ('event', 'read_audit')"
      for again in [false, true] {
        if again {
          for index in Self.added { try connection.run("DROP INDEX \(index)") }
          try connection.run("CREATE INDEX \(Self.retired) ON read_audit (subject)")
          try BundleTown(town, again: PostgresStore(url: url, connections: 4)).store.close()
        }
        let found = Set(try connection.rows(names).compactMap { $0[0].text })
        #expect(found.isSuperset(of: Self.added) && !found.contains(Self.retired))
        for (line, index, isSorted) in Self.lines where !isSorted {
          let plan = try plan(line, connection)
          #expect(plan.contains("Scan Backward using \(index) ") && !plan.contains("Sort"), "\(plan)")
        }
      }
    }
  #endif
}
