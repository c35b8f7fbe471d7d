/// A value of a statement, computed from the command before it runs.
package struct SQLParameter: Sendable {
  /// How a number between two representable ones is bound, so that the comparison stays exact.
  enum Fit: Sendable {
    /// A value that no column holds: equal to nothing, and not null.
    case exact
    case floor, ceiling
    /// No statement can be made of such a value.
    case only
  }

  /// What the value becomes.
  enum Form: Sendable {
    case boolean, text, decimal
    /// The id of an entity.
    case reference
    /// A list of texts: JSON for SQLite, an array for PostgreSQL.
    case texts(SQLDialect)
    /// The first text behind all that begin with the value.
    case prefixEnd
    /// The least day that, moved on by so many months, is the value or later (`next`: later than the value).
    case date(months: Int, next: Bool)
    /// The last birthday of those who are so old on the value's day.
    case birth(age: Int)
    case scaled(Int, Fit)
    case instant(Fit)
    /// Midnight in China at the beginning or the end of the value's day.
    case midnight(next: Bool)
    /// The beginning or the end of the value's second.
    case second(next: Bool)
    /// Counted in so many nanoseconds.
    case duration(Int64, Fit)
  }

  let form: Form
  let expression: CompiledExpression
  let range: Range<Int>

  init(_ form: Form, _ typed: Typed) {
    self.form = form
    expression = Expression.lowered(typed, text: "")
    range = typed.range
  }

  /// What a store binds.
  package enum Bound: Sendable, Equatable {
    case null
    case integer(Int64)
    case text(String)
    /// A decimal in plain digits, for NUMERIC.
    case decimal(String)
    case date(CivilDate)
  }

  /// The value for one command; nil when the store has no such value (a year of five digits, a time without
  /// zone): then the expression must run as a closure.
  package func bound(_ frame: inout Frame) -> Bound? {
    let value = expression.evaluate(&frame)
    if case .texts(let dialect) = form { return Self.array(value, dialect) }
    if value.isNull { return .null }
    switch (form, value) {
    case (.boolean, .boolean(let value)): return .integer(value ? 1 : 0)
    case (.reference, .entity(let reference)): return .integer(reference.id)
    case (.text, .string(let text)): return Self.isStorable(text) ? .text(text) : nil
    case (.prefixEnd, .string(let text)): return Self.end(of: text).map { .text($0) }
    case (.decimal, .number(let number)): return Self.plain(number).map { .decimal($0) }
    case (.scaled(let scale, let fit), .number(let number)): return Self.scaled(number, scale, fit)
    case (.date(let months, let next), .date(let date)): return Self.date(date, months, next)
    case (.birth(let age), .date(let date)): return Self.birth(age, date)
    case (.instant(.only), .dateTime(let moment)) where moment.time.zone != .shanghai: return nil
    case (.instant(let fit), .dateTime(let moment)):
      return moment.universal.flatMap { Self.units($0, 1_000_000, fit) }
    case (.instant(let fit), .date(let date)):
      return CivilDateTime(date: date, time: CivilTime(nanoseconds: 0, zone: .shanghai)).universal
        .flatMap { Self.units($0, 1_000_000, fit) }
    case (.midnight(let next), .date(let date)):
      return .integer((next ? date.adding(days: 1) : date).midnight)
    case (.second(let next), .dateTime(let moment)):
      return moment.universal.map {
        .integer(Int64(clamping: Int128(CivilDateTime.seconds($0)) + (next ? 1 : 0)) &* 1000)
      }
    case (.duration(let unit, let fit), .dayTimeDuration(let duration)):
      return Self.units(duration.total, Int128(unit), fit)
    default: return nil
    }
  }
}

extension SQLParameter {
  static func isStorable(_ text: String) -> Bool { !text.utf8.contains(0) }

  static let storable = -719_162...2_932_896 as ClosedRange<Int64>

  /// `nil` when no text is behind all of them.
  static func end(of prefix: String) -> String? {
    guard isStorable(prefix) else { return nil }
    var scalars = Text.scalars(prefix)
    while let last = scalars.popLast() {
      if last == 0x10FFFF { continue }
      scalars.append(last == 0xD7FF ? 0xE000 : last + 1)
      return Text.string(scalars)
    }
    return nil
  }

  /// A list of null or of anything but text is none that a store could search.
  private static func array(_ value: Value, _ dialect: SQLDialect) -> Bound? {
    guard case .list(let items) = value else { return nil }
    var parts: [String] = []
    for item in items {
      guard case .string(let text) = item, isStorable(text) else { return nil }
      parts.append(dialect == .sqlite ? json(text) : array(text))
    }
    let list = parts.joined(separator: ",")
    return .text(dialect == .sqlite ? "[\(list)]" : "{\(list)}")
  }

  private static func array(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { out += "\\" }
      out.unicodeScalars.append(scalar)
    }
    return out + "\""
  }

  /// A JSON string.
  static func json(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      // `<` too, so that no text can end the script element it may stand in.
      case "\u{0}"..."\u{1F}", "<", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  private static func plain(_ number: Number) -> String? {
    let plain = number.normalized
    guard plain.exponent >= -6000, plain.exponent <= 6000 else { return nil }
    return "\(plain.coefficient)e\(plain.exponent)"
  }

  private static func scaled(_ number: Number, _ scale: Int, _ fit: Fit) -> Bound? {
    if let exact = number.scaled(by: scale), exact != Int64.min { return .integer(exact) }
    switch fit {
    case .only: return nil
    case .exact: return .integer(Int64.min)
    case .floor, .ceiling:
      let end: Int64 = number.isNegative ? Int64.min : Int64.max
      guard let whole = number.rescaled(to: scale, fit == .floor ? .floor : .ceiling) else {
        return .integer(end)
      }
      return .integer(whole.scaled(by: scale) ?? end)
    }
  }

  private static func units(_ total: Int128, _ unit: Int128, _ fit: Fit) -> Bound? {
    let (quotient, rest) = total.quotientAndRemainder(dividingBy: unit)
    if rest == 0 { return .integer(Int64(clamping: quotient)) }
    switch fit {
    case .only: return nil
    case .exact: return .integer(Int64.min)
    case .floor: return .integer(Int64(clamping: rest < 0 ? quotient - 1 : quotient))
    case .ceiling: return .integer(Int64(clamping: rest > 0 ? quotient + 1 : quotient))
    }
  }

  private static func date(_ date: CivilDate, _ months: Int, _ next: Bool) -> Bound? {
    let wanted = next ? date.adding(days: 1) : date
    guard months != 0 else { return storable.contains(wanted.days) ? .date(wanted) : nil }
    guard var least = wanted.adding(months: -months) else { return nil }
    for _ in 0..<8 {
      let before = least.adding(days: -1)
      guard let moved = before.adding(months: months), moved >= wanted else { break }
      least = before
    }
    for _ in 0..<8 {
      guard let moved = least.adding(months: months), moved < wanted else { break }
      least = least.adding(days: 1)
    }
    return storable.contains(least.days) ? .date(least) : nil
  }

  /// Who was born on 29 February is a year older on 1 March of a common year.
  private static func birth(_ age: Int, _ day: CivilDate) -> Bound? {
    let (year, month, dayOfMonth) = day.parts
    let last = Swift.min(dayOfMonth, CivilDate.length(ofMonth: month, year: year - age))
    guard let birth = CivilDate(year: year - age, month: month, day: last) else { return nil }
    let limit = Swift.min(birth, day)
    return storable.contains(limit.days) ? .date(limit) : nil
  }
}
