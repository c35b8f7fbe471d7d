internal import Core
internal import FEEL
internal import Storage

/// Reads of one snapshot: a transaction that only reads and is repeatable.
struct PostgresReader: Reader {
  let connection: PostgresConnection
  let now: Int64
  var dialect: SQLDialect { .postgres }

  func each(
    _ query: Query, _ parameters: [StoredValue], under authority: Authority, _ body: (any RowValues) throws -> Bool
  ) throws {
    do {
      if case .system(.maintenance) = authority {
        // Export and verify read everything.
        try connection.run("SET LOCAL statement_timeout='1800s'")
      }
      let prepared = try connection.prepare(query.id * 4 + 2, query.table.name) {
        try RenderedSQL(query, .postgres)
      }
      try connection.each(prepared, parameters, query, body)
    } catch let failure as PostgresFailure {
      throw failure.storeError(query.table.name)
    }
  }

  /// Begins a snapshot; the clock of the transaction in milliseconds UTC.
  static func begin(_ connection: PostgresConnection) throws -> Int64 {
    let rows = try connection.rows("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \(clock)")
    guard let now = rows.first?[0].text.flatMap({ Int64($0) }) else {
      throw StoreError.unavailable("no clock")
    }
    return now
  }

  static let clock = "SELECT floor(extract(epoch FROM now()) * 1000)::bigint"
}
