import Testing

@testable import FEEL

@Suite struct TrialTests {
  private static let today = CivilDate(days: 20_600)
  private static let now = CivilDateTime(date: today, time: CivilTime(nanoseconds: 0, zone: .shanghai))

  private func trial(
    _ text: String, _ names: KeyValuePairs<String, Value> = [:], tested: Value? = nil, fuel: Int = 200_000
  ) -> Trial {
    Trial(
      text, names: names.map { ($0.key, $0.value) }, tested: tested, today: Self.today, now: Self.now,
      fuel: fuel, explained: true)
  }

  /// One line a part: indented text, round, value, reasons.
  private func lines(_ trial: Trial) -> [String] {
    let scalars = Text.scalars(trial.text)
    func lines(_ part: TracedPart, _ depth: Int) -> [String] {
      let value =
        switch part.result {
        case .value(let value): value.notation
        case .unneeded: "-"
        case .beyondBudget: "?"
        }
      let head = String(repeating: ".", count: depth) + (part.round.map { "\($0): " } ?? "")
      let reasons = part.reasons.map { " !" + $0.en }.joined()
      return [head + Text.string(scalars[part.range]) + " → " + value + reasons]
        + part.parts.flatMap { lines($0, depth + 1) }
    }
    return trial.outcome?.tree.map { lines($0, 0) } ?? []
  }

  @Test func showsEveryPartOnce() {
    let found = trial(
      "年龄 >= 60 and 区 in [\"海淀区\"] and (收入 < 3000 or 残疾)",
      ["年龄": .number(66), "区": .string("海淀区"), "收入": .number(2000), "残疾": .boolean(false)])
    #expect(
      lines(found) == [
        "年龄 >= 60 and 区 in [\"海淀区\"] and (收入 < 3000 or 残疾) → true", ".年龄 >= 60 → true", "..年龄 → 66",
        ".区 in [\"海淀区\"] → true", "..区 → \"海淀区\"", ".收入 < 3000 or 残疾 → true",
        "..收入 < 3000 → true", "...收入 → 2000", "..残疾 → -",
      ])
  }

  @Test func saysWhereANullComesFrom() {
    let found = trial("x / y + 1", ["x": .number(6), "y": .number(0)])
    #expect(
      lines(found) == [
        "x / y + 1 → null !a side of `+` is null", ".x / y → null !division by zero", "..x → 6", "..y → 0",
      ])
    #expect(found.outcome?.reasons.map(\.en) == ["division by zero", "a side of `+` is null"])
    #expect(found.outcome?.type.isNumber == true)
  }

  @Test func showsTheFirstRounds() {
    let found = trial("for i in 1..9 return i * k", ["k": .number(2)])
    #expect(
      lines(found) == [
        "for i in 1..9 return i * k → [2, 4, 6, 8, 10, 12, 14, 16, 18]", ".1: i * k → 2", "..i → 1",
        "..k → 2",
        ".2: i * k → 4", "..i → 2", "..k → 2", ".3: i * k → 6", "..i → 3", "..k → 2",
      ])
    let some = lines(
      trial("some i in l satisfies i > 1", ["l": .list([.number(1), .number(2), .number(3)])]))
    #expect(
      some.filter { $0.contains("i > 1 →") && $0.hasPrefix(".") } == [
        ".1: i > 1 → false", ".2: i > 1 → true",
      ])
    let filtered = lines(trial("l[item > 1]", ["l": .list([.number(1), .number(2)])]))
    #expect(
      filtered == [
        "l[item > 1] → [2]", ".l → [1, 2]", ".1: item > 1 → false", "..item → 1", ".2: item > 1 → true",
        "..item → 2",
      ])
    let crossed = lines(trial("for a in [1,2], b in [a, 10] return a + b"))
    #expect(
      crossed.filter { $0.hasPrefix(".") && $0.contains("a + b →") } == [
        ".1: a + b → 2", ".2: a + b → 11", ".3: a + b → 4",
      ])
    let partial = lines(trial("for i in 1..4 return if i = 1 then 1 else partial[-1] * 2"))
    #expect(partial.contains(".3: if i = 1 then 1 else partial[-1] * 2 → 4"))
  }

  @Test func followsBranchesAndContexts() {
    #expect(
      lines(trial("if x > 1 then x else -x", ["x": .number(1)])) == [
        "if x > 1 then x else -x → -1", ".x > 1 → false", "..x → 1", ".x → -", ".-x → -1", "..x → 1",
      ])
    #expect(
      lines(trial("{a: x + 1, b: a * 2}.b", ["x": .number(1)])) == [
        "{a: x + 1, b: a * 2}.b → 4", ".{a: x + 1, b: a * 2} → {a: 2, b: 4}", "..x + 1 → 2", "...x → 1",
        "..a * 2 → 4", "...a → 2",
      ])
  }

  @Test func triesUnaryTests() {
    let found = trial("[18..60], > 100", tested: .number(17))
    #expect(found.outcome?.value == .boolean(false))
    #expect(trial("\"甲\", \"乙\"", tested: .string("乙")).outcome?.value == .boolean(true))
    #expect(trial("not(null)", tested: .null).outcome?.value == .boolean(false))
  }

  @Test func staysInItsBudget() {
    let loops = "count(for a in 1..1000, b in 1..1000 return a * b)"
    let found = trial(loops, fuel: 10_000)
    #expect(found.outcome?.value.isNull == true)
    #expect(found.outcome?.reasons.contains { $0.en == "too much work" } == true)
    if case .beyondBudget? = found.outcome?.tree?.result {} else { Issue.record("the root was computed") }
    let wide = trial("[" + (0..<300).map { "x+\($0)" }.joined(separator: ",") + "]", ["x": .number(1)])
    #expect(lines(wide).count <= 1 + 2 * Tracer.elements)
  }

  @Test func nothingRunsWithProblems() {
    let found = trial("年龄 >", ["年龄": .number(1)])
    #expect(found.outcome == nil)
    #expect(found.problems.map(\.kind) == [.expressionSyntax])
    #expect(trial("收入 > 1", ["年龄": .number(1)]).problems.map(\.kind) == [.unknownName])
  }

  @Test func printsWhatCanBeReadAgain() {
    for text in [
      "null", "true", "-12.5", "\"a\\\"b\\\\c\\n𠮷\"", "@\"2026-03-01\"", "@\"P3DT2H\"", "@\"-P1Y2M\"",
      "@\"08:00:00+08:00\"", "@\"2026-03-01T08:00:00\"", "[1, [\"二\", null]]",
      "{甲: 1, \"b c\": {\"if\": []}}",
      "[1..5]", "(1..5]", "[@\"2026-01-01\"..@\"2026-12-31\")", "(> 5)", "(<= \"乙\")",
    ] {
      let first = trial(text).outcome?.value
      #expect(first?.notation == text, "\(text)")
      #expect(trial(first?.notation ?? "").outcome?.value == first, "\(text)")
    }
  }
}
