/// Boxed filter, `for`, `some` and `every` (DMN 1.5, 10.2.2.10–10.2.2.12).
extension DMNLogic {
  /// What a loop runs over; `nil` with the reason when there is nothing to run over.
  private static func items(_ value: Value, _ frame: inout Frame) -> [Value]? {
    switch value {
    case .list(let items): return frame.burn(items.count) ? items : nil
    case .null:
      _ = frame.null("`in` 是空", "what stands in `in` is null")
      return nil
    default: return [value]
    }
  }

  /// Keeps what matches; a match that is no boolean makes the whole null.
  mutating func filter(_ list: DMNExpression, _ match: DMNExpression) -> Evaluator {
    let source = compile(list)
    let before = literals.mark
    let local = literals.bindItem()
    let test = compile(match)
    literals.unbind(to: before)
    return { frame in
      guard let items = Self.items(source(&frame), &frame) else { return .null }
      var kept: [Value] = []
      for item in items {
        frame.set(local, item)
        switch test(&frame) {
        case .boolean(let holds): if holds { kept.append(item) }
        case .null: break
        default: return Self.noBoolean(&frame)
        }
      }
      return .list(kept)
    }
  }

  static func noBoolean(_ frame: inout Frame) -> Value {
    frame.null("条件不是真也不是假", "the condition is neither true nor false")
  }

  mutating func loop(_ iteration: DMNIteration) -> Evaluator {
    let source = compile(iteration.source)
    let before = literals.mark
    let local = literals.bind(iteration.variable.text)
    let partial = literals.bind("partial")
    let body = compile(iteration.body)
    literals.unbind(to: before)
    let reads = iteration.body.mentions("partial")
    return { frame in
      guard let items = Self.items(source(&frame), &frame) else { return .null }
      var results: [Value] = []
      results.reserveCapacity(items.count)
      for item in items {
        guard frame.burn(reads ? results.count + 2 : 2) else { return .null }
        frame.set(local, item)
        frame.set(partial, reads ? .list(results) : .null)
        results.append(body(&frame))
      }
      return .list(results)
    }
  }

  /// True or false as far as the elements decide it, null where one that gives null could; an element that gives
  /// something else makes the whole null.
  mutating func quantified(_ iteration: DMNIteration, stop: Bool) -> Evaluator {
    let source = compile(iteration.source)
    let before = literals.mark
    let local = literals.bind(iteration.variable.text)
    let test = compile(iteration.body)
    literals.unbind(to: before)
    return { frame in
      guard let items = Self.items(source(&frame), &frame) else { return .null }
      var result = Truth(!stop)
      for item in items {
        guard frame.burn(2) else { return .null }
        frame.set(local, item)
        switch test(&frame) {
        case .boolean(let holds): if holds == stop { result = Truth(stop) }
        case .null: if result != Truth(stop) { result = .unknown }
        default: return Self.noBoolean(&frame)
        }
      }
      return result.value
    }
  }
}

extension DMNExpression {
  /// Whether a literal directly in it holds the word; boxes inside count as if they did.
  func mentions(_ word: String) -> Bool {
    if case .literal(let text, _) = kind { return text.text.contains(word) }
    return true
  }
}
