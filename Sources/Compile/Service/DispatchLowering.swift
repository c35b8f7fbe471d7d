import Core
import FEEL
import Spec

/// Who holds a matter (LANGUAGE.md 8): one actor, rules by condition, or a decision table.
extension FormLowering {
  mutating func dispatch(_ node: SpecNode?, hasFallback: Bool) -> Holder {
    guard let node else { return .nobody }
    guard !node.isInvalid else { return .unknown }
    if node.kind == .list { return rules(node, hasFallback: hasFallback) }
    if node.position == .table { return table(TableSpec(node), hasFallback: hasFallback) }
    return worker(node).map { .actors([$0]) } ?? .unknown
  }

  private mutating func rules(_ node: SpecNode, hasFallback: Bool) -> Holder {
    let written = node.children.filter { !$0.isInvalid }.map { DispatchRuleSpec($0) }
    var rest: DispatchRuleSpec?
    var conditions: [String: DispatchRuleSpec] = [:]
    var rules: [DispatchProgram.Rule] = []
    for rule in written {
      if let rest {
        deadRule(rule, after: rest, "前面的规则已经管了其余所有情况，这一条永远用不到", "The rule before takes all that is left: this one is never reached")
      }
      let when = formula(rule.when, .boolean, scope(.flow))
      if let text = rule.when?.text {
        if rest == nil, let same = conditions[text] {
          deadRule(rule, after: same, "前面有一条同样的条件，这一条永远用不到", "A rule before has the same condition: this one is never reached")
        }
        conditions[text] = conditions[text] ?? rule
      }
      if when?.expression.constant?.truth == false {
        findings.report(
          .dispatchDeadRule, rule.when?.range ?? rule.range, "条件永远不成立，这一条用不到",
          "The condition never holds: this rule is never reached")
      }
      let by = workers(rule)
      if let by, rule.when == nil || when != nil { rules.append(.init(when: when, by: by)) }
      if rule.when == nil { rest = rest ?? rule }
    }
    if rest == nil, !hasFallback, !written.isEmpty { gap(node) }
    guard rules.count == written.count, let first = rules.first else { return .unknown }
    return rules.count == 1 && first.when == nil ? .actors(first.by) : .dispatch(.rules(rules))
  }

  /// The actors of a rule; nil when one of them is wrong.
  private mutating func workers(_ rule: DispatchRuleSpec) -> [ActorProgram]? {
    let by = rule.by.compactMap { worker($0) }
    if let mode = rule.node[.mode], !mode.isInvalid, mode.word != "any" {
      if rule.by.count == 1, rule.by[0].word != nil {
        findings.report(
          .modeWithoutMany, mode.range, "只有一个人办，谈不上「\(mode.text)」",
          "There is a single holder: `\(mode.text)` needs several")
      }
      findings.notYet(mode.range, "办理方式「\(mode.text)」", "mode `\(mode.text)`")
    }
    return by.count == rule.by.count && !by.isEmpty ? by : nil
  }

  private mutating func deadRule(_ rule: DispatchRuleSpec, after: DispatchRuleSpec, _ zh: String, _ en: String) {
    let note =
      after.when == nil
      ? Message(zh: "这一条没有 `when`", en: "this one has no `when`")
      : Message(zh: "前面的规则", en: "the earlier rule")
    findings.report(
      .dispatchDeadRule, rule.range.firstLine, zh, en,
      notes: [DiagnosticNote(at: after.range.firstLine, note)])
  }

  private mutating func gap(_ node: SpecNode) {
    findings.report(
      .dispatchGap, node.nameRange, "规则都不成立时没有人接", "Nobody is named for the case that no rule holds",
      hint: ("最后加一条没有 `when` 的规则，或写 `fallback`", "Add a last rule without `when`, or write `fallback`"))
  }
}

extension SourceRange {
  /// The first line of a stretch of many lines.
  var firstLine: SourceRange {
    guard end.line > start.line else { return self }
    return SourceRange(file: file, line: start.line, column: start.column)
  }
}
