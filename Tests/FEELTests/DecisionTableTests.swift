import Testing

@testable import FEEL

/// Tables by hand: what each hit policy gives.
@Suite struct DecisionTableTests {
  static let scope = SlotScope(["类别": .string, "面积": .number, "有证": .boolean, "日期": .date])

  /// Evaluates a table; problems of any weight are failures of the test.
  static func run(_ source: TableSource, _ slots: [Value]) -> (Value, [Reason]) {
    let (table, problems) = DecisionTable.compile(source, scope: scope, analyses: false)
    for problem in problems { Issue.record("\(problem.place) \(problem.zh)") }
    var frame = Frame(slots: slots)
    let value = table.evaluate(&frame)
    return (value, frame.reasons)
  }

  static func table(
    _ hit: String, _ rules: [([String], String)], allowed: String? = nil, fallback: String? = nil
  ) throws -> TableSource {
    TableSource(
      try #require(HitPolicy(letters: hit)), inputs: [.init("类别"), .init("面积")],
      outputs: [.init("结果", allowed: allowed, fallback: fallback)],
      rules: rules.map { .init($0.0, [$0.1]) })
  }

  @Test(arguments: [
    ("U", "null"), ("A", "null"), ("P", "丙"), ("F", "甲"), ("R", "[\"甲\", \"乙\", \"丙\"]"),
    ("O", "[\"丙\", \"甲\", \"乙\"]"), ("C", "[\"甲\", \"乙\", \"丙\"]"), ("C#", "3"), ("C<", "丙"), ("C>", "甲"),
    ("C+", "null"),
  ])
  func policies(_ hit: String, _ wanted: String) throws {
    let source = try Self.table(
      hit,
      [
        (["\"小餐饮\"", "> 50"], "\"甲\""), (["-", ">= 100"], "\"乙\""), (["\"小旅馆\", \"小餐饮\"", "-"], "\"丙\""),
        (["not(\"小餐饮\")", "-"], "\"丁\""),
      ], allowed: hit == "P" || hit == "O" ? "\"丙\", \"甲\", \"乙\"" : nil)
    let (value, reasons) = Self.run(source, [.string("小餐饮"), .number(120)])
    #expect(value.text == wanted)
    #expect(reasons.isEmpty == (wanted != "null"))
  }

  @Test(arguments: [("C+", "1.5"), ("C<", "-2"), ("C>", "3"), ("C#", "3")])
  func aggregations(_ hit: String, _ wanted: String) throws {
    let source = try Self.table(
      hit, [(["-", "> 1"], "3"), (["-", "-"], "0.5"), (["\"甲\"", "-"], "-2"), (["\"乙\"", "-"], "100")])
    #expect(Self.run(source, [.string("甲"), .number(2)]).0.text == wanted)
  }

