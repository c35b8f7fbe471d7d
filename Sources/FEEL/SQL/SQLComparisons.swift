/// Comparisons, with what is known before the statement on the right and columns bare on the left where the
/// arithmetic allows, so that indexes serve.
extension SQLWriter {
  mutating func comparison(
    _ sign: BinaryOperator, _ left: Typed, _ right: Typed, _ want: SQLWant, _ typed: Typed
  ) throws(NotPushable) -> String {
    if isClosed(left), isClosed(right) {
      return try value(Typed(.binary(sign, left, right), .boolean, typed.range)).text
    }
    if isClosed(left) { return try comparison(sign.flipped, right, left, want, typed) }
    if right.type.isNull || right.constant?.isNull == true { return try withNull(sign, left) }
    let count = parameters.count
    if let text = try moved(sign, left, right, want, typed) { return text }
    forget(from: count)
    if let text = try existence(sign, left, right) { return text }
    var a = try value(left)
    if a.shape == .instant, !isOrder(sign), case .dateTime = right.type {
      return try sameSecond(sign, a, right, want, typed)
    }
    if isClosed(right) {
      let mark = try operand(right, beside: a, sign, typed)
      return compare(sign, a, SQLPiece(mark, a.shape, nullable: !isNeverNull(right)), want)
    }
    var b = try value(right)
    (a, b) = try alike(a, b, typed)
    if a.shape == .reference, isOrder(sign) { throw .form(typed.range) }
    return compare(sign, a, b, want)
  }

  private func isOrder(_ sign: BinaryOperator) -> Bool { sign != .equal && sign != .unequal }

  /// Moments are equal when their seconds are (DMN 1.5, table 53).
  private mutating func sameSecond(
    _ sign: BinaryOperator, _ a: SQLPiece, _ right: Typed, _ want: SQLWant, _ typed: Typed
  )
    throws(NotPushable) -> String
  {
    guard isClosed(right) else {
      let b = try value(right)
      guard b.shape == .instant else { throw .form(typed.range) }
      func second(_ piece: SQLPiece) -> SQLPiece {
        SQLPiece("(\(piece.text) - (\(piece.text) % 1000 + 1000) % 1000)", .instant, nullable: piece.nullable)
      }
      return compare(sign, second(a), second(b), want)
    }
    if case .dateTime(let moment)? = right.constant, moment.universal == nil { throw .zone(right.range) }
    guard !a.nullable || isNeverNull(right) else { throw .form(typed.range) }
    let low = parameter(.second(next: false), right, as: "bigint")
    let inside =
      "(\(a.text) >= \(low) AND \(a.text) < \(parameter(.second(next: true), right, as: "bigint")))"
    let isPlain = sign == .equal ? want == .whenTrue : want == .whenFalse
    let certain = isPlain || (!a.nullable && isNeverNull(right)) ? inside : "(\(inside) IS TRUE)"
    return sign == .equal ? certain : "(NOT \(certain))"
  }

  private mutating func withNull(_ sign: BinaryOperator, _ left: Typed) throws(NotPushable) -> String {
    guard sign == .equal || sign == .unequal else { return dialect.truth(nil) }
    if left.type.isList {
      guard case .slot(let slot) = left.node, case .rows? = source(slot) else { throw .form(left.range) }
      return dialect.truth(sign == .unequal)
    }
    if case .slot(let slot) = left.node, case .column(let column)? = source(slot) {
      if !column.nullable { return dialect.truth(sign == .unequal) }
      return "(\(column.name) \(sign == .equal ? "IS NULL" : "IS NOT NULL"))"
    }
    let count = parameters.count
    let piece = try value(left)
    if !piece.nullable { forget(from: count) }
    return piece.nullable
      ? "(\(piece.text) \(sign == .equal ? "IS NULL" : "IS NOT NULL"))" : dialect.truth(sign == .unequal)
  }

  /// Null equals only null in FEEL; `=` of SQL gives null for it.
  private func compare(_ sign: BinaryOperator, _ a: SQLPiece, _ b: SQLPiece, _ want: SQLWant) -> String {
    switch sign {
    case .equal:
      let plain = !a.nullable && !b.nullable || (want == .whenTrue && !(a.nullable && b.nullable))
      return plain ? "(\(a.text) = \(b.text))" : dialect.same(a.text, b.text)
    case .unequal:
      let plain = !a.nullable && !b.nullable || (want == .whenFalse && !(a.nullable && b.nullable))
      return plain ? "(\(a.text) <> \(b.text))" : dialect.distinct(a.text, b.text)
    default: return "(\(a.text) \(sign.rawValue) \(b.text))"
    }
  }

