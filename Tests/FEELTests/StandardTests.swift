import Testing

@testable import FEEL

/// Expressions as models of others hold them: whatever is wrong gives null and says why.
@Suite struct StandardTests {
  private static func run(_ text: String, _ scope: SlotScope = SlotScope(), _ slots: [Value] = []) -> (
    text: String, reasons: [Reason], problems: [Problem]
  ) {
    let (compiled, problems) = Expression.compile(text, scope: scope, strictness: .standard)
    guard let compiled else { return ("syntax", [], problems) }
    var frame = Frame(slots: slots, today: CivilDate(days: 20_000))
    let value = compiled.evaluate(&frame)
    if case .string(let text) = value { return (Value.quoted(text), frame.reasons, problems) }
    return (value.text, frame.reasons, problems)
  }

  @Test func casesHold() throws {
    var count = 0
    for file in try CaseFile.all(in: "standard") {
      for line in file.lines {
        let found = Self.run(line.expression)
        #expect(found.text == line.expected, "\(file.name):\(line.number) \(line.expression)")
        let isTolerated = found.text == "syntax" || found.problems.allSatisfy(\.isNote)
        #expect(isTolerated, "\(file.name):\(line.number)")
        count += 1
      }
    }
    #expect(count >= 300)
  }

  @Test func namesComeFromTheScope() {
    var scope = SlotScope([
      "Applicant 2": .number, "in-stock": .boolean, "profit and loss": .number, "a": .number, "b": .number,
      "a+b": .number, "Bob's age": .number, "时间/地点": .string, "if needed": .number,
      "Rows": .list(.context(["unit-price": .number, "q": .number, "for sale": .boolean])),
    ])
    scope.add("lib.rate", slot: 10, type: .number)
    let row = Context([("unit-price", .number(3)), ("q", .number(2)), ("for sale", .boolean(true))])
    let slots: [Value] = [
      .number(7), .boolean(true), .number(-5), .number(1), .number(2), .number(100), .number(40), .string("这里"),
      .number(9), .list([.context(row)]), .number(6),
    ]
    for (text, expected) in [
      ("Applicant 2 + 1", "8"), ("if in-stock then 1 else 2", "1"), ("profit and loss * 2", "-10"),
      ("a+b", "100"), ("a + b", "3"), ("Bob's age - a", "39"), ("时间/地点", "\"这里\""), ("if needed", "9"),
      ("Rows[unit-price > 2].q", "[2]"), ("Rows.unit-price", "[3]"), ("Rows[for sale].unit-price[1]", "3"),
      ("Rows[1].unit-price * Rows[1].q", "6"), ("lib.rate", "6"), ("for a-b in [a+b] return a-b + a", "[101]"),
      ("{profit and loss: 1, x: profit and loss + 1}.x", "2"), ("Rows[q - unit-price < 0].q", "[2]"),
    ] { #expect(Self.run(text, scope, slots).text == expected, "\(text)") }
  }

  @Test func functionsOfTheHostAreValues() {
    let half = FunctionValue([Parameter("the number", .number)]) { values, frame in
      guard case .number(let number) = values[0] else { return frame.null("不是数", "no number") }
      return (number / 2).map { .number($0) } ?? .null
    }
    let scope = SlotScope(["half of": .function(1, .number), "sum": .unknown, "count": .number])
    let slots: [Value] = [
      .function(half),
      .function(FunctionValue([Parameter("a", .unknown), Parameter("b", .unknown)]) { _, _ in .string("own") }),
      .number(3),
    ]
    for (text, expected) in [
      ("half of(8)", "4"), ("half of(the number: 8)", "4"), ("half of([8])", "4"), ("half of(\"x\")", "null"),
      ("half of(1, 2)", "null"), ("half of(number: 8)", "null"), ("for n in [2, 4] return half of(n)", "[1, 2]"),
      ("{h: half of, r: h(10)}.r", "5"), ("sum(1, 2)", "\"own\""), ("count([1, 2]) + count", "5"),
    ] { #expect(Self.run(text, scope, slots).text == expected, "\(text)") }
  }

  @Test func reasonsSayWhatWentWrong() {
    for (text, english) in [
      ("nothing + 1", "there is no name `nothing` here"), ("1 / 0", "division by zero"),
      ("abs(\"x\")", "`abs`: an argument is null or of the wrong type"),
      ("nothing(1)", "there is no function `nothing`"), ("[1][5]", "there is no element 5"),
      ("date(\"x\")", "`x` is no date"),
    ] { #expect(Self.run(text).reasons.first?.en == english, "\(text)") }
  }

  @Test func typesOfTheScopeHaveNames() {
    var scope = SlotScope(["p": .unknown])
    scope.add(type: "tPerson", .context(["name": .string, "age": .number]))
    scope.add(type: "model.tList", .list(.number))
    let person = Value.context(Context([("name", .string("张三")), ("age", .number(5))]))
    for (text, expected) in [
      ("p instance of tPerson", "true"), ("{name: 1} instance of tPerson", "false"),
      ("[1] instance of model.tList", "true"), ("p instance of tNobody", "null"),
      ("(function(x: tPerson) x.name)(p)", "\"张三\""), ("(function(x: tPerson) x)(5)", "null"),
    ] { #expect(Self.run(text, scope, [person]).text == expected, "\(text)") }
  }

  @Test func cellsOfTables() throws {
    func run(_ text: String, _ value: Value) throws -> Bool? {
      let scope = SlotScope(["?": .unknown, "limit": .number, "isBig": .function(1, .unknown)])
      let (compiled, _) = Expression.compile(text, scope: scope, mode: .unaryTests, strictness: .standard)
      let isBig = FunctionValue([Parameter("n", .number)]) { values, _ in
        .boolean(values[0].number.map { $0 > 10 } ?? false)
      }
      var frame = Frame(slots: [value, .number(5), .function(isBig)])
      return try #require(compiled, "\(text)").decide(&frame)
    }
    for (text, number, expected) in [
      ("-", 1, true), ("5", 5, true), ("limit", 5, true), ("> limit", 6, true), ("< 3, > 8", 9, true),
      ("[1..5]", 5, true), ("]1..5[", 5, false), ("not(1, 2)", 2, false), ("not(> 5)", 3, true),
      ("? > 3 and ? < 6", 5, true), ("isBig(?)", 11, true), ("isBig(?)", 9, false), ("[1, 2, 3]", 2, true),
      ("limit * 2", 10, true), ("= 5", 5, true), ("!= 5", 5, false), ("not(null)", 5, true),
      ("range(\"[1..3]\")", 2, true),
    ] as [(String, Int, Bool)] { #expect(try run(text, .number(Number(number))) == expected, "\(text)") }
    #expect(try run("null", .null) == true)
    #expect(try run("not(null)", .null) == false)
    #expect(try run("> 5", .null) == nil)
    #expect(try run("\"a\", \"b\"", .string("b")) == true)
    #expect(try run("list contains(?, 1)", .list([.number(1)])) == true)
    #expect(try run("count(?) > 1", .list([.number(1)])) == false)
    #expect(try run("true", .boolean(true)) == true)
    #expect(try run("not(true)", .boolean(true)) == false)
    #expect(try run("< date(\"2026-01-01\")", .date(CivilDate(days: 20_000))) == true)
  }

  @Test func chineseWordsAreNamesLikeOthers() {
    let scope = SlotScope(["且慢": .number, "非": .boolean, "或许": .number])
    #expect(Self.run("且慢 + 或许", scope, [.number(1), .boolean(true), .number(2)]).text == "3")
    #expect(Self.run("非", scope, [.number(1), .boolean(true), .number(2)]).text == "true")
    #expect(Self.run("合计([1, 2])").text == "3")
  }
}
