import Core
import FEEL
import Spec

/// Who holds a matter (LANGUAGE.md 8): one actor runs; rules and tables are checked.
extension FormLowering {
  mutating func dispatch(_ node: SpecNode?, hasFallback: Bool) -> Holder {
    guard let node else { return .nobody }
    guard !node.isInvalid else { return .rules }
    if node.kind == .list { return rules(node, hasFallback: hasFallback) }
    if node.position == .table {
      table(TableSpec(node), hasFallback: hasFallback)
      findings.notYet(node.nameRange, "派发的决策表", "a decision table in `dispatch`")
      return .rules
    }
    return worker(node).map { .actors([$0]) } ?? .rules
  }

  private mutating func rules(_ node: SpecNode, hasFallback: Bool) -> Holder {
    let rules = node.children.filter { !$0.isInvalid }.map { DispatchRuleSpec($0) }
    var rest: DispatchRuleSpec?
    var only: Holder = .rules
    for rule in rules {
      if let rest {
        findings.report(
          .dispatchDeadRule, rule.range.firstLine, "前面的规则已经管了其余所有情况，这一条永远用不到",
          "The rule before takes all that is left: this one is never reached",
          notes: [
            DiagnosticNote(
              at: rest.range.firstLine, Message(zh: "这一条没有 `when`", en: "this one has no `when`"))
          ])
      }
      let when = formula(rule.when, .boolean, scope(.flow))
      if when?.expression.constant?.truth == false {
        findings.report(
          .dispatchDeadRule, rule.when?.range ?? rule.range, "条件永远不成立，这一条用不到",
          "The condition never holds: this rule is never reached")
      }
      let by = rule.by.compactMap { worker($0) }
      if let mode = rule.node[.mode], !mode.isInvalid, mode.word != "any" {
        if rule.by.count == 1, rule.by[0].word != nil {
          findings.report(
            .modeWithoutMany, mode.range, "只有一个人办，谈不上「\(mode.text)」",
            "There is a single holder: `\(mode.text)` needs several")
        }
        findings.notYet(mode.range, "办理方式「\(mode.text)」", "mode `\(mode.text)`")
      }
      if rule.when == nil {
        rest = rest ?? rule
        if rules.count == 1, by.count == rule.by.count, !by.isEmpty { only = .actors(by) }
      }
    }
    if rest == nil, !hasFallback, !rules.isEmpty { gap(node) }
    if rules.count > 1 || rest == nil { findings.notYet(node.nameRange, "按条件派发", "dispatch by conditions") }
    return only
  }

  private mutating func gap(_ node: SpecNode) {
    findings.report(
      .dispatchGap, node.nameRange, "规则都不成立时没有人接", "Nobody is named for the case that no rule holds",
      hint: ("最后加一条没有 `when` 的规则，或写 `fallback`", "Add a last rule without `when`, or write `fallback`"))
  }

  // MARK: Tables

  private mutating func table(_ table: TableSpec, hasFallback: Bool) {
    let inputs = table.inputs
    let types = inputs.map { formula($0, nil, scope(.flow))?.expression.type ?? .unknown }
    var whole: SourceRange?
    var seen: [String: SourceRange] = [:]
    for row in table.rules where !row.isInvalid {
      let cells = Array(row.children)
      // A row of another length was reported when the document was read.
      guard cells.count == inputs.count + 1 else { continue }
      for (cell, type) in zip(cells, types) { test(cell, of: type) }
      let result = cells[cells.count - 1]
      for actor in result.kind == .list ? Array(result.children) : [result] { _ = self.actor(actor) }
      let text = cells.dropLast().map(\.text).joined(separator: "\u{1}")
      dead(row, whole ?? seen[text], hit: table.hit)
      seen[text] = seen[text] ?? row.range
      if cells.dropLast().allSatisfy({ $0.text == "-" }) { whole = whole ?? row.range }
    }
    if whole == nil, table.default == nil, !hasFallback { gap(table.node) }
  }

  private mutating func test(_ cell: SpecNode, of type: Type) {
    guard !cell.isInvalid, cell.kind == .scalar else { return }
    var scope = scope(.flow)
    scope.local = ["?": .slot(names.issuer.slot(.value), type)]
    let (_, problems) = Expression.compile(cell.text, scope: scope, mode: .unaryTests)
    for problem in problems where !problem.isNote { findings.report(problem, in: cell) }
  }

  private mutating func dead(_ row: SpecNode, _ first: SourceRange?, hit: String?) {
    guard let first, hit != "collect" else { return }
    findings.report(
      .dispatchDeadRule, row.range, "前面的行已经管了这种情况，这一行永远用不到",
      "An earlier row takes these cases: this one is never reached",
      notes: [DiagnosticNote(at: first, Message(zh: "前面的行", en: "the earlier row"))])
  }
}

extension SourceRange {
  /// The first line of a stretch of many lines.
  var firstLine: SourceRange {
    guard end.line > start.line else { return self }
    return SourceRange(file: file, line: start.line, column: start.column)
  }
}
