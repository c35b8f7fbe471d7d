/// True, false or unknown: FEEL's three-valued logic (DMN 1.5, tables 48 and 49).
package enum Truth: Sendable {
  case no, yes, unknown

  init(_ value: Bool?) {
    switch value {
    case true?: self = .yes
    case false?: self = .no
    case nil: self = .unknown
    }
  }

  var value: Value {
    switch self {
    case .yes: .boolean(true)
    case .no: .boolean(false)
    case .unknown: .null
    }
  }

  /// This, which is not false, and another.
  @inline(__always)
  func and(_ other: Truth) -> Truth { self == .yes || other == .no ? other : .unknown }

  /// This, which is not true, or another.
  @inline(__always)
  func or(_ other: Truth) -> Truth { self == .no || other == .yes ? other : .unknown }

  var negated: Truth {
    switch self {
    case .yes: .no
    case .no: .yes
    case .unknown: .unknown
    }
  }
}

typealias Test = @Sendable (inout Frame) -> Truth

extension Typed {
  /// A condition by its shape; everything else may turn out to be any value when it runs.
  var isCondition: Bool {
    switch node {
    case .all, .any, .between, .tests, .some, .every: true
    case .binary(let sign, _, _): sign.isComparison
    default: false
    }
  }
}

/// Closures for what is true or false, without making values on the way.
enum Tests {
  static func lower(_ typed: Typed) -> Test {
    switch typed.node {
    case .constant(let value):
      let truth = Truth(value.truth)
      return { _ in truth }
    case .slot(let slot):
      return { frame in
        guard slot < frame.slots.count, case .boolean(let value) = frame.slots[slot] else { return .unknown }
        return value ? .yes : .no
      }
    case .binary(let sign, let left, let right) where sign.isComparison: return comparison(sign, left, right)
    case .all(let parts): return all(parts[...])
    case .any(let parts): return any(parts[...])
    case .between(let value, let low, let high):
      let value = Lowering.lower(value)
      let low = Lowering.lower(low)
      let high = Lowering.lower(high)
      return { frame in
        let range = RangeValue(lower: low(&frame), upper: high(&frame))
        if range.lower.isNull || range.upper.isNull { return .unknown }
        return Truth(range.contains(value(&frame)))
      }
    case .tests(let value, let tests, let local): return inside(value, tests, local)
    case .some(let iterators, let body): return Loops.quantified(iterators, body, stop: .yes)
    case .every(let iterators, let body): return Loops.quantified(iterators, body, stop: .no)
    case .call("not", let arguments) where arguments.count == 1:
      let test = lower(arguments[0])
      return { frame in test(&frame).negated }
    default:
      let value = Lowering.lower(typed)
      return { frame in Truth(value(&frame).truth) }
    }
  }

  // MARK: chains

  // Both stop at the first part that settles them. Parts are joined by twos and threes without an array of
  // closures, whose elements would each be called through a thunk.

  private static func all(_ parts: ArraySlice<Typed>) -> Test {
    guard let first = parts.first else { return { _ in .yes } }
    switch parts.count {
    case 1: return lower(first)
    case 2: return both(lower(first), lower(parts[parts.startIndex + 1]))
    case 3:
      return both(lower(first), lower(parts[parts.startIndex + 1]), lower(parts[parts.startIndex + 2]))
    default:
      let middle = parts.startIndex + parts.count / 2
      return both(all(parts[..<middle]), all(parts[middle...]))
    }
  }

  private static func both(_ first: @escaping Test, _ second: @escaping Test) -> Test {
    { frame in
      let a = first(&frame)
      return a == .no ? .no : a.and(second(&frame))
    }
  }

  private static func both(_ first: @escaping Test, _ second: @escaping Test, _ third: @escaping Test) -> Test {
    { frame in
      let a = first(&frame)
      if a == .no { return .no }
      let b = a.and(second(&frame))
      return b == .no ? .no : b.and(third(&frame))
    }
  }

  private static func any(_ parts: ArraySlice<Typed>) -> Test {
    guard let first = parts.first else { return { _ in .no } }
    if parts.count == 1 { return lower(first) }
    let middle = parts.startIndex + parts.count / 2
    return either(any(parts[..<middle]), any(parts[middle...]))
  }

