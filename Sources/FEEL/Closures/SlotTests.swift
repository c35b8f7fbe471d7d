/// A comparison of one slot with what is known when compiling: `年龄 >= 60`, `60 <= 年龄`, `区 = "海淀区"`. It
/// looks at the slot where it lies and answers exactly as the general comparison does.
struct SlotComparison {
  private let slot: Int
  private let sign: BinaryOperator
  private let constant: Value

  /// `nil` where the sides are of another shape.
  init?(_ sign: BinaryOperator, _ left: Typed, _ right: Typed) {
    if case .slot(let slot) = left.node, let constant = right.constant {
      (self.slot, self.sign, self.constant) = (slot, sign, constant)
    } else if case .slot(let slot) = right.node, let constant = left.constant {
      (self.slot, self.sign, self.constant) = (slot, sign.turned, constant)
    } else {
      return nil
    }
  }

  var test: Test {
    switch (constant, sign) {
    case (.number(let number), _) where number.isSmall: order(number)
    case (.string(let text), .equal): equality(text, yes: .yes, no: .no)
    case (.string(let text), .unequal): equality(text, yes: .no, no: .yes)
    default: { [slot, sign, constant] frame in SlotComparison.general(slot, sign, constant, &frame) }
    }
  }

  /// Numbers of the constant's own scale are compared as machine integers.
  private func order(_ limit: Number) -> Test {
    let outcomes = sign.outcomes
    let whole = limit.small
    let exponent = limit.exponent
    return { [slot, sign, constant] frame in
      if slot < frame.slots.count, case .number(let value) = frame.slots[slot], value.exponent == exponent,
        value.isSmall
      {
        let outcome: Outcomes = value.small < whole ? .less : (value.small == whole ? .equal : .greater)
        return outcomes.contains(outcome) ? .yes : .no
      }
      return SlotComparison.general(slot, sign, constant, &frame)
    }
  }

  private func equality(_ text: String, yes: Truth, no: Truth) -> Test {
    let texts = TextSet([text])
    let slot = slot
    return { frame in
      guard slot < frame.slots.count else { return no }
      switch frame.slots[slot] {
      case .string(let value): return texts.contains(value) ? yes : no
      case .null: return no
      default: return .unknown
      }
    }
  }

  private static func general(_ slot: Int, _ sign: BinaryOperator, _ constant: Value, _ frame: inout Frame) -> Truth {
    let value = slot < frame.slots.count ? frame.slots[slot] : .null
    return Tests.compare(sign, value, constant, &frame.fuel)
  }
}

/// `区 in ["海淀区", "朝阳区"]`: a value in a list of texts known when compiling.
struct TextMembership {
  private let value: Typed
  private let texts: TextSet

  /// `nil` where the test is of another shape.
  init?(_ value: Typed, _ tests: [TypedTest]) {
    guard tests.count == 1, case .member(let set) = tests[0], case .list(let items)? = set.constant,
      !value.type.isList
    else { return nil }
    let strings = items.compactMap(\.string)
    guard strings.count == items.count else { return nil }
    self.value = value
    texts = TextSet(strings)
  }

  var test: Test {
    let texts = texts
    if case .slot(let slot) = value.node {
      return { frame in
        guard slot < frame.slots.count, case .string(let text) = frame.slots[slot] else { return .no }
        return texts.contains(text) ? .yes : .no
      }
    }
    let value = Lowering.lower(value)
    return { frame in
      guard case .string(let text) = value(&frame) else { return .no }
      return texts.contains(text) ? .yes : .no
    }
  }
}

/// Orders of two values that make a comparison true.
struct Outcomes: OptionSet, Sendable {
  let rawValue: UInt8

  static let less = Outcomes(rawValue: 1)
  static let equal = Outcomes(rawValue: 2)
  static let greater = Outcomes(rawValue: 4)
}

extension BinaryOperator {
  /// The orders that a comparison holds for; empty for arithmetic.
  var outcomes: Outcomes {
    switch self {
    case .less: .less
    case .lessOrEqual: [.less, .equal]
    case .greater: .greater
    case .greaterOrEqual: [.greater, .equal]
    case .equal: .equal
    case .unequal: [.less, .greater]
    case .add, .subtract, .multiply, .divide, .power: []
    }
  }

  /// The same comparison with its sides exchanged.
  var turned: BinaryOperator {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal, .unequal, .add, .subtract, .multiply, .divide, .power: self
    }
  }
}
