/// Conditions: three-valued logic of FEEL in that of SQL (DMN 1.5, tables 48 to 55). `and`, `or`, `not` and the
/// orders agree; equality, `in` and `if` with null do not and are written out where the difference can be seen.
extension SQLWriter {
  mutating func condition(_ typed: Typed, _ want: SQLWant) throws(NotPushable) -> String {
    if let constant = typed.constant { return dialect.truth(constant.truth) }
    if isClosed(typed) {
      guard typed.type.isBoolean else { throw .unknown(typed.range) }
      return try value(typed).text
    }
    switch typed.node {
    case .binary(let sign, let left, let right) where sign.isComparison:
      return try comparison(sign, left, right, want, typed)
    case .all(let parts): return try joined(parts, " AND ", want)
    case .any(let parts): return try joined(parts, " OR ", want)
    case .between(let value, let low, let high):
      return try span(value, low, high, includesLower: true, includesUpper: true, want, typed)
    case .tests(let value, let tests, let local): return try inside(value, tests, local, want, typed)
    case .conditional(let test, let yes, let no):
      let test = try condition(test, .whenTrue)
      let yes = try condition(yes, want)
      return "(CASE WHEN \(test) THEN \(yes) ELSE \(try condition(no, want)) END)"
    case .some(let iterators, let body): return try exists(iterators, body, want, typed, every: false)
    case .every(let iterators, let body): return try exists(iterators, body, want, typed, every: true)
    case .call(let name, let arguments):
      switch Targets.sql(name) {
      case .not where arguments.count == 1: return "(NOT \(try condition(arguments[0], want.negated)))"
      case .listContains where arguments.count == 2: return try holds(arguments[0], arguments[1], typed)
      default: break
      }
    case .local(let local):
      if case .expression(let inner)? = locals[local] { return try condition(inner, want) }
    default: break
    }
    let piece = try value(typed)
    guard piece.shape == .boolean else { throw .form(typed.range) }
    return piece.text
  }

  private mutating func joined(_ parts: [Typed], _ word: String, _ want: SQLWant) throws(NotPushable)
    -> String
  {
    var texts: [String] = []
    for part in parts { texts.append(try condition(part, want)) }
    return "(" + texts.joined(separator: word) + ")"
  }

  /// Between two ends. An end that is null makes it null, which `AND` would not when the other end decides.
  mutating func span(
    _ value: Typed, _ low: Typed, _ high: Typed, includesLower: Bool, includesUpper: Bool, _ want: SQLWant,
    _ typed: Typed
  ) throws(NotPushable) -> String {
    let least = try comparison(includesLower ? .greaterOrEqual : .greater, value, low, want, typed)
    let most = try comparison(includesUpper ? .lessOrEqual : .less, value, high, want, typed)
    let both = "(\(least) AND \(most))"
    if want == .whenTrue { return both }
    var guards: [String] = []
    for end in [low, high] where !isNeverNull(end) {
      let count = parameters.count
      let end = try self.value(end)
      if end.nullable { guards.append("\(end.text) IS NOT NULL") } else { forget(from: count) }
    }
    if guards.isEmpty { return both }
    return "(CASE WHEN \(guards.joined(separator: " AND ")) THEN \(both) END)"
  }

  // MARK: in

  private mutating func inside(
    _ value: Typed, _ tests: [TypedTest], _ local: Int, _ want: SQLWant, _ typed: Typed
  ) throws(NotPushable) -> String {
    let before = locals[local]
    locals[local] = .expression(value)
    defer { locals[local] = before }
    return try any(tests, value, want, typed)
  }

  private mutating func any(_ tests: [TypedTest], _ value: Typed, _ want: SQLWant, _ typed: Typed)
    throws(NotPushable) -> String
  {
    var texts: [String] = []
    for test in tests { texts.append(try self.test(test, value, want, typed)) }
    return texts.count == 1 ? texts[0] : "(" + texts.joined(separator: " OR ") + ")"
  }

  private mutating func test(_ test: TypedTest, _ value: Typed, _ want: SQLWant, _ typed: Typed)
    throws(NotPushable) -> String
  {
    switch test {
    case .anything: return dialect.truth(true)
    case .compare(let sign, let end): return try comparison(sign, value, end, want, typed)
    case .holds(let inner): return try condition(inner, want)
    case .not(let tests): return "(NOT \(try any(tests, value, want.negated, typed)))"
    case .member(let set): return try member(of: set, value, want, typed)
    }
  }

