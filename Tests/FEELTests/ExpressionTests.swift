import Testing

@testable import FEEL

@Suite struct ExpressionTests {
  private static let cases: [(String, String)] = [
    ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("0.1 + 0.2", "0.3"), ("10 / 4", "2.5"),
    ("1 / 3", "0.3333333333333333333333333333333333"),
    ("2 ** 10", "1024"), ("-3 ** 2", "9"), ("1 / 0", "null"), ("2 - -2", "4"), ("1.5e3", "1500"),
    ("\"a\" + \"b\"", "\"ab\""), ("\"\\u4e2d\\U01F600\"", "\"中😀\""), ("\"\\d\"", "\"\\\\d\""),
    ("年龄 >= 60 and 类别 = \"小餐饮\"", "true"), ("类别 = \"01\"", "true"), ("类别 in [\"小医院\", \"小网吧\"]", "false"),
    ("类别 in (\"小医院\", \"小餐饮\")", "true"), ("list contains(慢性病, \"小医院\")", "true"),
    ("列表含(慢性病, \"小网吧\")", "false"), ("年龄 between 60 and 70 and true", "true"), ("年龄 in [60..65]", "true"),
    ("年龄 in [60..65[", "false"), ("年龄 in (60..65)", "false"), ("年龄 in ]64..65]", "true"),
    ("年龄 in (< 60, > 64)", "true"), ("年龄 in > 70", "false"), ("空 > 3", "null"), ("空 = null", "true"),
    ("空 > 3 and false", "false"), ("空 > 3 or true", "true"), ("not(空 > 3)", "null"), ("非(残疾)", "false"),
    ("if 空 > 3 then 1 else 2", "2"), ("if 残疾 then \"是\" else \"否\"", "\"是\""),
    ("for i in 1..3 return i * i", "[1, 4, 9]"), ("for i in 3..1 return i", "[3, 2, 1]"),
    ("for i in [1,2], j in [10,20] return i + j", "[11, 21, 12, 22]"),
    ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", "[1, 2, 6, 24]"),
    ("some x in [1,2,3] satisfies x > 2", "true"), ("every x in [1,2,3] satisfies x > 2", "false"),
    ("count(items[state = \"办结\"])", "2"),
    ("count(items[state = \"done\"]) / count(items)", "0.6666666666666666666666666666666667"),
    ("items[2].分", "2"), ("items[-1].分", "3"), ("items[分 > 1].分", "[2, 3]"),
    ("items[item.分 > 2].state", "[\"done\"]"),
    ("items.停放点.数量", "[[1, 2], [3], []]"), ("sum(flatten(items.停放点.数量))", "6"), ("sum(items.分)", "6"),
    ("[1,2,3,4][item > 2]", "[3, 4]"), ("[1,2,3][even(item)]", "[2]"), ("x.甲", "1"), ("x.乙[2]", "\"二\""),
    ("{a: 1, b: a + 1}.b", "2"), ("{\"两 个\": 5}.两 个", "5"), ("{f: function(n) n * 2, r: f(4)}.r", "8"),
    ("(function(a, b) a - b)(5, 3)", "2"), ("first name + \"!\"", "\"Li!\""), ("人.手机号码", "\"13800001234\""),
    ("日期(\"2026-03-01\") + @\"P1M\"", "2026-04-01"), ("日期 > date(\"2024-01-01\")", "true"),
    ("date(2024, 2, 29) + duration(\"P1Y\")", "2025-02-28"), ("@\"2026-03-01\" - @\"2026-02-01\"", "P28D"),
    ("@\"2026-03-01T08:00:00+08:00\" = @\"2026-03-01T00:00:00Z\"", "true"), ("@\"2026-03-01\".weekday", "7"),
    ("@\"1988-06-01T12:00:00@Asia/Shanghai\".time offset", "PT9H"), ("@\"PT90M\"", "PT1H30M"),
    ("出生日期.year", "1950"), ("5 instance of number", "true"), ("\"a\" instance of date and time", "false"),
    ("[1,2] instance of list<number>", "true"), ("null instance of number", "false"),
    ("1 in [1,2] and 2 = 2", "true"), ("(1..10) = (1..10)", "true"), ("[1..10].end", "10"),
    ("substring(姓名, 3)", "\"𠮷\""), ("string length(姓名)", "3"), ("字数(\"𠮷a\")", "2"),
    ("substring(姓名, -2, 1)", "\"三\""),
    ("upper case(\"abc\")", "\"ABC\""), ("contains(\"foobar\", \"oba\")", "true"),
    ("substring before(\"a-b\", \"-\")", "\"a\""),
    ("substring after(\"a-b\", \"-\")", "\"b\""), ("starts with(\"中文\", \"中\")", "true"),
    ("string join([\"a\", null, \"b\"], \"、\")", "\"a、b\""),
    ("split(\"a;b;;c\", \";\")", "[\"a\", \"b\", \"\", \"c\"]"),
    ("replace(\"138 0000-1234\", \"[ -]\", \"\")", "\"13800001234\""),
    ("replace(\"ab\", \"(a)(b)\", \"$2$1\")", "\"ba\""),
    ("matches(\"13800001234\", \"^(1[3-9][0-9]{9}|0[0-9]{9,11})$\")", "true"),
    ("matches(\"1380000123\", \"^(1[3-9][0-9]{9}|0[0-9]{9,11})$\")", "false"),
    ("matches(\"阿卜杜·热合曼\", \"^[\\p{L}·. ]{2,50}$\")", "true"),
    ("matches(\"138\", \"^[\\p{L}·. ]{2,50}$\")", "false"), ("matches(\"ABC\", \"b\", \"i\")", "true"),
    ("min(3,1,2)", "1"), ("max([\"a\",\"b\"])", "\"b\""), ("mean([1,2,3])", "2"), ("median([8,2,5,3])", "4"),
    ("stddev(2,4,7,5)", "2.081665999466132735282297706979931"),
    ("mode([6,3,9,6,6])", "[6]"), ("all([true, null])", "null"), ("any([true, null])", "true"),
    ("product(2,3,4)", "24"),
    ("append([1], 2, 3)", "[1, 2, 3]"), ("concatenate([1],[2])", "[1, 2]"),
    ("insert before([1,3],2,2)", "[1, 2, 3]"),
    ("remove([1,2,3],2)", "[1, 3]"), ("reverse([1,2])", "[2, 1]"), ("index of([1,2,1],1)", "[1, 3]"),
    ("union([1,2],[2,3])", "[1, 2, 3]"),
    ("distinct values([1,1.0,2])", "[1, 2]"), ("flatten([[1,[2]],3])", "[1, 2, 3]"),
    ("sublist([1,2,3],2)", "[2, 3]"),
    ("sort([3,1,2])", "[1, 2, 3]"), ("sort([1,2,3], function(a,b) a > b)", "[3, 2, 1]"),
    ("duplicate values([1,2,1])", "[1]"),
    ("decimal(1/3, 2)", "0.33"), ("decimal(2.5, 0)", "2"), ("round half up(2.5)", "3"),
    ("round half down(2.5)", "2"), ("floor(-1.5)", "-2"),
    ("ceiling(1.1)", "2"), ("round up(5.125, 2)", "5.13"), ("modulo(-12, 5)", "3"), ("abs(-3)", "3"),
    ("sqrt(16)", "4"), ("odd(5)", "true"),
    ("day of week(@\"2026-03-01\")", "\"Sunday\""), ("week of year(@\"2005-01-01\")", "53"),
    ("day of year(@\"2019-09-17\")", "260"),
    ("before(1, 10)", "true"), ("overlaps([1..5], [5..8])", "true"), ("during(5, [1..10])", "true"),
    ("meets([1..5],[5..10])", "true"),
    ("includes([1..10], 5)", "true"), ("coincides(5, 5)", "true"), ("finishes([5..10],[1..10])", "true"),
    ("get value({a: 1}, \"a\")", "1"), ("get entries({a: 1})", "[{key: \"a\", value: 1}]"),
    ("context put({a: 1}, \"b\", 2)", "{a: 1, b: 2}"),
    ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
    ("context([{key: \"a\", value: 1}])", "{a: 1}"),
    ("number(\"1,000.5\", \",\", \".\")", "1000.5"), ("number(\"三\")", "null"), ("string(1.10)", "\"1.1\""),
    ("string([1, \"a\"])", "\"[1, \\\"a\\\"]\""),
    ("age(date(\"1960-05-27\"))", "66"), ("age(@\"2000-02-29\", @\"2001-02-28\")", "0"),
    ("days since(today())", "0"),
    ("parse date(\"二〇二四年一月五日\")", "2024-01-05"), ("parse date(\"2024/01/05\")", "2024-01-05"),
    ("parse date(\"２０２４．１．５\")", "2024-01-05"),
    ("parse date(\"2026-02-30\")", "null"), ("to halfwidth(\"１２Ａ　\")", "\"12A \""),
    ("mask middle(\"13800001234\")", "\"138****1234\""),
    ("valid id card(\"11010519491231002X\")", "true"), ("valid id card(\"110105194912310021\")", "false"),
    ("valid id card(\"110108200002290047\")", "true"),
    ("valid id card(\"110101199902290018\")", "false"), ("valid id card(\"810000199003073216\")", "true"),
    ("birth of(\"11010519491231002X\")", "1949-12-31"),
    ("gender of(\"11010519491231002X\")", "\"2\""), ("valid credit code(\"91350100M000100Y43\")", "true"),
    ("valid credit code(\"91350100M000100Y34\")", "false"), ("distance([116.0, 40.0], [116.0, 40.0])", "0"),
    ("井盖.权属单位", "null"), ("// 说明\n1 /* 二 */ + 1", "2"),
    ("years and months duration(@\"2011-12-22\", @\"2013-08-24\")", "P1Y8M"),
    ("is(@\"23:00:50Z\", @\"23:00:50\")", "false"),
    ("substring(string: \"abc\", start position: 2)", "\"bc\""),
  ]

