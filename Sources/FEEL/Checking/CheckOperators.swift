/// Operators, and literals typed by what they are compared with.
extension Checker {
  func orderable(_ a: Type, _ b: Type) -> Bool {
    switch (a, b) {
    case (.unknown, _), (_, .unknown), (.null, _), (_, .null): true
    case (.date, .dateTime), (.dateTime, .date): true
    case (.string, .code), (.code, .string), (.code, .code): true
    case (.boolean, _), (_, .boolean), (.list, _), (_, .list), (.context, _), (_, .context), (.entity, _),
      (_, .entity), (.function, _), (_, .function):
      false
    default: a.sort == b.sort
    }
  }

  /// A text literal against a choice or word becomes the stored code; an unknown one is reported once.
  mutating func coded(_ typed: Typed, by type: Type) -> Typed {
    guard case .code(let values) = type.element else { return typed }
    switch typed.node {
    case .constant(.string(let text)):
      if let code = values.code(of: text) {
        return Typed(.constant(.string(code)), type.element, typed.range)
      }
      problems.append(Messages.unknownOption(text, typed.range, values))
      return invalid(typed.range)
    case .constant(.list(let items)):
      var codes: [Value] = []
      for item in items {
        guard case .string(let text) = item else { return typed }
        guard let code = values.code(of: text) else {
          problems.append(Messages.unknownOption(text, typed.range, values))
          return invalid(typed.range)
        }
        codes.append(.string(code))
      }
      return Typed(.constant(.list(codes)), .list(type.element), typed.range)
    case .list(let items):
      return Typed(.list(items.map { coded($0, by: type) }), .list(type.element), typed.range)
    case .conditional(let test, let yes, let no):
      return Typed(.conditional(test, coded(yes, by: type), coded(no, by: type)), type.element, typed.range)
    default: return typed
    }
  }

  mutating func comparison(_ sign: BinaryOperator, _ left: Typed, _ right: Typed, _ range: Range<Int>)
    -> Typed
  {
    let a: Typed
    let b: Typed
    if case .code = left.type {
      (a, b) = (left, coded(right, by: left.type))
    } else if case .code = right.type {
      (a, b) = (coded(left, by: right.type), right)
    } else if case .list(.code) = left.type, right.type.isList {
      (a, b) = (left, coded(right, by: left.type))
    } else {
      (a, b) = (left, right)
    }
    let fits: Bool
    if sign == .equal || sign == .unequal {
      fits = equatable(a.type, b.type)
    } else {
      fits = orderable(a.type, b.type)
    }
    if !fits {
      problems.append(Messages.incomparable(a, b))
      if !isLenient { return Typed(.constant(.null), .boolean, range) }
    }
    return Typed(.binary(sign, a, b), .boolean, range)
  }

  private func equatable(_ a: Type, _ b: Type) -> Bool {
    switch (a, b) {
    case (.unknown, _), (_, .unknown), (.null, _), (_, .null), (.entity, _), (_, .entity): true
    case (.list(let x), .list(let y)): equatable(x, y)
    case (.date, .dateTime), (.dateTime, .date): true
    case (.string, .code), (.code, .string): true
    default: a.sort == b.sort
    }
  }

  mutating func negate(_ operand: Typed, _ range: Range<Int>) -> Typed {
    if case .constant(.number(let value)) = operand.node {
      return Typed(.constant(.number(-value)), .number, range)
    }
    guard operand.type.isNumber || operand.type.isDuration || operand.type.isUnknown || operand.type.isNull
    else {
      problems.append(Messages.mismatch(operand, .number))
      return isLenient ? Typed(.negate(operand), .unknown, range) : invalid(range)
    }
    return Typed(.negate(operand), operand.type, range)
  }

  mutating func arithmetic(_ sign: BinaryOperator, _ left: Typed, _ right: Typed, _ range: Range<Int>)
    -> Typed
  {
    guard let type = result(sign, left.type, right.type) else {
      problems.append(Messages.noOperator(sign, left, right, range))
      return isLenient ? Typed(.binary(sign, left, right), .unknown, range) : invalid(range)
    }
    return Typed(.binary(sign, left, right), type, range)
  }

