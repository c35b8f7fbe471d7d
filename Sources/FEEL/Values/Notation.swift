extension Value {
  /// As an author would write it, so that it can be read again: texts in quotes, dates and durations as `@"…"`.
  /// Functions and entities have no such form and print as `text` prints them.
  package var notation: String { notation(depth: 0) }

  private func notation(depth: Int) -> String {
    guard depth < 64 else { return "…" }
    switch self {
    case .null, .boolean, .number, .function, .entity: return text
    case .string(let value): return Self.quoted(value)
    case .date, .time, .dateTime, .dayTimeDuration, .yearMonthDuration: return "@" + Self.quoted(text)
    case .list(let items):
      return "[" + items.map { $0.notation(depth: depth + 1) }.joined(separator: ", ") + "]"
    case .context(let context):
      let entries = zip(context.keys, context.values).map {
        "\(Self.key($0)): \($1.notation(depth: depth + 1))"
      }
      return "{" + entries.joined(separator: ", ") + "}"
    case .range(let range): return Self.notation(range, depth)
    }
  }

  private static func notation(_ range: RangeValue, _ depth: Int) -> String {
    if let sign = range.sign, let end = range.end {
      return "(\(sign.rawValue) \(end.notation(depth: depth + 1)))"
    }
    let lower = range.lower.notation(depth: depth + 1)
    let upper = range.upper.notation(depth: depth + 1)
    return (range.includesLower ? "[" : "(") + lower + ".." + upper + (range.includesUpper ? "]" : ")")
  }

  /// A key without quotes where it is one plain name.
  private static func key(_ name: String) -> String {
    let isPlain = name.unicodeScalars.enumerated().allSatisfy { at, scalar in
      scalar == "_" || scalar.properties.isAlphabetic || (at > 0 && scalar.properties.numericType == .decimal)
    }
    return isPlain && !name.isEmpty && !ParserNames.keywords.contains(name) ? name : quoted(name)
  }
}

extension Type {
  /// The type of a value with everything inside it; a null may become anything.
  package init(of value: Value) {
    self = Self.shape(value, depth: 0)
  }

  private static func shape(_ value: Value, depth: Int) -> Type {
    guard depth < 32 else { return .unknown }
    switch value {
    case .null: return .unknown
    case .list(let items):
      guard let first = items.first else { return .list(.unknown) }
      return .list(items.dropFirst().reduce(shape(first, depth: depth + 1)) { known, item in
        known.isUnknown ? known : known.joined(shape(item, depth: depth + 1))
      })
    case .context(let context):
      let members = zip(context.keys, context.values).map { ($0, shape($1, depth: depth + 1)) }
      return .context(Dictionary(members) { first, _ in first })
    default: return value.type
    }
  }
}
