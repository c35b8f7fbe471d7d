internal import Core
internal import Storage

/// Adds what is missing of some tables, so that nobody who writes has to wait for it: every lock that could queue
/// before others is asked for at most 200 ms, then again later.
struct PostgresSchema {
  private let connection: PostgresConnection
  private let waiting: (String) -> Void

  /// How long to go on trying. Milliseconds.
  private static let patience: UInt64 = 600_000
  /// Between two tries; longer than the lock is asked for, so that others get through.
  private static let pause: UInt64 = 400

  init(_ connection: PostgresConnection, waiting: @escaping (String) -> Void) {
    self.connection = connection
    self.waiting = waiting
  }

  func expand(_ tables: [Table]) throws {
    try connection.run("SET lock_timeout='200ms'; SET statement_timeout=0")
    try retry("another server to extend the tables", blockers: { nil }) {
      try connection.run("SELECT pg_advisory_lock(\(AdvisoryLock.schema))")
    }
    defer { try? connection.run("SELECT pg_advisory_unlock(\(AdvisoryLock.schema))") }
    try install()
    let present = try columns()
    try create(tables.filter { present[$0.name] == nil })
    for table in tables {
      guard let found = present[table.name] else { continue }
      try widen(table, found)
    }
    try index(tables.filter { present[$0.name] != nil })
  }

  /// The function by which a guarded statement ends its transaction.
  private func install() throws {
    let missing =
      try connection.rows("SELECT to_regprocedure('hutong_expect_one(bigint)') IS NULL").first?[0].text == "t"
    guard missing else { return }
    try connection.run(
      """
      CREATE FUNCTION hutong_expect_one(touched bigint) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        IF touched <> 1 THEN RAISE EXCEPTION 'a guard failed' USING ERRCODE = '\(PostgresFailure.guardState)'; END IF;
      END $$
      """)
  }

  /// New tables: nobody can hold them. One transaction.
  private func create(_ tables: [Table]) throws {
    if tables.isEmpty { return }
    try connection.run("BEGIN")
    do {
      for table in tables {
        try connection.run(SchemaText.create(table, .postgres))
        for index in table.indexes { try connection.run(SchemaText.create(index, on: table, .postgres)) }
      }
      try connection.run("COMMIT")
    } catch {
      try? connection.run("ROLLBACK")
      throw error
    }
  }

  private func widen(_ table: Table, _ found: [String: String]) throws {
    var missing: [Table.Column] = []
    for column in table.columns {
      guard let type = found[column.name] else {
        missing.append(column)
        continue
      }
      guard type == Self.catalogueName(column.type) else {
        throw StoreError.rejected(
          statement: table.name, reason: "column \(column.name) is \(type) and cannot become \(column.type)")
      }
    }
    if missing.isEmpty { return }
    let texts = missing.map { SchemaText.add($0, to: table, .postgres) }
    try retry("table \(table.name)", blockers: { try holders(of: table) }) {
      // One lock for all columns of a table.
      try connection.run("BEGIN")
      do {
        for text in texts { try connection.run(text) }
        try connection.run("COMMIT")
      } catch {
        try? connection.run("ROLLBACK")
        throw error
      }
    }
  }

  /// Indexes on tables with rows are built beside the traffic; one that was interrupted is built anew.
  private func index(_ tables: [Table]) throws {
    let valid = try indexes()
    for table in tables {
      for index in table.retired where valid[SchemaText.name(of: index, on: table)] != nil {
        try retry("table \(table.name)", blockers: { try holders(of: table) }) {
          try connection.run(SchemaText.drop(index, on: table, .postgres))
        }
      }
      for index in table.indexes {
        let name = SchemaText.name(of: index, on: table)
        if valid[name] == true { continue }
        let text = SchemaText.create(index, on: table, .postgres)
          .replacing("INDEX IF NOT EXISTS", with: "INDEX CONCURRENTLY IF NOT EXISTS")
        var broken = valid[name] == false
        try retry("table \(table.name)", blockers: { try holders(of: table) }) {
          if broken { try connection.run("DROP INDEX CONCURRENTLY IF EXISTS \"\(name)\"") }
          broken = true
          try connection.run(text)
        }
      }
    }
  }

  /// Runs the body again while somebody else holds a lock it needs.
  private func retry(_ what: String, blockers: () throws -> String?, _ body: () throws -> Void) throws {
    let deadline = Monotonic.after(milliseconds: Self.patience)
    while true {
      do {
        return try body()
      } catch let failure as PostgresFailure where failure.isLockTimeout || failure.isRetryable {
        guard Monotonic.now < deadline else { throw StoreError.unavailable("waited too long for \(what)") }
        waiting("waits for \(what)" + ((try? blockers()).flatMap { $0 }.map { ": \($0)" } ?? ""))
        Pause.milliseconds(Self.pause)
      }
    }
  }

  /// Who holds a table now: process, program, state, and the shape of the query without the values in it.
  private func holders(of table: Table) throws -> String? {
    let rows = try connection.rows(
      """
      SELECT DISTINCT a.pid, coalesce(a.application_name, ''), coalesce(a.state, ''),
        coalesce(floor(extract(epoch FROM clock_timestamp() - a.xact_start))::bigint, 0), left(coalesce(a.query, ''), 120)
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.relation = to_regclass('"\(table.name)"') AND l.granted AND a.pid <> pg_backend_pid() LIMIT 3
      """)
    let texts = rows.map { row in
      let words = (0..<4).map { row[$0].text ?? "" }
      return
        "process \(words[0]) (\(words[1]), \(words[2]), \(words[3]) s): \(Self.masked(row[4].text ?? ""))"
    }
    return texts.isEmpty ? nil : texts.joined(separator: "; ")
  }

  /// The text with everything between single quotes left out: it may name persons.
  static func masked(_ query: String) -> String {
    var out = ""
    var quoted = false
    for scalar in query.unicodeScalars {
      if scalar == "'" {
        quoted.toggle()
        if quoted { out += "'…'" }
      } else if !quoted {
        out.unicodeScalars.append(scalar == "\n" ? " " : scalar)
      }
    }
    return out
  }

  // MARK: The catalogue

  /// Table → column → type, as the catalogue writes it.
  private func columns() throws -> [String: [String: String]] {
    var found: [String: [String: String]] = [:]
    let rows = try connection.rows(
      """
      SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c
      LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
      """)
    for row in rows {
      guard let table = row[0].text else { continue }
      found[table, default: [:]][row[1].text ?? ""] = row[2].text ?? ""
    }
    return found
  }

  /// Index → whether it is complete.
  private func indexes() throws -> [String: Bool] {
    let rows = try connection.rows(
      """
      SELECT c.relname, i.indisvalid FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
      WHERE c.relnamespace = current_schema()::regnamespace
      """)
    var found: [String: Bool] = [:]
    for row in rows { if let name = row[0].text { found[name] = row[1].text == "t" } }
    return found
  }

  private static func catalogueName(_ type: ColumnType) -> String {
    switch type {
    case .text: "text"
    case .decimal: Dialect.postgres.columnType(type).lowercased()
    default: Dialect.postgres.parameterType(type)
    }
  }
}
