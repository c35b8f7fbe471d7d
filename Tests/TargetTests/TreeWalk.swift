@testable import FEEL

/// The meaning of a checked tree, written a second time from the standard: a plain walk that shares with the
/// closures the values, the decimals and the bodies of the built-in functions, and nothing else.
struct TreeWalk {
  var frame: Frame
  var locals: [Int: Value] = [:]
  /// A deliberate mistake, for the test of the comparison itself.
  var isFaulty = false
  /// Nodes that may still be visited, by this walk and by the functions it made.
  private let budget: Budget

  /// The walk pays for no work by the piece as closures do: without an end, loops in loops would hold a run for hours.
  /// Needs no lock: one walk and the functions it made run on one thread.
  private final class Budget: @unchecked Sendable {
    var left: Int
    init(_ left: Int) { self.left = left }
  }

  /// - Parameter visits: the most nodes it visits.
  init(_ frame: Frame, visits: Int = 1_000_000) {
    self.frame = frame
    budget = Budget(visits)
  }

  private init(_ frame: Frame, _ budget: Budget) {
    self.frame = frame
    self.budget = budget
  }

  /// True when it gave up: its value says nothing.
  var isExhausted: Bool { budget.left < 0 }

  mutating func value(_ typed: Typed) -> Value {
    budget.left -= 1
    if isExhausted { return .null }
    switch typed.node {
    case .constant(let value): return value
    case .slot(let slot): return frame.slots.indices.contains(slot) ? frame.slots[slot] : .null
    case .local(let local): return locals[local] ?? .null
    case .member(let base, let name): return member(value(base), name)
    case .memberOrElse(let item, let name, let other):
      if case .context(let context)? = locals[item], let at = context.keys.firstIndex(of: name) {
        return context.values[at]
      }
      if let found = Members.own(name, of: locals[item] ?? .null, &frame) { return found }
      return other.map { value($0) } ?? .null
    case .negate(let operand):
      switch value(operand) {
      case .number(let number): return (Number.zero - number).map { .number($0) } ?? .null
      case .dayTimeDuration(let duration):
        return DayTimeDuration(total: -duration.total).map { .dayTimeDuration($0) } ?? .null
      case .yearMonthDuration(let duration):
        return .yearMonthDuration(YearMonthDuration(months: -duration.months))
      default: return .null
      }
    case .binary(let sign, let left, let right):
      let a = value(left)
      let b = value(right)
      return sign.isComparison ? truth(compare(sign, a, b)) : arithmetic(sign, a, b)
    case .all(let parts): return truth(kleene(parts.map { value($0) }, stop: false))
    case .any(let parts): return truth(kleene(parts.map { value($0) }, stop: true))
    case .between(let tested, let low, let high):
      return truth(inside(value(tested), value(low), value(high), true, true))
    case .tests(let tested, let tests, let local):
      let candidate = value(tested)
      locals[local] = candidate
      return truth(kleene(tests.map { truth(test($0, candidate)) }, stop: true))
    case .conditional(let test, let yes, let no):
      if case .boolean(true) = value(test) { return value(yes) }
      return value(no)
    case .filter(let list, let item, let condition): return filter(value(list), item, condition)
    case .loop(let iterators, let partial, let body):
      var results: [Value] = []
      let done = each(iterators[...]) { walk in
        walk.locals[partial] = .list(results)
        let made = walk.value(body)
        // Nothing else holds the list now: it grows in place.
        walk.locals[partial] = nil
        results.append(made)
      }
      return done ? .list(results) : .null
    case .some(let iterators, let body): return quantified(iterators, body, stop: true)
    case .every(let iterators, let body): return quantified(iterators, body, stop: false)
    case .list(let items): return .list(items.map { value($0) })
    case .context(let entries, let base):
      var keys: [String] = []
      var values: [Value] = []
      for (index, entry) in entries.enumerated() {
        let made = value(entry.value)
        locals[base + index] = made
        keys.append(entry.key)
        values.append(made)
      }
      return .context(Context(keys: keys, values: values))
    case .range(let low, let high, let includesLower, let includesUpper):
      let (lower, upper) = (value(low), value(high))
      if !lower.isNull, !upper.isNull, order(lower, upper) == nil { return .null }
      return .range(
        RangeValue(lower: lower, upper: upper, includesLower: includesLower, includesUpper: includesUpper))
    case .halfRange(let sign, let end): return .range(RangeValue(sign, value(end)))
    case .instance(let tested, let type): return .boolean(Members.isInstance(value(tested), type))
    case .call("not", let arguments) where arguments.count == 1:
      if case .boolean(let holds) = value(arguments[0]) { return .boolean(!holds) }
      return .null
    case .call(let name, let arguments):
      let values = arguments.map { value($0) }
      guard let function = BuiltIns.named(name) else { return .null }
      return function.takes(arguments.map(\.type))
        ? function.body?(values, &frame) ?? .null : function.run(values, &frame)
    case .host, .failure: return .null
    case .converted(let inner, let type): return value(inner).coerced(to: type) ?? .null
    case .apply(let callee, let arguments):
      let values = arguments.map { value($0) }
      guard case .function(let function) = value(callee) else { return .null }
      return function.call(values, &frame)
    case .applyNamed(let callee, let arguments):
      let values = arguments.map { value($0.value) }
      guard case .function(let function) = value(callee) else { return .null }
      return function.call(arguments.map(\.name), values, &frame)
    case .function(let parameters, let base, let body):
      let captured = locals
      return .function(
        FunctionValue(parameters, weight: Swift.max(body.range.count, 16)) { [budget] values, frame in
          var inner = TreeWalk(frame, budget)
          inner.locals = captured
          for (index, value) in values.enumerated() { inner.locals[base + index] = value }
          return inner.value(body)
        })
    case .pattern(let name, let pattern, let arguments):
      let values = arguments.map { value($0) }
      return BuiltIns.apply(pattern, name, values, &frame)
    }
  }

