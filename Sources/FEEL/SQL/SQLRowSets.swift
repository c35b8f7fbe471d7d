/// Lists that are rows of tables: child tables of a row and the rows that a figure counts.
extension SQLWriter {
  /// Rows under a condition, and the value that each gives.
  struct RowSet {
    let rows: SQLRows
    let alias: String
    var conditions: [String]
    var value: SQLPiece?

    /// `FROM … WHERE …`.
    func from(_ more: [String] = []) -> String {
      let all = conditions + more
      return "FROM \(rows.table) AS \(alias)"
        + (all.isEmpty ? "" : " WHERE " + all.joined(separator: " AND "))
    }

    /// What a loop variable over them stands for; nil for values that were made.
    var local: SQLLocal? {
      if let value { return .value(value) }
      return .row(alias, rows.members)
    }
  }

  /// - Throws: when the list is no table, or order or position matters.
  mutating func rowSet(_ typed: Typed) throws(NotPushable) -> RowSet {
    switch typed.node {
    case .slot(let slot):
      guard case .rows(let rows)? = source(slot) else { throw .slot(typed.range) }
      let alias = self.alias()
      let links = rows.link.map { ["\(alias).\($0.column) = \($0.outer)"] } ?? []
      let value = rows.members[""].map { piece($0, "\(alias).\($0.name)") }
      return RowSet(rows: rows, alias: alias, conditions: links, value: value)
    case .filter(let list, let item, let test):
      guard test.type.isBoolean else { throw .form(typed.range) }
      var set = try rowSet(list)
      set.conditions.append(
        try with(item, set.local) { writer throws(NotPushable) in try writer.condition(test, .whenTrue) })
      return set
    case .member(let list, let name):
      var set = try rowSet(list)
      guard set.value == nil, let column = set.rows.members[name] else { throw .slot(typed.range) }
      set.value = piece(column, "\(set.alias).\(column.name)")
      return set
    case .loop(let iterators, let partial, let body):
      guard iterators.count == 1, iterators[0].end == nil, !ExpressionFacts.reads(body, partial) else {
        throw .form(typed.range)
      }
      var set = try rowSet(iterators[0].source)
      set.value = try with(iterators[0].local, set.local) { writer throws(NotPushable) in
        try writer.value(body)
      }
      return set
    default: throw .form(typed.range)
    }
  }

  private mutating func with<T>(
    _ local: Int, _ value: SQLLocal?, _ body: (inout SQLWriter) throws(NotPushable) -> T
  ) throws(NotPushable) -> T {
    let before = locals[local]
    locals[local] = value
    defer { locals[local] = before }
    return try body(&self)
  }

  // MARK: there is, for all

  /// `some` and `every` over rows. A row of which nothing is known leaves the whole unknown, which is written out
  /// only where it can be seen.
  mutating func exists(
    _ iterators: [TypedIterator], _ body: Typed, _ want: SQLWant, _ typed: Typed, every: Bool
  )
    throws(NotPushable) -> String
  {
    guard iterators.count == 1, iterators[0].end == nil else { throw .form(typed.range) }
    let set = try rowSet(iterators[0].source)
    let local = iterators[0].local
    if every {
      switch want {
      case .whenTrue:
        let holds = try with(local, set.local) { writer throws(NotPushable) in
          try writer.condition(body, .whenTrue)
        }
        return "(NOT EXISTS (SELECT 1 \(set.from(["(\(holds) IS NOT TRUE)"]))))"
      case .whenFalse:
        let fails = try with(local, set.local) { writer throws(NotPushable) in
          try writer.condition(body, .whenFalse)
        }
        return "(NOT EXISTS (SELECT 1 \(set.from(["(\(fails) IS FALSE)"]))))"
      case .exact: break
      }
    } else if want == .whenTrue {
      let holds = try with(local, set.local) { writer throws(NotPushable) in
        try writer.condition(body, .whenTrue)
      }
      return "(EXISTS (SELECT 1 \(set.from([holds]))))"
    } else if want == .whenFalse {
      let fails = try with(local, set.local) { writer throws(NotPushable) in
        try writer.condition(body, .whenFalse)
      }
      return "(EXISTS (SELECT 1 \(set.from(["(\(fails) IS NOT FALSE)"]))))"
    }
    let truth = try with(local, set.local) { writer throws(NotPushable) in try writer.condition(body, .exact)
    }
    let stop = "EXISTS (SELECT 1 \(set.from(["(\(truth) IS \(every ? "FALSE" : "TRUE"))"])))"
    let open = "EXISTS (SELECT 1 \(set.from(["(\(truth) IS NULL)"])))"
    return
      "(CASE WHEN \(stop) THEN \(dialect.truth(!every)) WHEN \(open) THEN NULL ELSE \(dialect.truth(every)) END)"
  }