  private static func either(_ first: @escaping Test, _ second: @escaping Test) -> Test {
    { frame in
      let a = first(&frame)
      return a == .yes ? .yes : a.or(second(&frame))
    }
  }

  // MARK: comparison

  static func comparison(_ sign: BinaryOperator, _ left: Typed, _ right: Typed) -> Test {
    if let quick = SlotComparison(sign, left, right) { return quick.test }
    let left = Lowering.lower(left)
    let right = Lowering.lower(right)
    return { frame in
      let a = left(&frame)
      return compare(sign, a, right(&frame), &frame.fuel)
    }
  }

  static func compare(_ sign: BinaryOperator, _ a: Value, _ b: Value, _ fuel: inout Int) -> Truth {
    switch sign {
    case .equal: return Truth(Value.equal(a, b, fuel: &fuel))
    case .unequal: return Truth(Value.equal(a, b, fuel: &fuel)).negated
    default:
      guard let order = Value.order(a, b) else { return .unknown }
      switch sign {
      case .less: return order < 0 ? .yes : .no
      case .lessOrEqual: return order <= 0 ? .yes : .no
      case .greater: return order > 0 ? .yes : .no
      default: return order >= 0 ? .yes : .no
      }
    }
  }

  // MARK: in

  private static func inside(_ value: Typed, _ tests: [TypedTest], _ local: Int) -> Test {
    if let quick = TextMembership(value, tests) { return quick.test }
    let value = Lowering.lower(value)
    let tests = tests.map { lower($0) }
    return { frame in
      let candidate = value(&frame)
      frame.set(local, candidate)
      var result = Truth.no
      for test in tests {
        let truth = test(candidate, &frame)
        if truth == .yes { return .yes }
        if truth == .unknown { result = .unknown }
      }
      return result
    }
  }

  static func lower(_ test: TypedTest) -> @Sendable (Value, inout Frame) -> Truth {
    switch test {
    case .anything: return { _, _ in .yes }
    case .compare(let sign, let end):
      let end = Lowering.lower(end)
      return { value, frame in
        let limit = end(&frame)
        return compare(sign, value, limit, &frame.fuel)
      }
    case .holds(let condition):
      let condition = lower(condition)
      return { _, frame in condition(&frame) }
    case .not(let tests):
      let tests = tests.map { lower($0) }
      return { value, frame in
        var result = Truth.no
        for test in tests {
          let truth = test(value, &frame)
          if truth == .yes { return .no }
          if truth == .unknown { result = .unknown }
        }
        return result.negated
      }
    case .member(let set):
      // Between two ends that cannot be compared nothing is known; the range as a value would be null.
      if case .range(let low, let high, let includesLower, let includesUpper) = set.node {
        let low = Lowering.lower(low)
        let high = Lowering.lower(high)
        return { value, frame in
          let range = RangeValue(
            lower: low(&frame), upper: high(&frame), includesLower: includesLower, includesUpper: includesUpper)
          return Truth(range.contains(value))
        }
      }
      let computed = (set.type.isBoolean || set.type.isUnknown) && set.constant == nil
      let set = Lowering.lower(set)
      return { value, frame in
        let found = set(&frame)
        if computed, case .boolean(let holds) = found {
          if case .boolean = value { return Truth(Value.equal(value, found)) }
          return holds ? .yes : .no
        }
        return belongs(value, found, &frame)
      }
    }
  }

  private static func belongs(_ value: Value, _ set: Value, _ frame: inout Frame) -> Truth {
    switch set {
    case .range(let range): return Truth(range.contains(value))
    case .list(let items):
      guard frame.burn(items.count) else { return .unknown }
      var result = Truth.no
      for item in items {
        if case .range(let range) = item {
          let inside = Truth(range.contains(value))
          if inside == .yes { return .yes }
        } else if Value.equal(value, item, fuel: &frame.fuel) == true {
          return .yes
        }
      }
      if case .list = value, Value.equal(value, set, fuel: &frame.fuel) == true { result = .yes }
      return result
    default: return Truth(Value.equal(value, set, fuel: &frame.fuel))
    }
  }
}
