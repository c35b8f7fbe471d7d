import Core
import FEEL
import Spec

/// Calls of other systems, as steps and acts write them. What a connector sends is read with the names of who calls.
extension FormLowering {
  /// nil when something is wrong, which is reported.
  ///
  /// - Parameters:
  ///   - set: What becomes of the reply; nil = names of `receive` answer the fields of these names.
  ///   - waits: Whether somebody is there to take the reply.
  mutating func call(_ node: SpecNode?, set: SpecNode?, _ scope: NameScope, waits: Bool) -> CallProgram? {
    guard let node, !node.isInvalid, let (connector, spec) = context.connector(node.text) else { return nil }
    if connector.texting != nil {
      findings.report(
        .refUnknown, node.range, "「\(connector.title.zh)」是短信网关，不能用 `call` 调用",
        "`\(connector.id)` is a gateway of short messages and is not called by a step",
        hint: ("短信写 `do: send`、`via: sms`", "Messages are sent by `do: send` with `via: sms`"))
      return nil
    }
    guard let send = parts(spec.send, of: connector, at: node, scope) else { return nil }
    if !waits, set == nil { return CallProgram(connector: connector, send: send, receive: [], set: []) }
    let written = (set?.children.compactMap(\.name) ?? []).joined(separator: " ")
    let act = waits ? nil : "\(node.range.start.line):\(node.range.start.column) \(written)"
    // Names of the event (`reason`, `outcome`) are gone when an act is answered.
    var replied = waits ? scope : self.scope(.flow)
    let whole = Resolution.slot(names.issuer.slot(CallProgram.reply), .unknown)
    replied.local = ["reply": whole, "回复": whole]
    guard let receive = parts(spec.receive, of: connector, at: node, replied) else { return nil }
    if let set {
      for (name, formula) in receive {
        let slot = names.issuer.slot(CallProgram.received(name, from: connector.id))
        replied.local[name] = .slot(slot, formula.expression.type)
      }
      guard let found = answers(set, replied), waits || staysHere(found, set) else { return nil }
      return CallProgram(connector: connector, send: send, receive: receive, set: found, act: act)
    }
    var found: [(field: Int, formula: Formula)] = []
    for (name, formula) in receive {
      guard let target = replyTarget(name, at: node.range) else { return nil }
      found.append((target.position, formula))
    }
    return CallProgram(connector: connector, send: send, receive: [], set: found)
  }

  /// What an act takes back may come when the request is done, and what is bound was written then.
  private mutating func staysHere(_ found: [(field: Int, formula: Formula)], _ set: SpecNode) -> Bool {
    guard let bound = found.first(where: { fields[$0.field].draft[.local] == nil }) else { return true }
    let name = fields[bound.field].name
    findings.notYet(
      set.nameRange, "动作 `call` 把答复填进绑定的字段「\(name)」", "`set` of the act `call` with `\(name)`, which is bound,")
    return false
  }

  /// The expressions of `send` or `receive`; a mistake is told where the connector is called, with the place of the
  /// expression beside it.
  private mutating func parts(
    _ parts: SpecNode?, of connector: ConnectorProgram, at caller: SpecNode, _ scope: NameScope
  ) -> [(name: String, formula: Formula)]? {
    guard let parts else { return [] }
    var found: [(name: String, formula: Formula)] = []
    for node in parts.children {
      guard !node.isInvalid, node.kind == .scalar, let name = node.name else { return nil }
      let (compiled, problems) = Expression.compile(node.text, scope: scope)
      for problem in problems where problem.kind != .nameShadowed {
        guard let code = DiagnosticCode(rawValue: problem.kind.rawValue) else { continue }
        findings.report(
          code, caller.range, "连接「\(connector.title.zh)」的 `\(name)`：\(problem.zh)",
          "`\(name)` of connector `\(connector.id)`: \(problem.en)",
          notes: [DiagnosticNote(at: node.range, Message(zh: "写在这里", en: "written here"))])
      }
      noteUnrun(compiled, at: caller.range)
      guard let compiled else { return nil }
      found.append((name, Formula(compiled.settled, range: node.range)))
    }
    return found
  }

  private mutating func answers(_ set: SpecNode, _ scope: NameScope) -> [(field: Int, formula: Formula)]? {
    guard !set.isInvalid else { return nil }
    var found: [(field: Int, formula: Formula)] = []
    for child in set.children {
      guard !child.isInvalid, let name = child.name, let target = replyTarget(name, at: child.nameRange),
        let formula = formula(child, target.type, scope)
      else { return nil }
      found.append((target.position, formula))
    }
    return found
  }

  /// A field of which there is one, or all rows of a repeating group, answered by a list of contexts.
  private mutating func replyTarget(_ name: String, at range: SourceRange) -> (position: Int, type: Type?)? {
    if fieldByName[name] == nil, let group = names.rows[name],
      let first = fields.firstIndex(where: { $0.rows == group.index })
    {
      return (first, nil)
    }
    return callField(name, at: range).map { ($0, fields[$0].type) }
  }

  /// A field that a reply may answer: there is one of it, and nothing computes it.
  private mutating func callField(_ name: String, at range: SourceRange) -> Int? {
    guard let position = fieldByName[name] else {
      let near = didYouMean(name, fieldNames)
      findings.report(
        .unknownField, range, "表单里没有字段「\(name)」\(near.zh)", "The form has no field `\(name)`\(near.en)")
      return nil
    }
    if fields[position].rows != nil {
      findings.notYet(range, "把答复填进明细里的字段「\(name)」", "a reply that answers `\(name)`, a field of rows,")
      return nil
    }
    return position
  }
}
