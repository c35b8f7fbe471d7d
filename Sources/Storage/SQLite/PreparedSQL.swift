internal import CSQLite
internal import Core

/// A prepared statement with what is known of its parameters. Belongs to its connection's thread.
final class PreparedSQL {
  let handle: OpaquePointer
  private let sql: RenderedSQL
  private unowned let connection: SQLiteConnection
  private let name: String
  private var arenaUsed = 0
  private var copied = false
  /// A column held a number beyond 64 bits.
  private var isMisfit = false

  /// - Parameter name: what an error calls it; without values.
  init(_ sql: RenderedSQL, _ connection: SQLiteConnection, name: String) throws {
    handle = try connection.prepare(sql.text)
    self.sql = sql
    self.connection = connection
    self.name = name
  }

  deinit { sqlite3_finalize(handle) }

  /// Binds all parameters by position.
  /// - Throws: `StoreError.rejected` when a value is not of its column's type, or there are too few.
  func bind(_ values: [StoredValue]) throws {
    arenaUsed = 0
    isMisfit = false
    try sql.check(values, name)
    for i in sql.parameters.indices {
      try bind(values[i], Int32(truncatingIfNeeded: i + 1))
    }
    for (i, extra) in sql.extras.enumerated() {
      try bind(.text(extra.text), Int32(truncatingIfNeeded: sql.parameters.count + i + 1))
    }
  }

  private func bind(_ value: StoredValue, _ position: Int32) throws {
    let code =
      switch value {
      case .null: sqlite3_bind_null(handle, position)
      case .int(let n): sqlite3_bind_int64(handle, position, n)
      case .blob(let bytes): bytes.withUnsafeBytes { bind($0, position, text: false) }
      case .text(let s):
        s.utf8.withContiguousStorageIfAvailable { bind(UnsafeRawBufferPointer($0), position, text: true) }
          ?? Array(s.utf8).withUnsafeBytes { bind($0, position, text: true) }
      }
    if code != SQLITE_OK { throw SQLiteFailure(code, connection.handle) }
  }

  /// Small values are copied into the connection's arena; large ones, and those of a read inside another's walk, SQLite
  /// copies itself.
  private func bind(_ bytes: UnsafeRawBufferPointer, _ position: Int32, text: Bool) -> Int32 {
    guard let size = Int32(exactly: bytes.count) else { return SQLITE_TOOBIG }
    let room = SQLiteConnection.arenaSize - arenaUsed
    guard bytes.count < room, connection.walks == 0 else {
      copied = true
      let base = bytes.baseAddress ?? UnsafeRawPointer(connection.arena)
      return text
        ? hutong_bind_text_copied(handle, position, base, size)
        : hutong_bind_blob_copied(handle, position, base, size)
    }
    let place = connection.arena + arenaUsed
    if let base = bytes.baseAddress, !bytes.isEmpty { place.copyMemory(from: base, byteCount: bytes.count) }
    arenaUsed += bytes.count
    return text
      ? hutong_bind_text_kept(handle, position, place, size)
      : hutong_bind_blob_kept(handle, position, place, size)
  }

  /// Runs a statement that returns no rows.
  /// - Returns: rows touched.
  func run() throws -> Int {
    let code = sqlite3_step(handle)
    defer { done() }
    if code != SQLITE_DONE { throw SQLiteFailure(code, connection.handle) }
    return Int(sqlite3_changes(connection.handle))
  }

  /// - Returns: whether there is a row to read.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw SQLiteFailure(code, connection.handle)
    }
  }

  /// Makes the statement free for its next use.
  func done() {
    sqlite3_reset(handle)
    if copied {
      sqlite3_clear_bindings(handle)
      copied = false
    }
  }

  /// It stands at a row.
  var isUnderWay: Bool { sqlite3_stmt_busy(handle) != 0 }

  /// - Throws: `StoreError.rejected` when a value that was asked for did not fit.
  func proveFit() throws {
    guard isMisfit else { return }
    throw StoreError.rejected(statement: name, reason: "a number beyond 64 bits")
  }
}

/// The row that it stands at.
extension PreparedSQL: RowValues {
  func value(_ position: Int) -> StoredValue {
    let column = Int32(truncatingIfNeeded: position)
    switch sqlite3_column_type(handle, column) {
    case SQLITE_NULL: return .null
    case SQLITE_INTEGER: return .int(sqlite3_column_int64(handle, column))
    case SQLITE_TEXT: return .text(string(column))
    case SQLITE_BLOB:
      let start = sqlite3_column_blob(handle, column)
      return .blob(
        Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))))
    default:
      isMisfit = true
      return .null
    }
  }

  func int(_ position: Int) -> Int64? {
    let column = Int32(truncatingIfNeeded: position)
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: return sqlite3_column_int64(handle, column)
    case SQLITE_FLOAT:
      isMisfit = true
      return nil
    default: return nil
    }
  }

  func text(_ position: Int) -> String? {
    let column = Int32(truncatingIfNeeded: position)
    return sqlite3_column_type(handle, column) == SQLITE_TEXT ? string(column) : nil
  }

  private func string(_ column: Int32) -> String {
    let bytes = UnsafeBufferPointer(
      start: sqlite3_column_text(handle, column), count: Int(sqlite3_column_bytes(handle, column)))
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Prepared statements by the id of the shape they were made from. When it is full, the half that was not used for
/// the longest time goes: shapes that are made on the fly come and go, the lasting ones stay.
struct PreparedCache {
  private struct Entry {
    let sql: PreparedSQL
    var used: UInt64
  }

  private var entries: [Int: Entry] = [:]
  private var clock: UInt64 = 0
  let limit: Int

  init(limit: Int) { self.limit = limit }

  mutating func get(_ id: Int, make: () throws -> PreparedSQL) rethrows -> PreparedSQL {
    clock &+= 1
    if let index = entries.index(forKey: id) {
      entries.values[index].used = clock
      return entries.values[index].sql
    }
    if entries.count >= limit { forget() }
    let sql = try make()
    entries[id] = Entry(sql: sql, used: clock)
    return sql
  }

  private mutating func forget() {
    let ages = entries.values.map(\.used).sorted()
    let median = ages[ages.count / 2]
    entries = entries.filter { $0.value.used > median }
  }
}
