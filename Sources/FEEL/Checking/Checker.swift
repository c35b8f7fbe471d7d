/// Resolves names and infers types; one mistake gives one message, what failed has type `unknown`.
struct Checker {
  /// A name that the expression itself brings.
  enum Binding {
    case variable(String, local: Int, Type)
    /// The item of a filter, whose members are names.
    case item(local: Int, Type)
  }

  let scope: any Scope
  let strictness: Expression.Strictness
  var problems: [Problem] = []
  var bindings: [Binding] = []
  /// Next free place on the stack of locals.
  var depth = 0

  init(scope: any Scope, strictness: Expression.Strictness) {
    self.scope = scope
    self.strictness = strictness
  }

  mutating func bind(_ name: String, _ type: Type) -> Int {
    let local = depth
    bindings.append(.variable(name, local: local, type))
    depth += 1
    return local
  }

  mutating func unbind(to mark: (bindings: Int, depth: Int)) {
    bindings.removeLast(bindings.count - mark.bindings)
    depth = mark.depth
  }

  var mark: (bindings: Int, depth: Int) { (bindings.count, depth) }

  func invalid(_ range: Range<Int>) -> Typed { Typed(.constant(.null), .unknown, range) }

  var isLenient: Bool { strictness == .standard }

  /// Reports a mistake and gives what stands in its place: in models of others a null that keeps the reason.
  mutating func reject(_ problem: Problem, _ range: Range<Int>) -> Typed {
    problems.append(problem)
    guard isLenient else { return invalid(range) }
    return Typed(.failure(Reason(zh: problem.zh, en: problem.en)), .unknown, range)
  }

  mutating func check(_ syntax: Syntax) -> Typed {
    let range = syntax.range
    switch syntax.node {
    case .null: return Typed(.constant(.null), .null, range)
    case .boolean(let value): return Typed(.constant(.boolean(value)), .boolean, range)
    case .number(let value): return Typed(.constant(.number(value)), .number, range)
    case .string(let value): return Typed(.constant(.string(value)), .string, range)
    case .temporal(let text): return temporal(text, range)
    case .name(let name): return resolve(name, range)
    case .path(let base, let word): return path(base, word, range)
    case .negate(let operand): return negate(check(operand), range)
    case .binary(let sign, let left, let right):
      return sign.isComparison
        ? comparison(sign, check(left), check(right), range)
        : arithmetic(sign, check(left), check(right), range)
    case .all(let parts): return Typed(.all(parts.map { condition($0) }), .boolean, range)
    case .any(let parts): return Typed(.any(parts.map { condition($0) }), .boolean, range)
    case .between(let value, let low, let high): return between(check(value), check(low), check(high), range)
    case .inside(let value, let tests): return inside(check(value), tests, range)
    case .conditional(let test, let yes, let no):
      let test = condition(test)
      let yes = check(yes)
      let no = check(no)
      return Typed(.conditional(test, yes, no), yes.type.joined(no.type), range)
    case .filter(let list, let condition): return filter(check(list), condition, range)
    case .loop(let iterators, let body): return loop(iterators, body, range)
    case .some(let iterators, let body): return quantified(iterators, body, range, every: false)
    case .every(let iterators, let body): return quantified(iterators, body, range, every: true)
    case .list(let items): return list(items.map { check($0) }, range)
    case .context(let entries): return context(entries, range)
    case .range(let low, let high, let includesLower, let includesUpper):
      return self.range(check(low), check(high), includesLower, includesUpper, range)
    case .halfRange(let sign, let end):
      let end = check(end)
      if let value = end.constant {
        return Typed(.constant(.range(RangeValue(sign, value))), .range(end.type), range)
      }
      return Typed(.halfRange(sign, end), .range(end.type), range)
    case .instance(let value, let type):
      let value = check(value)
      let before = problems.count
      let type = self.type(type, range)
      if isLenient, problems.count > before { return reject(problems.removeLast(), range) }
      return Typed(.instance(value, type), .boolean, range)
    case .call(let word, let arguments): return call(word, arguments, range)
    case .apply(let callee, let arguments): return apply(check(callee), arguments, range)
    case .function(let parameters, let body): return function(parameters, body, range)
    case .external(let parameters, _):
      let problem = Problem(.notYet, range, zh: "不支持外部函数", en: "external functions are not supported")
      let body = reject(problem, range)
      return Typed(.function(parameters.map { typed($0) }, base: depth, body), .function(parameters.count, .unknown), range)
    case .tests(let tests): return unaryTests(tests, range)
    }
  }

  // MARK: literals and compounds

  private mutating func temporal(_ text: String, _ range: Range<Int>) -> Typed {
    guard let value = Temporal.value(text) else {
      return reject(Messages.noTemporal(text, range), range)
    }
    return Typed(.constant(value), value.type, range)
  }

  private func list(_ items: [Typed], _ range: Range<Int>) -> Typed {
    var element = Type.null
    for item in items { element = element.joined(item.type) }
    if element.isNull { element = .unknown }
    let constants = items.compactMap(\.constant)
    if constants.count == items.count { return Typed(.constant(.list(constants)), .list(element), range) }
    return Typed(.list(items), .list(element), range)
  }

  private mutating func context(_ entries: [(key: Word, value: Syntax)], _ range: Range<Int>) -> Typed {
    let before = mark
    let base = depth
    var typed: [(key: String, value: Typed)] = []
    var members: [String: Type] = [:]
    for entry in entries {
      let value = entryValue(entry)
      typed.append((entry.key.text, value))
      members[entry.key.text] = value.type
    }
    unbind(to: before)
    return Typed(.context(typed, base: base), .context(members), range)
  }