  private func result(_ sign: BinaryOperator, _ a: Type, _ b: Type) -> Type? {
    let known = a.isUnknown || a.isNull ? b : a
    if a.isUnknown || b.isUnknown || a.isNull || b.isNull {
      if known.isList || known.isBoolean { return nil }
      return .unknown
    }
    switch (sign, a, b) {
    case (_, .number, .number): return .number
    case (.add, .string, .string), (.add, .string, .code), (.add, .code, .string), (.add, .code, .code):
      return .string
    case (.add, _, _) where a.isTemporal && b.isDuration: return shifted(a, b)
    case (.add, _, _) where a.isDuration && b.isTemporal: return shifted(b, a)
    case (.subtract, _, _) where a.isTemporal && b.isDuration: return shifted(a, b)
    case (.subtract, .date, .date), (.subtract, .dateTime, .dateTime), (.subtract, .time, .time),
      (.subtract, .date, .dateTime), (.subtract, .dateTime, .date):
      return .dayTimeDuration
    case (.add, _, _) where a.isDuration && a.sort == b.sort,
      (.subtract, _, _) where a.isDuration && a.sort == b.sort:
      return a
    case (.multiply, _, .number) where a.isDuration, (.divide, _, .number) where a.isDuration: return a
    case (.multiply, .number, _) where b.isDuration: return b
    case (.divide, _, _) where a.isDuration && a.sort == b.sort: return .number
    default: return nil
    }
  }

  private func shifted(_ moment: Type, _ duration: Type) -> Type? {
    if case .time = moment, case .yearMonthDuration = duration { return nil }
    return moment
  }

  // MARK: in, unary tests

  mutating func inside(_ value: Typed, _ tests: [TestSyntax], _ range: Range<Int>) -> Typed {
    let before = mark
    let local = bind("?", value.type)
    let typed = tests.map { test($0, of: value) }
    unbind(to: before)
    return Typed(.tests(value, typed, local: local), .boolean, range)
  }

  mutating func unaryTests(_ tests: [TestSyntax], _ range: Range<Int>) -> Typed {
    var value = Typed(.constant(.null), .unknown, range)
    switch scope.resolve(name: "?") {
    case .slot(let slot, let type): value = Typed(.slot(slot), type, range)
    case .constant(let constant, let type): value = Typed(.constant(constant), type, range)
    case nil: break
    }
    return inside(value, tests, range)
  }

  private mutating func test(_ syntax: TestSyntax, of value: Typed) -> TypedTest {
    switch syntax.node {
    case .anything: return .anything
    case .not(let tests): return .not(tests.map { test($0, of: value) })
    case .compare(let sign, let end):
      let end = coded(check(end), by: value.type)
      let fits =
        sign == .equal || sign == .unequal ? equatable(value.type, end.type) : orderable(value.type, end.type)
      if !fits { problems.append(Messages.incomparable(value, end)) }
      return .compare(sign, end)
    case .value(let member):
      let member = check(member)
      if member.type.isBoolean, member.constant == nil, Self.reads(member, local: depth - 1)
      {
        return .holds(member)
      }
      let typed = coded(member, by: value.type)
      if !belongs(value.type, typed.type) { problems.append(Messages.incomparable(value, typed)) }
      return .member(typed)
    }
  }

  /// Whether a value of the first type can be in one of the second.
  private func belongs(_ value: Type, _ set: Type) -> Bool {
    switch set {
    case .range(let end): return orderable(value, end)
    case .list(let element): return belongs(value.isList && !element.isList ? value.element : value, element)
    case .boolean: return true
    default:
      return value.isList ? equatable(value, set) || equatable(value.element, set) : equatable(value, set)
    }
  }

  static func reads(_ typed: Typed, local: Int) -> Bool {
    var facts = ExpressionFacts()
    facts.read(typed)
    return facts.locals.contains(local)
  }
}
