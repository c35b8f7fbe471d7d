/// Boxed functions and invocations (DMN 1.5, 10.2.2.3, 10.2.2.7).
extension DMNLogic {
  /// A function value that keeps the locals around it.
  mutating func function(_ function: DMNFunction, _ place: XMLPlace) -> Evaluator {
    guard function.kind == .feel else {
      let kind = function.kind.rawValue
      let parameters = function.parameters.map { Parameter($0.name.text, .unknown) }
      let value = FunctionValue(parameters) { _, frame in
        frame.null("不支持 \(kind) 函数", "functions of \(kind) are not supported")
      }
      return { _ in .function(value) }
    }
    let base = literals.mark
    let parameters = function.parameters.map { Parameter($0.name.text, .unknown) }
    let shapes = function.parameters.map { types.shape($0.type, in: file) }
    for parameter in function.parameters { _ = literals.bind(parameter.name.text) }
    let body = coerced(
      compile(function.body ?? DMNExpression(.none, place: place)), to: function.type)
    literals.unbind(to: base)
    let run = fitting(parameters, shapes, at: base.depth, body)
    let weight = literals.weight
    return { frame in
      .function(
        FunctionValue(parameters: parameters, body: run, captured: frame.captured(base.depth), weight: weight)
      )
    }
  }

  /// The body with its arguments brought to the types of the parameters; one that does not conform makes the
  /// result null (DMN 1.5, 10.3.2.13.2).
  private func fitting(
    _ parameters: [Parameter], _ shapes: [DMNTypes.Shape], at base: Int, _ body: @escaping Evaluator
  ) -> Evaluator {
    let table = types.types
    return { frame in
      for (index, shape) in shapes.enumerated() {
        guard let value = table.coerce(frame.local(base + index), to: shape, &frame) else {
          let name = parameters[index].name
          return frame.null("参数 `\(name)` 不合类型", "the argument `\(name)` does not conform")
        }
        frame.set(base + index, value)
      }
      return body(&frame)
    }
  }

  /// Arguments by name; those that are not given are null, those that nobody asked for make the result null.
  mutating func invocation(_ invocation: DMNInvocation, _ place: XMLPlace) -> Evaluator {
    guard let written = invocation.callee else {
      literals.report(XMLProblem(place, zh: "没有写调用什么", en: "nothing is invoked"))
      return { frame in frame.null("没有写调用什么", "nothing is invoked") }
    }
    var arguments: [(name: String, value: Evaluator)] = []
    for binding in invocation.bindings {
      let value = compile(binding.value ?? DMNExpression(.none, place: place))
      arguments.append((binding.parameter.name.text, coerced(value, to: binding.parameter.type)))
    }
    let given = arguments
    if let builtIn = builtIn(written, given) { return builtIn }
    let callee = compile(written)
    return { frame in
      let values = given.map { ($0.name, $0.value(&frame)) }
      guard case .function(let function) = callee(&frame) else {
        return frame.null("这不是函数", "this is no function")
      }
      return function.call(named: values, &frame)
    }
  }

  /// A built-in function invoked by name, unless the model has something of that name.
  private mutating func builtIn(
    _ callee: DMNExpression, _ arguments: [(name: String, value: Evaluator)]
  ) -> Evaluator? {
    guard case .literal(let text, _) = callee.kind, BuiltIns.named(text.text) != nil else { return nil }
    let scope = DMNScope(outer: literals.scope, bindings: literals.bindings)
    guard scope.resolve(name: text.text) == nil else { return nil }
    let before = literals.mark
    defer { literals.unbind(to: before) }
    var locals: [Int] = []
    var words: [String] = []
    for (index, argument) in arguments.enumerated() {
      locals.append(literals.bind("argument \(index)"))
      words.append("\(argument.name): argument \(index)")
    }
    let places = locals
    let call = literals.expression(
      DMNText("\(text.text)(\(words.joined(separator: ", ")))", text.place))
    return { frame in
      for (local, argument) in zip(places, arguments) {
        let value = argument.value(&frame)
        frame.set(local, value)
      }
      return call(&frame)
    }
  }
}

extension FunctionValue {
  /// Runs the body with arguments by name; parameters that are not named are null.
  func call(named given: [(name: String, value: Value)], _ frame: inout Frame) -> Value {
    var arguments = [Value](repeating: .null, count: parameters.count)
    for (name, value) in given {
      guard let index = parameters.firstIndex(where: { Text.same($0, name) }) else {
        return frame.null("没有参数 `\(name)`", "there is no parameter `\(name)`")
      }
      arguments[index] = value
    }
    return call(arguments, &frame)
  }
}