  /// The value of an entry, whose name is bound behind it; a function knows its own name too, so that it can call
  /// itself.
  private mutating func entryValue(_ entry: (key: Word, value: Syntax)) -> Typed {
    guard case .function(let parameters, _) = entry.value.node else {
      let value = check(entry.value)
      _ = bind(entry.key.text, value.type)
      return value
    }
    let place = bindings.count
    let local = bind(entry.key.text, .function(parameters.count, .unknown))
    let value = check(entry.value)
    bindings[place] = .variable(entry.key.text, local: local, value.type)
    return value
  }

  private mutating func range(
    _ low: Typed, _ high: Typed, _ includesLower: Bool, _ includesUpper: Bool, _ range: Range<Int>
  ) -> Typed {
    if !orderable(low.type, high.type) { return reject(Messages.mismatch(high, low.type), range) }
    let type = Type.range(low.type.joined(high.type))
    if let a = low.constant, let b = high.constant {
      let value = RangeValue(lower: a, upper: b, includesLower: includesLower, includesUpper: includesUpper)
      return Typed(.constant(.range(value)), type, range)
    }
    return Typed(.range(low, high, includesLower: includesLower, includesUpper: includesUpper), type, range)
  }

  // MARK: conditions

  /// A part that must be true or false.
  mutating func condition(_ syntax: Syntax) -> Typed {
    let typed = check(syntax)
    guard typed.type.fits(.boolean) else {
      problems.append(Messages.mismatch(typed, .boolean))
      return isLenient ? typed : invalid(typed.range)
    }
    return typed
  }

  private mutating func between(_ value: Typed, _ low: Typed, _ high: Typed, _ range: Range<Int>) -> Typed {
    for end in [low, high] where !orderable(value.type, end.type) {
      problems.append(Messages.incomparable(value, end))
    }
    return Typed(.between(value, low, high), .boolean, range)
  }

  // MARK: loops

  private mutating func iterators(_ list: [IteratorSyntax]) -> [TypedIterator] {
    var typed: [TypedIterator] = []
    for iterator in list {
      let source = check(iterator.source)
      let end = iterator.end.map { check($0) }
      var element = source.type.element
      if let end {
        element = source.type.joined(end.type)
        for part in [source, end] where !part.type.fits(.number) && !part.type.fits(.date) {
          problems.append(Messages.mismatch(part, .number))
        }
      } else if case .range(let inner) = source.type {
        element = inner
      }
      typed.append(TypedIterator(local: bind(iterator.name.text, element), source: source, end: end))
    }
    return typed
  }

  private mutating func loop(_ list: [IteratorSyntax], _ body: Syntax, _ range: Range<Int>) -> Typed {
    let before = mark
    let typed = iterators(list)
    let partial = bind("partial", .list(.unknown))
    let body = check(body)
    unbind(to: before)
    return Typed(.loop(typed, partial: partial, body: body), .list(body.type), range)
  }

  private mutating func quantified(
    _ list: [IteratorSyntax], _ body: Syntax, _ range: Range<Int>, every: Bool
  ) -> Typed {
    let before = mark
    let typed = iterators(list)
    let body = condition(body)
    unbind(to: before)
    return Typed(every ? .every(typed, body) : .some(typed, body), .boolean, range)
  }

  private mutating func filter(_ list: Typed, _ condition: Syntax, _ range: Range<Int>) -> Typed {
    let before = mark
    let item = depth
    depth += 1
    let element = list.type.element
    bindings.append(.item(local: item, element))
    let typed = check(condition)
    unbind(to: before)
    if !typed.type.fits(.boolean), !typed.type.fits(.number) {
      problems.append(Messages.mismatch(typed, .boolean))
      return isLenient ? Typed(.filter(list, item: item, typed), .unknown, range) : invalid(range)
    }
    let type: Type = typed.type.isNumber ? element : (typed.type.isUnknown ? .unknown : .list(element))
    return Typed(.filter(list, item: item, typed), type, range)
  }

  private mutating func typed(_ parameter: (name: Word, type: TypeSyntax?)) -> Parameter {
    Parameter(parameter.name.text, parameter.type.map { type($0, parameter.name.range) } ?? .unknown)
  }

  private mutating func function(
    _ parameters: [(name: Word, type: TypeSyntax?)], _ body: Syntax, _ range: Range<Int>
  ) -> Typed {
    let before = mark
    let base = depth
    let declared = parameters.map { typed($0) }
    for parameter in declared { _ = bind(parameter.name, parameter.type) }
    let body = check(body)
    unbind(to: before)
    return Typed(
      .function(declared, base: base, body), .function(parameters.count, body.type), range)
  }
}

extension Typed {
  /// Its value when it is known already.
  package var constant: Value? { if case .constant(let value) = node { value } else { nil } }
}

extension Value {
  /// The type as far as the value alone tells.
  package var type: Type {
    switch self {
    case .null: .null
    case .boolean: .boolean
    case .number: .number
    case .string: .string
    case .date: .date
    case .time: .time
    case .dateTime: .dateTime
    case .dayTimeDuration: .dayTimeDuration
    case .yearMonthDuration: .yearMonthDuration
    case .list(let items): .list(items.first?.type ?? .unknown)
    case .context: .unknown
    case .range(let range): .range(range.lower.isNull ? range.upper.type : range.lower.type)
    case .function(let function): .function(function.parameters.count, .unknown)
    case .entity(let entity): .entity(entity.classID)
    }
  }
}
