/// Numbers (DMN 1.5, 10.3.4.5).
extension BuiltIns {
  static let numbers: [BuiltIn] = [
    BuiltIn("decimal", "保留小数", [[p("n", .number), p("scale", .number)]], .type(.number)) { values, frame in
      round(values, .halfEven, "decimal", &frame)
    },
    BuiltIn("floor", "向下取整", [[p("n", .number), o("scale", .number)]], .type(.number)) { values, frame in
      round(values, .floor, "floor", &frame)
    },
    BuiltIn("ceiling", "向上取整", [[p("n", .number), o("scale", .number)]], .type(.number)) { values, frame in
      round(values, .ceiling, "ceiling", &frame)
    },
    BuiltIn("round up", "进位", [[p("n", .number), o("scale", .number)]], .type(.number)) { values, frame in
      round(values, .up, "round up", &frame)
    },
    BuiltIn("round down", "舍位", [[p("n", .number), o("scale", .number)]], .type(.number)) { values, frame in
      round(values, .down, "round down", &frame)
    },
    BuiltIn("round half up", "四舍五入", [[p("n", .number), o("scale", .number)]], .type(.number)) {
      values, frame in
      round(values, .halfUp, "round half up", &frame)
    },
    BuiltIn("round half down", "五舍六入", [[p("n", .number), o("scale", .number)]], .type(.number)) {
      values, frame in
      round(values, .halfDown, "round half down", &frame)
    },
    BuiltIn("abs", "绝对值", [[p("n", .number)], [p("n", .dayTimeDuration)], [p("n", .yearMonthDuration)]], .first) { values, frame in
      switch values[0] {
      case .number(let number): return .number(number.magnitude)
      case .dayTimeDuration(let duration):
        return duration.total < 0 ? Operators.negate(values[0], &frame) : values[0]
      case .yearMonthDuration(let duration):
        return duration.months < 0 ? Operators.negate(values[0], &frame) : values[0]
      default: return frame.badArgument("abs")
      }
    },
    BuiltIn("modulo", "余数", [[p("dividend", .number), p("divisor", .number)]], .type(.number)) {
      values, frame in
      guard case .number(let x) = values[0], case .number(let y) = values[1] else {
        return frame.badArgument("modulo")
      }
      return Number.modulo(x, y).map { .number($0) } ?? frame.null("除以零", "division by zero")
    },
    BuiltIn("sqrt", "平方根", [[p("number", .number)]], .type(.number)) { values, frame in
      guard case .number(let x) = values[0] else { return frame.badArgument("sqrt") }
      return x.squareRoot.map { .number($0) } ?? frame.null("负数没有平方根", "no square root below nought")
    },
    BuiltIn("log", "对数", [[p("number", .number)]], .type(.number)) { values, frame in
      guard case .number(let x) = values[0] else { return frame.badArgument("log") }
      return x.logarithm.map { .number($0) } ?? frame.null("没有对数", "no logarithm of nought or below")
    },
    BuiltIn("exp", "指数", [[p("number", .number)]], .type(.number)) { values, frame in
      guard case .number(let x) = values[0] else { return frame.badArgument("exp") }
      return Operators.number(x.exponential, &frame)
    },
    BuiltIn("odd", "是奇数", [[p("number", .number)]], .type(.boolean)) { values, frame in
      guard case .number(let x) = values[0], x.isWhole, let rest = Number.modulo(x, 2) else {
        return frame.badArgument("odd")
      }
      return .boolean(!rest.isZero)
    },
    BuiltIn("even", "是偶数", [[p("number", .number)]], .type(.boolean)) { values, frame in
      guard case .number(let x) = values[0], x.isWhole, let rest = Number.modulo(x, 2) else {
        return frame.badArgument("even")
      }
      return .boolean(rest.isZero)
    },
    BuiltIn("random number", "随机数", [[]], .type(.number), pure: false) { _, _ in
      .number(Number(scaled: Int64.random(in: 0..<1_000_000_000_000_000), scale: 15))
    },
  ]

  private static func round(_ values: [Value], _ mode: Rounding, _ name: String, _ frame: inout Frame)
    -> Value
  {
    guard case .number(let number) = values[0] else { return frame.badArgument(name) }
    var scale = 0
    if values.count > 1 {
      guard let wanted = values[1].number?.rescaled(to: 0, .down)?.whole else {
        return frame.badArgument(name)
      }
      scale = wanted
    }
    return number.rescaled(to: scale, mode).map { .number($0) } ?? frame.badArgument(name)
  }
}
