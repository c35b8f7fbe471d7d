/// The calendar (DMN 1.5, 10.3.4.8 and 10.3.4.9) and comparison of sorts.
extension BuiltIns {
  static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November",
    "December",
  ]

  static let temporals: [BuiltIn] = [
    BuiltIn("day of year", "年内第几天", [[p("date", .date)], [p("date", .dateTime)]], .type(.number)) { values, frame in
      day(values[0]).map { .number(Number($0.dayOfYear)) } ?? frame.badArgument("day of year")
    },
    BuiltIn("day of week", "星期几", [[p("date", .date)], [p("date", .dateTime)]], .type(.string)) { values, frame in
      day(values[0]).map { .string(weekdays[$0.weekday - 1]) } ?? frame.badArgument("day of week")
    },
    BuiltIn("month of year", "几月", [[p("date", .date)], [p("date", .dateTime)]], .type(.string)) { values, frame in
      day(values[0]).map { .string(months[$0.month - 1]) } ?? frame.badArgument("month of year")
    },
    BuiltIn("week of year", "第几周", [[p("date", .date)], [p("date", .dateTime)]], .type(.number)) { values, frame in
      day(values[0]).map { .number(Number($0.weekOfYear)) } ?? frame.badArgument("week of year")
    },
    BuiltIn("today", "今天", [[]], .type(.date), pure: false, clock: true) { _, frame in .date(frame.today) },
    BuiltIn("now", "现在", [[]], .type(.dateTime), pure: false, clock: true) { _, frame in .dateTime(frame.now)
    },
    BuiltIn("is", "同型同值", [[p("value1", .unknown), p("value2", .unknown)]], .type(.boolean)) {
      values, frame in
      guard values[0].type.sort == values[1].type.sort else { return .boolean(false) }
      switch (values[0], values[1]) {
      case (.time(let a), .time(let b)): return .boolean(a == b)
      case (.dateTime(let a), .dateTime(let b)): return .boolean(a == b)
      default: return .boolean(Value.equal(values[0], values[1], fuel: &frame.fuel) == true)
      }
    },
  ]
}