  /// What is known before the statement, in the shape of the piece it is compared with.
  mutating func operand(_ right: Typed, beside piece: SQLPiece, _ sign: BinaryOperator, _ typed: Typed)
    throws(NotPushable) -> String
  {
    switch (piece.shape, right.type) {
    case (.number(let number), .number):
      if number.form == .decimal { return parameter(.decimal, right, as: "numeric") }
      return parameter(.scaled(number.scale, sign.fit), right, as: "bigint")
    case (.duration(let unit, _), .dayTimeDuration):
      return parameter(.duration(unit, sign.fit), right, as: "bigint")
    case (.instant, .dateTime), (.instant, .date):
      if case .dateTime(let moment)? = right.constant, moment.universal == nil { throw .zone(right.range) }
      return parameter(.instant(sign.fit), right, as: "bigint")
    case (.boolean, .boolean), (.text, .string), (.text, .code), (.date, .date): return try value(right).text
    case (.reference, .entity) where !isOrder(sign): return try value(right).text
    case (_, .unknown): throw .unknown(right.range)
    default: throw .form(typed.range)
    }
  }

  // MARK: shifting to the other side

  /// `nil` when the comparison is best written as it stands.
  private mutating func moved(
    _ sign: BinaryOperator, _ left: Typed, _ right: Typed, _ want: SQLWant, _ typed: Typed
  ) throws(NotPushable) -> String? {
    let isOrder = sign != .equal && sign != .unequal
    switch left.node {
    case .call("age", let arguments):
      guard case .number(let years)? = right.constant, isOrder else { return nil }
      return try age(arguments, sign, years, want, typed)
    case .call("days since", let arguments):
      guard let days = right.constant?.number?.whole, (-999_999...999_999).contains(days),
        arguments[0].type.sort == Type.date.sort
      else { return nil }
      let today = Typed(.call("today", []), .date, typed.range)
      return try comparison(sign.flipped, arguments[0], shifted(today, days: -days), want, typed)
    case .call("date", let arguments):
      guard arguments.count == 1, case .dateTime = arguments[0].type, isClosed(right), case .date = right.type
      else {
        return nil
      }
      return try byDay(sign, arguments[0], right, want)
    case .binary(let operation, let a, let b):
      return try unshifted(sign, operation, a, b, right, isOrder, want, typed)
    default: return nil
    }
  }

  private func shifted(_ date: Typed, days: Int) -> Typed {
    let shift = Typed(.constant(.dayTimeDuration(DayTimeDuration(days: days))), .dayTimeDuration, date.range)
    return Typed(.binary(.add, date, shift), .date, date.range)
  }

  private mutating func unshifted(
    _ sign: BinaryOperator, _ operation: BinaryOperator, _ a: Typed, _ b: Typed, _ right: Typed,
    _ isOrder: Bool,
    _ want: SQLWant, _ typed: Typed
  ) throws(NotPushable) -> String? {
    guard operation == .add || operation == .subtract else { return nil }
    let back: BinaryOperator = operation == .add ? .subtract : .add
    switch (a.type, b.constant, right.type) {
    case (.date, .dayTimeDuration(let shift)?, .date) where shift.isWholeDays && isOrder,
      (.dateTime, .dayTimeDuration(let shift)?, .dateTime) where shift.isWholeMilliseconds && isOrder:
      if isClosed(right) {
        return try comparison(sign, a, Typed(.binary(back, right, b), right.type, right.range), want, typed)
      }
      let difference = Typed(.binary(.subtract, right, a), .dayTimeDuration, typed.range)
      let amount = operation == .add ? b : Typed(.constant(.dayTimeDuration(shift.negated)), b.type, b.range)
      return try comparison(sign.flipped, difference, amount, want, typed)
    case (.date, .yearMonthDuration(let shift)?, .date):
      guard isOrder, isClosed(right), shift.months.magnitude < 12_000 else { return nil }
      let months = Int(operation == .add ? shift.months : -shift.months)
      let piece = try value(a)
      let next = sign == .lessOrEqual || sign == .greater
      let mark = parameter(.date(months: months, next: next), right, as: "date")
      return "(\(piece.text) \(sign == .less || sign == .lessOrEqual ? "<" : ">=") \(mark))"
    default: break
    }
    guard operation == .subtract, isOrder, case .dayTimeDuration(let amount)? = right.constant else {
      return nil
    }
    switch (a.type, b.type) {
    case (.date, .date) where amount.isWholeDays, (.dateTime, .dateTime) where amount.isWholeMilliseconds:
      if isClosed(a) {
        return try comparison(
          sign.flipped, b, Typed(.binary(.subtract, a, right), a.type, a.range), want, typed)
      }
      if isClosed(b) {
        return try comparison(sign, a, Typed(.binary(.add, b, right), b.type, b.range), want, typed)
      }
      return nil
    default: return nil
    }
  }

