import Core
import FEEL
import Spec

/// `dispatch` as a decision table (LANGUAGE.md 8): inputs are expressions over the form, cells are unary tests, results
/// are actors.
extension FormLowering {
  /// One row whose cells are all right.
  private struct Row {
    let node: SpecNode
    let cells: [SpecNode]
    let by: [ActorProgram]
  }

  mutating func table(_ table: TableSpec, hasFallback: Bool) -> Holder {
    let inputs = table.inputs
    let types = inputs.map { formula($0, nil, scope(.flow))?.expression.type }
    let written = table.rules.filter { !$0.isInvalid }
    let rows = written.compactMap { row($0, types) }
    let rest = table.node[.default].map { actors(in: $0) }
    guard rows.count == written.count, !rows.isEmpty, types.allSatisfy({ $0 != nil }),
      rest == nil || rest != .some(nil)
    else { return .unknown }
    let source = TableSource(
      hit(table), inputs: inputs.map { input($0) }, outputs: [],
      rules: rows.map { TableSource.Rule($0.cells.map(\.text), []) }, mustBeCovered: true)
    let (decision, problems) = DecisionTable.compile(source, scope: scope(.flow))
    let isCovered = hasFallback || rest != nil
    for problem in problems { report(problem, rows, table.node, isCovered: isCovered) }
    return .dispatch(.table(.init(decision, by: rows.map(\.by), rest: (rest ?? nil) ?? [])))
  }

  private func hit(_ table: TableSpec) -> HitPolicy {
    switch table.hit {
    case "unique": .unique
    case "collect": .collect(nil)
    default: .first
    }
  }

  /// Nil when something in it is wrong, which was reported.
  private mutating func row(_ node: SpecNode, _ types: [Type?]) -> Row? {
    let cells = Array(node.children)
    // A row of another length was reported when the document was read.
    guard cells.count == types.count + 1, let result = cells.last else { return nil }
    var isWhole = true
    for (cell, type) in zip(cells, types) where !test(cell, of: type ?? .unknown) { isWhole = false }
    guard let by = actors(in: result), isWhole else { return nil }
    return Row(node: node, cells: Array(cells.dropLast()), by: by)
  }

  private mutating func actors(in node: SpecNode) -> [ActorProgram]? {
    let nodes = node.kind == .list ? Array(node.children) : [node]
    let by = nodes.compactMap { worker($0) }
    return by.count == nodes.count && !by.isEmpty ? by : nil
  }

  /// Whether the tests of a cell are right.
  private mutating func test(_ cell: SpecNode, of type: Type) -> Bool {
    guard !cell.isInvalid, cell.kind == .scalar else { return false }
    var scope = scope(.flow)
    scope.local = ["?": .slot(names.issuer.slot(.value), type)]
    let (compiled, problems) = Expression.compile(cell.text, scope: scope, mode: .unaryTests)
    for problem in problems where !problem.isNote { findings.report(problem, in: cell) }
    noteUnrun(compiled, at: cell.range)
    return compiled != nil
  }

  // MARK: Domains

  /// What is known of the values of a column: whole numbers, least and most of the field.
  private func input(_ node: SpecNode) -> TableSource.Input {
    guard let position = fieldByName[node.text] else { return .init(node.text, expected: "not(null)") }
    let field = fields[position]
    let low = bound(field.draft[.min])
    let high = bound(field.draft[.max])
    let isNumber = field.type.isNumber
    let expected =
      switch (isNumber ? low : nil, isNumber ? high : nil) {
      case (let low?, let high?): "[\(low)..\(high)]"
      case (let low?, nil): ">= \(low)"
      case (nil, let high?): "<= \(high)"
      case (nil, nil): "not(null)"
      }
    return .init(node.text, expected: expected, isWhole: field.valueType == .integer)
  }

  private func bound(_ node: SpecNode?) -> String? {
    guard let node, !node.isInvalid, node.kind == .scalar else { return nil }
    return Number(text: node.text)?.text
  }

  // MARK: Messages

  private mutating func report(_ problem: TableProblem, _ rows: [Row], _ table: SpecNode, isCovered: Bool) {
    let notes = problem.others.prefix(3).compactMap { place -> DiagnosticNote? in
      guard case .rule(let row) = place, rows.indices.contains(row) else { return nil }
      return DiagnosticNote(at: rows[row].node.range, Message(zh: "第 \(row + 1) 行", en: "rule \(row + 1)"))
    }
    let hint = problem.hintZh.map { (zh: $0, en: problem.hintEn ?? $0) }
    switch problem.kind {
    case .gap where isCovered: break
    case .gap:
      findings.report(
        .dispatchGap, table.nameRange, problem.zh, problem.en,
        hint: ("加一行，或写 `default` 或 `fallback`", "Add a row, or write `default` or `fallback`"))
    case .unfinished:
      findings.report(.dispatchDeadRule, table.nameRange, problem.zh, problem.en, severity: .note)
      if !isCovered, rows.allSatisfy({ $0.cells.contains { $0.text != "-" } }) {
        findings.report(
          .dispatchGap, table.nameRange, "表太大，查不完有没有遗漏", "The table is too large to be searched for gaps",
          hint: ("写 `default` 或 `fallback`", "Write `default` or `fallback`"))
      }
    case .overlap, .conflict, .unreachable, .subsumed:
      findings.report(.dispatchDeadRule, range(problem.place, rows, table), problem.zh, problem.en, hint: hint, notes: notes)
    case .expression, .cellCount, .policy: break
    }
  }

  private func range(_ place: TablePlace, _ rows: [Row], _ table: SpecNode) -> SourceRange {
    switch place {
    case .rule(let row) where rows.indices.contains(row): return rows[row].node.range
    case .inputEntry(let row, let column) where rows.indices.contains(row):
      let cells = rows[row].cells
      return cells.indices.contains(column) ? cells[column].range : rows[row].node.range
    default: return table.nameRange
    }
  }
}
