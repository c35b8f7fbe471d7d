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

  var negated: Truth {
    switch self {
    case .yes: .no
    case .no: .yes
    case .unknown: .unknown
    }
  }
}

typealias Test = @Sendable (inout Frame) -> Truth

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
    case .all(let parts): return chain(parts.map { lower($0) }, stop: .no, otherwise: .yes)
    case .any(let parts): return chain(parts.map { lower($0) }, stop: .yes, otherwise: .no)
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
    case .call("not", let arguments) where arguments.count == 1:
      let test = lower(arguments[0])
      return { frame in test(&frame).negated }
    default:
      let value = Lowering.lower(typed)
      return { frame in Truth(value(&frame).truth) }
    }
  }

  private static func chain(_ parts: [Test], stop: Truth, otherwise: Truth) -> Test {
    if parts.count == 2 {
      let first = parts[0]
      let second = parts[1]
      return { frame in
        let a = first(&frame)
        if a == stop { return stop }
        let b = second(&frame)
        if b == stop { return stop }
        return a == .unknown || b == .unknown ? .unknown : otherwise
      }
    }
    return { frame in
      var result = otherwise
      for part in parts {
        let truth = part(&frame)
        if truth == stop { return stop }
        if truth == .unknown { result = .unknown }
      }
      return result
    }
  }

  // MARK: comparison

  static func comparison(_ sign: BinaryOperator, _ left: Typed, _ right: Typed) -> Test {
    if case .slot(let slot) = left.node, let constant = right.constant {
      if case .number(let number) = constant { return compare(slot, sign, number) }
      if case .string(let text) = constant, sign == .equal || sign == .unequal {
        let equal: Truth = sign == .equal ? .yes : .no
        return { frame in
          guard slot < frame.slots.count else { return equal.negated }
          switch frame.slots[slot] {
          case .string(let value): return Text.same(value, text) ? equal : equal.negated
          case .null: return equal.negated
          default: return .unknown
          }
        }
      }
    }
    let left = Lowering.lower(left)
    let right = Lowering.lower(right)
    return { frame in
      let a = left(&frame)
      return compare(sign, a, right(&frame), &frame.fuel)
    }
  }

  private static func compare(_ slot: Int, _ sign: BinaryOperator, _ number: Number) -> Test {
    { frame in
      guard slot < frame.slots.count else { return compare(sign, .null, .number(number), &frame.fuel) }
      guard case .number(let value) = frame.slots[slot] else {
        return compare(sign, frame.slots[slot], .number(number), &frame.fuel)
      }
      let holds: Bool
      switch sign {
      case .less: holds = value < number
      case .lessOrEqual: holds = value < number || value == number
      case .greater: holds = number < value
      case .greaterOrEqual: holds = number < value || value == number
      case .unequal: holds = value != number
      default: holds = value == number
      }
      return holds ? .yes : .no
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
    if tests.count == 1, case .member(let set) = tests[0], case .list(let items)? = set.constant,
      !value.type.isList, let strings = strings(items)
    {
      let value = Lowering.lower(value)
      return { frame in
        switch value(&frame) {
        case .string(let text): return strings.contains(text) ? .yes : .no
        case .null: return .no
        case .list(let many): return Truth(items.contains { $0.same(as: .list(many)) })
        default: return .no
        }
      }
    }
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

  private static func strings(_ items: [Value]) -> Set<String>? {
    var set: Set<String> = []
    for item in items {
      guard case .string(let text) = item else { return nil }
      set.insert(text)
    }
    return set
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
