package import Core

extension RenderedSQL {
  /// - Parameter returning: whether the statement yields one row `1` for each row touched (PostgreSQL's guards).
  /// - Throws: `StoreError.rejected` for a column that does not exist or an upsert without a key.
  package init(_ statement: Statement, _ dialect: Dialect, returning: Bool = false) throws {
    var writer = SQLWriter(dialect)
    try writer.statement(statement)
    if returning { writer.put(" RETURNING 1") }
    self = writer.finish()
    if case .insert(let columns, _) = statement.action, statement.table.primaryKey.count == 1 {
      keyParameter = columns.firstIndex(of: statement.table.primaryKey[0])
    }
  }
}

extension SQLWriter {
  fileprivate mutating func statement(_ statement: Statement) throws {
    let table = statement.table
    let scope = SQLScope(sources: [.init(alias: table.name, table: table, optional: false)])
    switch statement.action {
    case .insert(let columns, let conflict):
      put("INSERT INTO \(dialect.quote(table.name)) (")
      try list(columns) { writer, column in
        _ = try scope.column(column, "")
        writer.name(column)
      }
      put(") VALUES (")
      try list(Array(columns.enumerated())) { try $0.parameter($1.offset, table.type(of: $1.element)) }
      put(")")
      try upsert(table, columns, conflict)
    case .insertRows(let columns, let query, let conflict):
      put("INSERT INTO \(dialect.quote(table.name)) (")
      try list(columns) { writer, column in
        _ = try scope.column(column, "")
        writer.name(column)
      }
      put(") ")
      // Without WHERE, SQLite would take ON CONFLICT for a join's condition.
      if case .always = query.condition { throw Self.refused(table, "is filled from a query without a condition") }
      try self.query(query, outer: nil, existence: false)
      try upsert(table, columns, conflict)
    case .update(let assignments, let condition):
      put("UPDATE \(dialect.quote(table.name)) SET ")
      try list(assignments) { writer, assignment in
        guard case .set(let column, let value) = assignment else { return }
        let type = try scope.column(column, "").1.type
        writer.name(column)
        writer.put(" = ")
        try writer.term(value, scope, expected: type)
      }
      try filter(condition, scope)
    case .delete(let condition):
      put("DELETE FROM \(dialect.quote(table.name))")
      try filter(condition, scope)
    }
  }

  private mutating func upsert(_ table: Table, _ columns: [String], _ conflict: Statement.Conflict) throws {
    switch conflict {
    case .fail: return
    case .keep: put(" ON CONFLICT DO NOTHING")
    case .add(let added):
      try target(table, columns)
      try list(added) { writer, column in
        guard columns.contains(column) else {
          throw Self.refused(table, "adds column \(column) it does not insert")
        }
        let name = writer.dialect.quote(column)
        writer.put("\(name) = \(writer.dialect.quote(table.name)).\(name) + excluded.\(name)")
      }
    case .renew(let renewed):
      try target(table, columns)
      if let stranger = renewed.first(where: { !columns.contains($0) }) {
        throw Self.refused(table, "renews column \(stranger) it does not insert")
      }
      renew(renewed)
    case .replace:
      let key = try target(table, columns)
      let rest = columns.filter { !key.contains($0) }
      // With nothing beside the key, the row is touched (and counted) all the same.
      renew(rest.isEmpty ? key : rest)
    }
  }

  private mutating func renew(_ columns: [String]) {
    list(columns) { writer, column in
      let name = writer.dialect.quote(column)
      writer.put("\(name) = excluded.\(name)")
    }
  }

  /// Writes `ON CONFLICT (key) DO UPDATE SET`: the primary key when it is inserted, else the first unique index that is.
  @discardableResult
  private mutating func target(_ table: Table, _ columns: [String]) throws -> [String] {
    let inserted = Set(columns)
    var key = table.primaryKey
    var partial: String?
    if !inserted.isSuperset(of: key) || key.isEmpty {
      guard let index = table.indexes.first(where: { $0.unique && inserted.isSuperset(of: $0.columns) })
      else {
        throw Self.refused(table, "has no key for an upsert")
      }
      key = index.columns
      partial = index.whereNull
    }
    put(" ON CONFLICT (")
    list(key) { $0.name($1) }
    put(")")
    if let partial { put(" WHERE \(dialect.quote(partial)) IS NULL") }
    put(" DO UPDATE SET ")
    return key
  }

  private static func refused(_ table: Table, _ reason: String) -> StoreError {
    .rejected(statement: table.name, reason: "\(table.name) \(reason)")
  }
}
