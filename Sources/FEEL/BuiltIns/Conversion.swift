/// Conversions (DMN 1.5, 10.3.4.1).
extension BuiltIns {
  static let conversion: [BuiltIn] = [
    BuiltIn(
      "date", "日期",
      [
        [p("from", .string)], [p("from", .date)], [p("from", .dateTime)],
        [p("year", .number), p("month", .number), p("day", .number)],
      ], .type(.date)
    ) { values, frame in
      switch (values.count, values[0]) {
      case (1, .string(let text)):
        if let date = CivilDate(text: text) { return .date(date) }
        return frame.null("`\(text)` 不是日期", "`\(text)` is no date")
      case (1, .date): return values[0]
      case (1, .dateTime(let moment)): return .date(moment.date)
      case (3, .number(let year)):
        guard let year = year.whole, let month = values[1].number?.whole, let day = values[2].number?.whole,
          let date = CivilDate(year: year, month: month, day: day)
        else { return frame.null("没有这一天", "there is no such day") }
        return .date(date)
      default: return frame.badArgument("date")
      }
    },
    BuiltIn(
      "time", "时刻",
      [
        [p("from", .string)], [p("from", .time)], [p("from", .date)], [p("from", .dateTime)],
        [p("hour", .number), p("minute", .number), p("second", .number), o("offset", .dayTimeDuration)],
      ], .type(.time)
    ) { values, frame in
      if values.count == 1 {
        switch values[0] {
        case .string(let text):
          if let time = CivilTime(literal: text) { return .time(time) }
          return frame.null("`\(text)` 不是时刻", "`\(text)` is no time")
        case .time: return values[0]
        case .dateTime(let moment): return .time(moment.time)
        case .date: return .time(CivilTime(nanoseconds: 0, zone: .offset(0)))
        default: return frame.badArgument("time")
        }
      }
      return madeTime(values, &frame)
    },
    BuiltIn(
      "date and time", "日期时间",
      [
        [p("from", .string)], [p("from", .dateTime)], [p("date", .date), p("time", .time)],
        [p("date", .dateTime), p("time", .time)], [p("date", .dateTime), p("timezone", .string)],
      ], .type(.dateTime)
    ) { values, frame in
      if values.count == 1 {
        switch values[0] {
        case .string(let text):
          if let moment = CivilDateTime(literal: text) { return .dateTime(moment) }
          return frame.null("`\(text)` 不是日期时间", "`\(text)` is no date and time")
        case .dateTime: return values[0]
        case .date(let date):
          return .dateTime(CivilDateTime(date: date, time: CivilTime(nanoseconds: 0, zone: .offset(0))))
        default: return frame.badArgument("date and time")
        }
      }
      switch (values[0], values[1]) {
      case (.date(let date), .time(let time)): return .dateTime(CivilDateTime(date: date, time: time))
      case (.dateTime(let moment), .time(let time)):
        return .dateTime(CivilDateTime(date: moment.date, time: time))
      case (.dateTime(let moment), .string(let name)):
        guard let zone = Zone(name: name), let universal = moment.universal else {
          return frame.badArgument("date and time")
        }
        return .dateTime(CivilDateTime(universal: universal, zone: zone))
      default: return frame.badArgument("date and time")
      }
    },
    BuiltIn("duration", "时长", [[p("from", .string)]], .type(.unknown)) { values, frame in
      switch values[0] {
      case .string(let text):
        return Temporal.duration(text) ?? frame.null("`\(text)` 不是时长", "`\(text)` is no duration")
      default: return frame.badArgument("duration")
      }
    },
    BuiltIn(
      "years and months duration", "年月差",
      [[p("from", .date), p("to", .date)], [p("from", .dateTime), p("to", .dateTime)]],
      .type(.yearMonthDuration)
    ) { values, frame in
      guard let first = day(values[0]), let last = day(values[1]) else {
        return frame.badArgument("years and months duration")
      }
      return .yearMonthDuration(YearMonthDuration(months: Int64(first.months(until: last))))
    },
    BuiltIn(
      "number", "转数",
      [
        [p("from", .string)], [p("from", .number)],
        [p("from", .string), p("grouping separator", .string), p("decimal separator", .string)],
      ],
      .type(.number)
    ) { values, frame in
      if case .number = values[0], values.count == 1 { return values[0] }
      guard case .string(var text) = values[0] else { return frame.badArgument("number") }
      if values.count > 1 {
        let group = values[1].string
        let point = values.count > 2 ? values[2].string : nil
        if let group, ![" ", ",", "."].contains(group) { return frame.badArgument("number") }
        if let point, ![",", "."].contains(point) || point == group { return frame.badArgument("number") }
        text = String(
          text.unicodeScalars.filter { String($0) != group }.map { String($0) == point ? "." : Character($0) }
        )
      }
      return Number(text: text).map { .number($0) } ?? frame.null("`\(text)` 不是数", "`\(text)` is no number")
    },
    BuiltIn(
      "string", "转文字", [[p("from", .unknown)]], .type(.string)
    ) { values, frame in
      if values[0].isNull { return .null }
      guard let text = values[0].text(limit: Swift.min(Limits.string * 4, frame.fuel)),
        frame.burn(text.utf8.count / 8)
      else {
        return frame.null("文字太长", "the text is too long")
      }
      return .string(text)
    },
  ]

  static func day(_ value: Value) -> CivilDate? {
    switch value {
    case .date(let date): date
    case .dateTime(let moment): moment.date
    default: nil
    }
  }

  private static func madeTime(_ values: [Value], _ frame: inout Frame) -> Value {
    var zone = Zone.none
    if values.count > 3, case .dayTimeDuration(let offset) = values[3] {
      guard abs(offset.total) <= 50_400_000_000_000 else { return frame.badArgument("time") }
      zone = .offset(Int32(offset.seconds))
    }
    guard let hour = values[0].number?.whole, let minute = values[1].number?.whole,
      let second = values[2].number,
      let nanoseconds = second.rescaled(to: 9, .down)?.scaled(by: 9), nanoseconds >= 0,
      nanoseconds < 60_000_000_000,
      let time = CivilTime(
        hour: hour, minute: minute, second: Int(nanoseconds / 1_000_000_000),
        nanosecond: Int(nanoseconds % 1_000_000_000), zone: zone)
    else { return frame.null("没有这个时刻", "there is no such time") }
    return .time(time)
  }
}
