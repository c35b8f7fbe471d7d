/// What literal tests say of every value of the line: where they say yes and where they say no; elsewhere they are
/// null (DMN 1.5, 10.3.2.3.7 and table 52). It is exactly what running the tests would give.
struct CellCover {
  let yes: Cover
  let no: Cover

  /// Nil when a test is no literal, or compares with sorts that have no line.
  init?(_ tests: [TypedTest]) {
    var yes = Cover.none
    var no = Cover.everything
    for test in tests {
      guard let one = CellCover(test) else { return nil }
      yes = yes.union(one.yes)
      no = no.intersection(one.no)
    }
    self.init(yes: yes, no: no)
  }

  private init(yes: Cover, no: Cover) {
    self.yes = yes
    self.no = no
  }

  private init?(_ test: TypedTest) {
    switch test {
    case .anything: self.init(yes: .everything, no: .none)
    case .holds: return nil
    case .not(let tests):
      guard let inner = CellCover(tests) else { return nil }
      self.init(yes: inner.no, no: inner.yes)
    case .compare(let sign, let end):
      guard let value = end.constant, let cover = Self.comparison(sign, value) else { return nil }
      self = cover
    case .member(let set):
      guard let value = set.constant, let cover = Self.membership(value) else { return nil }
      self = cover
    }
  }

  private static func comparison(_ sign: BinaryOperator, _ value: Value) -> CellCover? {
    guard let key = AxisKey(value) else { return nil }
    switch sign {
    case .equal: return equal(key)
    case .unequal:
      let equal = equal(key)
      return CellCover(yes: equal.no, no: equal.yes)
    case .less: return ordered(key) { Span($0.low, Cut(key)) }
    case .lessOrEqual: return ordered(key) { Span($0.low, Cut(behind: key)) }
    case .greater: return ordered(key) { Span(Cut(behind: key), $0.high) }
    case .greaterOrEqual: return ordered(key) { Span(Cut(key), $0.high) }
    case .add, .subtract, .multiply, .divide, .power: return nil
    }
  }

  private static func equal(_ key: AxisKey) -> CellCover {
    let point = Cover([Span(key)])
    if key == .null { return CellCover(yes: point, no: point.complement) }
    let others = Cover([key.sort]).subtracting(point)
    return CellCover(yes: point, no: others.union(Cover([Span(.null)])))
  }

  private static func ordered(_ key: AxisKey, _ part: (Span) -> Span) -> CellCover {
    guard let sort = key.ordered else { return CellCover(yes: .none, no: .none) }
    return within(part(sort), sort)
  }

  private static func within(_ span: Span, _ sort: Span) -> CellCover {
    let yes = Cover([span])
    return CellCover(yes: yes, no: Cover([sort]).subtracting(yes))
  }

  private static func membership(_ value: Value) -> CellCover? {
    switch value {
    case .range(let range): return self.range(range)
    case .list(let items):
      var spans: [Span] = []
      for item in items {
        if case .range(let range) = item {
          guard let cover = self.range(range) else { return nil }
          spans += cover.yes.spans
        } else {
          guard let key = AxisKey(item) else { return nil }
          spans.append(Span(key))
        }
      }
      let yes = Cover(spans)
      return CellCover(yes: yes, no: yes.complement)
    default: return AxisKey(value).map { equal($0) }
    }
  }

  private static func range(_ range: RangeValue) -> CellCover? {
    guard let lower = AxisKey(range.lower), let upper = AxisKey(range.upper) else { return nil }
    let nowhere = CellCover(yes: .none, no: .none)
    if range.sign == .unequal {
      guard let sort = lower.ordered else { return nowhere }
      let point = Cover([Span(lower)])
      return CellCover(yes: Cover([sort]).subtracting(point), no: point)
    }
    switch (lower, upper) {
    case (.null, .null): return nowhere
    case (.null, let key), (let key, .null):
      guard range.isHalf, let sort = key.ordered else { return nowhere }
      let low = range.includesLower ? Cut(key) : Cut(behind: key)
      let high = range.includesUpper ? Cut(behind: key) : Cut(key)
      return within(lower == .null ? Span(sort.low, high) : Span(low, sort.high), sort)
    default:
      guard let sort = lower.ordered, sort == upper.ordered else { return nowhere }
      return within(
        Span(
          range.includesLower ? Cut(lower) : Cut(behind: lower),
          range.includesUpper ? Cut(behind: upper) : Cut(upper)), sort)
    }
  }
}
