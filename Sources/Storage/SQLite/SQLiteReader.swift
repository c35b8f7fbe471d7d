internal import CSQLite
internal import Core

/// A connection that reads, with its prepared queries. One thread at a time.
final class SQLiteReading {
  let connection: SQLiteConnection
  private var cache = PreparedCache(limit: 256)

  init(_ connection: SQLiteConnection) { self.connection = connection }

  func prepared(_ query: Query) throws -> PreparedSQL {
    try cache.get(query.id) {
      try PreparedSQL(RenderedSQL(query, .sqlite), connection, name: query.table.name)
    }
  }

  func begin() throws {
    try connection.run("BEGIN")
    // BEGIN alone sees nothing yet: the first read fixes what all reads of this call see.
    _ = try connection.integer("SELECT count(*) FROM sqlite_schema WHERE rowid = 1")
  }

  func end() {
    connection.deadline = .max
    if connection.isInTransaction { try? connection.run("COMMIT") }
    if connection.isInTransaction { try? connection.run("ROLLBACK") }
  }
}

/// Reads of one snapshot.
struct SQLiteReader: Reader {
  let reading: SQLiteReading
  let now: Int64

  /// For export and verify, which read everything. Milliseconds.
  static let longestMaintenance: UInt64 = 1_800_000

  func rows(_ query: Query, _ parameters: [StoredValue], under authority: Authority) throws -> [Row] {
    if case .system(.maintenance) = authority, reading.connection.deadline != .max {
      reading.connection.deadline = Monotonic.after(milliseconds: Self.longestMaintenance)
    }
    do {
      guard Monotonic.now <= reading.connection.deadline else {
        throw StoreError.unavailable("the read took too long")
      }
      return try fetch(query, parameters)
    } catch let failure as SQLiteFailure {
      throw failure.storeError(query.table.name)
    }
  }

  private func fetch(_ query: Query, _ parameters: [StoredValue]) throws -> [Row] {
    let statement = try reading.prepared(query)
    try statement.bind(parameters)
    defer { statement.done() }
    let count = Int32(truncatingIfNeeded: query.outputs.count)
    var rows: [Row] = []
    while try statement.step() {
      var values: [StoredValue] = []
      values.reserveCapacity(query.outputs.count)
      for column in 0..<count { values.append(try statement.value(column)) }
      rows.append(Row(values))
    }
    return rows
  }
}