  private func truth(_ value: Bool?) -> Value { value.map { .boolean($0) } ?? .null }

  /// Tables 48 and 49: what stops decides; else what is no boolean leaves it open.
  private func kleene(_ values: [Value], stop: Bool) -> Bool? {
    var open = false
    for value in values {
      guard case .boolean(let holds) = value else {
        open = true
        continue
      }
      if holds == stop { return stop }
    }
    return open ? nil : !stop
  }

  // MARK: comparison

  private func compare(_ sign: BinaryOperator, _ a: Value, _ b: Value) -> Bool? {
    switch sign {
    case .equal: return equal(a, b)
    case .unequal: return equal(a, b).map { !$0 }
    case .less: return order(a, b).map { $0 < 0 }
    case .lessOrEqual: return order(a, b).map { isFaulty ? $0 < 0 : $0 <= 0 }
    case .greater: return order(a, b).map { $0 > 0 }
    case .greaterOrEqual: return order(a, b).map { $0 >= 0 }
    default: return nil
    }
  }

  /// Table 52.
  private func equal(_ a: Value, _ b: Value) -> Bool? {
    switch (a, b) {
    case (.null, .null): return true
    case (.null, _), (_, .null): return false
    case (.boolean(let x), .boolean(let y)): return x == y
    case (.string(let x), .string(let y)): return Array(x.unicodeScalars) == Array(y.unicodeScalars)
    case (.entity(let x), .entity(let y)): return x == y
    case (.list(let x), .list(let y)):
      return x.count == y.count && zip(x, y).allSatisfy { equal($0, $1) == true }
    case (.context(let x), .context(let y)):
      return x.count == y.count
        && zip(x.keys, x.values).allSatisfy { key, value in
          y.keys.firstIndex(of: key).map { equal(value, y.values[$0]) == true } ?? false
        }
    case (.range(let x), .range(let y)):
      return x.sign == y.sign && x.includesLower == y.includesLower && x.includesUpper == y.includesUpper
        && equal(x.lower, y.lower) == true && equal(x.upper, y.upper) == true
    case (.time(let x), .time(let y)):
      return (x.zone == .none) == (y.zone == .none)
        && CivilDateTime.seconds(Int128(x.universal)) == CivilDateTime.seconds(Int128(y.universal))
    case (.dateTime(let x), .dateTime(let y)):
      if x.time.zone == .none, y.time.zone == .none {
        return CivilDateTime.seconds(x.local) == CivilDateTime.seconds(y.local)
      }
      guard let p = x.universal, let q = y.universal else { return false }
      return CivilDateTime.seconds(p) == CivilDateTime.seconds(q)
    case (.dayTimeDuration(let x), .yearMonthDuration(let y)),
      (.yearMonthDuration(let y), .dayTimeDuration(let x)):
      return x.total == 0 && y.months == 0 ? true : nil
    default: return order(a, b).map { $0 == 0 }
    }
  }

