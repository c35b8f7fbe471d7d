extension Value {
  /// Whether no more values stand in it than `Limits.parts`, and no deeper than `Limits.nesting`. A list that holds
  /// another twice shares it, so a few steps can build what no answer could ever print: whoever lets a value out of
  /// an evaluation asks here first. Ends as soon as it is known.
  var isWithinLimits: Bool {
    switch self {
    case .list, .context, .range:
      var room = Limits.parts
      return isWithin(&room, depth: 0)
    default: return true
    }
  }

  private func isWithin(_ room: inout Int, depth: Int) -> Bool {
    room -= 1
    guard room >= 0, depth <= Limits.nesting else { return false }
    switch self {
    case .list(let items):
      for item in items where !item.isWithin(&room, depth: depth + 1) { return false }
      return true
    case .context(let context):
      for value in context.values where !value.isWithin(&room, depth: depth + 1) { return false }
      return true
    case .range(let range):
      if let end = range.end { return end.isWithin(&room, depth: depth + 1) }
      return range.lower.isWithin(&room, depth: depth + 1) && range.upper.isWithin(&room, depth: depth + 1)
    default: return true
    }
  }
}

extension Frame {
  /// What an evaluation gives away: the value, null when there is no fuel left, and null with its reason when the
  /// value is too large.
  mutating func outcome(_ value: Value) -> Value {
    if fuel < 0 { return .null }
    return value.isWithinLimits ? value : null("结果太大或嵌套太深", "the result is too large or too deeply nested")
  }
}
