internal import CSQLite
internal import Core

/// An error code of SQLite with its text, sorted by what it means for the plan and its group.
struct SQLiteFailure: Error {
  let code: Int32
  let text: String

  init(_ code: Int32, _ handle: OpaquePointer?) {
    self.code = code
    // The connection's text names tables and columns, never values.
    self.text = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
  }

  private var primary: Int32 { code & 0xff }

  /// A unique key is taken.
  var isClash: Bool {
    [hutong_constraint_unique, hutong_constraint_primary_key, hutong_constraint_rowid].contains(code)
  }

  /// The statement or its values are wrong; the transaction and its other statements are not touched.
  var isMistake: Bool {
    switch primary {
    case SQLITE_CONSTRAINT, SQLITE_ERROR, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE: true
    default: false
    }
  }

  /// After these the connection itself is not trusted any more.
  var isBroken: Bool {
    switch primary {
    case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CANTOPEN, SQLITE_PROTOCOL, SQLITE_INTERNAL,
      SQLITE_MISUSE:
      true
    default: false
    }
  }

  func storeError(_ statement: String) -> StoreError {
    isMistake ? .rejected(statement: statement, reason: text) : .unavailable(text)
  }
}
