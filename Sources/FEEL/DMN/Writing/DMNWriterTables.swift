/// Decision tables.
extension DMNWriter {
  static func table(_ table: DMNTable, _ attributes: [(String, String?)], _ writer: inout XMLWriter) {
    let own: [(String, String?)] = [
      ("hitPolicy", table.hit.rawValue), ("aggregation", table.aggregation?.rawValue),
      ("outputLabel", table.outputLabel), ("preferredOrientation", table.orientation),
    ]
    writer.element("decisionTable", attributes + own) { writer in
      for input in table.inputs { Self.input(input, &writer) }
      for output in table.outputs { Self.output(output, &writer) }
      for name in table.annotations { writer.empty("annotation", [("name", name)]) }
      for rule in table.rules { Self.rule(rule, &writer) }
    }
  }

  private static func input(_ input: DMNTable.Input, _ writer: inout XMLWriter) {
    writer.element("input", [("id", input.id), ("label", input.label)]) { writer in
      if case .literal = input.expression.kind { literal("inputExpression", input.expression, &writer) }
      tests("inputValues", input.allowed, &writer)
    }
  }

  private static func output(_ output: DMNTable.Output, _ writer: inout XMLWriter) {
    let attributes: [(String, String?)] = [
      ("id", output.id), ("name", output.name), ("label", output.label), ("typeRef", output.type?.text),
    ]
    writer.element("output", attributes) { writer in
      tests("outputValues", output.allowed, &writer)
      if let otherwise = output.otherwise { literal("defaultOutputEntry", otherwise, &writer) }
    }
  }

  private static func rule(_ rule: DMNTable.Rule, _ writer: inout XMLWriter) {
    writer.element("rule", [("id", rule.id)]) { writer in
      writer.leaf("description", some: rule.description)
      for test in rule.tests { tests("inputEntry", test, &writer) }
      for result in rule.results { literal("outputEntry", result, &writer) }
      for note in rule.notes { writer.element("annotationEntry") { $0.leaf("text", note) } }
    }
  }

  private static func literal(_ name: String, _ expression: DMNExpression, _ writer: inout XMLWriter) {
    guard case .literal(let text, let language) = expression.kind else { return }
    let attributes: [(String, String?)] = [
      ("id", expression.id), ("label", expression.label), ("typeRef", expression.type?.text),
      ("expressionLanguage", language),
    ]
    writer.element(name, attributes) { $0.leaf("text", text.text) }
  }
}
