/// Numbers: scaled integers on SQLite, BIGINT and NUMERIC on PostgreSQL. Every result has a bound, and what could
/// leave 64 bits or 34 digits is refused.
extension SQLWriter {
  private static let greatestWhole = UInt128(Int64.max) - 1
  private static let greatestDecimal = Number.powers[34] - 1

  private func numeric(
    _ text: String, _ scale: Int, _ bound: UInt128?, _ wide: Bool, _ nullable: Bool, _ typed: Typed
  )
    throws(NotPushable) -> SQLPiece
  {
    let form: SQLNumber.Form = dialect == .sqlite ? .scaled : (wide ? .decimal : .whole)
    let greatest = form == .decimal ? Self.greatestDecimal : Self.greatestWhole
    guard let bound, bound <= greatest else { throw .tooLarge(typed.range) }
    return SQLPiece(text, .number(SQLNumber(scale: scale, bound: bound, form: form)), nullable: nullable)
  }

  private func number(_ piece: SQLPiece, _ typed: Typed) throws(NotPushable) -> SQLNumber {
    guard case .number(let number) = piece.shape else { throw .form(typed.range) }
    return number
  }

  /// A number of the command inside arithmetic: its decimals must be known.
  mutating func closedNumber(_ typed: Typed, _ nullable: Bool) throws(NotPushable) -> SQLPiece {
    if case .number(let constant)? = typed.constant {
      let plain = constant.normalized
      let scale = Swift.max(0, -Int(plain.exponent))
      guard scale <= 18, let scaled = plain.scaled(by: scale), scaled.magnitude < 1_000_000_000_000_000_000
      else {
        throw .tooLarge(typed.range)
      }
      let text = dialect == .sqlite || scale == 0 ? String(scaled) : plain.text
      return try numeric(
        scaled < 0 ? "(\(text))" : text, scale, UInt128(scaled.magnitude), scale > 0, false, typed)
    }
    switch typed.node {
    case .member(let base, let name)
    where base.type.isTemporal && ["year", "month", "day", "weekday", "hour", "minute"].contains(name):
      break
    case .call("age", _), .call("days since", _), .call("count", _), .call("string length", _): break
    default: throw .tooLarge(typed.range)
    }
    return try numeric(
      parameter(.scaled(0, .only), typed, as: "bigint"), 0, 1_000_000_000_000, false, nullable, typed)
  }

  // MARK: arithmetic

  mutating func negated(_ operand: Typed, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let piece = try value(operand)
    switch piece.shape {
    case .number, .duration: return SQLPiece("(-\(piece.text))", piece.shape, nullable: piece.nullable)
    case .boolean, .text, .date, .instant, .reference: throw .form(typed.range)
    }
  }

  mutating func arithmetic(_ sign: BinaryOperator, _ left: Typed, _ right: Typed, _ typed: Typed)
    throws(NotPushable) -> SQLPiece
  {
    if sign == .divide || sign == .power { throw .outside(sign.rawValue, typed.range) }
    if left.type.isUnknown || right.type.isUnknown || left.type.isNull || right.type.isNull {
      throw .unknown(typed.range)
    }
    if left.type.isNumber, right.type.isNumber {
      let a = try value(left)
      let b = try value(right)
      return sign == .multiply ? try product(a, b, typed) : try sum(sign, a, b, typed)
    }
    if sign == .add, left.type.isText, right.type.isText { return try joined(left, right, typed) }
    return try temporal(sign, left, right, typed)
  }

  private func sum(_ sign: BinaryOperator, _ a: SQLPiece, _ b: SQLPiece, _ typed: Typed) throws(NotPushable)
    -> SQLPiece
  {
    let x = try number(a, typed)
    let y = try number(b, typed)
    let (p, q) = try level(a, x, b, y, typed)
    let bound = (try number(p, typed)).bound + (try number(q, typed)).bound
    let wide = x.form == .decimal || y.form == .decimal || bound > Self.greatestWhole
    let first = wide && x.form == .whole ? "\(p.text)::numeric" : p.text
    return try numeric(
      "(\(first) \(sign.rawValue) \(q.text))", Swift.max(x.scale, y.scale), bound, wide,
      a.nullable || b.nullable,
      typed)
  }

  private func product(_ a: SQLPiece, _ b: SQLPiece, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let x = try number(a, typed)
    let y = try number(b, typed)
    let (bound, overflow) = x.bound.multipliedReportingOverflow(by: y.bound)
    if overflow { throw .tooLarge(typed.range) }
    let wide = x.form == .decimal || y.form == .decimal || bound > Self.greatestWhole
    let first = wide && x.form == .whole ? "\(a.text)::numeric" : a.text
    return try numeric(
      "(\(first) * \(b.text))", x.scale + y.scale, bound, wide, a.nullable || b.nullable, typed)
  }

  /// Both at one scale; on PostgreSQL only the bounds change.
  func level(_ a: SQLPiece, _ x: SQLNumber, _ b: SQLPiece, _ y: SQLNumber, _ typed: Typed)
    throws(NotPushable) -> (SQLPiece, SQLPiece)
  {
    let scale = Swift.max(x.scale, y.scale)
    let first = try raised(a, x, to: scale, typed)
    let second = try raised(b, y, to: scale, typed)
    return x.form == y.form ? (first, second) : (decimal(first), decimal(second))
  }

