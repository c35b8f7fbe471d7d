internal import CSQLite
@testable import FEEL

struct StoreTrouble: Error, CustomStringConvertible {
  let description: String
}

/// What a store of the ledger can do for the comparison.
protocol LedgerStore {
  var dialect: SQLDialect { get }
  func run(_ statements: [String]) throws
  /// All rows of a statement as texts.
  func rows(_ text: String, _ values: [SQLParameter.Bound]) throws -> [[String?]]
}

/// SQLite in memory.
final class SQLiteLedger: LedgerStore {
  let dialect = SQLDialect.sqlite
  private var handle: OpaquePointer?

  init() throws {
    guard sqlite3_open(":memory:", &handle) == SQLITE_OK else {
      throw StoreTrouble(description: "SQLite does not open")
    }
  }

  deinit { sqlite3_close(handle) }

  private var trouble: StoreTrouble { StoreTrouble(description: String(cString: sqlite3_errmsg(handle))) }

  func run(_ statements: [String]) throws {
    for text in ["BEGIN"] + statements + ["COMMIT"] {
      guard sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else { throw trouble }
    }
  }

  func rows(_ text: String, _ values: [SQLParameter.Bound]) throws -> [[String?]] {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, text, -1, &statement, nil) == SQLITE_OK else { throw trouble }
    defer { sqlite3_finalize(statement) }
    for (index, value) in values.enumerated() {
      let at = Int32(index + 1)
      switch value {
      case .null: sqlite3_bind_null(statement, at)
      case .integer(let number): sqlite3_bind_int64(statement, at, number)
      case .text(let text), .decimal(let text): bind(statement, at, text)
      case .date(let date): bind(statement, at, date.text)
      }
    }
    var rows: [[String?]] = []
    while true {
      let step = sqlite3_step(statement)
      if step == SQLITE_DONE { return rows }
      guard step == SQLITE_ROW else { throw trouble }
      rows.append(
        (0..<sqlite3_column_count(statement)).map { column in
          sqlite3_column_text(statement, column).map { String(cString: $0) }
        })
    }
  }

  private func bind(_ statement: OpaquePointer?, _ at: Int32, _ text: String) {
    var text = text
    text.withUTF8 {
      _ = hutong_bind_text_copied(
        statement, at, $0.baseAddress ?? UnsafePointer(bitPattern: 1), Int32($0.count))
    }
  }
}
