internal import CPostgres
@testable import FEEL

/// A database of the tests' own server.
final class PostgresLedger: LedgerStore {
  let dialect = SQLDialect.postgres
  private let connection: OpaquePointer?

  init(url: String) throws {
    connection = PQconnectdb(url)
    guard PQstatus(connection) == CONNECTION_OK else { throw trouble }
    // Each statement is run once over a few rows: compiling it first takes a hundred times longer.
    try run(["SET client_min_messages = warning", "SET jit = off"])
  }

  deinit { PQfinish(connection) }

  private var trouble: StoreTrouble { StoreTrouble(description: String(cString: PQerrorMessage(connection))) }

  func run(_ statements: [String]) throws {
    let result = PQexec(connection, statements.joined(separator: ";"))
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw trouble }
  }

  func rows(_ text: String, _ values: [SQLParameter.Bound]) throws -> [[String?]] {
    let texts: [String?] = values.map { value in
      switch value {
      case .null: nil
      case .integer(let number): "\(number)"
      case .text(let text), .decimal(let text): text
      case .date(let date): date.text
      }
    }
    var pointers: [UnsafePointer<CChar>?] = texts.map { text in
      guard let text else { return nil }
      let bytes = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8.count + 1)
      for (index, byte) in text.utf8.enumerated() { bytes[index] = CChar(bitPattern: byte) }
      bytes[text.utf8.count] = 0
      return UnsafePointer(bytes)
    }
    defer { pointers.forEach { $0?.deallocate() } }
    let result = PQexecParams(connection, text, Int32(values.count), nil, &pointers, nil, nil, 0)
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_TUPLES_OK else { throw trouble }
    return (0..<PQntuples(result)).map { row in
      (0..<PQnfields(result)).map { column in
        PQgetisnull(result, row, column) == 1
          ? nil : PQgetvalue(result, row, column).map { String(cString: $0) }
      }
    }
  }
}
