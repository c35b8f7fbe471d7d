/// Arithmetic on values (DMN 1.5, tables 57 to 61).
enum Operators {
  static func arithmetic(_ sign: BinaryOperator, _ left: @escaping Evaluator, _ right: @escaping Evaluator)
    -> Evaluator
  {
    switch sign {
    case .add:
      { frame in
        let a = left(&frame)
        return add(a, right(&frame), &frame)
      }
    case .subtract:
      { frame in
        let a = left(&frame)
        return subtract(a, right(&frame), &frame)
      }
    case .multiply:
      { frame in
        let a = left(&frame)
        return multiply(a, right(&frame), &frame)
      }
    case .divide:
      { frame in
        let a = left(&frame)
        return divide(a, right(&frame), &frame)
      }
    default:
      { frame in
        let a = left(&frame)
        return power(a, right(&frame), &frame)
      }
    }
  }

  static func number(_ value: Number?, _ frame: inout Frame) -> Value {
    value.map { .number($0) } ?? frame.null("数太大或没有结果", "the number is too large or has no result")
  }

  private static func bad(_ sign: String, _ a: Value, _ b: Value, _ frame: inout Frame) -> Value {
    if a.isNull || b.isNull { return frame.null("`\(sign)` 的一边是空", "a side of `\(sign)` is null") }
    return frame.null("`\(sign)` 两边的类型不合", "the sides of `\(sign)` do not fit")
  }

  static func negate(_ value: Value, _ frame: inout Frame) -> Value {
    switch value {
    case .number(let number): return .number(-number)
    case .dayTimeDuration(let duration):
      return DayTimeDuration(total: -duration.total).map { .dayTimeDuration($0) } ?? .null
    case .yearMonthDuration(let duration):
      return duration.months == Int64.min
        ? .null : .yearMonthDuration(YearMonthDuration(months: -duration.months))
    default: return bad("-", value, value, &frame)
    }
  }

  static func add(_ a: Value, _ b: Value, _ frame: inout Frame) -> Value {
    switch (a, b) {
    case (.number(let x), .number(let y)): return number(x + y, &frame)
    case (.string(let x), .string(let y)):
      guard x.utf8.count + y.utf8.count <= Limits.string * 4, frame.burn((x.utf8.count + y.utf8.count) / 16)
      else {
        return frame.null("文字太长", "the text is too long")
      }
      return .string(Text.normalized(x + y))
    case (.dayTimeDuration(let x), .dayTimeDuration(let y)):
      return DayTimeDuration(total: x.total + y.total).map { .dayTimeDuration($0) } ?? bad("+", a, b, &frame)
    case (.yearMonthDuration(let x), .yearMonthDuration(let y)):
      let (sum, overflow) = x.months.addingReportingOverflow(y.months)
      return overflow ? bad("+", a, b, &frame) : .yearMonthDuration(YearMonthDuration(months: sum))
    case (_, .dayTimeDuration(let duration)): return shift(a, by: duration.total, &frame)
    case (.dayTimeDuration(let duration), _): return shift(b, by: duration.total, &frame)
    case (_, .yearMonthDuration(let duration)): return shift(a, months: duration.months, &frame)
    case (.yearMonthDuration(let duration), _): return shift(b, months: duration.months, &frame)
    default: return bad("+", a, b, &frame)
    }
  }

  private static func shift(_ value: Value, by total: Int128, _ frame: inout Frame) -> Value {
    switch value {
    case .date(let date):
      let moved = CivilDateTime(local: Int128(date.days) * Int128(CivilTime.day) + total, zone: .none)
      return .date(moved.date)
    case .dateTime(let moment):
      if let universal = moment.universal {
        return .dateTime(CivilDateTime(universal: universal + total, zone: moment.time.zone))
      }
      return .dateTime(CivilDateTime(local: moment.local + total, zone: moment.time.zone))
    case .time(let time):
      let sum = (Int128(time.nanoseconds) + total) % Int128(CivilTime.day)
      return .time(CivilTime(nanoseconds: Int64(sum), zone: time.zone))
    default: return bad("+", value, .null, &frame)
    }
  }

  private static func shift(_ value: Value, months: Int64, _ frame: inout Frame) -> Value {
    switch value {
    case .date(let date):
      if let moved = date.adding(months: Int(months)) { return .date(moved) }
    case .dateTime(let moment):
      if let moved = moment.date.adding(months: Int(months)) {
        return .dateTime(CivilDateTime(date: moved, time: moment.time))
      }
    default: break
    }
    return bad("+", value, .null, &frame)
  }

