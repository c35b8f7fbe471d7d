extension DMNModel {
  /// A model with a decision for each table and an input for each name that their expressions use.
  package init(name: String, namespace: String, tables: [PlainTable]) {
    self.init(name: name, namespace: namespace)
    id = "definitions"
    var ids: [String: String] = [:]
    for (number, table) in tables.enumerated() {
      var decision = DMNDecision(head: DMNHead(name: DMNText(table.name), id: "decision-\(number + 1)"))
      decision.variable = DMNVariable(name: DMNText(table.name))
      for input in table.names {
        if ids[input] == nil {
          ids[input] = "input-\(ids.count + 1)"
          inputs.append(
            DMNInput(
              head: DMNHead(name: DMNText(input), id: ids[input]), variable: DMNVariable(name: DMNText(input))
            ))
        }
        if let id = ids[input] { decision.requirements.inputs.append(DMNText("#\(id)")) }
      }
      decision.logic = DMNExpression(.table(DMNTable(table)), place: XMLPlace(line: 1, column: 1))
      decisions.append(decision)
    }
  }
}

extension DMNTable {
  init(_ plain: PlainTable) {
    self.init()
    func literal(_ text: String) -> DMNExpression {
      DMNExpression(.literal(DMNText(text), language: nil), place: XMLPlace(line: 1, column: 1))
    }
    switch plain.hit {
    case .first: hit = .first
    case .unique: hit = .unique
    case .collect: hit = .collect
    }
    inputs = plain.inputs.map { Input(label: $0, expression: literal($0)) }
    outputs = [Output(label: plain.name, otherwise: plain.otherwise.map { literal($0.written) })]
    rules = plain.rows.map { row in
      Rule(
        description: row.note, tests: row.tests.map { DMNText($0) }, results: [literal(row.result.written)],
        place: DMNText(""))
    }
  }
}

extension PlainTable {
  /// The names that its expressions read, in order of their first use.
  fileprivate var names: [String] {
    let scope = NamingScope()
    var found: [String] = []
    func note(_ text: String, _ mode: Expression.Mode) {
      guard text != "-" else { return }
      let (compiled, _) = Expression.compile(text, scope: scope, mode: mode, strictness: .standard)
      for slot in (compiled?.slots ?? []).sorted() {
        if let name = scope.name(of: slot), !found.contains(name) { found.append(name) }
      }
    }
    for input in inputs { note(input, .expression) }
    for row in rows { for test in row.tests { note(test, .unaryTests) } }
    return found
  }
}

extension Value {
  /// As FEEL text that gives the value again.
  fileprivate var written: String { written(0) }

  private func written(_ depth: Int) -> String {
    guard depth < 64 else { return "null" }
    switch self {
    case .null, .boolean, .number: return text
    case .string(let value): return Self.quoted(value)
    case .date, .time, .dateTime, .dayTimeDuration, .yearMonthDuration: return "@\"\(text)\""
    case .list(let items): return "[" + items.map { $0.written(depth + 1) }.joined(separator: ", ") + "]"
    case .context(let context):
      let entries = zip(context.keys, context.values).map { "\(Self.quoted($0)): \($1.written(depth + 1))" }
      return "{" + entries.joined(separator: ", ") + "}"
    case .range, .function, .entity: return "null"
    }
  }
}
