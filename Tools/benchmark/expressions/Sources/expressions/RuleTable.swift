import FEEL

/// A unique-hit table of 10,000 rules on three inputs, every combination of 100 ages, 10 districts and 10 marks.
enum RuleTable {
  private static let districts = [
    "东城区", "西城区", "朝阳区", "丰台区", "石景山区", "海淀区", "门头沟区", "房山区", "通州区", "顺义区",
  ]

  /// Nanoseconds a lookup, over inputs that hit and some that do not.
  static func lookup() -> Double {
    var rules: [TableSource.Rule] = []
    for age in 0..<100 {
      for (number, district) in districts.enumerated() {
        for mark in 0..<10 {
          rules.append(
            .init(
              ["\(age)", "\"\(district)\"", "[\(mark * 10)..\(mark * 10 + 10))"],
              ["\(age * 100 + number * 10 + mark)"]))
        }
      }
    }
    let scope = SlotScope(["年龄": .number, "区": .string, "分": .number])
    let source = TableSource(
      .unique, inputs: [.init("年龄"), .init("区"), .init("分")], outputs: [.init()], rules: rules)
    let (table, _) = DecisionTable.compile(source, scope: scope)
    var frames: [Frame] = []
    for turn in 0..<64 {
      frames.append(
        Frame(slots: [
          .number(Number(turn * 37 % 104)), .string(districts[turn * 7 % 10]), .number(Number(turn * 53 % 100)),
        ]))
    }
    for (turn, at) in frames.indices.enumerated() {
      let (age, mark) = (turn * 37 % 104, turn * 53 % 100 / 10)
      let wanted: Value = age < 100 ? .number(Number(age * 100 + turn * 7 % 10 * 10 + mark)) : .null
      precondition(table.evaluate(&frames[at]) == wanted)
    }
    var found = 0
    let spent = (0..<5).map { _ in
      nanoseconds(20_000) { turn in
        frames[turn & 63].forgetReasons()
        if !table.evaluate(&frames[turn & 63]).isNull { found += 1 }
      }
    }
    precondition(found > 0)
    return spent.sorted()[2]
  }
}

/// Wall time of one turn.
func nanoseconds(_ times: Int, _ body: (Int) -> Void) -> Double {
  let spent = ContinuousClock().measure { for turn in 0..<times { body(turn) } }.components
  return (Double(spent.seconds) * 1e9 + Double(spent.attoseconds) / 1e9) / Double(times)
}
