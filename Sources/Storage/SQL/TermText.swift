internal import Core

/// The sources a column name may stand for; the innermost query first.
struct SQLScope {
  struct Source {
    let alias: String
    let table: Table
    /// Rows of an optional join: every column may be null.
    let optional: Bool
  }

  var sources: [Source]
  /// Sources of the queries around this one.
  var outer: [Source] = []
  var depth = 0

  /// The source of an alias; `""` is the first one of the innermost query.
  func source(_ alias: String) throws -> Source {
    let found =
      alias.isEmpty
      ? sources.first
      : sources.first { $0.alias == alias } ?? outer.first { $0.alias == alias }
        ?? (sources + outer).first { $0.table.name == alias }
    guard let found else { throw StoreError.rejected(statement: "column", reason: "no source \(alias)") }
    return found
  }

  func column(_ name: String, _ alias: String) throws -> (Source, Table.Column) {
    let source = try source(alias)
    guard let position = source.table.positions[name] else {
      throw StoreError.rejected(statement: source.table.name, reason: "no column \(name)")
    }
    return (source, source.table.columns[position])
  }

  /// What a term yields, as far as its columns say.
  func type(of term: Term) throws -> ColumnType? {
    switch term {
    case .column(let name, let alias): try column(name, alias).1.type
    case .parameter, .constant: nil
    case .count: .integer
    case .sum(let t), .max(let t), .min(let t): try type(of: t)
    case .add(let a, let b), .difference(let a, let b): try type(of: a) ?? type(of: b)
    case .quotient(let t, _): try type(of: t)
    case .coalesce(let terms): try terms.lazy.compactMap { try type(of: $0) }.first
    }
  }

  /// Whether a term may be null, as far as its columns say.
  func mayBeNull(_ term: Term) throws -> Bool {
    guard case .column(let name, let alias) = term else {
      if case .count = term { return false }
      return true
    }
    let (source, column) = try column(name, alias)
    return column.nullable || source.optional
  }
}

extension SQLWriter {
  /// - Parameter expected: the type of what stands beside it, for parameters and constants.
  mutating func term(_ term: Term, _ scope: SQLScope, expected: ColumnType?) throws {
    switch term {
    case .column(let name, let alias):
      let (source, column) = try scope.column(name, alias)
      put("\(dialect.quote(source.alias)).\(dialect.quote(column.name))")
    case .parameter(let n): try parameter(n, expected)
    case .constant(let value): try constant(value, expected)
    case .count: put("count(*)")
    case .sum(let t): try call("sum", [t], scope, expected)
    case .max(let t): try call("max", [t], scope, expected)
    case .min(let t): try call("min", [t], scope, expected)
    case .coalesce(let terms):
      if terms.isEmpty { return put("NULL") }
      if terms.count == 1 { return try self.term(terms[0], scope, expected: expected) }
      try call("coalesce", terms, scope, try scope.type(of: term) ?? expected)
    case .add(let a, let b): try between(a, " + ", b, scope, try scope.type(of: term) ?? expected)
    case .difference(let a, let b): try between(a, " - ", b, scope, try scope.type(of: term) ?? expected)
    case .quotient(let t, let by):
      guard by > 0 else { throw StoreError.rejected(statement: "quotient", reason: "not by \(by)") }
      try between(t, " / ", .constant(.int(by)), scope, try scope.type(of: term) ?? expected)
    }
  }

  private mutating func between(_ a: Term, _ sign: String, _ b: Term, _ scope: SQLScope, _ type: ColumnType?) throws {
    put("(")
    try self.term(a, scope, expected: type)
    put(sign)
    try self.term(b, scope, expected: type)
    put(")")
  }

  private mutating func call(_ name: String, _ terms: [Term], _ scope: SQLScope, _ expected: ColumnType?)
    throws
  {
    put(name + "(")
    try list(terms) { try $0.term($1, scope, expected: expected) }
    put(")")
  }

  mutating func constant(_ value: StoredValue, _ type: ColumnType?) throws {
    if let type, !value.fits(type) { throw StoreError.rejected(statement: "constant", reason: "not \(type)") }
    switch value {
    case .null: put("NULL")
    case .int(let n):
      if dialect == .postgres, case .decimal(let scale) = type {
        put(ScaledDecimal.text(n, scale: scale))
      } else {
        put(n < 0 ? "(\(n))" : "\(n)")
      }
    case .text(let s):
      guard value.fits(.text) else { throw StoreError.rejected(statement: "constant", reason: "NUL in text") }
      put((dialect == .postgres && type == .date ? "DATE " : "") + literal(s))
    case .blob(let bytes):
      put(dialect == .sqlite ? "x'\(HexText.of(bytes))'" : "'\\x\(HexText.of(bytes))'::bytea")
    }
  }

  private func literal(_ s: String) -> String {
    var out = "'"
    for scalar in s.unicodeScalars {
      if scalar == "'" { out += "''" } else { out.unicodeScalars.append(scalar) }
    }
    return out + "'"
  }
}
