import Testing

@testable import FEEL

@Suite struct RobustnessTests {
  private static let words = [
    "1", "2.5", "\"a\"", "年龄", "姓名", "items", "x", "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "+",
    "-", "*", "/", "**", "=",
    "!=", "<", "<=", ">", ">=", "and", "or", "not(", "if", "then", "else", "for", "in", "return", "some",
    "every", "satisfies",
    "between", "instance of", "function(", "@\"P1D\"", "count(", "string join(", "date(", "null", "true", "且",
    "非", "（", "“", "”", "≥",
    "?", "partial", "item", "sort(", "replace(", "#", "'", "\\", "\u{0}", "𠮷", "e\u{301}", "range<", "list<",
    "->", "9e999", "//", "/*",
  ]

  @Test func tokenSoupNeverTraps() {
    var state: UInt64 = 20_261_123
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for round in 0..<6000 {
      var text = ""
      for _ in 0..<(1 + next(25)) { text += Self.words[next(Self.words.count)] + (next(3) == 0 ? "" : " ") }
      let mode: Expression.Mode = round % 4 == 0 ? .unaryTests : .expression
      let strictness: Expression.Strictness = round % 3 == 0 ? .standard : .authored
      let (compiled, problems) = Expression.compile(
        text, scope: Sample.scope, mode: mode, strictness: strictness)
      #expect(compiled != nil || !problems.isEmpty, "\(text)")
      let length = Text.length(text)
      for problem in problems {
        #expect(!problem.range.isEmpty && problem.range.upperBound <= Swift.max(length, 1), "\(text)")
      }
      if let compiled {
        var frame = Sample.frame()
        frame.fuel = 100_000
        _ = compiled.evaluate(&frame)
      }
    }
  }

  /// Lists that hold the same list twice are small in memory and endless on paper.
  @Test(arguments: [
    "for i in 1..60 return if i = 1 then 1 else [partial[-1], partial[-1]]",
    "for i in 1..60 return if i = 1 then 1 else {甲: partial[-1], 乙: partial[-1]}",
    "{a: [1, 1], b: [a, a], c: [b, b], d: [c, c], e: [d, d], f: [e, e, e, e, e, e, e, e, e, e, e, e, e, e, e], "
      + "g: [f, f, f, f, f, f, f, f, f, f, f, f, f, f, f], h: [g, g, g, g, g, g, g, g, g, g, g, g, g, g, g], "
      + "k: [h, h, h, h, h, h, h, h, h, h, h, h, h, h, h]}",
    "for i in 1..600 return [partial[-1]]",
  ])
  func resultsTooLargeToBePrintedAreNull(text: String) throws {
    let compiled = try #require(Expression.compile(text, scope: Sample.scope).0, "\(text)")
    var frame = Sample.frame()
    #expect(compiled.evaluate(&frame) == .null)
    #expect(frame.reasons.last?.en == "the result is too large or too deeply nested")
    var tracer = Tracer(text: text, frame: Sample.frame())
    let traced = tracer.trace(try #require(compiled.typed))
    guard case .value(.null) = traced.result else {
      Issue.record("\(text) is shown whole")
      return
    }
    let counted = try #require(Expression.compile("count(\(text))", scope: Sample.scope).0)
    frame = Sample.frame()
    _ = counted.evaluate(&frame)
    #expect(frame.reasons.allSatisfy { $0.en != "the result is too large or too deeply nested" })
  }

  @Test func halfRangesWithinHalfRangesArePrintedOnce() throws {
    let text = "for i in 1..40 return (= partial[-1])"
    var frame = Sample.frame()
    let value = try #require(Expression.compile(text, scope: Sample.scope).0).evaluate(&frame)
    let last = try #require(value.list?.last)
    #expect(last.notation == String(repeating: "(= ", count: 40) + "null" + String(repeating: ")", count: 40))
  }

  @Test func depthAndSizeAreBounded() {
    func kinds(_ text: String) -> [Problem.Kind] {
      Expression.compile(text, scope: Sample.scope).1.map(\.kind)
    }
    for (open, close) in [
      ("(", ")"), ("[", "]"), ("{a: ", "}"), ("-", ""), ("not(", ")"), ("if true then 1 else ", ""),
      ("x[", "]"), ("function() ", ""),
    ] {
      let text = String(repeating: open, count: 150) + "1" + String(repeating: close, count: 150)
      #expect(kinds(text).contains(.limitExceeded), "\(open)")
    }
    #expect(kinds(String(repeating: "1+", count: 1500) + "1") == [.limitExceeded])
    #expect(kinds(String(repeating: "x.", count: 1000) + "x") == [.limitExceeded])
    for deep in [
      String(repeating: "年龄+", count: 310) + "1", String(repeating: "x.", count: 310) + "x",
      "x" + String(repeating: "[1]", count: 310), String(repeating: "if 残疾 then (", count: 30) + "1"
        + String(repeating: ") else 2", count: 30), "x" + String(repeating: "(1)", count: 310),
    ] {
      let (compiled, _) = Expression.compile(deep, scope: Sample.scope)
      var frame = Sample.frame()
      #expect(compiled != nil)
      _ = compiled?.evaluate(&frame)
    }
    #expect(kinds("true" + String(repeating: " and true", count: 300)).isEmpty)
    #expect(kinds(String(repeating: "1", count: 4001)) == [.limitExceeded])
    #expect(
      kinds(String(repeating: "1 in (", count: 60) + "1" + String(repeating: ")", count: 60)).isEmpty == false
    )
  }

