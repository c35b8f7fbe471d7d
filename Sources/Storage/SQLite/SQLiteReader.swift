internal import CSQLite
internal import Core
internal import FEEL

/// A connection that reads, with its prepared queries. One thread at a time.
final class SQLiteReading {
  let connection: SQLiteConnection
  private var cache = PreparedCache(limit: 256)
  /// What every read begins and ends with, prepared once.
  private let opening, first, closing: PreparedSQL

  init(_ connection: SQLiteConnection) throws {
    self.connection = connection
    opening = try PreparedSQL(RenderedSQL(text: "BEGIN"), connection, name: "begin")
    first = try PreparedSQL(
      RenderedSQL(text: "SELECT count(*) FROM sqlite_schema WHERE rowid = 1"), connection, name: "begin")
    closing = try PreparedSQL(RenderedSQL(text: "COMMIT"), connection, name: "commit")
  }

  /// The statement of a query, not under way: who asks for one while its rows are gone through gets another.
  func prepared(_ query: Query) throws -> PreparedSQL {
    func make() throws -> PreparedSQL { try PreparedSQL(RenderedSQL(query, .sqlite), connection, name: query.table.name) }
    let kept = try cache.get(query.id, make: make)
    return kept.isUnderWay ? try make() : kept
  }

  func begin() throws {
    _ = try opening.run()
    // BEGIN alone sees nothing yet: the first read fixes what all reads of this call see.
    defer { first.done() }
    _ = try first.step()
  }

  func end() {
    connection.deadline = .max
    if connection.isInTransaction { _ = try? closing.run() }
    if connection.isInTransaction { try? connection.run("ROLLBACK") }
  }
}

/// Reads of one snapshot.
struct SQLiteReader: Reader {
  let reading: SQLiteReading
  let now: Int64
  var dialect: SQLDialect { .sqlite }

  /// For export and verify, which read everything. Milliseconds.
  static let longestMaintenance: UInt64 = 1_800_000

  func each(
    _ query: Query, _ parameters: [StoredValue], under authority: Authority, _ body: (any RowValues) throws -> Bool
  ) throws {
    if case .system(.maintenance) = authority, reading.connection.deadline != .max {
      reading.connection.deadline = Monotonic.after(milliseconds: Self.longestMaintenance)
    }
    do {
      guard Monotonic.now <= reading.connection.deadline else {
        throw StoreError.unavailable("the read took too long")
      }
      let statement = try reading.prepared(query)
      try statement.bind(parameters)
      defer { statement.done() }
      while try statement.step(), try body(statement) {}
      try statement.proveFit()
    } catch let failure as SQLiteFailure {
      throw failure.storeError(query.table.name)
    }
  }
}
