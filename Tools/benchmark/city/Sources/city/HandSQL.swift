internal import CSQLite
import Core

/// SQLite as somebody without this product would use it: one connection, statements written by hand.
final class HandSQL {
  struct Failure: Error { let words: String }

  private let connection: OpaquePointer

  /// - Parameter cache: KB of pages that it keeps.
  init(_ path: String, cache: Int = 262_144) throws {
    var opened: OpaquePointer?
    guard sqlite3_open(path, &opened) == SQLITE_OK, let opened else { throw Failure(words: "open \(path)") }
    connection = opened
    try run("PRAGMA cache_size=-\(cache)")
    sqlite3_busy_timeout(connection, 10_000)
  }

  deinit { sqlite3_close_v2(connection) }

  func run(_ text: String) throws {
    guard sqlite3_exec(connection, text, nil, nil, nil) == SQLITE_OK else { throw failure(text) }
  }

  func prepare(_ text: String) throws -> Prepared {
    var made: OpaquePointer?
    guard sqlite3_prepare_v2(connection, text, -1, &made, nil) == SQLITE_OK, let made else { throw failure(text) }
    return Prepared(made)
  }

  func integers(_ text: String) throws -> [Int64] {
    let statement = try prepare(text)
    var found: [Int64] = []
    statement.each { found.append(statement.integer(0)) }
    return found
  }

  private func failure(_ text: String) -> Failure {
    Failure(words: "\(String(cString: sqlite3_errmsg(connection))): \(text.prefix(200))")
  }

  final class Prepared {
    private let statement: OpaquePointer

    init(_ statement: OpaquePointer) { self.statement = statement }

    deinit { sqlite3_finalize(statement) }

    func bind(_ values: StoredValue...) {
      for (at, value) in values.enumerated() {
        switch value {
        case .int(let number): sqlite3_bind_int64(statement, Int32(at + 1), number)
        case .text(let text):
          let bytes = Array(text.utf8)
          bytes.withUnsafeBytes { raw in
            _ = hutong_bind_text_copied(statement, Int32(at + 1), raw.baseAddress ?? UnsafeRawPointer(bitPattern: 1), Int32(raw.count))
          }
        case .null, .blob: sqlite3_bind_null(statement, Int32(at + 1))
        }
      }
    }

    /// Every row, then ready to run again.
    func each(_ row: () -> Void) {
      while sqlite3_step(statement) == SQLITE_ROW { row() }
      sqlite3_reset(statement)
    }

    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

    func text(_ column: Int) -> String {
      sqlite3_column_text(statement, Int32(column)).map { String(cString: $0) } ?? ""
    }

    /// Every column as a value of its own.
    func values() -> [StoredValue] {
      (0..<sqlite3_column_count(statement)).map { column in
        switch sqlite3_column_type(statement, column) {
        case SQLITE_NULL: .null
        case SQLITE_TEXT: .text(text(Int(column)))
        default: .int(sqlite3_column_int64(statement, column))
        }
      }
    }

    /// Looks at every column, as whoever prints the row would.
    func touch() -> Int {
      var sum = 0
      for column in 0..<sqlite3_column_count(statement) {
        if sqlite3_column_type(statement, column) == SQLITE_TEXT {
          _ = sqlite3_column_text(statement, column)
          sum += Int(sqlite3_column_bytes(statement, column))
        } else {
          sum += Int(truncatingIfNeeded: sqlite3_column_int64(statement, column) & 0xff)
        }
      }
      return sum
    }
  }
}