  private func order(_ a: Value, _ b: Value) -> Int? {
    func sign<T: Comparable>(_ x: T, _ y: T) -> Int { x < y ? -1 : (x > y ? 1 : 0) }
    switch (a, b) {
    case (.number(let x), .number(let y)):
      guard let difference = x - y else { return nil }
      return difference.isZero ? 0 : (difference.isNegative ? -1 : 1)
    case (.string(let x), .string(let y)):
      for (p, q) in zip(x.unicodeScalars, y.unicodeScalars) where p != q { return p < q ? -1 : 1 }
      return sign(x.unicodeScalars.count, y.unicodeScalars.count)
    case (.date(let x), .date(let y)): return sign(x.days, y.days)
    case (.time(let x), .time(let y)):
      return (x.zone == .none) == (y.zone == .none) ? sign(x.universal, y.universal) : nil
    case (.dateTime(let x), .dateTime(let y)):
      if x.time.zone == .none, y.time.zone == .none { return sign(x.local, y.local) }
      guard let p = x.universal, let q = y.universal else { return nil }
      return sign(p, q)
    case (.date(let x), .dateTime(let y)):
      return order(.dateTime(CivilDateTime(date: x, time: CivilTime(nanoseconds: 0, zone: y.time.zone))), b)
    case (.dateTime, .date): return order(b, a).map { -$0 }
    case (.dayTimeDuration(let x), .dayTimeDuration(let y)): return sign(x.total, y.total)
    case (.yearMonthDuration(let x), .yearMonthDuration(let y)): return sign(x.months, y.months)
    default: return nil
    }
  }

  // MARK: in

  private func inside(_ value: Value, _ low: Value, _ high: Value, _ includesLow: Bool, _ includesHigh: Bool)
    -> Bool?
  {
    guard let a = order(low, value), let b = order(value, high) else { return nil }
    return (a < 0 || (a == 0 && includesLow)) && (b < 0 || (b == 0 && includesHigh))
  }

  private func inside(_ value: Value, _ range: RangeValue) -> Bool? {
    if range.sign == .unequal { return order(range.lower, value).map { $0 != 0 } }
    if !range.isHalf {
      return inside(value, range.lower, range.upper, range.includesLower, range.includesUpper)
    }
    if range.lower.isNull {
      return order(value, range.upper).map { $0 < 0 || ($0 == 0 && range.includesUpper) }
    }
    return order(range.lower, value).map { $0 < 0 || ($0 == 0 && range.includesLower) }
  }

  private mutating func test(_ test: TypedTest, _ candidate: Value) -> Bool? {
    switch test {
    case .anything: return true
    case .compare(let sign, let end): return compare(sign, candidate, value(end))
    case .holds(let condition):
      if case .boolean(let holds) = value(condition) { return holds }
      return nil
    case .not(let tests): return kleene(tests.map { truth(self.test($0, candidate)) }, stop: true).map { !$0 }
    case .member(let set):
      if case .range(let low, let high, let includesLower, let includesUpper) = set.node {
        return inside(candidate, value(low), value(high), includesLower, includesUpper)
      }
      let found = value(set)
      if set.constant == nil, set.type.isBoolean || set.type.isUnknown, case .boolean(let holds) = found {
        if case .boolean = candidate { return equal(candidate, found) }
        return holds
      }
      switch found {
      case .range(let range): return inside(candidate, range)
      case .list(let items):
        for item in items {
          if case .range(let range) = item {
            if inside(candidate, range) == true { return true }
          } else if equal(candidate, item) == true {
            return true
          }
        }
        if case .list = candidate { return equal(candidate, found) == true }
        return false
      default: return equal(candidate, found)
      }
    }
  }

