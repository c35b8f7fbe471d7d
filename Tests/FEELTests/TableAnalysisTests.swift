import Testing

@testable import FEEL

/// What is said of a table before it runs.
@Suite struct TableAnalysisTests {
  static let scope = SlotScope([
    "类别": .code(Sample.shops), "面积": .number, "有证": .boolean, "日期": .date, "街道": .string, "人数": .number,
  ])

  /// The kinds and places of all findings, with their messages.
  static func findings(
    _ hit: String, _ inputs: [TableSource.Input], _ rules: [([String], String)], fallback: String? = nil
  ) -> [String] {
    guard let hit = HitPolicy(letters: hit) else { return [] }
    let source = TableSource(
      hit, inputs: inputs,
      outputs: [.init("结果", allowed: hit.isRanked ? "1, 2, 3" : nil, fallback: fallback)],
      rules: rules.map { .init($0.0, [$0.1]) })
    return DecisionTable.compile(source, scope: scope).problems.map { "\($0.kind) \($0.place): \($0.zh)" }
  }

  @Test func overlapsOfAUniqueTable() {
    let found = Self.findings(
      "U", [.init("类别"), .init("面积")],
      [
        (["\"小餐饮\"", "<= 50"], "1"), (["\"小餐饮\"", "> 50"], "2"), (["not(\"小餐饮\")", "-"], "3"),
        (["\"小网吧\"", "[10..20]"], "4"), (["-", "> 1000"], "5"),
      ])
    #expect(
      found == [
        "overlap rule(3): 规则 4 与规则 3 会同时命中（例如 类别: \"小网吧\"; 面积: [10..20]），而这张表只许命中一条",
        "overlap rule(4): 规则 5 与规则 2 会同时命中（例如 类别: \"小餐饮\"; 面积: > 1000），而这张表只许命中一条",
      ])
  }

  @Test func rulesApartAreNotReported() {
    #expect(
      Self.findings(
        "U", [.init("日期"), .init("有证")],
        [
          (["< @\"2026-07-01\"", "true"], "1"), (["< @\"2026-07-01\"", "false"], "2"),
          (["[@\"2026-07-01\"..@\"2026-12-31\"]", "-"], "3"), ([">= @\"2027-01-01\"", "-"], "4"),
        ]) == [])
  }

  @Test func conflictsAndRepetitionsOfAnAnyTable() {
    let found = Self.findings(
      "A", [.init("面积"), .init("有证")],
      [
        (["< 100", "-"], "1"), (["< 50", "true"], "1"), ([">= 100", "-"], "2"), (["> 200", "false"], "3"),
        (["[90..120]", "-"], "面积"),
      ])
    #expect(
      found == [
        "subsumed rule(1): 规则 1 已经包含规则 2，结果也一样",
        "conflict rule(3): 规则 4 与规则 3 会同时命中（例如 面积: > 200; 有证: false），给出的结果却不同",
      ])
  }

  @Test func gapsInClosedDomains() {
    #expect(
      Self.findings("U", [.init("类别")], [(["\"小餐饮\", \"小网吧\""], "1")])
        == ["gap table: 有的输入没有规则管（例如 类别: \"小医院\"）"])
    #expect(
      Self.findings("F", [.init("有证"), .init("面积")], [(["true", "-"], "1"), (["false", "[0..50)"], "2"), (["-", "> 50"], "3")])
        == ["gap table: 有的输入没有规则管（例如 有证: false; 面积: < 0）"])
    #expect(
      Self.findings("U", [.init("面积", allowed: "[0..1000]")], [(["< 100"], "1"), (["(100..1000]"], "2")])
        == ["gap table: 有的输入没有规则管（例如 面积: 100）"])
    #expect(
      Self.findings("U", [.init("日期")], [(["<= @\"2026-06-30\""], "1"), ([">= @\"2026-07-02\""], "2")])
        == ["gap table: 有的输入没有规则管（例如 日期: @\"2026-07-01\"）"])
  }

  @Test func wholeNumbersLeaveNoGapBetweenNeighbours() {
    let rules = [(["<= 10"], "1"), (["[11..20]"], "2"), (["> 20"], "3")]
    #expect(Self.findings("U", [.init("人数", isWhole: true)], rules) == [])
    #expect(Self.findings("U", [.init("人数")], rules) == ["gap table: 有的输入没有规则管（例如 人数: (10..11)）"])
    #expect(
      Self.findings("U", [.init("人数", isWhole: true)], [(["< 10"], "1"), (["> 12"], "3")])
        == ["gap table: 有的输入没有规则管（例如 人数: [10..12]）"])
  }

  @Test func openDomainsAndDefaultsAreNoGaps() {
    #expect(Self.findings("U", [.init("街道")], [(["\"中山路\""], "1"), (["\"解放路\""], "2")]) == [])
    #expect(
      Self.findings("U", [.init("街道"), .init("面积")], [(["\"中山路\"", "> 5"], "1"), (["\"解放路\"", "-"], "2")])
        == ["gap table: 有的输入没有规则管（例如 街道: \"中山路\"; 面积: <= 5）"])
    #expect(Self.findings("U", [.init("有证")], [(["true"], "1")], fallback: "0") == [])
    #expect(Self.findings("U", [.init("面积")], [(["? > 人数"], "1")]) == [])
  }

  @Test func rulesThatAreNeverReached() {
    let found = Self.findings(
      "F", [.init("类别"), .init("面积")],
      [
        (["\"小餐饮\"", "< 50"], "1"), (["\"小餐饮\"", ">= 50"], "2"), (["\"小餐饮\"", "[10..90]"], "3"),
        (["\"小医院\", \"小网吧\"", "-"], "4"), (["-", "> 人数"], "5"), (["null", "> 人数"], "6"),
        (["-", "[5..3]"], "7"), (["-", "-"], "8"),
      ])
    #expect(
      found == [
        "unreachable inputEntry(rule: 6, column: 1): 这一格对哪个值都不成立，这条规则永远用不到",
        "unreachable rule(2): 前面的规则（1、2）已经管了规则 3 的全部情况，它永远用不到",
        "unreachable rule(5): 前面的规则（5）已经管了规则 6 的全部情况，它永远用不到",
      ])
  }

  @Test func largeTablesEndWithANote() {
    let rules = (0..<2000).map { ([">= \($0)", "-", "< \($0 + 7)"], "\($0 % 7)") }
    let found = Self.findings("F", [.init("面积"), .init("有证"), .init("人数")], rules)
    #expect(found.last == "unfinished table: 这张表太大，重叠、遗漏和用不到的规则没有全部查完")
    let many = Self.findings("U", [.init("有证"), .init("面积")], (0..<60).map { (["true", "> \($0)"], "1") })
    #expect(many.filter { $0.hasPrefix("overlap") }.count == 20)
    #expect(many.contains("unfinished table: 这样的规则还有 39 条，没有一一列出"))
  }

  @Test func aGridOfTenThousandRulesIsCheckedWhole() {
    var rules: [([String], String)] = []
    for row in 0..<100 {
      for column in 0..<100 where (row, column) != (42, 17) {
        rules.append((["[\(row)..\(row + 1))", "[\(column)..\(column + 1))"], "1"))
      }
    }
    let found = Self.findings(
      "U", [.init("面积", allowed: "[0..100)"), .init("人数", allowed: "[0..100)")], rules)
    #expect(found == ["gap table: 有的输入没有规则管（例如 面积: [42..43); 人数: [17..18)）"])
  }
}
