/// A number as SQL has it.
struct SQLNumber: Sendable, Hashable {
  enum Form: Sendable, Hashable {
    /// An integer, the value times 10^scale.
    case scaled
    /// A BIGINT; its scale is 0.
    case whole
    /// A NUMERIC.
    case decimal
  }

  let scale: Int
  /// The value times 10^scale is never further from nought.
  let bound: UInt128
  let form: Form
}

/// The sort of a piece of SQL.
enum SQLShape: Sendable, Hashable {
  case boolean
  case number(SQLNumber)
  case text, date, instant, reference
  /// An integer of so many nanoseconds each, never further from nought than the bound.
  case duration(unit: Int64, bound: UInt128)

  var result: SQLExpression.Result {
    switch self {
    case .boolean: .boolean
    case .number(let number): .number(scale: number.scale)
    case .text: .text
    case .date: .date
    case .instant: .instant
    case .reference: .reference
    case .duration(let unit, _): .duration(nanoseconds: unit)
    }
  }

  /// Of a value that is either this or the other, both at one scale: as far from nought as the further one.
  func or(_ other: SQLShape) -> SQLShape {
    switch (self, other) {
    case (.number(let a), .number(let b)):
      .number(
        SQLNumber(scale: a.scale, bound: Swift.max(a.bound, b.bound), form: a.form == .whole ? b.form : a.form))
    case (.duration(let unit, let a), .duration(_, let b)): .duration(unit: unit, bound: Swift.max(a, b))
    default: self
    }
  }
}

/// A piece of SQL that can stand anywhere: compound pieces bring their brackets.
struct SQLPiece: Sendable {
  let text: String
  let shape: SQLShape
  let nullable: Bool

  init(_ text: String, _ shape: SQLShape, nullable: Bool) {
    self.text = text
    self.shape = shape
    self.nullable = nullable
  }
}

/// Which of the three truths a condition must keep apart. Negation turns the first two round.
enum SQLWant: Sendable {
  /// True exactly where the expression is true; false and null may be taken for each other.
  case whenTrue
  /// False exactly where the expression is false; true and null may be taken for each other.
  case whenFalse
  case exact

  var negated: SQLWant {
    switch self {
    case .whenTrue: .whenFalse
    case .whenFalse: .whenTrue
    case .exact: .exact
    }
  }
}

/// What a loop variable stands for in SQL.
enum SQLLocal: Sendable {
  /// The value before `in`.
  case expression(Typed)
  /// A row of a table under an alias.
  case row(String, [String: SQLColumn])
  /// A plain value of a list.
  case value(SQLPiece)
}
