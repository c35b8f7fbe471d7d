/// What somebody would write by hand for one rule: closures typed by what they give, that read a slot array of
/// plain machine values. No nulls with reasons, no decimals, no fuel. This is the yardstick.
enum ByHand {
  enum Slot: Sendable {
    case whole(Int)
    case text(String)
    case truth(Bool)
    case null
  }

  final class Row: Sendable {
    let slots: [Slot]
    init(_ slots: [Slot]) { self.slots = slots }
  }

  typealias Condition = @Sendable (Row) -> Bool

  static func atLeast(_ slot: Int, _ limit: Int) -> Condition {
    { row in
      if case .whole(let value) = row.slots[slot] { return value >= limit }
      return false
    }
  }

  static func below(_ slot: Int, _ limit: Int) -> Condition {
    { row in
      if case .whole(let value) = row.slots[slot] { return value < limit }
      return false
    }
  }

  static func oneOf(_ slot: Int, _ texts: [String]) -> Condition {
    { row in
      if case .text(let value) = row.slots[slot] { return texts.contains(value) }
      return false
    }
  }

  static func holds(_ slot: Int) -> Condition {
    { row in
      if case .truth(let value) = row.slots[slot] { return value }
      return false
    }
  }

  static func both(_ first: @escaping Condition, _ second: @escaping Condition) -> Condition {
    { row in first(row) && second(row) }
  }

  static func either(_ first: @escaping Condition, _ second: @escaping Condition) -> Condition {
    { row in first(row) || second(row) }
  }

  /// The sample rule, for these districts.
  static func rule(_ districts: [String]) -> Condition {
    both(atLeast(0, 60), both(oneOf(1, districts), either(below(2, 3000), holds(3))))
  }
}
