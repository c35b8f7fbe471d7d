/// Own functions that ask the host about the city, the calendar and the records (LANGUAGE.md 18).
extension BuiltIns {
  static let city: [BuiltIn] = [
    BuiltIn("age", "周岁", [[p("date", .date), o("day", .date)]], .type(.number), pure: false, clock: true) {
      values, frame in
      guard let birth = day(values[0]) else { return frame.badArgument("age") }
      let on = values.count > 1 ? day(values[1]) : frame.today
      guard let on, birth <= on else { return frame.badArgument("age") }
      return .number(Number(years(from: birth, to: on)))
    },
    BuiltIn("days since", "距今天数", [[p("date", .date)]], .type(.number), pure: false, clock: true) {
      values, frame in
      guard let date = day(values[0]) else { return frame.badArgument("days since") }
      return .number(Number(Int(frame.today.days - date.days)))
    },
    BuiltIn("workdays between", "工作日数", [[p("from", .date), p("to", .date)]], .type(.number), pure: false) {
      values, frame in
      guard let first = day(values[0]), let last = day(values[1]) else {
        return frame.badArgument("workdays between")
      }
      return known(frame.host.workdays(from: first, to: last), "workdays between", &frame)
    },
    BuiltIn("add workdays", "加工作日", [[p("date", .date), p("n", .number)]], .type(.date), pure: false) {
      values, frame in
      guard let date = day(values[0]), let count = values[1].number?.whole, abs(count) <= 100_000 else {
        return frame.badArgument("add workdays")
      }
      return known(frame.host.addWorkdays(count, to: date), "add workdays", &frame)
    },
    BuiltIn(
      "place at", "上级地点", [[p("place", .unknown), p("level", .unknown, .level)]], .type(.entity("place")),
      pure: false
    ) { values, frame in
      if values[0].isNull { return .null }
      return known(frame.host.place(above: values[0], level: values[1]), "place at", &frame)
    },
    BuiltIn(
      "within place", "位于", [[p("place", .unknown), p("outer", .unknown, .place)]], .type(.boolean),
      pure: false
    ) { values, frame in
      if values[0].isNull || values[1].isNull { return .null }
      return known(frame.host.isPlace(values[0], within: values[1]), "within place", &frame)
    },
    BuiltIn("distance", "距离", [[p("a", .unknown), p("b", .unknown)]], .type(.number)) { values, frame in
      guard let a = point(values[0]), let b = point(values[1]) else { return frame.badArgument("distance") }
      return Operators.number(Geodesy.metres(a, b), &frame)
    },
    BuiltIn(
      "nearest", "最近", [[p("list", .list(.unknown)), p("point", .unknown), o("metres", .number)]], .element,
      pure: false
    ) { values, frame in
      let items = listed(values[0])
      guard frame.burn(items.count * 4), !values[1].isNull else { return .null }
      return known(
        frame.host.nearest(items, to: values[1], metres: values.count > 2 ? values[2].number : nil),
        "nearest", &frame)
    },
    BuiltIn("same person", "同一人", [[p("a", .unknown), p("b", .unknown)]], .type(.boolean), pure: false) {
      values, frame in
      if case .entity(let a) = values[0], case .entity(let b) = values[1], a == b { return .boolean(true) }
      if values[0].isNull || values[1].isNull { return .null }
      return known(frame.host.isSamePerson(values[0], values[1]), "same person", &frame)
    },
    BuiltIn(
      "related", "有关系", [[p("a", .unknown), p("relation", .unknown, .relation), p("b", .unknown)]],
      .type(.boolean), pure: false
    ) { values, frame in
      if values.contains(where: \.isNull) { return .null }
      return known(frame.host.isRelated(values[0], by: values[1], to: values[2]), "related", &frame)
    },
    BuiltIn(
      "holds role", "任此角色", [[p("person", .unknown), p("role", .unknown, .role)]], .type(.boolean),
      pure: false
    ) { values, frame in
      if values.contains(where: \.isNull) { return .null }
      return known(frame.host.holdsRole(values[0], role: values[1]), "holds role", &frame)
    },
    BuiltIn(
      "of class", "属于类", [[p("entity", .unknown), p("class", .unknown, .entityClass)]], .type(.boolean),
      pure: false
    ) { values, frame in
      if values.contains(where: \.isNull) { return .null }
      return known(frame.host.isOfClass(values[0], values[1]), "of class", &frame)
    },
    BuiltIn("pinyin", "拼音", [[p("s", .string)]], .type(.string), pure: false) { values, frame in
      guard case .string(let text) = values[0] else { return frame.badArgument("pinyin") }
      return known(frame.host.pinyin(text), "pinyin", &frame)
    },
  ]

  /// Full years; who was born on 29 February is a year older on 1 March of a common year.
  static func years(from birth: CivilDate, to day: CivilDate) -> Int {
    let a = birth.parts
    let b = day.parts
    return b.year - a.year - ((b.month, b.day) < (a.month, a.day) ? 1 : 0)
  }

  private static func known(_ value: Value, _ name: String, _ frame: inout Frame) -> Value {
    guard frame.burn(20) else { return .null }
    return value.isNull ? frame.null("函数 \(name) 在这里没有结果", "`\(name)` has no result here") : value
  }

  /// A point is a context with `lon` and `lat` (also `经度`, `纬度`), or a list of longitude and latitude, in degrees.
  private static func point(_ value: Value) -> (longitude: Number, latitude: Number)? {
    switch value {
    case .context(let context):
      guard let x = (context["lon"] ?? context["longitude"] ?? context["经度"])?.number,
        let y = (context["lat"] ?? context["latitude"] ?? context["纬度"])?.number
      else { return nil }
      return (x, y)
    case .list(let items):
      guard items.count == 2, let x = items[0].number, let y = items[1].number else { return nil }
      return (x, y)
    default: return nil
    }
  }
}
