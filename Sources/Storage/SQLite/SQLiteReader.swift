internal import CSQLite
internal import Core
internal import FEEL

/// A connection that reads, with its prepared queries. One thread at a time.
final class SQLiteReading {
  let connection: SQLiteConnection
  private var cache = PreparedCache(limit: 256)
  /// What every read begins and ends with, prepared once.
  private let opening, first, closing: PreparedSQL
  private let clock: @Sendable () -> Int64
  /// The moment of the snapshot; nil as long as nothing was read of it.
  private var moment: Int64?

  /// - Parameter clock: milliseconds UTC.
  init(_ connection: SQLiteConnection, clock: @escaping @Sendable () -> Int64) throws {
    self.connection = connection
    self.clock = clock
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

  /// Nothing is seen yet: the first read fixes what all reads up to the end see.
  func begin() throws {
    _ = try opening.run()
    moment = nil
  }

  /// The moment of the snapshot, not before anything that it sees. Asked before the first read it fixes the snapshot.
  var now: Int64 {
    if let moment { return moment }
    // Should it fail, so does the read that comes next.
    _ = try? first.step()
    first.done()
    return fixed()
  }

  /// Called when something was read.
  @discardableResult func fixed() -> Int64 {
    if let moment { return moment }
    let now = clock()
    moment = now
    return now
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
  var now: Int64 { reading.now }
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
      reading.connection.walks += 1
      defer {
        reading.connection.walks -= 1
        statement.done()
      }
      var isRow = try statement.step()
      reading.fixed()
      while isRow, try body(statement) { isRow = try statement.step() }
      try statement.proveFit()
    } catch let failure as SQLiteFailure {
      throw failure.storeError(query.table.name)
    }
  }
}
