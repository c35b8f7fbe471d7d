/// Calls: which function, which arguments, which result.
extension Checker {
  mutating func call(_ word: Word, _ arguments: [Argument], _ range: Range<Int>) -> Typed {
    for binding in bindings.reversed() {
      if case .variable(let name, let local, let type) = binding, Text.same(name, word.text) {
        if case .function = type { return apply(Typed(.local(local), type, word.range), arguments, range) }
        if isLenient || (type.isUnknown && BuiltIns.named(word.text) == nil) {
          return apply(Typed(.local(local), type, word.range), arguments, range)
        }
      }
    }
    if isLenient, let callee = callable(word) { return apply(callee, arguments, range) }
    if let builtIn = BuiltIns.named(word.text) { return call(builtIn, word, arguments, range) }
    if let signature = scope.function(named: word.text) { return host(signature, word, arguments, range) }
    if let callee = callable(word) { return apply(callee, arguments, range) }
    for argument in arguments { _ = check(argument.value) }
    return reject(Messages.unknownFunction(word), range)
  }

  /// A name of the scope that may stand for a function value.
  private func callable(_ word: Word) -> Typed? {
    let found: Typed
    switch scope.resolve(name: word.text) {
    case .slot(let slot, let type): found = Typed(.slot(slot), type, word.range)
    case .constant(let value, let type): found = Typed(.constant(value), type, word.range)
    case nil: return nil
    }
    switch found.type {
    case .function, .unknown: return found
    default: return nil
    }
  }

  mutating func apply(_ callee: Typed, _ arguments: [Argument], _ range: Range<Int>) -> Typed {
    let typed = arguments.map { check($0.value) }
    let names = arguments.compactMap(\.name?.text)
    var result = Type.unknown
    switch callee.type {
    case .function(let count, let type):
      result = type
      if count >= 0, count != typed.count {
        problems.append(Messages.argumentCount("function", typed.count, "\(count)", range))
      }
    case .unknown: break
    default: problems.append(Messages.mismatch(callee, .function(0, .unknown)))
    }
    guard !names.isEmpty else { return Typed(.apply(callee, typed), result, range) }
    guard names.count == typed.count, Set(names).count == names.count else {
      return reject(Messages.mixedArguments(range), range)
    }
    return Typed(.applyNamed(callee, zip(names, typed).map { ($0, $1) }), result, range)
  }

  private mutating func host(
    _ signature: Signature, _ word: Word, _ arguments: [Argument], _ range: Range<Int>
  ) -> Typed {
    guard let typed = bind(arguments, [signature.parameters], word, variadic: false, range) else {
      return failed(range)
    }
    return Typed(.host(signature.name, typed.values), signature.result, range)
  }

  private mutating func call(
    _ function: BuiltIn, _ word: Word, _ arguments: [Argument], _ range: Range<Int>
  ) -> Typed {
    guard
      let (values, filled) = bind(arguments, function.signatures, word, variadic: function.isVariadic, range)
    else {
      return failed(range)
    }
    guard let body = function.body else {
      return reject(Messages.notYet(word), range)
    }
    if function.name == "list contains" || function.name == "index of" || function.name == "append",
      values.count >= 2
    {
      return finish(
        function, [values[0]] + values.dropFirst().map { coded($0, by: values[0].type) }, body, filled, range)
    }
    return finish(function, values, body, filled, range)
  }

  private mutating func finish(
    _ function: BuiltIn, _ values: [Typed], _ body: BuiltIn.Body, _ filled: Int, _ range: Range<Int>
  ) -> Typed {
    let type = resultType(function, values)
    if ["matches", "replace", "split"].contains(function.name), values.count >= 2,
      case .string(let text)? = values[1].constant
    {
      let flagsAt = function.name == "replace" ? 3 : 2
      var flags = ""
      if values.count > flagsAt, case .string(let given)? = values[flagsAt].constant { flags = given }
      do throws(PatternError) {
        let pattern = try Pattern(text, flags: flags)
        return Typed(.pattern(function.name, pattern, values), type, range)
      } catch {
        return reject(Messages.pattern(error, values[1].range), range)
      }
    }
    if function.isPure, !values.isEmpty {
      let constants = values.compactMap(\.constant)
      if constants.count == values.count {
        var frame = Frame(fuel: 20_000)
        let value = function.takes(values.map(\.type)) ? body(constants, &frame) : function.run(constants, &frame)
        if !value.isNull, Self.isSmall(value) {
          return Typed(.constant(value), type.isUnknown ? value.type : type, range)
        }
      }
    }
    return Typed(.call(function.name, values), type, range)
  }

  private static func isSmall(_ value: Value) -> Bool {
    switch value {
    case .list(let items): items.count <= 1000
    case .string(let text): text.utf8.count <= 10_000
    default: true
    }
  }

  private func resultType(_ function: BuiltIn, _ values: [Typed]) -> Type {
    let first = values.first?.type ?? .unknown
    switch function.result {
    case .type(let type): return type
    case .first: return first
    case .element:
      if values.count > 1 { return values.dropFirst().reduce(first) { $0.joined($1.type) } }
      return first.element
    case .sameList: return .list(first.element)
    case .flat:
      var element = first
      while case .list(let inner) = element { element = inner }
      return .list(element)
    case .joinedLists:
      var element = first.element
      for value in values.dropFirst() { element = element.joined(value.type.element) }
      return .list(element)
    }
  }

