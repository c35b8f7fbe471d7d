/// Filters, `for`, `some`, `every`: every round takes fuel, every list has its limit.
enum Loops {
  static func filter(_ list: Typed, _ item: Int, _ condition: Typed) -> Evaluator {
    let source = Lowering.lower(list)
    if condition.type.isNumber, !ExpressionFacts.reads(condition, item) {
      let index = Lowering.lower(condition)
      return { frame in
        guard let items = self.items(source(&frame), &frame) else { return .null }
        return element(items, index(&frame), &frame)
      }
    }
    if condition.type.isBoolean {
      let test = Tests.lower(condition)
      return { frame in
        guard let items = self.items(source(&frame), &frame), frame.burn(items.count * 2) else { return .null }
        var kept: [Value] = []
        for value in items {
          frame.set(item, value)
          if test(&frame) == .yes { kept.append(value) }
          if frame.fuel < 0 { return .null }
        }
        return .list(kept)
      }
    }
    let test = Lowering.lower(condition)
    return { frame in
      guard let items = self.items(source(&frame), &frame), frame.burn(items.count * 2) else { return .null }
      var kept: [Value] = []
      for (at, value) in items.enumerated() {
        frame.set(item, value)
        switch test(&frame) {
        case .boolean(let holds): if holds { kept.append(value) }
        case .null: break
        case .number(let number) where at == 0: return element(items, .number(number), &frame)
        default: return frame.null("条件不是真假", "the condition is neither true nor false")
        }
        if frame.fuel < 0 { return .null }
      }
      return .list(kept)
    }
  }

  /// What a filter looks through; `nil` with a recorded reason for null, which has no elements at all.
  static func items(_ value: Value, _ frame: inout Frame) -> [Value]? {
    switch value {
    case .list(let items): return items
    case .null:
      _ = frame.null("`[` 前面是空", "what stands before `[` is null")
      return nil
    default: return [value]
    }
  }

  private static func element(_ items: [Value], _ index: Value, _ frame: inout Frame) -> Value {
    guard case .number(let number) = index, let at = number.whole else {
      return frame.null("序号不是整数", "the index is not a whole number")
    }
    if at >= 1, at <= items.count { return items[at - 1] }
    if at <= -1, at >= -items.count { return items[items.count + at] }
    return frame.null("没有第 \(at) 个", "there is no element \(at)")
  }

  // MARK: iteration

  private struct Iterator: Sendable {
    let local: Int
    let source: Evaluator
    let end: Evaluator?
  }

  private static func lowered(_ list: [TypedIterator]) -> [Iterator] {
    list.map {
      Iterator(local: $0.local, source: Lowering.lower($0.source), end: $0.end.map { Lowering.lower($0) })
    }
  }

  /// The values that one variable takes, once.
  static func values(_ iterator: TypedIterator, _ frame: inout Frame) -> [Value]? {
    lowered([iterator]).first.flatMap { values($0, &frame) }
  }

  /// The values that one variable takes; `nil` with a recorded reason when there are none to take.
  private static func values(_ iterator: Iterator, _ frame: inout Frame) -> [Value]? {
    let first = iterator.source(&frame)
    if let end = iterator.end { return span(first, end(&frame), &frame) }
    switch first {
    case .list(let items): return items
    case .range(let range):
      guard let order = Value.order(range.lower, range.upper), order <= 0 else {
        _ = frame.null("区间前大后小", "the range runs backwards")
        return nil
      }
      guard var values = span(range.lower, range.upper, &frame) else { return nil }
      if !range.includesUpper, !values.isEmpty, values.last?.same(as: range.upper) == true {
        values.removeLast()
      }
      if !range.includesLower, !values.isEmpty { values.removeFirst() }
      return values
    case .null:
      _ = frame.null("`in` 后面是空", "what stands behind `in` is null")
      return nil
    default: return [first]
    }
  }

