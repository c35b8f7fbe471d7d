@testable import FEEL

/// A small form as most expressions see one.
enum Sample {
  static let shops = ClosedValues(
    name: "九小场所类别",
    options: [
      ClosedValues.Option(code: "01", spellings: ["小餐饮", "Small restaurant"]),
      ClosedValues.Option(code: "02", spellings: ["小医院"]),
      ClosedValues.Option(code: "03", spellings: ["小网吧"]),
    ])
  static let states = ClosedValues(
    name: "",
    options: [
      ClosedValues.Option(code: "done", spellings: ["办结"]),
      ClosedValues.Option(code: "waiting", spellings: ["待办"]),
    ])

  static var scope: SlotScope {
    var scope = SlotScope([
      "年龄": .number, "类别": .code(shops), "姓名": .string, "出生日期": .date, "残疾": .boolean, "低保": .boolean,
      "慢性病": .list(.code(shops)), "items": .list(items), "空": .number, "x": .unknown, "first name": .string,
      "日期": .date, "井盖": .entity("object"),
    ])
    scope.add("人.手机号码", slot: 13, type: .string)
    scope.add(member: "权属单位", of: "object", id: "owned_by", type: .entity("organization"))
    return scope
  }

  static let items = Type.context([
    "state": .code(states), "分": .number, "停放点": .list(.context(["数量": .number])), "at": .date,
  ])

  static func frame() -> Frame {
    func item(_ state: String, _ points: Int, _ counts: [Int]) -> Value {
      .context(
        Context([
          ("state", .string(state)), ("分", .number(Number(points))),
          ("停放点", .list(counts.map { .context(Context([("数量", .number(Number($0)))])) })),
          ("at", .date(CivilDate(days: 20_000 + Int64(points)))),
        ]))
    }
    return Frame(
      slots: [
        .number(65), .string("01"), .string("张三𠮷"), .date(CivilDate(days: -7000)), .boolean(true),
        .boolean(false),
        .list([.string("01"), .string("02")]),
        .list([item("done", 1, [1, 2]), item("waiting", 2, [3]), item("done", 3, [])]), .null,
        .context(Context([("甲", .number(1)), ("乙", .list([.number(1), .string("二")]))])), .string("Li"),
        .date(CivilDate(days: 20_000)), .entity(EntityReference(classID: "object", id: 7)),
        .string("13800001234"),
      ], today: CivilDate(days: 20_600))
  }

  /// The printed value, or the codes of the problems.
  static func run(_ text: String) -> String {
    let (compiled, problems) = Expression.compile(text, scope: scope)
    guard let compiled else { return problems.map(\.kind.rawValue).joined(separator: " ") }
    var frame = frame()
    let value = compiled.evaluate(&frame)
    if case .string(let text) = value { return Value.quoted(text) }
    return value.text
  }
}
