import Core

/// One table of an export: a name, a header and rows of text in portions.
package struct ExportTable: Sendable {
  /// Path inside the export without ending: `forms/elder-check`.
  package let name: String
  package let header: [String]
  let query: Query
  /// How each output becomes text; as many as the header.
  let columns: @Sendable (Row) -> [String]
  /// Position of the output that orders the rows and from which the next portion goes on.
  let keyPosition: Int

  static let portion: Int64 = 5_000

  /// Reads everything, portion by portion, each on a snapshot of its own.
  package func rows(of store: any Store, _ use: ([String]) throws -> Void) throws {
    var last = Int64.min
    while true {
      let rows = try store.read { reader in
        try reader.rows(query, [.int(last), .int(Self.portion)], under: .system(.maintenance))
      }
      for row in rows { try use(columns(row)) }
      guard rows.count == Int(Self.portion), let next = rows.last?[keyPosition].int else { return }
      last = next
    }
  }

  /// Columns of a table in the order of a key that is a number.
  static func plain(
    _ name: String, _ table: Table, key: String, header: [(String, String)], where condition: Condition = .always,
    text: @escaping @Sendable (String, StoredValue) -> String = { _, value in value.exportText }
  ) -> ExportTable {
    let columns = header.map(\.1)
    let query = Query(
      (columns + [key]).map { Query.Output(.column($0), table.type(of: $0) ?? .text) }, from: table,
      where: condition.and(.compare(.column(key), .greater, .parameter(0))), order: [.init(.column(key))],
      limit: .parameter(1))
    return ExportTable(
      name: name, header: header.map(\.0), query: query,
      columns: { row in columns.indices.map { text(columns[$0], row[$0]) } }, keyPosition: columns.count)
  }
}

extension StoredValue {
  /// The value as a cell of a CSV file; bytes in hexadecimal.
  package var exportText: String {
    switch self {
    case .null: ""
    case .int(let n): String(n)
    case .text(let s): s
    case .blob(let b): Hex.text(b)
    }
  }
}
