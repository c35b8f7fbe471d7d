/// Turns typed trees into closures over the slots of a frame.
enum Lowering {
  static func lower(_ typed: Typed) -> Evaluator {
    switch typed.node {
    case .constant(let value): return { _ in value }
    case .slot(let slot): return { frame in slot < frame.slots.count ? frame.slots[slot] : .null }
    case .local(let local): return { frame in frame.local(local) }
    case .member(let base, let id):
      let base = lower(base)
      return { frame in Members.read(id, of: base(&frame), &frame, depth: 0) }
    case .memberOrElse(let item, let name, let other):
      let other = other.map { lower($0) }
      return { frame in
        if let found = Members.own(name, of: frame.local(item), &frame) { return found }
        return other.map { $0(&frame) } ?? .null
      }
    case .negate(let operand):
      let operand = lower(operand)
      return { frame in Operators.negate(operand(&frame), &frame) }
    case .binary(let sign, let left, let right):
      if sign.isComparison { return asValue(Tests.comparison(sign, left, right)) }
      return Operators.arithmetic(sign, lower(left), lower(right))
    case .all, .any, .between, .tests, .some, .every: return asValue(Tests.lower(typed))
    case .conditional(let test, let yes, let no):
      let test = Tests.lower(test)
      let yes = lower(yes)
      let no = lower(no)
      return { frame in test(&frame) == .yes ? yes(&frame) : no(&frame) }
    case .filter(let list, let item, let condition): return Loops.filter(list, item, condition)
    case .loop(let iterators, let partial, let body): return Loops.loop(iterators, partial, body)
    case .list(let items):
      let items = items.map { lower($0) }
      return { frame in
        guard frame.burn(items.count) else { return .null }
        var values: [Value] = []
        values.reserveCapacity(items.count)
        for item in items { values.append(item(&frame)) }
        return .list(values)
      }
    case .context(let entries, let base): return context(entries, base)
    case .range(let low, let high, let includesLower, let includesUpper):
      let low = lower(low)
      let high = lower(high)
      return { frame in
        let range = RangeValue(
          lower: low(&frame), upper: high(&frame), includesLower: includesLower, includesUpper: includesUpper)
        if !range.lower.isNull, !range.upper.isNull, Value.order(range.lower, range.upper) == nil {
          return frame.null("区间两端不能比较", "the ends of the range cannot be compared")
        }
        return .range(range)
      }
    case .halfRange(let sign, let end):
      let end = lower(end)
      return { frame in .range(RangeValue(sign, end(&frame))) }
    case .instance(let value, let type):
      let value = lower(value)
      return { frame in .boolean(Members.isInstance(value(&frame), type)) }
    case .call(let name, let arguments): return call(name, arguments)
    case .host(let name, let arguments):
      let arguments = arguments.map { lower($0) }
      return { frame in
        guard frame.burn(10) else { return .null }
        let values = arguments.map { $0(&frame) }
        return frame.host.call(name, values)
      }
    case .apply(let callee, let arguments):
      let callee = lower(callee)
      let arguments = arguments.map { lower($0) }
      return { frame in
        let values = arguments.map { $0(&frame) }
        guard case .function(let function) = callee(&frame) else {
          return frame.null("这不是函数", "this is no function")
        }
        return function.call(values, &frame)
      }
    case .applyNamed(let callee, let arguments):
      let callee = lower(callee)
      let names = arguments.map(\.name)
      let arguments = arguments.map { lower($0.value) }
      return { frame in
        let values = arguments.map { $0(&frame) }
        guard case .function(let function) = callee(&frame) else {
          return frame.null("这不是函数", "this is no function")
        }
        return function.call(names, values, &frame)
      }
    case .converted(let value, let type):
      let value = lower(value)
      return { frame in
        value(&frame).coerced(to: type) ?? frame.null("这里要\(type.zh)", "\(type.en) is wanted here")
      }
    case .failure(let reason): return { frame in frame.null(reason.zh, reason.en) }
    case .function(let parameters, let base, let body):
      let weight = body.height * 2 + FunctionValue.callWeight
      let body = lower(body)
      return { frame in
        .function(
          FunctionValue(
            parameters: parameters, body: body, captured: frame.captured(base), weight: weight))
      }
    case .pattern(let name, let pattern, let arguments):
      let arguments = arguments.map { lower($0) }
      return { frame in
        let values = arguments.map { $0(&frame) }
        return BuiltIns.apply(pattern, name, values, &frame)
      }
    }
  }