  @Test func evaluates() {
    for (text, expected) in Self.cases { #expect(Sample.run(text) == expected, "\(text)") }
  }

  private static let mistakes: [(String, String)] = [
    ("1 +", "expression-syntax"), ("(1", "expression-syntax"), ("1 2", "expression-syntax"),
    ("", "expression-syntax"),
    ("\"abc", "expression-syntax"), ("年龄 == 5", "expression-syntax"),
    ("年龄 && true", "expression-syntax type-mismatch"), ("if 残疾 then 1", "expression-syntax"),
    ("'abc'", "expression-syntax"), ("[1, 2", "expression-syntax"), ("{a 1}", "expression-syntax"),
    ("for in 1", "expression-syntax"),
    ("{a: 1, a: 2}", "expression-syntax"), ("#", "expression-syntax"), ("年令 > 5", "unknown-name"),
    ("foo + bar", "unknown-name unknown-name"),
    ("cuont([1])", "unknown-function"), ("年龄(5)", "unknown-function"), ("类别 = \"小餐馆\"", "unknown-option"),
    ("类别 in [\"小餐饮\", \"大\"]", "unknown-option"),
    ("items[state = \"办完\"]", "unknown-option"), ("年龄 > \"60\"", "type-mismatch"),
    ("年龄 + \"岁\"", "type-mismatch"), ("出生日期 > \"2000-01-01\"", "type-mismatch"),
    ("sum(items.停放点.数量)", "type-mismatch"), ("年龄 and 残疾", "type-mismatch"),
    ("if 年龄 then 1 else 2", "type-mismatch"), ("慢性病 = \"小餐饮\"", "type-mismatch"),
    ("string length(5)", "type-mismatch"), ("substring(\"a\")", "type-mismatch"),
    ("items.nothing", "unknown-name"), ("@\"2026-13-01\"", "type-mismatch"),
    ("-姓名", "type-mismatch"), ("matches(姓名, \"(a)\\1\")", "regex-unsafe"),
    ("matches(姓名, \"(?=a)\")", "regex-unsafe"), ("matches(姓名, \"[a\")", "expression-syntax"),
    ("matches(姓名, \"(a{1000}){1000}\")", "limit-exceeded"), ("年龄 ≥ 60", "full-width"),
    ("年龄 > 60 且 残疾", "full-width"), ("残疾且低保", "full-width"),
    ("count（慢性病）", "full-width full-width"), ("姓名 = “张三”", "full-width"), ("残疾 或者 低保", "full-width"),
    ("非残疾", "full-width"), ("年龄 > ６０", "full-width"),
    ("5 instance of nummer", "unknown-name"),
    ("function(x) external {}", "not-yet"), ("substring(text: \"a\", start: 1)", "type-mismatch"),
  ]

  @Test func refuses() {
    for (text, expected) in Self.mistakes { #expect(Sample.run(text) == expected, "\(text)") }
  }

  @Test func problemsHavePlacesAndRepairs() throws {
    let (_, full) = Expression.compile("年龄≥60且残疾", scope: Sample.scope)
    #expect(full.count == 2)
    var text = Text.scalars("年龄≥60且残疾")
    for problem in full.reversed() {
      let fix = try #require(problem.fix)
      text.replaceSubrange(fix.range, with: Text.scalars(fix.replacement))
    }
    #expect(Text.string(text) == "年龄>=60 and 残疾")
    let (_, name) = Expression.compile("1 + 年令", scope: Sample.scope)
    #expect(name.first?.range == 4..<6 && name.first?.fix?.replacement == "年龄")
    let (_, function) = Expression.compile("cuont([1])", scope: Sample.scope)
    #expect(function.first?.fix?.replacement == "count")
    let (_, option) = Expression.compile("类别 = \"小餐馆\"", scope: Sample.scope)
    #expect(option.first?.fix?.replacement == "\"小餐饮\"")
  }

  @Test func knowsWhatItReads() throws {
    let compiled = try #require(Expression.compile("年龄 > 60 and age(出生日期) > 60", scope: Sample.scope).0)
    #expect(compiled.slots == [0, 3] && compiled.dependsOnToday)
    let plain = try #require(Expression.compile("年龄 > 60", scope: Sample.scope).0)
    #expect(!plain.dependsOnToday)
    let code = try #require(
      Expression.compile("\"小医院\"", scope: Sample.scope, expecting: .code(Sample.shops)).0)
    #expect(code.constant == .string("02"))
    #expect(
      Expression.compile("\"x\"", scope: Sample.scope, expecting: .number).1.map(\.kind) == [.typeMismatch])
  }

