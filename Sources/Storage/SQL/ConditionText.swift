internal import Core

extension SQLWriter {
  /// Deeper conditions are a mistake of the program, not a reason to exhaust the stack.
  static let deepest = 200

  mutating func condition(_ condition: Condition, _ scope: SQLScope) throws {
    var scope = scope
    scope.depth += 1
    guard scope.depth < Self.deepest else {
      throw StoreError.rejected(statement: "condition", reason: "too deep")
    }
    switch condition {
    case .always: put("(1=1)")
    case .never: put("(1=0)")
    case .compare(let a, let comparison, let b): try compare(a, comparison.sign, b, scope)
    case .isNull(let t): try nullTest(t, "IS NULL", scope)
    case .isNotNull(let t): try nullTest(t, "IS NOT NULL", scope)
    case .oneOf(let t, let values): try oneOf(t, values, scope)
    case .holds(let text, let part):
      put(dialect == .sqlite ? "(instr(" : "(strpos(")
      try term(text, scope, expected: .text)
      put(", ")
      try term(part, scope, expected: .text)
      put(") > 0)")
    case .all(let parts): try join(parts, " AND ", empty: "(1=1)", scope)
    case .any(let parts): try join(parts, " OR ", empty: "(1=0)", scope)
    case .not(let inner):
      put("(NOT ")
      try self.condition(inner, scope)
      put(")")
    case .exists(let query):
      put("EXISTS (")
      try self.query(query, outer: scope, existence: true)
      put(")")
    case .expression(let expression, let first):
      for n in expression.parameters.indices { try reserve(first + n) }
      put(expression.text)
    case .among(let value, let query):
      put("(")
      try term(value, scope, expected: query.outputs.first?.type)
      put(" IN (")
      try self.query(query, outer: scope, existence: false)
      put("))")
    }
  }

  private mutating func join(_ parts: [Condition], _ word: String, empty: String, _ scope: SQLScope) throws {
    if parts.isEmpty { return put(empty) }
    put("(")
    try list(parts, word) { try $0.condition($1, scope) }
    put(")")
  }

  private mutating func compare(_ a: Term, _ sign: String, _ b: Term, _ scope: SQLScope) throws {
    let left = try scope.type(of: a)
    let right = try scope.type(of: b)
    put("(")
    try term(a, scope, expected: left ?? right)
    put(" \(sign) ")
    try term(b, scope, expected: right ?? left)
    put(")")
  }

  private mutating func nullTest(_ t: Term, _ test: String, _ scope: SQLScope) throws {
    put("(")
    try term(t, scope, expected: .text)
    put(" \(test))")
  }

  /// An empty list is false even for null; a null in the list makes a miss unknown: both dialects agree.
  private mutating func oneOf(_ t: Term, _ values: [StoredValue], _ scope: SQLScope) throws {
    if values.isEmpty { return put("(1=0)") }
    let type = try scope.type(of: t) ?? values.lazy.compactMap(\.naturalType).first ?? .text
    put("(")
    try term(t, scope, expected: type)
    if dialect == .postgres {
      put(" = ANY(")
      extra(try ArrayText.postgres(values, of: type), of: type)
      put("::\(dialect.parameterType(type))[]))")
    } else if values.count <= Self.listedAtMost || type == .blob {
      put(" IN (")
      try list(values) { try $0.constant($1, type) }
      put("))")
    } else {
      put(" IN (SELECT value FROM json_each(")
      extra(try ArrayText.json(values, of: type), of: .text)
      put(")))")
    }
  }

  /// Longer lists travel as one JSON array, so that the text stays short.
  private static let listedAtMost = 16
}

extension Comparison {
  var sign: String {
    switch self {
    case .equal: "="
    case .notEqual: "<>"
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }
}
