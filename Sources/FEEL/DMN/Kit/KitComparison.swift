/// When a result is what a test case expects: numbers to eight decimal places, everything else exactly; lists and
/// contexts part by part.
package enum KitComparison {
  /// One unit of the eighth decimal place.
  private static let tolerance = Number(scaled: 1, scale: 8)

  package static func same(_ found: Value, _ expected: Value, depth: Int = 0) -> Bool {
    guard depth < 64 else { return false }
    switch (found, expected) {
    case (.null, .null): return true
    case (.number(let a), .number(let b)):
      if a == b { return true }
      guard let difference = a - b else { return false }
      return difference < tolerance && -tolerance < difference
    case (.list(let a), .list(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { same($0, $1, depth: depth + 1) }
    case (.context(let a), .context(let b)):
      guard a.count == b.count else { return false }
      return zip(a.keys, a.values).allSatisfy { key, value in
        b[key].map { same(value, $0, depth: depth + 1) } ?? false
      }
    case (.date, .dateTime), (.dateTime, .date): return false
    default: return found.same(as: expected)
    }
  }
}
