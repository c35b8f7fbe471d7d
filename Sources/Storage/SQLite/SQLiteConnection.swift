internal import CSQLite
internal import Core

/// One connection. Opened without SQLite's own mutex, which is safe because its owner lets one thread at a time use
/// it (the writer's thread; the reader pool's lock; the memory store's lock).
final class SQLiteConnection {
  enum Role { case writer, reader }

  let handle: OpaquePointer
  /// Pages in the write-ahead log after the last commit, as SQLite reports them.
  private(set) var logPages = 0
  /// Monotonic time after which a read is stopped; `.max` = none.
  var deadline = UInt64.max
  /// Bytes of the values that are bound, until the statement is done: one copy, no allocation for each value.
  let arena = UnsafeMutableRawPointer.allocate(byteCount: SQLiteConnection.arenaSize, alignment: 16)
  static let arenaSize = 1 << 16
  /// Reads whose rows are being gone through: what they bound lies in the arena.
  var walks = 0

  private static let isConfigured: Bool = hutong_sqlite_setup() == SQLITE_OK

  /// - Parameter path: nil keeps everything in memory.
  init(path: String?, role: Role, pageLimit: Int? = nil) throws {
    _ = Self.isConfigured
    var handle: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let code = sqlite3_open_v2(path ?? ":memory:", &handle, flags, nil)
    guard code == SQLITE_OK, let handle else {
      let failure = SQLiteFailure(code, handle)
      sqlite3_close_v2(handle)
      throw failure
    }
    self.handle = handle
    try configure(role, onDisk: path != nil)
    if let pageLimit { try run("PRAGMA max_page_count=\(pageLimit)") }
  }

  deinit {
    sqlite3_close_v2(handle)
    arena.deallocate()
  }

  private func configure(_ role: Role, onDisk: Bool) throws {
    try check(hutong_sqlite_harden(handle, role == .writer ? 1 : 0))
    sqlite3_busy_timeout(handle, 2_000)
    try run("PRAGMA page_size=4096; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON")
    if onDisk { try run("PRAGMA journal_mode=WAL") }
    // Power may fail the moment after the reply: the log is synced at every commit, not only at checkpoints.
    try run("PRAGMA synchronous=FULL")
    // Two connections that checkpoint at once can corrupt the file (SQLite before 3.51.3): the writer alone does it.
    try run("PRAGMA wal_autocheckpoint=0")
    let context = Unmanaged.passUnretained(self).toOpaque()
    switch role {
    case .writer:
      try run("PRAGMA cache_size=-32768")
      sqlite3_wal_hook(
        handle,
        { context, _, _, pages in
          guard let context else { return SQLITE_OK }
          Unmanaged<SQLiteConnection>.fromOpaque(context).takeUnretainedValue().logPages = Int(pages)
          return SQLITE_OK
        }, context)
    case .reader:
      try run("PRAGMA cache_size=-4096; PRAGMA query_only=1")
      sqlite3_progress_handler(
        handle, 20_000,
        { context in
          guard let context else { return 0 }
          return Monotonic.now
            > Unmanaged<SQLiteConnection>.fromOpaque(context).takeUnretainedValue().deadline ? 1 : 0
        }, context)
    }
    guard try integer("PRAGMA mmap_size") ?? 0 == 0, try integer("PRAGMA wal_autocheckpoint") == 0,
      try integer("PRAGMA synchronous") == 2
    else { throw SQLiteFailure(SQLITE_INTERNAL, nil) }
  }

  /// Runs statements without parameters and rows.
  func run(_ sql: String) throws { try check(sqlite3_exec(handle, sql, nil, nil, nil)) }

  func check(_ code: Int32) throws { if code != SQLITE_OK { throw SQLiteFailure(code, handle) } }

  func prepare(_ sql: String) throws -> OpaquePointer {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw SQLiteFailure(code, handle) }
    return statement
  }

  /// The first column of the first row, or nil.
  func integer(_ sql: String) throws -> Int64? {
    let statement = try prepare(sql)
    defer { sqlite3_finalize(statement) }
    return sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : nil
  }

  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
}