  @Test func fuelEndsEveryLoop() {
    for text in [
      "count(for a in 1..100000, b in 1..100000 return 1)",
      "some a in 1..100000, b in 1..100000 satisfies a + b < 0",
      "{f: function(n) f(n), r: f(1)}.r", "count(for a in 1..99999 return for b in 1..99999 return b)",
      "count(for a in 1..100000 return partial)", "for a in 1..1000000000000 return a",
      "(function(f) f(f))(function(f) f(f))",
      "(function(f) f(f))(function(f) f(f)" + String(repeating: "+1", count: 300) + ")",
      "{f: function(n) sort([2,1,3], function(a,b) f(a) < f(b)), r: f(1)}.r",
      "count(for a in 1..5000 return sort(for b in 1..1000 return 1000 - b))",
    ] {
      let (compiled, _) = Expression.compile(text, scope: Sample.scope)
      var frame = Sample.frame()
      if let compiled {
        #expect(compiled.evaluate(&frame).isNull, "\(text)")
        #expect(!frame.reasons.isEmpty, "\(text)")
      }
    }
  }

  @Test func sharedPartsAreNotWrittenOut() throws {
    var entries = "a0: [1, 1]"
    for index in 1...40 { entries += ", a\(index): [a\(index - 1), a\(index - 1)]" }
    for tail in ["string(a40)", "flatten(a40)", "a40 = a40", "distinct values([a40, a40])", "is(a40, a40)",
      "a40 instance of list<list<list<number>>>", "index of([a40], a40)",
    ] {
      let text = "{" + entries + ", r: \(tail)}.r"
      let compiled = try #require(Expression.compile(text, scope: Sample.scope, strictness: .standard).0)
      var frame = Sample.frame()
      frame.fuel = 100_000
      let value = compiled.evaluate(&frame)
      #expect(value.isNull || value.truth == false, "\(tail)")
    }
  }

  @Test func patternsStayLinear() throws {
    let pattern = try Pattern("(a*)*(a|aa)+$|(x+x+)+y")
    let text = Text.scalars(String(repeating: "a", count: 5000) + "b" + String(repeating: "x", count: 5000))
    #expect(pattern.firstMatch(in: text, from: 0) == nil)
    for bad in ["(", ")", "[", "a**", "{1}", "\\p{Xx}", "[z-a]", "a{2,1}", "\\b", "(?<n>a)", "\\"] {
      #expect(throws: PatternError.self) { try Pattern(bad) }
    }
    func first(_ pattern: String, _ text: String, _ flags: String = "") throws -> [Int]? {
      try Pattern(pattern, flags: flags).firstMatch(in: Text.scalars(text), from: 0)
    }
    #expect(try first("a|ab", "xab") == [1, 2])
    #expect(try first("a+?", "aaa") == [0, 1])
    #expect(try first("[^\\p{Lu}]+", "ABcd中") == [2, 5])
    #expect(try first("[a-z-[aeiou]]+", "aebcd") == [2, 5])
    #expect(try first("^b$", "a\nb\nc", "m") == [2, 3])
    #expect(try first("a.c", "a\nc") == nil)
    #expect(try first("a.c", "a\nc", "s") == [0, 3])
    #expect(try first("É", "é", "i") == [0, 1])
    #expect(try first("a b # ", "ab", "x") == nil)
    #expect(try first(".", "𠮷") == [0, 1])
  }

  @Test func everyAliasIsUsableOnce() {
    var seen: Set<String> = []
    for name in BuiltIns.names { #expect(seen.insert(name).inserted, "\(name)") }
  }
}
