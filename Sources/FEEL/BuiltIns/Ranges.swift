/// Relations between points and ranges (DMN 1.5, 10.3.4.7, table 78).
extension BuiltIns {
  /// What the two arguments may be.
  private enum Form {
    case pointPoint, pointRange, rangePoint, rangeRange

    init(_ values: [Value]) {
      func isRange(_ value: Value) -> Bool { if case .range = value { true } else { false } }
      switch (isRange(values[0]), isRange(values[1])) {
      case (false, false): self = .pointPoint
      case (false, true): self = .pointRange
      case (true, false): self = .rangePoint
      case (true, true): self = .rangeRange
      }
    }

    var parameters: [Parameter] {
      switch self {
      case .pointPoint: [p("point1", .unknown), p("point2", .unknown)]
      case .pointRange: [p("point", .unknown), p("range", .range(.unknown))]
      case .rangePoint: [p("range", .range(.unknown)), p("point", .unknown)]
      case .rangeRange: [p("range1", .range(.unknown)), p("range2", .range(.unknown))]
      }
    }
  }

  private static func relation(
    _ name: String, _ alias: String, _ forms: [Form],
    _ body: @escaping @Sendable (RangeValue, RangeValue) -> Bool?
  ) -> BuiltIn {
    BuiltIn(name, alias, forms.map(\.parameters), .type(.boolean)) { values, frame in
      guard forms.contains(Form(values)), let first = span(values[0]), let second = span(values[1]),
        let result = body(first, second) else {
        return frame.badArgument(name)
      }
      return .boolean(result)
    }
  }

  /// A point is the range from itself to itself.
  private static func span(_ value: Value) -> RangeValue? {
    switch value {
    case .null, .list, .context, .function: nil
    case .range(let range): range
    default: RangeValue(lower: value, upper: value)
    }
  }

  private static func order(_ a: Value, _ b: Value) -> Int? { Value.order(a, b) }

  /// Whether the first range begins at or after the start of the second.
  private static func startsInside(_ a: RangeValue, _ b: RangeValue) -> Bool? {
    order(a.lower, b.lower).map { $0 > 0 || ($0 == 0 && (b.includesLower || !a.includesLower)) }
  }

  private static func endsInside(_ a: RangeValue, _ b: RangeValue) -> Bool? {
    order(a.upper, b.upper).map { $0 < 0 || ($0 == 0 && (b.includesUpper || !a.includesUpper)) }
  }

  private static func before(_ a: RangeValue, _ b: RangeValue) -> Bool? {
    order(a.upper, b.lower).map { $0 < 0 || ($0 == 0 && !(a.includesUpper && b.includesLower)) }
  }

  private static func meets(_ a: RangeValue, _ b: RangeValue) -> Bool? {
    order(a.upper, b.lower).map { $0 == 0 && a.includesUpper && b.includesLower }
  }

  private static func overlaps(_ a: RangeValue, _ b: RangeValue) -> Bool? {
    guard let first = before(a, b), let second = before(b, a) else { return nil }
    return !first && !second
  }

  private static func includes(_ a: RangeValue, _ b: RangeValue) -> Bool? {
    guard let low = startsInside(b, a), let high = endsInside(b, a) else { return nil }
    return low && high
  }

  private static func overlapsBefore(_ a: RangeValue, _ b: RangeValue) -> Bool? {
    guard let low = order(a.lower, b.lower), let high = order(a.upper, b.upper),
      let meet = order(a.upper, b.lower)
    else { return nil }
    let starts = low < 0 || (low == 0 && a.includesLower && !b.includesLower)
    let reaches = meet > 0 || (meet == 0 && a.includesUpper && b.includesLower)
    let ends = high < 0 || (high == 0 && (!a.includesUpper || b.includesUpper))
    return starts && reaches && ends
  }

  private static func starts(_ a: RangeValue, _ b: RangeValue) -> Bool? {
    guard let low = order(a.lower, b.lower), let inside = endsInside(a, b) else { return nil }
    return low == 0 && a.includesLower == b.includesLower && inside
  }

  private static func finishes(_ a: RangeValue, _ b: RangeValue) -> Bool? {
    guard let high = order(a.upper, b.upper), let inside = startsInside(a, b) else { return nil }
    return high == 0 && a.includesUpper == b.includesUpper && inside
  }

  static let ranges: [BuiltIn] = [
    relation("before", "早于", [.rangeRange, .rangePoint, .pointRange, .pointPoint]) { before($0, $1) },
    relation("after", "晚于", [.rangeRange, .rangePoint, .pointRange, .pointPoint]) { before($1, $0) },
    relation("meets", "相接", [.rangeRange]) { meets($0, $1) },
    relation("met by", "被相接", [.rangeRange]) { meets($1, $0) },
    relation("overlaps", "重叠", [.rangeRange]) { overlaps($0, $1) },
    relation("overlaps before", "前重叠", [.rangeRange]) { overlapsBefore($0, $1) },
    relation("overlaps after", "后重叠", [.rangeRange]) { overlapsBefore($1, $0) },
    relation("finishes", "同止", [.rangeRange, .pointRange]) { finishes($0, $1) },
    relation("finished by", "被同止", [.rangeRange, .rangePoint]) { finishes($1, $0) },
    relation("includes", "含有", [.rangeRange, .rangePoint]) { includes($0, $1) },
    relation("during", "在其中", [.rangeRange, .pointRange]) { includes($1, $0) },
    relation("starts", "同起", [.rangeRange, .pointRange]) { starts($0, $1) },
    relation("started by", "被同起", [.rangeRange, .rangePoint]) { starts($1, $0) },
    relation("coincides", "重合", [.rangeRange, .pointPoint]) { a, b in
      guard let low = order(a.lower, b.lower), let high = order(a.upper, b.upper) else { return nil }
      return low == 0 && high == 0 && a.includesLower == b.includesLower && a.includesUpper == b.includesUpper
    },
    BuiltIn("range", nil, [[p("from", .string)]], .type(.range(.unknown))) { values, frame in
      guard case .string(let text) = values[0], frame.burn(Text.length(text)), let range = RangeReader.read(text)
      else { return frame.badArgument("range") }
      return .range(range)
    },
  ]
}
