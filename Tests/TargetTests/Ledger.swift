@testable import FEEL

/// The made-up ledger whose rows the expressions read, as slots, as tables and as names.
enum Ledger {
  static let today = CivilDate(days: 20_512)
  static let now = CivilDateTime(milliseconds: 1_772_270_712_345)

  struct Field: Sendable {
    let name: String
    let type: Type
    let source: SQLSource?
  }

  static let members: [(name: String, type: Type, column: SQLColumn)] = [
    ("姓名", .string, SQLColumn("a1", .text, nullable: false)),
    ("岁数", .number, SQLColumn("a2", .integer(digits: 3))),
    ("月入", .number, SQLColumn("a3", .decimal(scale: 2, digits: 9), nullable: false)),
    ("残障", .boolean, SQLColumn("a4", .boolean)),
    ("生日", .date, SQLColumn("a5", .date)),
  ]

  static let member = Type.context(Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.type) }))

  static let fields: [Field] = [
    Field(name: "年龄", type: .number, source: .column(SQLColumn("c1", .integer(digits: 3)))),
    Field(name: "收入", type: .number, source: .column(SQLColumn("c2", .decimal(scale: 2, digits: 12)))),
    Field(name: "金额", type: .number, source: .column(SQLColumn("c3", .decimal(scale: 4, digits: 15), nullable: false))),
    Field(name: "户数", type: .number, source: .column(SQLColumn("c4", .integer(digits: 9), nullable: false))),
    Field(name: "姓名", type: .string, source: .column(SQLColumn("c5", .text, nullable: false))),
    Field(name: "备注", type: .string, source: .column(SQLColumn("c6", .text))),
    Field(name: "出生日期", type: .date, source: .column(SQLColumn("c7", .date, nullable: false))),
    Field(name: "走访日期", type: .date, source: .column(SQLColumn("c8", .date))),
    Field(name: "提交时间", type: .dateTime, source: .column(SQLColumn("c9", .instant, nullable: false))),
    Field(name: "办结时间", type: .dateTime, source: .column(SQLColumn("c10", .instant))),
    Field(name: "残疾", type: .boolean, source: .column(SQLColumn("c11", .boolean))),
    Field(name: "低保", type: .boolean, source: .column(SQLColumn("c12", .boolean, nullable: false))),
    Field(
      name: "慢性病", type: .list(.string),
      source: .rows(
        SQLRows(
          "sick", link: ("owner", "t.id"), members: ["": SQLColumn("v", .text, nullable: false)], most: 100))),
    Field(
      name: "成员", type: .list(member),
      source: .rows(
        SQLRows(
          "kin", link: ("owner", "t.id"),
          members: Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.column) }), most: 1000))),
    Field(name: "我的区", type: .string, source: .command),
    Field(name: "我的级别", type: .number, source: .command),
    Field(name: "我的网格", type: .list(.string), source: .command),
    Field(name: "大数", type: .number, source: nil),
    Field(name: "时段", type: .dayTimeDuration, source: nil),
    Field(name: "钟点", type: .time, source: nil),
    Field(name: "年限", type: .yearMonthDuration, source: nil),
    Field(name: "数列", type: .list(.number), source: nil),
    Field(name: "任意", type: .unknown, source: nil),
  ]

  static let scope: SlotScope = {
    var scope = SlotScope()
    for (slot, field) in fields.enumerated() { scope.add(field.name, slot: slot, type: field.type) }
    return scope
  }()

  static let sources: [Int: SQLSource] = {
    var sources: [Int: SQLSource] = [:]
    for (slot, field) in fields.enumerated() {
      guard let source = field.source else { continue }
      if case .column(let column) = source {
        sources[slot] = .column(SQLColumn("t.\(column.name)", column.type, nullable: column.nullable))
      } else {
        sources[slot] = source
      }
    }
    return sources
  }()

  // MARK: rows

  /// So many rows; those of one set share what the command brings.
  static func rows(_ count: Int, _ random: inout SeededNumbers) -> [[Value]] {
    let mine: [Value] = [
      random.once(in: 4) ? .null : .string(text(&random)), random.once(in: 4) ? .null : .number(number(&random)),
      random.once(in: 5) ? .null : .list((0..<random.below(4)).map { _ in .string(text(&random)) }),
    ]
    return (0..<count).map { _ in
      fields.map { field in
        switch field.source {
        case .command?: return mine[field.name == "我的区" ? 0 : (field.name == "我的级别" ? 1 : 2)]
        case .column(let column)?: return value(column, &random)
        case .rows?:
          let size = random.below(4)
          if field.name == "慢性病" { return .list((0..<size).map { _ in .string(text(&random)) }) }
          return .list(
            (0..<size).map { _ in
              .context(Context(members.map { ($0.name, value($0.column, &random)) }))
            })
        case nil: return random.once(in: 5) ? .null : free(field.type, &random)
        }
      }
    }
  }

  static func value(_ column: SQLColumn, _ random: inout SeededNumbers) -> Value {
    if column.nullable, random.once(in: 4) { return .null }
    switch column.type {
    case .boolean: return .boolean(random.once(in: 2))
    case .integer(let digits): return .number(Number(scaled(digits, &random)))
    case .decimal(let scale, let digits): return .number(Number(scaled: Int64(scaled(digits, &random)), scale: scale))
    case .text: return .string(text(&random))
    case .date: return .date(date(&random))
    case .instant: return .dateTime(CivilDateTime(milliseconds: moment(&random)))
    }
  }

  private static func scaled(_ digits: Int, _ random: inout SeededNumbers) -> Int {
    let size = Int(Number.powers[digits]) - 1
    switch random.below(6) {
    case 0: return 0
    case 1: return random.once(in: 2) ? size : -size
    case 2: return -random.below(Swift.min(size, 100) + 1)
    case 3: return random.below(size)
    default: return random.below(Swift.min(size, 120) + 1)
    }
  }

  static func date(_ random: inout SeededNumbers) -> CivilDate {
    switch random.below(8) {
    case 0: return CivilDate(year: random.pick([1, 1582, 2000, 1900, 9999]), month: 2, day: 28) ?? today
    case 1: return CivilDate(year: random.pick([1956, 1960, 2000, 2024]), month: 2, day: 29) ?? today
    case 2: return today.adding(days: random.below(61) - 30)
    case 3: return CivilDate(year: 1966 + random.below(50), month: today.month, day: today.day) ?? today
    default: return CivilDate(days: Int64(random.below(40_000)) - 18_000)
    }
  }

  private static func moment(_ random: inout SeededNumbers) -> Int64 {
    let now = Ledger.now.milliseconds()
    switch random.below(6) {
    case 0: return -Int64(random.below(2_000_000_000_000))
    case 1: return 515_527_200_000 + Int64(random.below(170_000_000)) * 1000
    case 2: return now + Int64(random.below(5)) - 2
    case 3: return now - now % 86_400_000 - 28_800_000 + Int64(random.below(3) - 1)
    default: return now - Int64(random.below(2_000_000_000))
    }
  }

  /// At least a fifth is decomposed, astral or empty before it comes to the door.
  static func text(_ random: inout SeededNumbers) -> String {
    let plain = ["张三", "李四", "a", "b", "ab", "海淀区", "朝阳区", "x1", "一号楼/2单元", "Z", "甲乙丙"]
    let odd = [
      "", "𠮷野", "e\u{301}", "a\u{30A}x", "😀", "😀a", "\u{FF21}", "\u{E000}", "\u{FFFD}", "Ω\u{301}", "ß", "ǆ", "İ", "%_",
      "'\"\\", " ", "a\nb", "\u{1100}\u{1161}\u{11A8}", "\u{10FFFF}",
    ]
    return Text.normalized(random.once(in: 2) ? random.pick(plain) : random.pick(odd))
  }

  static func number(_ random: inout SeededNumbers) -> Number {
    let texts = [
      "0", "-0", "-0.00", "1", "2", "3", "-1", "10", "60", "18", "0.5", "1.50", "2.005", "-3.75", "99.99", "100.00",
      "1234567890123456789012345678901234", "0.1234567890123456789012345678901234", "-9999999999999999999999999999999999",
      "9223372036854775807", "-9223372036854775808", "1e30", "1e-30", "3000", "1245.5",
    ]
    return Number(text: random.pick(texts)) ?? .zero
  }

  private static func free(_ type: Type, _ random: inout SeededNumbers) -> Value {
    switch type {
    case .number: return .number(number(&random))
    case .dayTimeDuration:
      return .dayTimeDuration(DayTimeDuration(seconds: Int64(random.below(2_000_000)) - 1_000_000, nanoseconds: random.once(in: 3) ? 5_000 : 0))
    case .yearMonthDuration: return .yearMonthDuration(YearMonthDuration(months: Int64(random.below(100)) - 50))
    case .time:
      return .time(
        CivilTime(
          nanoseconds: Int64(random.below(86_400)) * 1_000_000_000,
          zone: random.pick([Zone.none, .offset(0), .offset(28_800), .shanghai, .utc])))
    case .list: return .list((0..<random.below(4)).map { _ in random.once(in: 6) ? .null : .number(number(&random)) })
    default:
      return random.pick([
        .number(number(&random)), .string(text(&random)), .date(date(&random)), .boolean(true), .list([.string("a")]),
        .context(Context([("甲", .number(1)), ("乙", .string(text(&random)))])),
      ])
    }
  }
}