  static func subtract(_ a: Value, _ b: Value, _ frame: inout Frame) -> Value {
    switch (a, b) {
    case (.number(let x), .number(let y)): return number(x - y, &frame)
    case (.date(let x), .date(let y)): return .dayTimeDuration(DayTimeDuration(days: Int(x.days - y.days)))
    case (.dateTime, .dateTime), (.date, .dateTime), (.dateTime, .date): return difference(a, b, &frame)
    case (.time(let x), .time(let y)):
      guard (x.zone == .none) == (y.zone == .none) else { return bad("-", a, b, &frame) }
      return DayTimeDuration(total: Int128(x.universal) - Int128(y.universal)).map { .dayTimeDuration($0) }
        ?? .null
    case (_, .dayTimeDuration(let duration)):
      guard let minus = DayTimeDuration(total: -duration.total) else { return bad("-", a, b, &frame) }
      return add(a, .dayTimeDuration(minus), &frame)
    case (_, .yearMonthDuration(let duration)):
      guard duration.months != Int64.min else { return bad("-", a, b, &frame) }
      return add(a, .yearMonthDuration(YearMonthDuration(months: -duration.months)), &frame)
    default: return bad("-", a, b, &frame)
    }
  }

  private static func difference(_ a: Value, _ b: Value, _ frame: inout Frame) -> Value {
    func moment(_ value: Value) -> CivilDateTime? {
      switch value {
      case .dateTime(let moment): moment
      case .date(let date): CivilDateTime(date: date, time: CivilTime(nanoseconds: 0, zone: .offset(0)))
      default: nil
      }
    }
    guard let x = moment(a), let y = moment(b) else { return bad("-", a, b, &frame) }
    let total: Int128
    switch (x.universal, y.universal) {
    case (let p?, let q?): total = p - q
    case (nil, nil): total = x.local - y.local
    default: return bad("-", a, b, &frame)
    }
    return DayTimeDuration(total: total).map { .dayTimeDuration($0) } ?? bad("-", a, b, &frame)
  }

  static func multiply(_ a: Value, _ b: Value, _ frame: inout Frame) -> Value {
    switch (a, b) {
    case (.number(let x), .number(let y)): return number(x * y, &frame)
    case (.dayTimeDuration(let duration), .number(let factor)),
      (.number(let factor), .dayTimeDuration(let duration)):
      return scaled(duration, factor, &frame)
    case (.yearMonthDuration(let duration), .number(let factor)),
      (.number(let factor), .yearMonthDuration(let duration)):
      let product = (Number(Int(duration.months)) * factor)?.rescaled(to: 0, .down)?.scaled(by: 0)
      return product.map { .yearMonthDuration(YearMonthDuration(months: $0)) } ?? bad("*", a, b, &frame)
    default: return bad("*", a, b, &frame)
    }
  }

  private static func scaled(_ duration: DayTimeDuration, _ factor: Number, _ frame: inout Frame) -> Value {
    guard let product = duration.number * factor, let whole = product.rescaled(to: 0, .floor),
      let seconds = whole.scaled(by: 0), let rest = (product - whole)?.rescaled(to: 9, .down)?.scaled(by: 9)
    else { return frame.null("时长太大", "the duration is too large") }
    return DayTimeDuration(total: Int128(seconds) * 1_000_000_000 + Int128(rest)).map { .dayTimeDuration($0) }
      ?? .null
  }

  static func divide(_ a: Value, _ b: Value, _ frame: inout Frame) -> Value {
    switch (a, b) {
    case (.number(let x), .number(let y)):
      return (x / y).map { .number($0) } ?? frame.null("除以零", "division by zero")
    case (.dayTimeDuration(let x), .dayTimeDuration(let y)):
      return (x.number / y.number).map { .number($0) } ?? frame.null("除以零", "division by zero")
    case (.yearMonthDuration(let x), .yearMonthDuration(let y)):
      return (Number(Int(x.months)) / Number(Int(y.months))).map { .number($0) }
        ?? frame.null("除以零", "division by zero")
    case (.dayTimeDuration, .number(let divisor)), (.yearMonthDuration, .number(let divisor)):
      if case .yearMonthDuration(let duration) = a {
        let quotient = (Number(Int(duration.months)) / divisor)?.rescaled(to: 0, .down)?.scaled(by: 0)
        return quotient.map { .yearMonthDuration(YearMonthDuration(months: $0)) }
          ?? frame.null("除以零", "division by zero")
      }
      guard case .dayTimeDuration(let duration) = a, let inverse = duration.number / divisor else {
        return frame.null("除以零", "division by zero")
      }
      return scaled(DayTimeDuration(seconds: 1), inverse, &frame)
    default: return bad("/", a, b, &frame)
    }
  }

  private static func power(_ a: Value, _ b: Value, _ frame: inout Frame) -> Value {
    guard case .number(let x) = a, case .number(let y) = b else { return bad("**", a, b, &frame) }
    return number(x.raised(to: y), &frame)
  }
}