  static func asValue(_ test: @escaping Test) -> Evaluator { { frame in test(&frame).value } }

  private static func context(_ entries: [(key: String, value: Typed)], _ base: Int) -> Evaluator {
    let keys = entries.map(\.key)
    let values = entries.map { lower($0.value) }
    let callThemselves = entries.map { if case .function = $0.value.node { true } else { false } }
    return { frame in
      guard frame.burn(values.count) else { return .null }
      var made: [Value] = []
      made.reserveCapacity(values.count)
      for (index, value) in values.enumerated() {
        var result = value(&frame)
        if callThemselves[index], case .function(var function) = result {
          function.ownLocal = base + index
          result = .function(function)
        }
        frame.set(base + index, result)
        made.append(result)
      }
      return .context(Context(keys: keys, values: made))
    }
  }

  private static func call(_ name: String, _ arguments: [Typed]) -> Evaluator {
    guard let function = BuiltIns.named(name), let body = function.body else {
      return { frame in frame.null("没有这个函数", "no such function") }
    }
    if name == "not", let first = arguments.first {
      let test = Tests.lower(first)
      return { frame in test(&frame).negated.value }
    }
    let isSure = function.takes(arguments.map(\.type))
    let arguments = arguments.map { lower($0) }
    if !isSure {
      return { frame in
        let values = arguments.map { $0(&frame) }
        return function.run(values, &frame)
      }
    }
    if arguments.count == 1 {
      let only = arguments[0]
      return { frame in
        guard frame.burn(2) else { return .null }
        let value = only(&frame)
        return body([value], &frame)
      }
    }
    return { frame in
      guard frame.burn(2) else { return .null }
      var values: [Value] = []
      values.reserveCapacity(arguments.count)
      for argument in arguments { values.append(argument(&frame)) }
      return body(values, &frame)
    }
  }
}

extension FunctionValue {
  /// Runs the body with arguments by name, one for every parameter.
  func call(_ names: [String], _ values: [Value], _ frame: inout Frame) -> Value {
    var arguments: [Value] = []
    for parameter in parameters {
      guard let index = names.firstIndex(where: { Text.same($0, parameter) }) else {
        return frame.null("缺参数 `\(parameter)`", "the argument `\(parameter)` is missing")
      }
      arguments.append(values[index])
    }
    guard names.count == parameters.count else {
      return frame.null("参数名不对", "the argument names do not fit")
    }
    return call(arguments, &frame)
  }

  /// Runs the body with these arguments, one for every parameter. Calls nest at most 62 deep, tall
  /// functions less, so that the thread's stack cannot run out.
  package func call(_ arguments: [Value], _ frame: inout Frame) -> Value {
    guard takesAnyCount || arguments.count == parameters.count else {
      return frame.null(
        "函数要 \(parameters.count) 个参数，给了 \(arguments.count) 个",
        "the function takes \(parameters.count) arguments, not \(arguments.count)")
    }
    guard frame.burn(5), frame.depth + weight <= frame.callStack else {
      return frame.null("函数调用嵌套太深", "functions call each other too deeply")
    }
    let outer = frame.locals
    frame.locals = captured
    if let ownLocal, ownLocal < frame.locals.count { frame.locals[ownLocal] = .function(self) }
    for (index, argument) in arguments.enumerated() {
      frame.locals.append(index < types.count ? fitting(argument, types[index], &frame) : argument)
    }
    frame.depth += weight
    defer {
      frame.depth -= weight
      frame.locals = outer
    }
    return body(&frame)
  }
}

extension FunctionValue {
  private func fitting(_ value: Value, _ type: Type, _ frame: inout Frame) -> Value {
    if type.isUnknown { return value }
    return value.coerced(to: type) ?? frame.null("参数要\(type.zh)", "the argument must be \(type.en)")
  }
}

extension Frame {
  func local(_ index: Int) -> Value { index < locals.count ? locals[index] : .null }

  /// The first locals, as a function keeps them.
  func captured(_ count: Int) -> [Value] {
    var values = Array(locals.prefix(count))
    while values.count < count { values.append(.null) }
    return values
  }

  mutating func set(_ index: Int, _ value: Value) {
    while locals.count <= index { locals.append(.null) }
    locals[index] = value
  }
}
