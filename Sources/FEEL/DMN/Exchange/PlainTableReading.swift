/// Plain tables out of a model; what they cannot hold is said where it stands.
extension PlainTable {
  /// The tables of all decisions and knowledge models whose logic is a decision table.
  package static func tables(of model: DMNModel) -> (tables: [PlainTable], problems: [XMLProblem]) {
    var reader = PlainTableReader()
    for decision in model.decisions { reader.read(decision.head.name, decision.logic) }
    for item in model.knowledge { reader.read(item.head.name, item.logic?.body) }
    return (reader.tables, reader.problems)
  }
}

private struct PlainTableReader {
  var tables: [PlainTable] = []
  var problems: [XMLProblem] = []

  private mutating func report(_ place: XMLPlace, _ zh: String, _ en: String) {
    problems.append(XMLProblem(place, zh: zh, en: en))
  }

  mutating func read(_ name: DMNText, _ logic: DMNExpression?) {
    guard let logic, case .table(let table) = logic.kind else {
      return report(name.place, "`\(name.text)` 不是决策表", "`\(name.text)` is no decision table")
    }
    let before = problems.count
    let hit = hit(table, logic.place.place)
    if table.outputs.count != 1 {
      report(
        logic.place.place, "有 \(table.outputs.count) 个结果，这里只能有一个",
        "there are \(table.outputs.count) results, only one can be held")
    }
    for input in table.inputs {
      if let allowed = input.allowed, !allowed.text.isEmpty {
        report(allowed.place, "写不下输入的允许值", "allowed input values cannot be held")
      }
    }
    let rows = table.rules.compactMap { row($0, table) }
    var otherwise: Value?
    if let output = table.outputs.first {
      if let allowed = output.allowed, !allowed.text.isEmpty {
        report(allowed.place, "写不下结果的允许值", "allowed output values cannot be held")
      }
      otherwise = output.otherwise.flatMap { value($0) }
    }
    guard problems.count == before, let hit else { return }
    tables.append(
      PlainTable(
        name: name.text, hit: hit, inputs: table.inputs.map(\.expression.literal), rows: rows,
        otherwise: otherwise))
  }

  private mutating func hit(_ table: DMNTable, _ place: XMLPlace) -> PlainTable.Hit? {
    switch (table.hit, table.aggregation) {
    case (.unique, _): return .unique
    case (.first, _): return .first
    case (.collect, nil): return .collect
    default:
      let letters = table.policy.letters
      report(place, "写不下命中策略 \(letters)", "the hit policy \(letters) cannot be held")
      return nil
    }
  }

  private mutating func row(_ rule: DMNTable.Rule, _ table: DMNTable) -> PlainTable.Row? {
    guard rule.tests.count == table.inputs.count, let written = rule.results.first else { return nil }
    let tests = rule.tests.map { $0.text.isEmpty ? "-" : $0.text }
    for (test, text) in zip(rule.tests, tests) where text != "-" {
      let (_, found) = Expression.parse(text, scope: SlotScope(), mode: .unaryTests)
      if let problem = found.first(where: { !$0.isNote }) { report(test.place, problem.zh, problem.en) }
    }
    guard let result = value(written) else { return nil }
    let notes = ([rule.description] + rule.notes).compactMap { $0 }.filter { !$0.isEmpty }
    return PlainTable.Row(
      tests: tests, result: result, note: notes.isEmpty ? nil : notes.joined(separator: "；"))
  }

  /// What an expression without names is worth.
  private mutating func value(_ expression: DMNExpression) -> Value? {
    let (compiled, _) = Expression.compile(expression.literal, scope: SlotScope(), strictness: .standard)
    if let compiled, let value = compiled.plainValue { return value }
    report(
      expression.place.place, "结果 `\(expression.literal)` 要算才知道，这里只能写值",
      "the result `\(expression.literal)` has to be computed, only values can be held")
    return nil
  }
}

extension CompiledExpression {
  /// Its value when it is written out: constants, lists and contexts of them; nil for everything else.
  fileprivate var plainValue: Value? { typed.flatMap { Self.plain($0, 0) } }

  private static func plain(_ typed: Typed, _ depth: Int) -> Value? {
    guard depth < 16 else { return nil }
    switch typed.node {
    case .constant(let value): return value
    case .list(let items):
      let values = items.compactMap { plain($0, depth + 1) }
      return values.count == items.count ? .list(values) : nil
    case .context(let entries, _):
      let values = entries.compactMap { plain($0.value, depth + 1) }
      return values.count == entries.count ? .context(Context(keys: entries.map(\.key), values: values)) : nil
    default: return nil
    }
  }
}

extension DMNExpression {
  /// The text of a literal; empty for every other kind.
  fileprivate var literal: String { if case .literal(let text, _) = kind { text.text } else { "" } }
}
