extension Value {
  /// Equality as FEEL defines it (DMN 1.5, table 52): null equals only null; `nil` where the sorts differ.
  package static func equal(_ left: Value, _ right: Value) -> Bool? {
    var fuel = 5_000_000
    return equal(left, right, fuel: &fuel)
  }

  /// The same, counting elements; without fuel the answer is `nil`.
  static func equal(_ left: Value, _ right: Value, fuel: inout Int, depth: Int = 0) -> Bool? {
    switch (left, right) {
    case (.null, .null): return true
    case (.null, _), (_, .null): return false
    case (.boolean(let a), .boolean(let b)): return a == b
    case (.number(let a), .number(let b)): return a == b
    case (.string(let a), .string(let b)): return Text.same(a, b)
    case (.date(let a), .date(let b)): return a == b
    case (.time(let a), .time(let b)): return CivilTime.isSameSecond(a, b)
    case (.dateTime(let a), .dateTime(let b)): return CivilDateTime.isSameSecond(a, b) ?? false
    case (.date(let a), .dateTime(let b)), (.dateTime(let b), .date(let a)):
      return CivilDateTime.order(
        CivilDateTime(date: a, time: CivilTime(nanoseconds: 0, zone: b.time.zone)), b
      )
      .map { $0 == 0 }
    case (.dayTimeDuration(let a), .dayTimeDuration(let b)): return a == b
    case (.yearMonthDuration(let a), .yearMonthDuration(let b)): return a == b
    case (.yearMonthDuration(let a), .dayTimeDuration(let b)),
      (.dayTimeDuration(let b), .yearMonthDuration(let a)):
      return a.months == 0 && b.total == 0 ? true : nil
    case (.entity(let a), .entity(let b)): return a == b
    default: return equalCompound(left, right, fuel: &fuel, depth: depth)
    }
  }

  private static func equalCompound(_ left: Value, _ right: Value, fuel: inout Int, depth: Int) -> Bool? {
    guard depth < 64, fuel > 0 else {
      fuel = -1
      return nil
    }
    switch (left, right) {
    case (.list(let a), .list(let b)):
      guard a.count == b.count else { return false }
      fuel -= a.count + 2
      for (x, y) in zip(a, b) where equal(x, y, fuel: &fuel, depth: depth + 1) != true { return false }
      return true
    case (.context(let a), .context(let b)):
      guard a.count == b.count else { return false }
      fuel -= a.count * 2
      for (at, key) in a.keys.enumerated() {
        guard let other = b[key], equal(a.values[at], other, fuel: &fuel, depth: depth + 1) == true else {
          return false
        }
      }
      return true
    case (.range(let a), .range(let b)):
      return a.sign == b.sign && a.includesLower == b.includesLower && a.includesUpper == b.includesUpper
        && equal(a.lower, b.lower, fuel: &fuel, depth: depth + 1) == true
        && equal(a.upper, b.upper, fuel: &fuel, depth: depth + 1) == true
    default: return nil
    }
  }

  /// Of the same sort and equal; what tests, sets and `distinct values` go by.
  package func same(as other: Value) -> Bool { Value.equal(self, other) == true }

  /// -1, 0, 1; `nil` where the two have no order.
  package static func order(_ left: Value, _ right: Value) -> Int? {
    switch (left, right) {
    case (.number(let a), .number(let b)): return a < b ? -1 : (a == b ? 0 : 1)
    case (.string(let a), .string(let b)): return Text.order(a, b)
    case (.date(let a), .date(let b)): return a < b ? -1 : (a == b ? 0 : 1)
    case (.time(let a), .time(let b)): return CivilTime.order(a, b)
    case (.dateTime(let a), .dateTime(let b)): return CivilDateTime.order(a, b)
    case (.date(let a), .dateTime(let b)):
      return CivilDateTime.order(
        CivilDateTime(date: a, time: CivilTime(nanoseconds: 0, zone: b.time.zone)), b)
    case (.dateTime(let a), .date(let b)):
      return CivilDateTime.order(
        a, CivilDateTime(date: b, time: CivilTime(nanoseconds: 0, zone: a.time.zone)))
    case (.dayTimeDuration(let a), .dayTimeDuration(let b)): return a < b ? -1 : (a == b ? 0 : 1)
    case (.yearMonthDuration(let a), .yearMonthDuration(let b)): return a < b ? -1 : (a == b ? 0 : 1)
    default: return nil
    }
  }
}

extension Value: Equatable {
  /// The same as `same(as:)`.
  package static func == (left: Value, right: Value) -> Bool { left.same(as: right) }
}

extension Value: CustomStringConvertible {
  /// As `string()` prints it; strings inside lists and contexts stand in quotes.
  package var description: String { text }

  /// As `string()` prints it; null prints `null`.
  package var text: String { text(limit: Limits.string * 4) ?? "…" }

  /// The same; `nil` when it is longer than so many bytes, before more than these were written.
  func text(limit: Int) -> String? {
    if case .string(let value) = self { return value }
    var out = ""
    return print(into: &out, limit: limit, depth: 0) ? out : nil
  }

  /// False when the text has become too long, or nests too deeply to be meant.
  private func print(into out: inout String, limit: Int, depth: Int) -> Bool {
    guard depth < 64, out.utf8.count <= limit else { return false }
    switch self {
    case .null: out += "null"
    case .boolean(let value): out += value ? "true" : "false"
    case .number(let value): out += value.text
    case .string(let value): out += Self.quoted(value)
    case .date(let value): out += value.text
    case .time(let value): out += value.text
    case .dateTime(let value): out += value.text
    case .dayTimeDuration(let value): out += value.text
    case .yearMonthDuration(let value): out += value.text
    case .function(let function): out += "function(" + function.parameters.joined(separator: ", ") + ")"
    case .entity(let entity): out += "\(entity.classID)/\(entity.id)"
    case .list, .context, .range: return printParts(into: &out, limit: limit, depth: depth)
    }
    return out.utf8.count <= limit
  }

  private func printParts(into out: inout String, limit: Int, depth: Int) -> Bool {
    switch self {
    case .list(let items):
      out += "["
      for (index, item) in items.enumerated() {
        if index > 0 { out += ", " }
        guard item.print(into: &out, limit: limit, depth: depth + 1) else { return false }
      }
      out += "]"
    case .context(let context):
      out += "{"
      for (index, key) in context.keys.enumerated() {
        out += (index > 0 ? ", " : "") + key + ": "
        guard context.values[index].print(into: &out, limit: limit, depth: depth + 1) else { return false }
      }
      out += "}"
    case .range(let range):
      if let sign = range.sign, let end = range.end {
        out += "(\(sign.rawValue) "
        guard end.print(into: &out, limit: limit, depth: depth + 1) else { return false }
        out += ")"
        return true
      }
      out += range.includesLower ? "[" : "("
      guard range.lower.print(into: &out, limit: limit, depth: depth + 1) else { return false }
      out += ".."
      guard range.upper.print(into: &out, limit: limit, depth: depth + 1) else { return false }
      out += range.includesUpper ? "]" : ")"
    default: break
    }
    return true
  }

  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
