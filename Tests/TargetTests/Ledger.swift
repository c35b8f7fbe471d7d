import TestSupport

@testable import FEEL

/// A ledger whose rows expressions read, as slots, as tables and as names.
struct Ledger: Sendable {
  static let today = CivilDate(days: 20_512)
  static let now = CivilDateTime(milliseconds: 1_772_270_712_345)

  /// A column of a child table; plain values have one without a name.
  struct Member: Sendable {
    let name: String
    let type: Type
    let column: SQLColumn

    init(_ name: String, _ type: Type, _ column: SQLColumn) {
      self.name = name
      self.type = type
      self.column = column
    }
  }

  /// Where a field's values are: as `SQLSource`, with the columns of child tables in order.
  enum Place: Sendable {
    case column(SQLColumn)
    case rows(table: String, isLinked: Bool, most: Int, [Member])
    case command
    /// In no store.
    case nowhere
  }

  struct Field: Sendable {
    let name: String
    let type: Type
    let place: Place

    init(_ name: String, _ type: Type, _ place: Place) {
      self.name = name
      self.type = type
      self.place = place
    }

    /// The type of a list of such rows.
    static func list(of members: [Member]) -> Type {
      if members.count == 1, members[0].name.isEmpty { return .list(members[0].type) }
      return .list(.context(Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.type) })))
    }
  }

  let fields: [Field]
  /// Texts that expressions ask for.
  let words: [String]
  let scope: SlotScope
  let sources: [Int: SQLSource]

  init(_ fields: [Field], words: [String] = []) {
    self.fields = fields
    self.words = words
    var scope = SlotScope()
    var sources: [Int: SQLSource] = [:]
    for (slot, field) in fields.enumerated() {
      scope.add(field.name, slot: slot, type: field.type)
      switch field.place {
      case .column(let column):
        sources[slot] = .column(SQLColumn("t.\(column.name)", column.type, nullable: column.nullable))
      case .rows(let table, let isLinked, let most, let members):
        sources[slot] = .rows(
          SQLRows(
            table, link: isLinked ? ("owner", "t.id") : nil,
            members: Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.column) }), most: most))
      case .command: sources[slot] = .command
      case .nowhere: break
      }
    }
    self.scope = scope
    self.sources = sources
  }

  private static let kin = [
    Member("姓名", .string, SQLColumn("a1", .text, nullable: false)),
    Member("岁数", .number, SQLColumn("a2", .integer(digits: 3))),
    Member("月入", .number, SQLColumn("a3", .decimal(scale: 2, digits: 9), nullable: false)),
    Member("残障", .boolean, SQLColumn("a4", .boolean)),
    Member("生日", .date, SQLColumn("a5", .date)),
  ]
  private static let sick = [Member("", .string, SQLColumn("v", .text, nullable: false))]

  /// The ledger of the made-up expressions.
  static let madeUp = Ledger([
    Field("年龄", .number, .column(SQLColumn("c1", .integer(digits: 3)))),
    Field("收入", .number, .column(SQLColumn("c2", .decimal(scale: 2, digits: 12)))),
    Field("金额", .number, .column(SQLColumn("c3", .decimal(scale: 4, digits: 15), nullable: false))),
    Field("户数", .number, .column(SQLColumn("c4", .integer(digits: 9), nullable: false))),
    Field("姓名", .string, .column(SQLColumn("c5", .text, nullable: false))),
    Field("备注", .string, .column(SQLColumn("c6", .text))),
    Field("出生日期", .date, .column(SQLColumn("c7", .date, nullable: false))),
    Field("走访日期", .date, .column(SQLColumn("c8", .date))),
    Field("提交时间", .dateTime, .column(SQLColumn("c9", .instant, nullable: false))),
    Field("办结时间", .dateTime, .column(SQLColumn("c10", .instant))),
    Field("残疾", .boolean, .column(SQLColumn("c11", .boolean))),
    Field("低保", .boolean, .column(SQLColumn("c12", .boolean, nullable: false))),
    Field("慢性病", Field.list(of: sick), .rows(table: "sick", isLinked: true, most: 100, sick)),
    Field("成员", Field.list(of: kin), .rows(table: "kin", isLinked: true, most: 1000, kin)),
    Field("我的区", .string, .command),
    Field("我的级别", .number, .command),
    Field("我的网格", .list(.string), .command),
    Field("大数", .number, .nowhere),
    Field("时段", .dayTimeDuration, .nowhere),
    Field("钟点", .time, .nowhere),
    Field("年限", .yearMonthDuration, .nowhere),
    Field("数列", .list(.number), .nowhere),
    Field("任意", .unknown, .nowhere),
  ])

  // MARK: rows

  /// So many rows; those of one set share what the command brings and the lists of all rows.
  func rows(_ count: Int, _ random: inout SeededNumbers) -> [[Value]] {
    let shared: [Value] = fields.map { field in
      switch field.place {
      case .command:
        if random.once(in: 4) { return .null }
        return field.type.isList
          ? .list((0..<random.below(4)).map { _ in .string(word(&random)) })
          : (field.type.isText ? .string(word(&random)) : Self.free(field.type, &random))
      case .rows(_, false, _, let members): return list(members, 4 + random.below(12), &random)
      case .rows, .column, .nowhere: return .null
      }
    }
    return (0..<count).map { _ in
      fields.enumerated().map { slot, field in
        switch field.place {
        case .column(let column): return value(column, &random)
        case .rows(_, true, _, let members): return list(members, random.below(4), &random)
        case .command, .rows: return shared[slot]
        case .nowhere: return random.once(in: 5) ? .null : Self.free(field.type, &random)
        }
      }
    }
  }

  private func list(_ members: [Member], _ count: Int, _ random: inout SeededNumbers) -> Value {
    .list(
      (0..<count).map { _ in
        if members.count == 1, members[0].name.isEmpty { return value(members[0].column, &random) }
        return .context(Context(members.map { ($0.name, value($0.column, &random)) }))
      })
  }

  private func word(_ random: inout SeededNumbers) -> String {
    words.isEmpty || random.once(in: 3) ? Self.text(&random) : random.pick(words)
  }

  private func value(_ column: SQLColumn, _ random: inout SeededNumbers) -> Value {
    if column.nullable, random.once(in: 4) { return .null }
    switch column.type {
    case .boolean: return .boolean(random.once(in: 2))
    case .integer(let digits): return .number(Number(Self.scaled(digits, &random)))
    case .decimal(let scale, let digits):
      return .number(Number(scaled: Int64(Self.scaled(digits, &random)), scale: scale))
    case .text: return .string(word(&random))
    case .date: return .date(Self.date(&random))
    case .instant: return .dateTime(CivilDateTime(milliseconds: Self.moment(&random)))
    case .reference: return .entity(EntityReference(classID: "person", id: Int64(random.below(9))))
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
  static func text(_ random: inout SeededNumbers) -> String { Text.normalized(typed(&random)) }

  /// Text as people's machines send it.
  static func typed(_ random: inout SeededNumbers) -> String {
    let plain = ["张三", "李四", "a", "b", "ab", "海淀区", "朝阳区", "x1", "一号楼/2单元", "Z", "甲乙丙"]
    let odd = [
      "", "𠮷野", "e\u{301}", "a\u{30A}x", "😀", "😀a", "\u{FF21}", "\u{E000}", "\u{FFFD}", "Ω\u{301}", "ß", "ǆ",
      "İ", "%_",
      "'\"\\", " ", "a\nb", "\u{1100}\u{1161}\u{11A8}", "\u{10FFFF}",
    ]
    return random.once(in: 2) ? random.pick(plain) : random.pick(odd)
  }

  static func number(_ random: inout SeededNumbers) -> Number {
    let texts = [
      "0", "-0", "-0.00", "1", "2", "3", "-1", "10", "60", "18", "0.5", "1.50", "2.005", "-3.75", "99.99",
      "100.00",
      "1234567890123456789012345678901234", "0.1234567890123456789012345678901234",
      "-9999999999999999999999999999999999",
      "9223372036854775807", "-9223372036854775808", "1e30", "1e-30", "3000", "1245.5",
    ]
    return Number(text: random.pick(texts)) ?? .zero
  }

  private static func free(_ type: Type, _ random: inout SeededNumbers) -> Value {
    switch type {
    case .number: return .number(number(&random))
    case .dayTimeDuration:
      return .dayTimeDuration(
        DayTimeDuration(
          seconds: Int64(random.below(2_000_000)) - 1_000_000, nanoseconds: random.once(in: 3) ? 5_000 : 0))
    case .yearMonthDuration:
      return .yearMonthDuration(YearMonthDuration(months: Int64(random.below(100)) - 50))
    case .time:
      return .time(
        CivilTime(
          nanoseconds: Int64(random.below(86_400)) * 1_000_000_000,
          zone: random.pick([Zone.none, .offset(0), .offset(28_800), .shanghai, .utc])))
    case .boolean: return .boolean(random.once(in: 2))
    case .list:
      return .list((0..<random.below(4)).map { _ in random.once(in: 6) ? .null : .number(number(&random)) })
    default:
      return random.pick([
        .number(number(&random)), .string(text(&random)), .date(date(&random)), .boolean(true),
        .list([.string("a")]),
        .context(Context([("甲", .number(1)), ("乙", .string(text(&random)))])),
      ])
    }
  }
}