  /// The day of a moment by the clocks of China, as a span of moments.
  private mutating func byDay(_ sign: BinaryOperator, _ moment: Typed, _ day: Typed, _ want: SQLWant)
    throws(NotPushable) -> String?
  {
    let piece = try value(moment)
    func mark(_ next: Bool, _ writer: inout SQLWriter) -> String {
      writer.parameter(.midnight(next: next), day, as: "bigint")
    }
    switch sign {
    case .less: return "(\(piece.text) < \(mark(false, &self)))"
    case .lessOrEqual: return "(\(piece.text) < \(mark(true, &self)))"
    case .greater: return "(\(piece.text) >= \(mark(true, &self)))"
    case .greaterOrEqual: return "(\(piece.text) >= \(mark(false, &self)))"
    default:
      // Where both may be null they are equal then, which no span of moments says.
      guard !piece.nullable || isNeverNull(day) else { return nil }
      let inside = "(\(piece.text) >= \(mark(false, &self)) AND \(piece.text) < \(mark(true, &self)))"
      let certain =
        want == (sign == .equal ? .whenTrue : .whenFalse) && !piece.nullable ? inside : "(\(inside) IS TRUE)"
      return sign == .equal ? (want == .whenTrue ? inside : certain) : "(NOT \(certain))"
    }
  }

  /// `age(day of birth) >= 60` as a day of birth.
  private mutating func age(
    _ arguments: [Typed], _ sign: BinaryOperator, _ years: Number, _ want: SQLWant, _ typed: Typed
  ) throws(NotPushable) -> String? {
    let day = arguments.count > 1 ? arguments[1] : Typed(.call("today", []), .date, typed.range)
    let up = sign == .greaterOrEqual || sign == .less
    guard isClosed(day), case .date = day.type, case .date = arguments[0].type,
      var least = years.rescaled(to: 0, up ? .ceiling : .floor)?.whole, least.magnitude < 1000
    else { return nil }
    if !up { least += 1 }
    let piece = try value(arguments[0])
    let last = parameter(.birth(age: least), day, as: "date")
    let isOlder = sign == .greaterOrEqual || sign == .greater
    if isOlder, want == .whenTrue { return "(\(piece.text) <= \(last))" }
    let today = parameter(.date(months: 0, next: false), day, as: "date")
    if want == .whenTrue { return "(\(piece.text) > \(last) AND \(piece.text) <= \(today))" }
    return "(CASE WHEN \(piece.text) <= \(today) THEN \(piece.text) \(isOlder ? "<=" : ">") \(last) END)"
  }
}

extension BinaryOperator {
  /// The same with the sides changed.
  var flipped: BinaryOperator {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .add, .subtract, .multiply, .divide, .power, .equal, .unequal: self
    }
  }

  /// Where a right side between two representable values goes.
  var fit: SQLParameter.Fit {
    switch self {
    case .less, .greaterOrEqual: .ceiling
    case .lessOrEqual, .greater: .floor
    case .add, .subtract, .multiply, .divide, .power, .equal, .unequal: .exact
    }
  }
}

extension DayTimeDuration {
  var isWholeDays: Bool { nanoseconds == 0 && seconds % 86_400 == 0 && seconds.magnitude < 100_000_000_000 }
  var isWholeMilliseconds: Bool { nanoseconds % 1_000_000 == 0 && seconds.magnitude < 100_000_000_000 }
  var negated: DayTimeDuration { DayTimeDuration(total: -total) ?? self }
}
