import Testing

@testable import FEEL

/// The index finds the rules that trying all of them finds.
@Suite struct TableIndexTests {
  /// Random tables, the same in every run.
  struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(sides))
    }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[roll(list.count)] }
  }

  static let words = ["小餐饮", "小旅馆", "小医院", "𠮷野家", "A", "a", "", "é", "中山路100号", "～"]
  static let scope = SlotScope([
    "类别": .string, "面积": .number, "日期": .date, "有证": .boolean, "其他": .unknown, "阈值": .number,
  ])

  static func number(_ dice: inout Dice) -> String {
    let whole = dice.roll(40) - 10
    return dice.roll(4) == 0 ? "\(whole).\(dice.roll(2) * 5)0" : "\(whole)"
  }

  static func text(_ dice: inout Dice) -> String { "\"\(dice.pick(words))\"" }

  static func date(_ dice: inout Dice) -> String { "@\"2026-0\(dice.roll(3) + 1)-1\(dice.roll(10))\"" }

  /// A cell over literals that `literal` writes.
  static func cell(_ dice: inout Dice, _ literal: (inout Dice) -> String, ordered: Bool) -> String {
    let a = literal(&dice)
    let b = literal(&dice)
    switch dice.roll(ordered ? 14 : 9) {
    case 0: return "-"
    case 1, 2: return a
    case 3: return "\(a), \(b), \(literal(&dice))"
    case 4: return "not(\(a))"
    case 5: return "not(\(a), \(b))"
    case 6: return "[\(a), \(b)]"
    case 7: return dice.roll(2) == 0 ? "null" : "not(null)"
    case 8: return "\(a), null"
    case 9: return "\(dice.pick(["<", "<=", ">", ">="])) \(a)"
    case 10: return "\(dice.pick(["[", "("]))\(a)..\(b)\(dice.pick(["]", ")"]))"
    case 11: return "not([\(a)..\(b)), \(a))"
    case 12: return "< \(a), > \(b)"
    default: return "\(dice.pick(["(", "["]))\(a)..\(b)\(dice.pick([")", "]"])), \(literal(&dice))"
    }
  }

  static func rule(_ dice: inout Dice) -> [String] {
    let numbers: [String] = ["? > 阈值", "阈值", "[阈值..阈值 + 5]", "modulo(?, 3) = 0"]
    return [
      dice.roll(12) == 0 ? "string length(?) > 2" : cell(&dice, text, ordered: true),
      dice.roll(10) == 0 ? dice.pick(numbers) : cell(&dice, number, ordered: true),
      cell(&dice, date, ordered: true),
      dice.pick(["true", "false", "-", "-", "null", "not(true)", "not(null)", "true, false"]),
      dice.roll(2) == 0
        ? "-" : cell(&dice, { dice in dice.roll(2) == 0 ? number(&dice) : text(&dice) }, ordered: false),
    ]
  }

  static func value(_ dice: inout Dice, _ column: Int) -> Value {
    if dice.roll(12) == 0 { return .null }
    switch dice.roll(14) == 0 ? dice.roll(6) : column {
    case 0: return .string(dice.pick(words + ["没有的", "B", "小餐饮店"]))
    case 1, 5: return Number(text: number(&dice)).map { .number($0) } ?? .null
    case 2: return .date(CivilDate(days: 20_454 + Int64(dice.roll(90))))
    case 3: return .boolean(dice.roll(2) == 0)
    default:
      let moment = CivilDateTime(text: "2026-01-15T00:00:00")
      return dice.pick([
        .number(3), .string("A"), .list([.string("A")]), .list([.number(3)]), .boolean(true),
        moment.map { .dateTime($0) } ?? .null, .context(Context([("a", .number(1))])),
      ])
    }
  }

  @Test(arguments: Array(0..<64))
  func sameAsTryingEveryRule(_ seed: Int) {
    var dice = Dice(state: UInt64(seed) &* 7919 &+ 17)
    let columns = ["类别", "面积", "日期", "有证", "其他"]
    let used = (0..<columns.count).filter { _ in dice.roll(4) > 0 }
    let count = dice.pick([30, 64, 65, 200, 400])
    var rules: [TableSource.Rule] = []
    for number in 0..<count {
      let cells = Self.rule(&dice)
      // Every second table has few `-`, so that several columns decide.
      rules.append(.init(used.map { cells[$0] }, ["\(number)"]))
    }
    let (table, problems) = DecisionTable.compile(
      TableSource(
        .collect(nil), inputs: used.map { .init(columns[$0]) }, outputs: [.init("号")], rules: rules),
      scope: Self.scope, analyses: false)
    #expect(problems.map(\.zh) == [])
    var hits = 0
    for _ in 0..<400 {
      var frame = Frame(slots: (0..<6).map { Self.value(&dice, $0) })
      var other = frame
      let values = used.map { frame.slots[$0] }
      let found = table.rules(&frame)
      let wanted = table.scan(values, most: .max, &other)
      hits += wanted.count
      guard found == wanted else {
        Issue.record("\(values): \(found ?? []) is not \(wanted)")
        return
      }
    }
    #expect(hits > 0 || used.isEmpty)
  }

  @Test func nestedThresholdsAreFoundAlthoughTheIndexIsCoarse() {
    let rules = (0..<3000).map { TableSource.Rule(["> \(30_000 - $0 * 10)"], ["\($0)"]) }
    let (table, _) = DecisionTable.compile(
      TableSource(.first, inputs: [.init("面积")], outputs: [.init("号")], rules: rules), scope: Self.scope,
      analyses: false)
    for (area, wanted) in [(30_001, "0"), (30_000, "1"), (15_005, "1500"), (11, "2999"), (10, "null")] {
      var frame = Frame(slots: [.null, .number(Number(area))])
      #expect(table.evaluate(&frame).text == wanted)
    }
  }

  @Test func aLookupInALargeTableTriesFewRules() {
    let rules = (0..<10_000).map { number in
      TableSource.Rule(
        ["\"类\(number / 400)\"", "[\(number / 20 % 20 * 50)..\(number / 20 % 20 * 50 + 50))", "\(number % 20)"],
        ["\(number)"])
    }
    let inputs: [TableSource.Input] = [.init("类别"), .init("面积"), .init("阈值")]
    let (table, problems) = DecisionTable.compile(
      TableSource(.unique, inputs: inputs, outputs: [.init()], rules: rules), scope: Self.scope,
      analyses: false)
    #expect(problems.map(\.zh) == [])
    for number in stride(from: 0, to: 10_000, by: 371) {
      var frame = Frame(
        slots: [
          .string("类\(number / 400)"), .number(Number(number / 20 % 20 * 50 + 49)), .null, .null, .null,
          .number(Number(number % 20)),
        ], fuel: 100)
      #expect(table.evaluate(&frame) == .number(Number(number)))
      #expect(frame.fuel > 90)
    }
  }
}
