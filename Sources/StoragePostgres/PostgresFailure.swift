internal import CPostgres
internal import Core

/// An error of the server or of the connection to it.
struct PostgresFailure: Error {
  /// SQLSTATE; empty when the connection itself failed.
  let state: String
  /// The server's primary message: names of tables and columns, never the row (that is its detail).
  let text: String

  init(state: String, text: String) {
    self.state = state
    self.text = text
  }

  init(_ result: OpaquePointer?, _ connection: OpaquePointer?) {
    state = PQresultErrorField(result, Self.sqlState).map { String(cString: $0) } ?? ""
    text =
      PQresultErrorField(result, Self.primaryMessage).map { String(cString: $0) }
      ?? PQerrorMessage(connection).map { String(cString: $0) } ?? "no answer"
  }

  /// The connection ended; what the server said last.
  static func lost(_ connection: OpaquePointer?) -> PostgresFailure {
    PostgresFailure(state: "", text: PQerrorMessage(connection).map { String(cString: $0) } ?? "no answer")
  }

  /// `PG_DIAG_SQLSTATE` and `PG_DIAG_MESSAGE_PRIMARY`: character macros, invisible to Swift.
  private static let sqlState = Int32(UInt8(ascii: "C"))
  private static let primaryMessage = Int32(UInt8(ascii: "M"))

  /// Raised by the installed function when a statement did not touch exactly one row.
  static let guardState = "HT001"

  var isLost: Bool { state.isEmpty }
  var isGuard: Bool { state == Self.guardState }
  var isClash: Bool { state == "23505" }
  /// Another transaction was in the way: the same again may succeed.
  var isRetryable: Bool { state == "40001" || state == "40P01" }
  var isLockTimeout: Bool { state == "55P03" }
  /// The statement or its values are wrong: data, integrity, syntax, a feature that is missing.
  var isMistake: Bool { ["21", "22", "23", "42", "0A"].contains(String(state.prefix(2))) }

  func storeError(_ statement: String) -> StoreError {
    isMistake ? .rejected(statement: statement, reason: text) : .unavailable(text)
  }
}