  private static func span(_ first: Value, _ last: Value, _ frame: inout Frame) -> [Value]? {
    let low: Int64
    let high: Int64
    let isDate: Bool
    switch (first, last) {
    case (.number(let a), .number(let b)):
      guard let x = a.whole, let y = b.whole else { return bad(&frame) }
      (low, high, isDate) = (Int64(x), Int64(y), false)
    case (.date(let a), .date(let b)): (low, high, isDate) = (a.days, b.days, true)
    default: return bad(&frame)
    }
    let (size, overflow) = high.subtractingReportingOverflow(low)
    guard !overflow, size.magnitude < UInt64(Limits.list), frame.burn(Int(size.magnitude)) else {
      _ = frame.null("列表太长", "the list is too long")
      return nil
    }
    return stride(from: low, through: high, by: low <= high ? 1 : -1).map {
      isDate ? .date(CivilDate(days: $0)) : .number(Number(Int($0)))
    }
  }

  private static func bad(_ frame: inout Frame) -> [Value]? {
    _ = frame.null("范围两端要是整数或日期", "both ends must be whole numbers or dates")
    return nil
  }

  /// Calls `body` for every combination, the last variable fastest; stops when it gives false.
  /// Returns false when a list could not be made or the fuel is gone.
  private static func each(
    _ iterators: [Iterator], _ at: Int, _ frame: inout Frame, _ body: (inout Frame) -> Bool
  ) -> Bool? {
    guard at < iterators.count else { return body(&frame) }
    guard let values = values(iterators[at], &frame) else { return nil }
    for value in values {
      guard frame.burn(2) else { return nil }
      frame.set(iterators[at].local, value)
      switch each(iterators, at + 1, &frame, body) {
      case true?: continue
      case let other: return other
      }
    }
    return true
  }

  static func loop(_ list: [TypedIterator], _ partial: Int, _ typedBody: Typed) -> Evaluator {
    let iterators = lowered(list)
    let body = Lowering.lower(typedBody)
    let usesPartial = ExpressionFacts.reads(typedBody, partial)
    return { frame in
      var results: [Value] = []
      let done = each(iterators, 0, &frame) { frame in
        guard results.count < Limits.list else {
          _ = frame.null("列表太长", "the list is too long")
          return false
        }
        if usesPartial {
          guard frame.burn(results.count) else { return false }
          frame.set(partial, .list(results))
        }
        results.append(body(&frame))
        return true
      }
      return done == true ? .list(results) : .null
    }
  }

  /// `some` stops at the first true, `every` at the first false; what is neither makes the whole null.
  static func quantified(_ list: [TypedIterator], _ body: Typed, stop: Truth) -> Test {
    let iterators = lowered(list)
    let verdict = verdict(body)
    return { frame in
      var result = stop.negated
      var isOdd = false
      let done = each(iterators, 0, &frame) { frame in
        guard let truth = verdict(&frame) else {
          isOdd = true
          return false
        }
        if truth == stop {
          result = stop
          return false
        }
        if truth == .unknown { result = .unknown }
        return true
      }
      return done == nil || isOdd ? .unknown : result
    }
  }

  /// The truth of a body; `nil` when it is neither true nor false nor null. A body is lowered once: bodies nest, and
  /// twice would double with every level.
  private static func verdict(_ body: Typed) -> @Sendable (inout Frame) -> Truth? {
    if body.type.isBoolean {
      let test = Tests.lower(body)
      return { frame in test(&frame) }
    }
    let value = Lowering.lower(body)
    return { frame in
      switch value(&frame) {
      case .boolean(let holds): holds ? .yes : .no
      case .null: .unknown
      default: nil
      }
    }
  }
}

extension ExpressionFacts {
  static func reads(_ typed: Typed, _ local: Int) -> Bool {
    var facts = ExpressionFacts()
    facts.read(typed)
    return facts.locals.contains(local)
  }
}