  @Test func noHit() throws {
    for (hit, wanted) in [
      ("U", "null"), ("A", "null"), ("F", "null"), ("R", "null"), ("C", "null"), ("C+", "null"), ("C#", "0"),
    ] {
      let rules = [(["\"甲\"", "-"], "1"), (["\"乙\"", "< 5"], "2")]
      #expect(Self.run(try Self.table(hit, rules), [.string("乙"), .number(5)]).0.text == wanted, "\(hit)")
      #expect(
        Self.run(try Self.table(hit, rules, fallback: "7"), [.null, .null]).0.text == "7", "\(hit)")
    }
  }

  @Test func agreement() throws {
    let source = try Self.table("A", [(["\"甲\"", "-"], "1.0"), (["-", "> 5"], "1"), (["-", "> 9"], "2")])
    #expect(Self.run(source, [.string("甲"), .number(6)]).0.text == "1")
    let (value, reasons) = Self.run(source, [.string("甲"), .number(10)])
    #expect(value.isNull && reasons.map(\.zh) == ["规则 1 和规则 3 同时命中，给出的结果却不同"])
  }

  @Test func severalOutputs() throws {
    var source = TableSource(
      .unique, inputs: [.init("面积", type: .number)],
      outputs: [
        .init("等级", type: .string, allowed: "\"高\", \"低\"", fallback: "\"低\""),
        .init("天数", type: .number, allowed: "30, 10, 5"),
      ],
      rules: [.init(["> 100"], ["\"高\"", "5"]), .init(["[10..100]"], ["\"低\"", "面积 / 10"])])
    #expect(Self.run(source, [.null, .number(200)]).0.text == "{等级: \"高\", 天数: 5}")
    #expect(Self.run(source, [.null, .number(50)]).0.text == "{等级: \"低\", 天数: 5}")
    #expect(Self.run(source, [.null, .number(1)]).0.text == "{等级: \"低\", 天数: null}")
    source.hit = .outputOrder
    source.rules = [
      .init(["-"], ["\"低\"", "30"]), .init(["-"], ["\"高\"", "10"]), .init(["-"], ["\"高\"", "30"]),
    ]
    #expect(
      Self.run(source, [.null, .null]).0.text
        == "[{等级: \"高\", 天数: 30}, {等级: \"高\", 天数: 10}, {等级: \"低\", 天数: 30}]")
  }

  @Test func allowedInputs() throws {
    var source = try Self.table("F", [(["\"甲\"", "-"], "1"), (["-", "-"], "2")], fallback: "3")
    source.inputs[0].allowed = "\"甲\", \"乙\""
    source.inputs[1].allowed = "null, [0..100]"
    #expect(Self.run(source, [.string("乙"), .null]).0.text == "2")
    let (value, reasons) = Self.run(source, [.string("丙"), .null])
    #expect(value.isNull && reasons.map(\.en) == ["the value 丙 of input 1 is not allowed"])
    #expect(Self.run(source, [.null, .number(1)]).0.isNull)
    #expect(Self.run(source, [.string("甲"), .number(101)]).0.isNull)
  }

  @Test func cellsLookAtOtherNamesAndAtTheValueItself() throws {
    let source = TableSource(
      .first, inputs: [.init("面积"), .init("日期"), .init("有证")], outputs: [.init()],
      rules: [
        .init(["? > 3 and ? < string length(类别)", "-", "-"], ["\"一\""]),
        .init(["-", "[@\"2026-01-01\"..@\"2026-06-30\"]", "true"], ["类别 + \"二\""]),
        .init(["null", "null", "-"], ["\"三\""]),
        .init(["string length(类别)", "-", "not(true)"], ["\"四\""]),
      ])
    let day = CivilDate(text: "2026-06-30").map { Value.date($0) } ?? .null
    #expect(Self.run(source, [.string("小餐饮小旅馆"), .number(4), .null, .null]).0.text == "一")
    #expect(Self.run(source, [.string("小"), .number(4), .boolean(true), day]).0.text == "小二")
    #expect(Self.run(source, [.string("小"), .null, .null, .null]).0.text == "三")
    #expect(Self.run(source, [.string("小店"), .number(2), .boolean(false), day]).0.text == "四")
    #expect(Self.run(source, [.string("小店"), .number(2), .boolean(true), .null]).0.isNull)
  }

  @Test func mistakesStandAtTheirPlace() throws {
    let (table, problems) = DecisionTable.compile(
      TableSource(
        .unique, inputs: [.init("面积"), .init("类型")], outputs: [.init("结果", type: .number)],
        rules: [
          .init(["\"大\"", "-"], ["1"]), .init(["> 1"], ["2"]), .init(["> 1", "1"], ["\"x\""]),
          .init(["\"大\"", "-"], ["1"]),
        ]), scope: Self.scope)
    let found = problems.map { "\($0.kind) \($0.place)" }
    #expect(
      found == [
        "expression input(1)", "expression inputEntry(rule: 0, column: 0)", "cellCount rule(1)",
        "expression outputEntry(rule: 2, column: 0)", "expression inputEntry(rule: 3, column: 0)",
      ])
    var frame = Frame(slots: [.null, .number(5)])
    #expect(table.evaluate(&frame).isNull)
  }
}
