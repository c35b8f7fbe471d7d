/// Boxed expressions.
extension DMNWriter {
  static func expression(_ expression: DMNExpression, _ writer: inout XMLWriter) {
    let attributes: [(String, String?)] = [
      ("id", expression.id), ("label", expression.label), ("typeRef", expression.type?.text),
    ]
    switch expression.kind {
    case .none: return
    case .literal(let text, let language):
      writer.element("literalExpression", attributes + [("expressionLanguage", language)]) {
        $0.leaf("text", text.text)
      }
    case .table(let table): Self.table(table, attributes, &writer)
    case .context(let entries):
      writer.element("context", attributes) { writer in
        for entry in entries {
          writer.element("contextEntry") { writer in
            variable("variable", entry.variable, &writer)
            Self.expression(entry.value, &writer)
          }
        }
      }
    case .invocation(let invocation): Self.invocation(invocation, attributes, &writer)
    case .list(let items):
      writer.element("list", attributes) { writer in for item in items { Self.expression(item, &writer) } }
    case .relation(let relation):
      writer.element("relation", attributes) { writer in
        for column in relation.columns { variable("column", column, &writer) }
        for row in relation.rows {
          writer.element("row") { writer in for cell in row { Self.expression(cell, &writer) } }
        }
      }
    case .function(let function):
      self.function("functionDefinition", function, label: expression.label, &writer)
    case .conditional(let test, let yes, let no):
      parts("conditional", attributes, [("if", test), ("then", yes), ("else", no)], &writer)
    case .filter(let list, let match): parts("filter", attributes, [("in", list), ("match", match)], &writer)
    case .loop(let iteration): self.iteration("for", iteration, "return", attributes, &writer)
    case .some(let iteration): self.iteration("some", iteration, "satisfies", attributes, &writer)
    case .every(let iteration): self.iteration("every", iteration, "satisfies", attributes, &writer)
    }
  }

  private static func parts(
    _ name: String, _ attributes: [(String, String?)], _ parts: [(String, DMNExpression)],
    _ writer: inout XMLWriter
  ) {
    writer.element(name, attributes) { writer in
      for (part, value) in parts { writer.element(part) { expression(value, &$0) } }
    }
  }

  private static func iteration(
    _ name: String, _ iteration: DMNIteration, _ body: String, _ attributes: [(String, String?)],
    _ writer: inout XMLWriter
  ) {
    parts(
      name, attributes + [("iteratorVariable", iteration.variable.text)],
      [("in", iteration.source), (body, iteration.body)], &writer)
  }

  private static func invocation(
    _ invocation: DMNInvocation, _ attributes: [(String, String?)], _ writer: inout XMLWriter
  ) {
    writer.element("invocation", attributes) { writer in
      if let callee = invocation.callee { expression(callee, &writer) }
      for binding in invocation.bindings {
        writer.element("binding") { writer in
          variable("parameter", binding.parameter, &writer)
          if let value = binding.value { expression(value, &writer) }
        }
      }
    }
  }

  static func function(_ name: String, _ function: DMNFunction, label: String?, _ writer: inout XMLWriter) {
    let attributes: [(String, String?)] = [
      ("id", function.id), ("label", label), ("typeRef", function.type?.text),
      ("kind", function.kind == .feel ? nil : function.kind.rawValue),
    ]
    writer.element(name, attributes) { writer in
      for parameter in function.parameters { variable("formalParameter", parameter, &writer) }
      if let body = function.body { expression(body, &writer) }
    }
  }
}
