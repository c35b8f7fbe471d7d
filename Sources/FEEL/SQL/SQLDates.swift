/// Days and moments. Moments are seen by the clocks of China, summer times of 1986 to 1991 included.
extension SQLWriter {
  static let dayOfMilliseconds: Int64 = 86_400_000
  static let dayOfNanoseconds: Int64 = 86_400_000_000_000

  private func whole(_ text: String, _ bound: UInt128, _ nullable: Bool) -> SQLPiece {
    SQLPiece(
      text, .number(SQLNumber(scale: 0, bound: bound, form: dialect == .sqlite ? .scaled : .whole)),
      nullable: nullable)
  }

  func part(_ piece: SQLPiece, _ name: String, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let x = piece.text
    let text: String
    switch (dialect, name) {
    case (.sqlite, "year"): text = "CAST(substr(\(x), 1, 4) AS INTEGER)"
    case (.sqlite, "month"): text = "CAST(substr(\(x), 6, 2) AS INTEGER)"
    case (.sqlite, "day"): text = "CAST(substr(\(x), 9, 2) AS INTEGER)"
    case (.sqlite, "weekday"): text = "((strftime('%w', \(x)) + 6) % 7 + 1)"
    case (.sqlite, "day of year"): text = "CAST(strftime('%j', \(x)) AS INTEGER)"
    case (.sqlite, "week of year"):
      text = "((strftime('%j', date(\(x), '-3 days', 'weekday 4')) - 1) / 7 + 1)"
    case (.postgres, "year"): text = "EXTRACT(YEAR FROM \(x))::bigint"
    case (.postgres, "month"): text = "EXTRACT(MONTH FROM \(x))::bigint"
    case (.postgres, "day"): text = "EXTRACT(DAY FROM \(x))::bigint"
    case (.postgres, "weekday"): text = "EXTRACT(ISODOW FROM \(x))::bigint"
    case (.postgres, "day of year"): text = "EXTRACT(DOY FROM \(x))::bigint"
    case (.postgres, "week of year"): text = "EXTRACT(WEEK FROM \(x))::bigint"
    default: throw .form(typed.range)
    }
    return whole(text, 9999, piece.nullable)
  }

  /// Milliseconds on the clocks of China.
  private func local(_ x: String) -> String {
    let summers = Zone.summers.map { "(\(x) >= \($0.lowerBound)000 AND \(x) < \($0.upperBound)000)" }
    let first = Zone.summers.first?.lowerBound ?? 0
    let last = Zone.summers.last?.upperBound ?? 0
    return
      "(\(x) + CASE WHEN \(x) >= \(first)000 AND \(x) < \(last)000 AND (\(summers.joined(separator: " OR "))) "
      + "THEN 32400000 ELSE 28800000 END)"
  }

  /// The day of a moment.
  func day(_ piece: SQLPiece) -> SQLPiece {
    let clock = local(piece.text)
    let days = "((\(clock) - (\(clock) % 86400000 + 86400000) % 86400000) / 86400000)"
    return SQLPiece(
      dialect == .sqlite ? "date(2440587.5 + \(days))" : "(DATE '1970-01-01' + \(days)::integer)", .date,
      nullable: piece.nullable)
  }

  func clock(_ piece: SQLPiece, _ name: String, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let rest = "((\(local(piece.text)) % 86400000 + 86400000) % 86400000)"
    switch name {
    case "year", "month", "day", "weekday": return try part(day(piece), name, typed)
    case "hour": return whole("(\(rest) / 3600000)", 23, piece.nullable)
    case "minute": return whole("(\(rest) / 60000 % 60)", 59, piece.nullable)
    default: throw .form(typed.range)
    }
  }

  func amount(_ piece: SQLPiece, _ unit: Int64, _ bound: UInt128, _ name: String, _ typed: Typed)
    throws(NotPushable) -> SQLPiece
  {
    switch (unit, name) {
    case (Self.dayOfNanoseconds, "days"): return whole(piece.text, bound, piece.nullable)
    case (1_000_000, "days"): return whole("(\(piece.text) / 86400000)", bound, piece.nullable)
    case (1_000_000, "hours"): return whole("(\(piece.text) / 3600000 % 24)", 23, piece.nullable)
    case (1_000_000, "minutes"): return whole("(\(piece.text) / 60000 % 60)", 59, piece.nullable)
    default: throw .form(typed.range)
    }
  }

