internal import CSQLite
internal import Core

/// Compares the tables of a file with those wanted, and adds what is missing. Runs inside the caller's transaction.
struct SQLiteSchema {
  private let connection: SQLiteConnection

  init(_ connection: SQLiteConnection) { self.connection = connection }

  func expand(_ tables: [Table]) throws {
    let present = try columns()
    let indexes = try names("SELECT name FROM sqlite_schema WHERE type = 'index'")
    for table in tables {
      if let found = present[table.name] {
        for column in table.columns { try add(column, to: table, found) }
      } else {
        try connection.run(SchemaText.create(table, .sqlite))
      }
      for index in table.retired where indexes.contains(SchemaText.name(of: index, on: table)) {
        try connection.run(SchemaText.drop(index, on: table, .sqlite))
      }
      for index in table.indexes where !indexes.contains(SchemaText.name(of: index, on: table)) {
        try connection.run(SchemaText.create(index, on: table, .sqlite))
      }
    }
  }

  private func add(_ column: Table.Column, to table: Table, _ found: [String: String]) throws {
    guard let type = found[column.name] else {
      return try connection.run(SchemaText.add(column, to: table, .sqlite))
    }
    guard type == Dialect.sqlite.columnType(column.type) else {
      throw StoreError.rejected(
        statement: table.name, reason: "column \(column.name) is \(type) and cannot become \(column.type)")
    }
  }

  /// Table → column → declared type.
  private func columns() throws -> [String: [String: String]] {
    var found: [String: [String: String]] = [:]
    let sql =
      "SELECT m.name, c.name, c.type FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
    try each(sql) { row in
      guard let table = row[0].text, let column = row[1].text else { return }
      found[table, default: [:]][column] = row[2].text ?? ""
    }
    return found
  }

  private func names(_ sql: String) throws -> Set<String> {
    var found: Set<String> = []
    try each(sql) { if let name = $0[0].text { found.insert(name) } }
    return found
  }

  private func each(_ sql: String, _ body: (Row) -> Void) throws {
    let statement = try PreparedSQL(
      RenderedSQL(text: sql, parameters: [], extras: []), connection, name: "schema")
    defer { statement.done() }
    let count = Int(sqlite3_column_count(statement.handle))
    while try statement.step() { body(Row((0..<count).map { statement.value($0) })) }
    try statement.proveFit()
  }
}