  /// What stands for a call whose mistake was reported last.
  private func failed(_ range: Range<Int>) -> Typed {
    guard isLenient, let problem = problems.last else { return invalid(range) }
    return Typed(.failure(Reason(zh: problem.zh, en: problem.en)), .unknown, range)
  }

  // MARK: arguments

  /// Arguments in the order of a signature; missing optional ones in the middle become null.
  private mutating func bind(
    _ arguments: [Argument], _ signatures: [[Parameter]], _ word: Word, variadic: Bool, _ range: Range<Int>
  ) -> (values: [Typed], filled: Int)? {
    if arguments.contains(where: { $0.name != nil }) { return bindNamed(arguments, signatures, word, range) }
    let count = arguments.count
    let matching = signatures.filter { parameters in
      let least = parameters.count { !$0.isOptional }
      return count >= least && (count <= parameters.count || variadic)
    }
    let typed = arguments.map { check($0.value) }
    guard !matching.isEmpty else {
      problems.append(Messages.argumentCount(word.text, count, Self.counts(signatures), range))
      return nil
    }
    var best = matching[0]
    if matching.count > 1, let found = matching.first(where: { accepts($0, typed, variadic: variadic) }) {
      best = found
    }
    return (fit(typed, best, word, variadic: variadic), count)
  }

  private func accepts(_ parameters: [Parameter], _ values: [Typed], variadic: Bool) -> Bool {
    for (index, value) in values.enumerated() {
      let parameter = parameters[Swift.min(index, parameters.count - 1)]
      if !value.type.fits(wanted(parameter, variadic: variadic, count: values.count)) { return false }
      if value.type.sort != parameter.type.sort, !parameter.type.isUnknown, !value.type.isUnknown, !variadic {
        return false
      }
    }
    return true
  }

  /// What one argument must be: with several arguments a variadic list is given element by element.
  private func wanted(_ parameter: Parameter, variadic: Bool, count: Int) -> Type {
    guard variadic, count > 1, case .list(let element) = parameter.type else { return parameter.type }
    return element
  }

  private mutating func fit(_ values: [Typed], _ parameters: [Parameter], _ word: Word, variadic: Bool)
    -> [Typed]
  {
    var fitted: [Typed] = []
    for (index, value) in values.enumerated() {
      let parameter = parameters[Swift.min(index, parameters.count - 1)]
      var value = value
      if let kind = parameter.reference, case .string(let text)? = value.constant {
        if let found = scope.reference(kind: kind, text: text) {
          value = Typed(.constant(found), value.type, value.range)
        } else {
          problems.append(Messages.unknownReference(kind, text, value.range))
        }
      }
      let wanted = wanted(parameter, variadic: variadic, count: values.count)
      if !value.type.fits(wanted) || Self.isNested(value.type, wanted) {
        problems.append(Messages.argument(value, wanted, word))
      }
      fitted.append(value)
    }
    return fitted
  }

  /// A list of lists where a list of single values is wanted.
  private static func isNested(_ type: Type, _ wanted: Type) -> Bool {
    guard case .list(.list) = type, case .list(let element) = wanted else { return false }
    return !element.isList && !element.isUnknown
  }

  private mutating func bindNamed(
    _ arguments: [Argument], _ signatures: [[Parameter]], _ word: Word, _ range: Range<Int>
  ) -> (values: [Typed], filled: Int)? {
    let names = arguments.map { $0.name?.text ?? "" }
    var found = signatures.filter { parameters in
      names.allSatisfy { name in parameters.contains { $0.name == name } }
        && (isLenient || parameters.allSatisfy { $0.isOptional || names.contains($0.name) })
    }
    if found.count > 1 {
      let whole = found.filter { parameters in parameters.allSatisfy { $0.isOptional || names.contains($0.name) } }
      if !whole.isEmpty { found = whole }
    }
    guard var parameters = found.first, Set(names).count == names.count else {
      for argument in arguments { _ = check(argument.value) }
      problems.append(Messages.argumentNames(word, signatures, range))
      return nil
    }
    var values: [Typed] = []
    var filled = 0
    let given = arguments.map { check($0.value) }
    let best = found.first { candidate in
      candidate.allSatisfy { parameter in
        names.firstIndex(of: parameter.name).map { given[$0].type.sort == parameter.type.sort } ?? true
      }
    }
    if let best { parameters = best }
    // `before(point, range)` and `before(range, point)` differ in nothing but the order of the names.
    if let inOrder = found.first(where: { $0.map(\.name) == names }) { parameters = inOrder }
    for parameter in parameters {
      if let index = names.firstIndex(of: parameter.name) {
        values.append(given[index])
        filled = values.count
      } else {
        values.append(Typed(.constant(.null), .null, range))
      }
    }
    filled = Swift.max(filled, parameters.count { !$0.isOptional })
    values.removeLast(values.count - filled)
    let fitted = fit(values, parameters, word, variadic: false)
    guard isLenient, found.count == 1 else { return (fitted, filled) }
    // The names have chosen the signature; at run time the values may not choose another.
    return (
      zip(fitted, parameters).map { value, parameter in
        if parameter.type.isUnknown || value.type.sort == parameter.type.sort { return value }
        return Typed(.converted(value, parameter.type.isList ? .list(.unknown) : parameter.type), parameter.type, value.range)
      }, filled
    )
  }

  private static func counts(_ signatures: [[Parameter]]) -> String {
    let least = signatures.map { $0.count { !$0.isOptional } }.min() ?? 0
    let most = signatures.map(\.count).max() ?? 0
    return least == most ? "\(least)" : "\(least)–\(most)"
  }
}
