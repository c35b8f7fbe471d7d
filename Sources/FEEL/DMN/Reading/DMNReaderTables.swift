/// Decision tables.
extension DMNReader {
  mutating func table(_ element: XMLElement) -> DMNTable {
    var table = DMNTable()
    if let written = element.attribute("hitPolicy") {
      if let hit = DMNTable.Hit(rawValue: written) {
        table.hit = hit
      } else {
        report(element, "不认识的命中策略 `\(written)`", "unknown hit policy `\(written)`")
      }
    }
    if let written = element.attribute("aggregation") {
      table.aggregation = DMNTable.Aggregation(rawValue: written)
      if table.aggregation == nil {
        report(element, "不认识的汇总 `\(written)`", "unknown aggregation `\(written)`")
      }
    }
    table.outputLabel = element.attribute("outputLabel")
    table.orientation = element.attribute("preferredOrientation")
    for input in all("input", in: element) { table.inputs.append(self.input(input)) }
    for output in all("output", in: element) { table.outputs.append(self.output(output)) }
    table.annotations = all("annotation", in: element).map { $0.attribute("name") ?? "" }
    for rule in all("rule", in: element) { table.rules.append(self.rule(rule, table)) }
    if table.outputs.isEmpty { report(element, "决策表没有结果列", "a decision table needs an output") }
    return table
  }

  private mutating func input(_ element: XMLElement) -> DMNTable.Input {
    guard let written = first("inputExpression", in: element) else {
      report(element, "条件列缺 `inputExpression`", "an input lacks its `inputExpression`")
      return DMNTable.Input(expression: DMNExpression(.none, place: element.place))
    }
    return DMNTable.Input(
      label: element.attribute("label"), id: element.attribute("id"),
      expression: DMNExpression(
        .literal(text(of: written), language: written.attribute("expressionLanguage")),
        type: type(of: written),
        id: written.attribute("id"), label: written.attribute("label"), place: written.place),
      allowed: unaryTests("inputValues", in: element))
  }

  private mutating func output(_ element: XMLElement) -> DMNTable.Output {
    DMNTable.Output(
      name: element.attribute("name").map { Self.name($0) }, label: element.attribute("label"),
      id: element.attribute("id"), type: type(of: element), allowed: unaryTests("outputValues", in: element),
      otherwise: first("defaultOutputEntry", in: element).map { literal($0) })
  }

  private func literal(_ element: XMLElement) -> DMNExpression {
    DMNExpression(
      .literal(text(of: element), language: element.attribute("expressionLanguage")), type: type(of: element),
      id: element.attribute("id"), label: element.attribute("label"), place: element.place)
  }

  private mutating func rule(_ element: XMLElement, _ table: DMNTable) -> DMNTable.Rule {
    let tests = all("inputEntry", in: element).map { text(of: $0) }
    let results = all("outputEntry", in: element).map { literal($0) }
    if tests.count != table.inputs.count || results.count != table.outputs.count {
      report(
        element,
        "这条规则有 \(tests.count) 个条件、\(results.count) 个结果，应有 \(table.inputs.count) 个和 \(table.outputs.count) 个",
        "this rule has \(tests.count) conditions and \(results.count) results; "
          + "\(table.inputs.count) and \(table.outputs.count) are expected")
    }
    return DMNTable.Rule(
      id: element.attribute("id"), description: first("description", in: element)?.text, tests: tests,
      results: results, notes: all("annotationEntry", in: element).map { text(of: $0).text },
      place: DMNText("", element.place))
  }
}