  /// The store itself widens a BIGINT beside a NUMERIC.
  private func decimal(_ piece: SQLPiece) -> SQLPiece {
    guard case .number(let number) = piece.shape else { return piece }
    return SQLPiece(
      piece.text, .number(SQLNumber(scale: number.scale, bound: number.bound, form: .decimal)),
      nullable: piece.nullable)
  }

  private func raised(_ piece: SQLPiece, _ number: SQLNumber, to scale: Int, _ typed: Typed)
    throws(NotPushable) -> SQLPiece
  {
    let more = scale - number.scale
    if more <= 0 { return piece }
    guard more <= 36 else { throw .tooLarge(typed.range) }
    let (bound, overflow) = number.bound.multipliedReportingOverflow(by: Number.powers[more])
    let greatest = number.form == .scaled ? Self.greatestWhole : Self.greatestDecimal
    guard !overflow, bound <= greatest else { throw .tooLarge(typed.range) }
    let text = number.form == .scaled ? "(\(piece.text) * \(Number.powers[more]))" : piece.text
    return SQLPiece(
      text, .number(SQLNumber(scale: scale, bound: bound, form: number.form)), nullable: piece.nullable)
  }

  // MARK: rounding

  /// `floor`, `ceiling`, `round down`, `round half up` to a scale that is written as a number.
  mutating func rounded(_ mode: Rounding, _ arguments: [Typed], _ typed: Typed) throws(NotPushable)
    -> SQLPiece
  {
    var scale = 0
    if arguments.count > 1 {
      guard let wanted = arguments[1].constant?.number?.whole, (0...18).contains(wanted) else {
        throw .form(typed.range)
      }
      scale = wanted
    }
    let piece = try value(arguments[0])
    let number = try self.number(piece, typed)
    if scale >= number.scale { return piece }
    let cut = number.scale - scale
    let bound = number.bound / Number.powers[cut] + 1
    let x = piece.text
    let text: String
    if dialect == .sqlite {
      let d = "\(Number.powers[cut])"
      let half = "\(Number.powers[cut] / 2)"
      switch mode {
      case .floor: text = "((\(x) - (\(x) % \(d) + \(d)) % \(d)) / \(d))"
      case .ceiling: text = "(-((-\(x) - (-\(x) % \(d) + \(d)) % \(d)) / \(d)))"
      case .down: text = "(\(x) / \(d))"
      case .halfUp:
        guard number.bound + Number.powers[cut] <= Self.greatestWhole else { throw .tooLarge(typed.range) }
        text = "((\(x) + CASE WHEN \(x) < 0 THEN -\(half) ELSE \(half) END) / \(d))"
      case .halfEven, .halfDown, .up: throw .form(typed.range)
      }
    } else {
      switch mode {
      case .floor where scale == 0: text = "floor(\(x))"
      case .ceiling where scale == 0: text = "ceil(\(x))"
      case .down: text = "trunc(\(x), \(scale))"
      case .halfUp: text = "round(\(x), \(scale))"
      default: throw .form(typed.range)
      }
    }
    return try numeric(text, scale, bound, true, piece.nullable, typed)
  }

  mutating func magnitude(_ operand: Typed, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let piece = try value(operand)
    switch piece.shape {
    case .number, .duration: return SQLPiece("abs(\(piece.text))", piece.shape, nullable: piece.nullable)
    case .boolean, .text, .date, .instant, .reference: throw .form(typed.range)
    }
  }

  /// The rest of a division by a written number above nought.
  mutating func modulo(_ arguments: [Typed], _ typed: Typed) throws(NotPushable) -> SQLPiece {
    guard let divisor = arguments[1].constant?.number?.whole, (1...1_000_000_000).contains(divisor) else {
      throw .form(typed.range)
    }
    let piece = try value(arguments[0])
    let number = try self.number(piece, typed)
    let bound = UInt128(divisor) * Number.powers[number.scale]
    let d = number.form == .scaled ? "\(bound)" : "\(divisor)"
    return try numeric(
      "((\(piece.text) % \(d) + \(d)) % \(d))", number.scale, bound, number.form == .decimal, piece.nullable,
      typed)
  }

  mutating func parity(_ operand: Typed, odd: Bool, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let piece = try value(operand)
    let number = try self.number(piece, typed)
    guard number.scale == 0 else { throw .form(typed.range) }
    return SQLPiece("(\(piece.text) % 2 \(odd ? "<>" : "=") 0)", .boolean, nullable: piece.nullable)
  }

  /// The smaller or greater of values side by side; null as soon as one is.
  mutating func extreme(_ arguments: [Typed], least: Bool, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    var best = try value(arguments[0])
    if best.shape == .boolean { throw .form(typed.range) }
    for argument in arguments.dropFirst() {
      let (a, b) = try alike(best, try value(argument), typed)
      let text =
        dialect == .sqlite
        ? "\(least ? "min" : "max")(\(a.text), \(b.text))"
        : "(CASE WHEN \(a.text) \(least ? "<=" : ">=") \(b.text) THEN \(a.text) WHEN \(b.text) IS NOT NULL AND \(a.text) IS NOT NULL THEN \(b.text) END)"
      best = SQLPiece(text, a.shape.or(b.shape), nullable: a.nullable || b.nullable)
    }
    return best
  }
}
