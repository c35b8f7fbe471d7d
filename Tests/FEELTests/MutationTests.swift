import Testing

@testable import FEEL

/// A hundred thousand texts that are nearly expressions: each is answered by an expression or by problems
/// that have a place, and running what compiles ends. The same texts every time; Tools/fuzz looks further.
@Suite struct MutationTests {
  private static let seeds = [
    "年龄 >= 60 and 类别 in [\"小餐饮\",\"小医院\"] and (空 < 3000 or 残疾)",
    "sum(items[state = \"done\"].分) + count(慢性病)",
    "for i in 1..9, j in [i, 2] return if i > j then {a: i, b: [j]} else partial[-1]",
    "some x in items satisfies x.分 between 1 and 2", "every n in 慢性病 satisfies n != \"小网吧\" or not(低保)",
    "substring(姓名, -2, 1) + string(1.50) + upper case(\"é\\uD83D\\uDE00\\n\")",
    "matches(姓名, \"^(a+)+[^b-d]{1,3}?\\\\d|(x|y)*$\", \"i\")", "replace(first name, \"(\\\\w)\", \"$1$0\")",
    "@\"2026-02-28\" + @\"P1Y2M\" - duration(\"-P3DT4H5.5S\")",
    "date and time(\"2026-03-01T08:00:00@Asia/Shanghai\").time offset",
    "(function(a: number, b) a ** b - -a)(2, 0.5)",
    "{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(20)}.r",
    "sort(items, function(a, b) a.分 > b.分)[1].停放点.数量", "年龄 in (> 18, [20..30), not(5), null)",
    "x instance of list<context<a: string>>",
    "1e999999 * -0.000000000000000000000000000000000001 / 3",
    "before([1..5], (> 3)) = overlaps([1..5), (2..6])",
    "context put({a: {b: 1}}, [\"a\", \"b\"], 2).a.b", "[1,2,[3,null]][item > 1][-1]",
    "parse date(\"二〇二六年三月一日\") // 说明",
    "sublist(reverse(distinct values(x)), 2) /* 乙 */", "split(\"a;b\", \"[;,]\")",
    "index of([1, \"1\", null], null)",
    "周岁(出生日期, @\"2026-06-01\") > mean(items.分)", "decimal(1/3, 33) = round half up(5.5e-3, 2)",
    "valid id card(\"11010119900307123X\")",
  ]
  private static let shards = [
    "\u{0}", "\"", "\\", "\\u", "\\uD800", "\\uDC00\\uD800", "\\U110000", "\\U01F600", "'", "“", "”", "（",
    "≥", "且",
    "1e999999", "9999999999999999999999999999999999999", ".", "..", "...", "0.", ".5", "-", "--", "**", "(",
    ")", "[",
    "]", "{", "}", ",", ":", "?", "@", "@\"", "@\"P\"", "#", "//", "/*", "*/", " ", "\u{3000}", "\u{FEFF}",
    "\r\n",
    "e\u{301}", "𠮷", "\u{10FFFF}", "(a+)+$", "(((a*)*)*)*", "[a-", "{9999}", "\\p{L}", "if ", " then ",
    " else ",
    "for x in 1..100000 return ", "some x in 1..100000 satisfies ", "function(f) f(f)", " in ", " and ",
    " or ",
    "not(", " instance of ", "range<", "->", " between ", "item", "partial", "null", "x[", "年龄", "today()",
    "random number()",
    "999999999-12-31", "@\"-999999999-01-01\"", "@\"P99999999999999999Y\"", "count(", "sort(x, ", ".a", " = ",
    "!=",
  ]

  private struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % Swift.max(sides, 1)
    }
  }

  /// One to four changes: cut, repeat, splice with another text, put in a shard, change a letter.
  private static func mutated(_ seeds: [[UInt32]], _ dice: inout Dice) -> [UInt32] {
    var text = seeds[dice.roll(seeds.count)]
    for _ in 0...dice.roll(4) {
      let first = dice.roll(text.count + 1)
      let last = Swift.min(text.count, first + 1 + dice.roll(12))
      switch dice.roll(6) {
      case 0: text.removeSubrange(first..<last)
      case 1:
        let piece = Array(text[first..<last])
        let times = dice.roll(12) == 0 ? 400 : 1 + dice.roll(4)
        for _ in 0..<times where text.count < 5000 { text.insert(contentsOf: piece, at: first) }
      case 2: text = Array(text[..<first]) + seeds[dice.roll(seeds.count)].suffix(dice.roll(40))
      case 3: if first < text.count { text[first] = UInt32(dice.roll(0x3000)) }
      default: text.insert(contentsOf: Text.scalars(shards[dice.roll(shards.count)]), at: first)
      }
    }
    return text
  }

  /// What is wrong with the answer to a text, if anything.
  private static func complaint(_ text: String, _ mode: Expression.Mode, _ strictness: Expression.Strictness)
    -> String?
  {
    let (compiled, problems) = Expression.compile(
      text, scope: Sample.scope, mode: mode, strictness: strictness)
    if compiled == nil, problems.allSatisfy(\.isNote) { return "nothing compiled, nothing said" }
    let length = Swift.max(Text.length(text), 1)
    for problem in problems where problem.range.isEmpty || problem.range.upperBound > length {
      return "\(problem.en) stands at \(problem.range) of \(length)"
    }
    guard let compiled else { return nil }
    var frame = Sample.frame()
    frame.fuel = 3000
    let value = compiled.evaluate(&frame)
    if frame.fuel < 0, !value.isNull { return "a value without fuel" }
    var other = Sample.frame()
    other.fuel = 3000
    let isChance = text.contains("random") || text.contains("随机")
    return isChance || compiled.decide(&other) == value.truth ? nil : "decides otherwise"
  }

  @Test(arguments: 0..<10) func nearlyExpressions(_ part: Int) {
    let seeds = Self.seeds.map { Text.scalars($0) }
    var dice = Dice(state: 20_261_127 &+ UInt64(part))
    var compiled = 0
    for round in 0..<10_000 {
      let text = Text.string(Self.mutated(seeds, &dice))
      let mode: Expression.Mode = round % 5 == 0 ? .unaryTests : .expression
      let strictness: Expression.Strictness = round % 3 == 0 ? .standard : .authored
      if let complaint = Self.complaint(text, mode, strictness) {
        Issue.record("\(complaint): \(Value.string(text).notation)")
        return
      }
      compiled += 1
    }
    #expect(compiled == 10_000)
  }

  @Test func textOfAnyBytes() {
    var dice = Dice(state: 7)
    for _ in 0..<2000 {
      let bytes = (0..<dice.roll(60)).map { _ in UInt8(dice.roll(256)) }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(Self.complaint(text, .expression, .authored) == nil, "\(bytes)")
    }
  }
}