  // MARK: arithmetic

  private func arithmetic(_ sign: BinaryOperator, _ a: Value, _ b: Value) -> Value {
    var frame = frame
    guard case .number(let x) = a, case .number(let y) = b else {
      switch sign {
      case .add: return Operators.add(a, b, &frame)
      case .subtract: return Operators.subtract(a, b, &frame)
      case .multiply: return Operators.multiply(a, b, &frame)
      case .divide: return Operators.divide(a, b, &frame)
      default: return .null
      }
    }
    let result: Number? =
      switch sign {
      case .add: x + y
      case .subtract: x - y
      case .multiply: x * y
      case .divide: x / y
      default: x.raised(to: y)
      }
    return result.map { .number($0) } ?? .null
  }

  private mutating func member(_ value: Value, _ name: String) -> Value {
    if case .list(let items) = value { return .list(items.map { member($0, name) }) }
    return Members.own(name, of: value, &frame) ?? .null
  }

  // MARK: loops

  private mutating func filter(_ list: Value, _ item: Int, _ condition: Typed) -> Value {
    let items: [Value]
    switch list {
    case .list(let many): items = many
    case .null: return .null
    default: items = [list]
    }
    if condition.type.isNumber, !ExpressionFacts.reads(condition, item) {
      return pick(items, value(condition))
    }
    var kept: [Value] = []
    for (index, candidate) in items.enumerated() {
      if isExhausted { break }
      locals[item] = candidate
      let result = value(condition)
      switch result {
      case .boolean(let holds): if holds { kept.append(candidate) }
      case .null: break
      case .number where index == 0 && !condition.type.isBoolean: return pick(items, result)
      default: if !condition.type.isBoolean { return .null }
      }
    }
    return .list(kept)
  }

  private func pick(_ items: [Value], _ index: Value) -> Value {
    guard case .number(let number) = index, let at = number.whole, at != 0, at.magnitude <= UInt(items.count)
    else { return .null }
    return at > 0 ? items[at - 1] : items[items.count + at]
  }

  private mutating func each(_ iterators: ArraySlice<TypedIterator>, _ body: (inout TreeWalk) -> Void) -> Bool
  {
    guard let first = iterators.first else {
      body(&self)
      return true
    }
    guard let values = domain(first) else { return false }
    for value in values {
      locals[first.local] = value
      guard !isExhausted, each(iterators.dropFirst(), body) else { return false }
    }
    return true
  }

  private mutating func domain(_ iterator: TypedIterator) -> [Value]? {
    let source = value(iterator.source)
    if let end = iterator.end { return steps(source, value(end)) }
    switch source {
    case .list(let items): return items
    case .null: return nil
    case .range(let range):
      guard let order = order(range.lower, range.upper), order <= 0, let all = steps(range.lower, range.upper)
      else { return nil }
      return all.filter { inside($0, range) == true }
    default: return [source]
    }
  }

  private func steps(_ low: Value, _ high: Value) -> [Value]? {
    switch (low, high) {
    case (.number(let a), .number(let b)):
      guard let x = a.whole, let y = b.whole, Int128(y) - Int128(x) < Int128(Limits.list),
        Int128(x) - Int128(y) < Int128(Limits.list)
      else { return nil }
      return stride(from: x, through: y, by: x <= y ? 1 : -1).map { .number(Number($0)) }
    case (.date(let a), .date(let b)):
      return stride(from: a.days, through: b.days, by: a <= b ? 1 : -1).map { .date(CivilDate(days: $0)) }
    default: return nil
    }
  }

  /// `some` and `every` stop at the first value that decides, so a later list that cannot be made does no harm.
  private mutating func quantified(_ iterators: [TypedIterator], _ body: Typed, stop: Bool) -> Value {
    var results: [Value] = []
    let done = each(iterators[...]) { walk in results.append(walk.value(body)) }
    for result in results {
      if result.truth == stop { return .boolean(stop) }
      if result.truth == nil, !result.isNull { return .null }
    }
    return done ? truth(kleene(results, stop: stop)) : .null
  }
}
