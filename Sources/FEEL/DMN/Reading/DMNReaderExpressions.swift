/// Boxed expressions.
extension DMNReader {
  private static let kinds: Set<String> = [
    "literalExpression", "decisionTable", "context", "invocation", "list", "relation", "functionDefinition",
    "conditional", "filter", "for", "some", "every",
  ]

  /// The first boxed expression among the children.
  mutating func expression(in element: XMLElement) -> DMNExpression? {
    for child in element.children where child.namespace == language && Self.kinds.contains(child.name) {
      return expression(child)
    }
    return nil
  }

  /// The boxed expression among the children, `none` when it is missing, which is reported.
  private mutating func wanted(_ name: String, in element: XMLElement) -> DMNExpression {
    guard let holder = first(name, in: element), let found = expression(in: holder) else {
      report(element, "`\(element.name)` 缺 `\(name)`", "`\(element.name)` lacks `\(name)`")
      return DMNExpression(.none, place: element.place)
    }
    return found
  }

  mutating func expression(_ element: XMLElement) -> DMNExpression {
    DMNExpression(
      kind(element), type: type(of: element), id: element.attribute("id"), label: element.attribute("label"),
      place: element.place)
  }

  private mutating func kind(_ element: XMLElement) -> DMNExpression.Kind {
    switch element.name {
    case "literalExpression":
      return .literal(text(of: element), language: element.attribute("expressionLanguage"))
    case "decisionTable": return .table(table(element))
    case "context": return .context(all("contextEntry", in: element).map { entry($0) })
    case "invocation": return .invocation(invocation(element))
    case "list": return .list(items(element))
    case "relation": return .relation(relation(element))
    case "functionDefinition": return .function(function(element))
    case "conditional":
      return .conditional(
        test: wanted("if", in: element), yes: wanted("then", in: element), no: wanted("else", in: element))
    case "filter": return .filter(list: wanted("in", in: element), match: wanted("match", in: element))
    case "for": return .loop(iteration(element, "return"))
    case "some": return .some(iteration(element, "satisfies"))
    case "every": return .every(iteration(element, "satisfies"))
    default: return .none
    }
  }

  private mutating func items(_ element: XMLElement) -> [DMNExpression] {
    var items: [DMNExpression] = []
    for child in own(element) where Self.kinds.contains(child.name) { items.append(expression(child)) }
    return items
  }

  private mutating func entry(_ element: XMLElement) -> DMNEntry {
    DMNEntry(
      variable: variable(in: element),
      value: expression(in: element) ?? DMNExpression(.none, place: element.place))
  }

  private mutating func invocation(_ element: XMLElement) -> DMNInvocation {
    var bindings: [DMNBinding] = []
    for binding in all("binding", in: element) {
      guard let parameter = first("parameter", in: binding) else {
        report(binding, "`binding` 缺 `parameter`", "`binding` lacks `parameter`")
        continue
      }
      bindings.append(DMNBinding(parameter: variable(parameter), value: expression(in: binding)))
    }
    return DMNInvocation(callee: expression(in: element), bindings: bindings)
  }

  private mutating func relation(_ element: XMLElement) -> DMNRelation {
    let columns = all("column", in: element).map { variable($0) }
    var rows: [[DMNExpression]] = []
    for row in all("row", in: element) {
      let cells = items(row)
      if cells.count != columns.count {
        report(
          row, "这一行有 \(cells.count) 格，应有 \(columns.count) 格",
          "this row has \(cells.count) cells, \(columns.count) are expected")
      }
      rows.append(cells)
    }
    return DMNRelation(columns: columns, rows: rows)
  }

  mutating func function(_ element: XMLElement) -> DMNFunction {
    var kind = DMNFunction.Kind.feel
    if let written = element.attribute("kind") {
      let short = written.split(separator: ":").last.map(String.init) ?? written
      if let known = DMNFunction.Kind(rawValue: short) {
        kind = known
      } else {
        report(element, "不认识的函数种类 `\(written)`", "unknown kind of function `\(written)`")
      }
    }
    return DMNFunction(
      kind: kind, parameters: all("formalParameter", in: element).map { variable($0) },
      body: expression(in: element), type: type(of: element), id: element.attribute("id"))
  }

  private mutating func iteration(_ element: XMLElement, _ body: String) -> DMNIteration {
    DMNIteration(
      variable: DMNText(Self.name(element.attribute("iteratorVariable") ?? ""), element.place),
      source: wanted("in", in: element), body: wanted(body, in: element))
  }
}