  /// A duration in smaller units.
  func counted(_ piece: SQLPiece, in unit: Int64, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    guard case .duration(let own, let bound) = piece.shape, own % unit == 0 else { throw .form(typed.range) }
    let factor = own / unit
    if factor == 1 { return piece }
    let (wider, overflow) = bound.multipliedReportingOverflow(by: UInt128(factor))
    guard !overflow, wider < UInt128(Int64.max) else { throw .tooLarge(typed.range) }
    return SQLPiece(
      "(\(piece.text) * \(factor))", .duration(unit: unit, bound: wider), nullable: piece.nullable)
  }

  // MARK: arithmetic

  /// A day that is moved on may leave the years a store knows: only comparisons of it are pushed.
  mutating func temporal(_ sign: BinaryOperator, _ left: Typed, _ right: Typed, _ typed: Typed)
    throws(NotPushable) -> SQLPiece
  {
    switch (left.type, sign, right.type) {
    case (.date, .subtract, .date):
      let a = try value(left)
      let b = try value(right)
      let text =
        dialect == .sqlite
        ? "CAST(julianday(\(a.text)) - julianday(\(b.text)) AS INTEGER)" : "(\(a.text) - \(b.text))::bigint"
      return SQLPiece(
        text, .duration(unit: Self.dayOfNanoseconds, bound: 4_000_000), nullable: a.nullable || b.nullable)
    case (.dateTime, .subtract, .dateTime):
      let a = try value(left)
      let b = try value(right)
      return SQLPiece(
        "(\(a.text) - \(b.text))", .duration(unit: 1_000_000, bound: 1_000_000_000_000_000),
        nullable: a.nullable || b.nullable)
    case (.dateTime, .add, .dayTimeDuration), (.dateTime, .subtract, .dayTimeDuration):
      guard case .dayTimeDuration(let shift)? = right.constant, shift.isWholeMilliseconds else { break }
      let a = try value(left)
      return SQLPiece(
        "(\(a.text) \(sign.rawValue) (\(Int64(shift.total / 1_000_000))))", .instant, nullable: a.nullable)
    default: break
    }
    throw .form(typed.range)
  }

  // MARK: functions

  /// Full years on a day; null for who is born later.
  mutating func age(_ arguments: [Typed], _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let on = arguments.count > 1 ? arguments[1] : Typed(.call("today", []), .date, typed.range)
    let birth = try dayOf(arguments[0], typed)
    let day = try dayOf(on, typed)
    let years = "\(try part(day, "year", typed).text) - \(try part(birth, "year", typed).text)"
    let later =
      dialect == .sqlite
      ? "(substr(\(birth.text), 6) > substr(\(day.text), 6))"
      : "(CASE WHEN to_char(\(birth.text), 'MMDD') > to_char(\(day.text), 'MMDD') THEN 1 ELSE 0 END)"
    return whole("(CASE WHEN \(birth.text) <= \(day.text) THEN \(years) - \(later) END)", 9999, true)
  }

  mutating func daysSince(_ operand: Typed, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let today = Typed(.call("today", []), .date, typed.range)
    let day = Typed(.call("date", [operand]), .date, typed.range)
    let difference = try temporal(
      .subtract, today, operand.type.sort == Type.date.sort ? operand : day, typed)
    return whole(difference.text, 4_000_000, difference.nullable)
  }

  /// The day of a date or moment.
  mutating func dayOf(_ operand: Typed, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let piece = try value(operand)
    switch piece.shape {
    case .date: return piece
    case .instant: return day(piece)
    case .boolean, .number, .text, .duration, .reference: throw .form(typed.range)
    }
  }

  mutating func named(_ names: [String], _ part: String, _ operand: Typed, _ typed: Typed) throws(NotPushable)
    -> SQLPiece
  {
    let number = try self.part(try dayOf(operand, typed), part, typed)
    let cases = names.enumerated().map { "WHEN \($0.offset + 1) THEN '\($0.element)'" }
    return SQLPiece(
      "(CASE \(number.text) \(cases.joined(separator: " ")) END)", .text, nullable: number.nullable)
  }
}