  private mutating func member(of set: Typed, _ value: Typed, _ want: SQLWant, _ typed: Typed)
    throws(NotPushable) -> String
  {
    if value.type.isList || value.type.isUnknown { throw .form(typed.range) }
    switch set.node {
    case .constant(.range(let range)): return try self.range(range, value, set, want, typed)
    case .constant(.list(let items)): return try among(items, value, set, want, typed)
    case .constant(let constant):
      if constant.truth != nil, !value.type.isBoolean { throw .form(set.range) }
      return try comparison(.equal, value, set, want, typed)
    case .range(let low, let high, let includesLower, let includesUpper):
      return try span(
        value, low, high, includesLower: includesLower, includesUpper: includesUpper, want, typed)
    case .list(let items):
      var texts: [String] = []
      for item in items { texts.append(try certain(try member(of: item, value, want, typed), item, want)) }
      return "(" + texts.joined(separator: " OR ") + ")"
    default: break
    }
    if set.type.isList { return try among(set, value, want, typed) }
    guard set.type.sort == value.type.sort || (set.type.isText && value.type.isText), !set.type.isUnknown
    else {
      throw .form(set.range)
    }
    return try comparison(.equal, value, set, want, typed)
  }

  /// In a list, a range that cannot tell counts as one that does not hold.
  private func certain(_ text: String, _ item: Typed, _ want: SQLWant) throws(NotPushable) -> String {
    guard case .range = item.type, want != .whenTrue else { return text }
    return "(\(text) IS TRUE)"
  }

  private mutating func range(
    _ range: RangeValue, _ value: Typed, _ set: Typed, _ want: SQLWant, _ typed: Typed
  )
    throws(NotPushable) -> String
  {
    func end(_ value: Value) -> Typed { Typed(.constant(value), value.type, set.range) }
    if range.isHalf {
      if range.upper.isNull {
        return try comparison(
          range.includesLower ? .greaterOrEqual : .greater, value, end(range.lower), want, typed)
      }
      return try comparison(range.includesUpper ? .lessOrEqual : .less, value, end(range.upper), want, typed)
    }
    if range.lower.isNull || range.upper.isNull { throw .form(set.range) }
    return try span(
      value, end(range.lower), end(range.upper), includesLower: range.includesLower,
      includesUpper: range.includesUpper, want, typed)
  }

  private mutating func among(_ items: [Value], _ value: Typed, _ set: Typed, _ want: SQLWant, _ typed: Typed)
    throws(NotPushable) -> String
  {
    guard items.count <= 1000 else { throw .form(set.range) }
    var texts: [String] = []
    var plain: [Typed] = []
    for item in items {
      if case .range(let range) = item {
        let text = try self.range(range, value, set, want, typed)
        texts.append(want == .whenTrue ? text : "(\(text) IS TRUE)")
      } else if item.isNull {
        texts.append(try comparison(.equal, value, Typed(.constant(item), .null, set.range), want, typed))
      } else {
        guard item.type.sort == value.type.sort || (item.type.isText && value.type.isText) else { continue }
        plain.append(Typed(.constant(item), item.type, set.range))
      }
    }
    if isClosed(value) {
      for item in plain { texts.append(try comparison(.equal, value, item, want, typed)) }
    } else if !plain.isEmpty {
      texts.append(try listed(plain, value, want, typed))
    }
    if texts.isEmpty { return dialect.truth(false) }
    return texts.count == 1 ? texts[0] : "(" + texts.joined(separator: " OR ") + ")"
  }

  private mutating func listed(_ items: [Typed], _ value: Typed, _ want: SQLWant, _ typed: Typed)
    throws(NotPushable) -> String
  {
    if !value.type.isText && !value.type.isNumber || items.count == 1 || value.type.isBoolean {
      var texts: [String] = []
      for item in items { texts.append(try comparison(.equal, value, item, want, typed)) }
      return texts.count == 1 ? texts[0] : "(" + texts.joined(separator: " OR ") + ")"
    }
    let piece = try self.value(value)
    var marks: [String] = []
    for item in items { marks.append(try operand(item, beside: piece, .equal, typed)) }
    let text = "(\(piece.text) IN (\(marks.joined(separator: ", "))))"
    return want == .whenTrue || !piece.nullable ? text : "(\(piece.text) IS NOT NULL AND \(text))"
  }

  /// In a list of texts that the command brings.
  private mutating func among(_ set: Typed, _ value: Typed, _ want: SQLWant, _ typed: Typed)
    throws(NotPushable) -> String
  {
    if isClosed(value), case .slot = set.node { return try holds(set, value, typed) }
    guard isClosed(set), set.type.element.isText, value.type.isText else { throw .form(set.range) }
    let piece = try self.value(value)
    let text = "(\(piece.text) \(texts(set)))"
    return want == .whenTrue || !piece.nullable ? text : "(\(piece.text) IS NOT NULL AND \(text))"
  }

  /// What stands behind the value that is looked for in a list of the command.
  mutating func texts(_ set: Typed) -> String {
    let mark = parameter(.texts(dialect), set, as: "text[]")
    return dialect == .sqlite ? "IN (SELECT value FROM json_each(\(mark)))" : "= ANY(\(mark))"
  }
}
