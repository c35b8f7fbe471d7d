/// Reads the text of a range: `[18..21)`, `(..2)`, `["a".."z"]` (DMN 1.5, 10.3.4.1).
enum RangeReader {
  /// `nil` unless the ends are literals of one sort in their order and at least one is there; a side without an end
  /// has no bound and stands behind a round bracket.
  static func read(_ text: String) -> RangeValue? {
    let trimmed = Text.trimmed(text)
    guard trimmed.utf8.count <= 500, let opens = trimmed.unicodeScalars.first,
      let closes = trimmed.unicodeScalars.last, trimmed.unicodeScalars.count > 3,
      "[(]".unicodeScalars.contains(opens), "])[".unicodeScalars.contains(closes)
    else { return nil }
    let includesLower = opens == "["
    let includesUpper = closes == "]"
    let inner = Text.trimmed(String(String.UnicodeScalarView(trimmed.unicodeScalars.dropFirst().dropLast())))
    if inner.hasPrefix("..") {
      guard !includesLower, let upper = literal(String(inner.dropFirst(2))) else { return nil }
      return RangeValue(includesUpper ? .lessOrEqual : .less, upper)
    }
    if inner.hasSuffix("..") {
      guard !includesUpper, let lower = literal(String(inner.dropLast(2))) else { return nil }
      return RangeValue(includesLower ? .greaterOrEqual : .greater, lower)
    }
    guard let (syntax, _) = parse(trimmed), case .range(let low, let high, _, _) = syntax.node,
      let lower = literal(low), let upper = literal(high), let order = Value.order(lower, upper), order <= 0
    else { return nil }
    return RangeValue(
      lower: lower, upper: upper, includesLower: includesLower, includesUpper: includesUpper)
  }

  private static func parse(_ text: String) -> (Syntax, [Problem])? {
    let (syntax, problems) = Expression.parse(text, scope: SlotScope(), strictness: .standard)
    guard let syntax, problems.isEmpty else { return nil }
    return (syntax, problems)
  }

  private static func literal(_ text: String) -> Value? { parse(text).flatMap { literal($0.0) } }

  /// A number, a text, a temporal literal, or a conversion of a literal to a date, time or duration.
  private static func literal(_ syntax: Syntax) -> Value? {
    switch syntax.node {
    case .number(let number): return .number(number)
    case .negate(let operand):
      guard case .number(let number) = operand.node else { return nil }
      return .number(-number)
    case .string(let text): return .string(text)
    case .temporal(let text): return Temporal.value(text)
    case .call(let word, _):
      guard ["date", "time", "date and time", "duration"].contains(word.text) else { return nil }
      let typed = Expression.check(syntax, scope: SlotScope()).typed
      return typed?.constant
    default: return nil
    }
  }
}