  @Test func unaryTests() throws {
    var scope = SlotScope(["?": .number, "y": .number])
    func run(_ text: String, _ value: Int) -> Bool? {
      let (compiled, problems) = Expression.compile(text, scope: scope, mode: .unaryTests)
      #expect(problems.isEmpty, "\(text)")
      var frame = Frame(slots: [.number(Number(value)), .number(7)])
      return compiled?.decide(&frame)
    }
    #expect(run("-", 1) == true)
    #expect(run("> 5", 6) == true)
    #expect(run("< 5, > 10", 11) == true)
    #expect(run("not(1, 2)", 2) == false)
    #expect(run("[1..5]", 5) == true)
    #expect(run("y", 7) == true)
    #expect(run("? > 5 and ? < y", 6) == true)
    #expect(run("= y", 8) == false)
    scope = SlotScope(["?": .code(Sample.shops)])
    let cell = try #require(Expression.compile("\"小医院\", \"小餐饮\"", scope: scope, mode: .unaryTests).0)
    var frame = Frame(slots: [.string("02")])
    #expect(cell.decide(&frame) == true)
    #expect(Expression.compile("\"医院\"", scope: scope, mode: .unaryTests).1.map(\.kind) == [.unknownOption])
  }

  @Test func namesWithOperatorsComeFromTheScope() throws {
    let scope = SlotScope(["a-b": .number, "a": .number, "b": .number, "rise and fall": .number])
    func run(_ text: String) -> Value {
      var frame = Frame(slots: [.number(1), .number(20), .number(3), .number(4)])
      return Expression.compile(text, scope: scope).0?.evaluate(&frame) ?? .null
    }
    #expect(run("a-b") == .number(1))
    #expect(run("a - b") == .number(17))
    #expect(run("rise and fall + 1") == .number(5))
  }
}
