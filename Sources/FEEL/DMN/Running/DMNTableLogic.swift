/// Decision tables (DMN 1.5, 8): read in the scope of their place, run by `DecisionTable`.
extension DMNLogic {
  private static let nothing: Evaluator = { _ in .null }

  mutating func table(_ table: DMNTable) -> Evaluator {
    let inputs = table.inputs.map { input($0) }
    let outputs = table.outputs.map { output($0) }
    var columns = [DMNColumn](repeating: DMNColumn(), count: inputs.count)
    var cellOf: [Int32] = []
    var results: [Evaluator] = []
    for rule in table.rules {
      let fits = rule.tests.count == inputs.count && rule.results.count == outputs.count
      for column in inputs.indices {
        cellOf.append(fits ? cell(rule.tests[column], &columns[column]) : columns[column].broken())
      }
      for (column, output) in table.outputs.enumerated() {
        let value: Evaluator = fits ? compile(rule.results[column]) : Self.nothing
        results.append(coerced(value, to: output.type))
      }
    }
    let made = DecisionTable(
      hit: table.policy, count: table.rules.count, type: .unknown, slots: [], dependsOnToday: false,
      inputs: inputs, outputs: outputs, cells: columns.map(\.cells), cellOf: cellOf, results: results)
    return { frame in made.decide(&frame) }
  }

  private mutating func input(_ input: DMNTable.Input) -> DecisionTable.Input {
    let value = compile(input.expression)
    guard let allowed = input.allowed, !allowed.text.isEmpty else {
      return DecisionTable.Input(value: value, type: .unknown, allowed: nil)
    }
    return DecisionTable.Input(
      value: value, type: .unknown, allowed: literals.cell(allowed).map { Self.each($0.holds) })
  }

  /// Allowed values hold for a value, or for each element of a list (DMN 1.5, 7.3.2).
  private static func each(_ test: @escaping CellTest) -> CellTest {
    { value, frame in
      let whole = test(value, &frame)
      guard whole != .yes, case .list(let items) = value, frame.burn(items.count) else { return whole }
      for item in items where test(item, &frame) != .yes { return .no }
      return .yes
    }
  }

  private mutating func output(_ output: DMNTable.Output) -> DecisionTable.Output {
    let ranks = output.allowed.flatMap { $0.text.isEmpty ? nil : literals.cell($0)?.each } ?? []
    let otherwise = output.otherwise.map { coerced(compile($0), to: output.type) }
    return DecisionTable.Output(name: output.name ?? output.label ?? "", ranks: ranks, fallback: otherwise)
  }

  /// The number of the cell with these tests; -1 for any value.
  private mutating func cell(_ text: DMNText, _ column: inout DMNColumn) -> Int32 {
    if text.text.isEmpty || text.text == "-" { return -1 }
    if let known = column.known[text.text] { return known }
    let number = Int32(clamping: column.cells.count)
    column.known[text.text] = number
    column.cells.append(literals.cell(text) ?? .broken)
    return number
  }
}

/// The different cells of one column while a table is compiled.
struct DMNColumn {
  var cells: [TableCell] = []
  var known: [String: Int32] = [:]

  /// A cell that never holds.
  mutating func broken() -> Int32 {
    cells.append(.broken)
    return Int32(clamping: cells.count - 1)
  }
}

extension DMNTable {
  /// The policy with its operator; an operator counts for `collect` alone.
  var policy: HitPolicy {
    switch hit {
    case .unique: return .unique
    case .any: return .any
    case .priority: return .priority
    case .first: return .first
    case .ruleOrder: return .ruleOrder
    case .outputOrder: return .outputOrder
    case .collect:
      switch aggregation {
      case .sum: return .collect(.sum)
      case .count: return .collect(.count)
      case .least: return .collect(.minimum)
      case .greatest: return .collect(.maximum)
      case nil: return .collect(nil)
      }
    }
  }
}
