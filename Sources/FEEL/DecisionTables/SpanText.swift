extension Cover {
  /// From the first value to the last.
  var hull: Span {
    guard let first = spans.first, let last = spans.last else { return Span(Cut(.null), Cut(.null)) }
    return Span(first.low, last.high)
  }

  /// The same for a column of whole numbers: what begins behind 10 begins before 11.
  var ofWholeNumbers: Cover {
    Cover(spans.map { Span($0.low.ofWholeNumbers, $0.high.ofWholeNumbers) })
  }
}

extension Cut {
  fileprivate var ofWholeNumbers: Cut {
    guard case .number(let number) = key else { return self }
    if !isBehind { return number.rescaled(to: 0, .ceiling).map { Cut(.number($0)) } ?? self }
    guard let floor = number.rescaled(to: 0, .floor), let next = floor + .one else { return self }
    return Cut(.number(next))
  }
}

extension Span {
  /// Written as a unary test, for messages: `"小餐饮"`, `> 1000`, `[50..100)`.
  ///
  /// - Parameters:
  ///   - type: of the column; choices are written by their titles.
  ///   - isWhole: the column holds whole numbers.
  func text(of type: Type, isWhole: Bool) -> String {
    let sorts: [Span] = [AxisKey.null.sort, .booleans, .numbers, .texts, .dates]
    if self == .everything { return "-" }
    let parts = sorts.map { Span(max($0.low, low), min($0.high, high)) }
    guard let at = parts.firstIndex(where: { !$0.isEmpty }) else { return "-" }
    return parts[at].text(within: sorts[at], type, isWhole)
  }

  private func text(within sort: Span, _ type: Type, _ isWhole: Bool) -> String {
    func literal(_ key: AxisKey) -> String { key.literal(type) }
    let last = lastIncluded(isWhole)
    if !low.isBehind, let last, last == low.key { return literal(last) }
    switch (low == sort.low, high == sort.high) {
    case (true, true): return low.key.value.map { _ in literal(low.key) } ?? "-"
    case (true, false): return last.map { "<= \(literal($0))" } ?? "< \(literal(high.key))"
    case (false, true): return low.isBehind ? "> \(literal(low.key))" : ">= \(literal(low.key))"
    case (false, false):
      let end = last.map { "\(literal($0))]" } ?? "\(literal(high.key)))"
      return (low.isBehind ? "(" : "[") + "\(literal(low.key))..\(end)"
    }
  }

  /// The last value inside; nil where there is none, as before a number.
  private func lastIncluded(_ isWhole: Bool) -> AxisKey? {
    if high.isBehind { return high.key }
    switch high.key {
    case .date(let days): return .date(days - 1)
    case .number(let number) where isWhole: return (number - .one).map { .number($0) }
    case .no: return .null
    case .yes: return .no
    case .numbersStart: return low.key == .no ? .no : .yes
    default: return nil
    }
  }
}

extension AxisKey {
  /// As an author would write it.
  fileprivate func literal(_ type: Type) -> String {
    switch value {
    case .string(let text)?:
      guard case .code(let values) = type.element, let option = values.options.first(where: { $0.code == text })
      else { return Value.quoted(text) }
      return Value.quoted(option.spellings.first ?? text)
    case .date(let date)?: return "@\"\(date.text)\""
    case let value?: return value.text
    case nil: return "-"
    }
  }
}
