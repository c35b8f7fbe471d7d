package import Core

extension RenderedSQL {
  /// - Throws: `StoreError.rejected` for a column or source that does not exist.
  package init(_ query: Query, _ dialect: Dialect) throws {
    var writer = SQLWriter(dialect)
    try writer.query(query, outer: nil, existence: false)
    self = writer.finish()
  }
}

extension SQLWriter {
  mutating func query(_ query: Query, outer: SQLScope?, existence: Bool) throws {
    let depth = outer?.depth ?? 0
    let base = query.alias.isEmpty ? "t\(depth)" : query.alias
    var scope = SQLScope(sources: [.init(alias: base, table: query.table, optional: false)])
    scope.outer = outer.map { $0.sources + $0.outer } ?? []
    scope.depth = depth
    for join in query.joins {
      scope.sources.append(.init(alias: join.alias, table: join.table, optional: join.optional))
    }
    put("SELECT ")
    if existence {
      put("1")
    } else {
      try list(query.outputs) { try $0.term($1.term, scope, expected: $1.type) }
    }
    put(" FROM \(dialect.quote(query.table.name)) AS \(dialect.quote(base))")
    for join in query.joins {
      put(join.optional ? " LEFT JOIN " : " JOIN ")
      put("\(dialect.quote(join.table.name)) AS \(dialect.quote(join.alias)) ON ")
      try condition(join.on, scope)
    }
    try filter(query.condition, scope)
    if !query.groupBy.isEmpty {
      put(" GROUP BY ")
      try list(query.groupBy) { try $0.term($1, scope, expected: nil) }
    }
    if !query.order.isEmpty {
      put(" ORDER BY ")
      try list(query.order) { try $0.order($1, scope) }
    }
    if let limit = query.limit {
      put(" LIMIT ")
      try term(limit, scope, expected: .integer)
    }
  }

  mutating func filter(_ condition: Condition, _ scope: SQLScope) throws {
    if case .always = condition { return }
    put(" WHERE ")
    try self.condition(condition, scope)
  }

  /// Nulls are the smallest, as SQLite has it. Said only where nulls can be, or PostgreSQL would not use its index.
  private mutating func order(_ order: Query.Order, _ scope: SQLScope) throws {
    try term(order.term, scope, expected: nil)
    put(order.descending ? " DESC" : " ASC")
    if dialect == .postgres, try scope.mayBeNull(order.term) {
      put(order.descending ? " NULLS LAST" : " NULLS FIRST")
    }
  }
}