  /// `list contains`: of rows of values, or of a list that the command brings.
  mutating func holds(_ list: Typed, _ element: Typed, _ typed: Typed) throws(NotPushable) -> String {
    if isClosed(list) {
      guard list.type.element.isText, element.type.isText else { throw .form(typed.range) }
      let piece = try value(element)
      let text = "(\(piece.text) \(texts(list)))"
      return piece.nullable ? "(\(piece.text) IS NOT NULL AND \(text))" : text
    }
    let set = try rowSet(list)
    guard let value = set.value, value.shape != .instant, !element.type.isNull,
      element.constant?.isNull != true
    else { throw .form(typed.range) }
    let text: String
    if isClosed(element) {
      let mark = try operand(element, beside: value, .equal, typed)
      text =
        isNeverNull(element) || !value.nullable ? "\(value.text) = \(mark)" : dialect.same(value.text, mark)
    } else {
      let (a, b) = try alike(value, try self.value(element), typed)
      text = a.nullable && b.nullable ? dialect.same(a.text, b.text) : "\(a.text) = \(b.text)"
    }
    return "(EXISTS (SELECT 1 \(set.from([text]))))"
  }

  /// `count(rows) > 0` and `count(rows) = 0` without counting.
  mutating func existence(_ sign: BinaryOperator, _ left: Typed, _ right: Typed) throws(NotPushable)
    -> String?
  {
    guard case .call("count", let arguments) = left.node, arguments.count == 1,
      let number = right.constant?.number?.whole
    else { return nil }
    if case .call = arguments[0].node { return nil }
    let exists: Bool
    switch (sign, number) {
    case (.greater, 0), (.greaterOrEqual, 1), (.unequal, 0): exists = true
    case (.equal, 0), (.less, 1), (.lessOrEqual, 0): exists = false
    default: return nil
    }
    let set = try rowSet(arguments[0])
    return "(\(exists ? "" : "NOT ")EXISTS (SELECT 1 \(set.from())))"
  }

  // MARK: counting

  mutating func count(_ arguments: [Typed], _ typed: Typed) throws(NotPushable) -> SQLPiece {
    guard arguments.count == 1 else { throw .form(typed.range) }
    let number = SQLNumber(scale: 0, bound: 1_000_000_000_000, form: dialect == .sqlite ? .scaled : .whole)
    if case .call("distinct values", let inner) = arguments[0].node, inner.count == 1 {
      let set = try rowSet(inner[0])
      guard let value = set.value, value.shape != .instant else { throw .form(typed.range) }
      let unknown = value.nullable ? " + count(DISTINCT CASE WHEN \(value.text) IS NULL THEN 1 END)" : ""
      return SQLPiece(
        "(SELECT count(DISTINCT \(value.text))\(unknown) \(set.from()))", .number(number), nullable: false)
    }
    return SQLPiece("(SELECT count(*) \(try rowSet(arguments[0]).from()))", .number(number), nullable: false)
  }

  /// Null without rows and as soon as one value is null.
  mutating func total(_ arguments: [Typed], _ typed: Typed) throws(NotPushable) -> SQLPiece {
    guard arguments.count == 1 else {
      throw .form(typed.range)
    }
    let set = try rowSet(arguments[0])
    guard let value = set.value, case .number(let number) = value.shape else { throw .form(typed.range) }
    let (bound, overflow) = number.bound.multipliedReportingOverflow(by: UInt128(Swift.max(set.rows.most, 1)))
    let form: SQLNumber.Form = dialect == .sqlite ? .scaled : .decimal
    let greatest = dialect == .sqlite ? UInt128(Int64.max) - 1 : Number.powers[34] - 1
    guard !overflow, bound <= greatest else { throw .tooLarge(typed.range) }
    return SQLPiece(
      whole("sum", value, set), .number(SQLNumber(scale: number.scale, bound: bound, form: form)),
      nullable: true)
  }

  mutating func extreme(of list: Typed, least: Bool, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let set = try rowSet(list)
    guard let value = set.value, value.shape != .boolean else { throw .form(typed.range) }
    return SQLPiece(whole(least ? "min" : "max", value, set), value.shape, nullable: true)
  }

  private func whole(_ function: String, _ value: SQLPiece, _ set: RowSet) -> String {
    let result = "\(function)(\(value.text))"
    let known = value.nullable ? "CASE WHEN count(*) = count(\(value.text)) THEN \(result) END" : result
    return "(SELECT \(known) \(set.from()))"
  }
}
