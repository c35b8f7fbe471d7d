import Core
import FEEL
import Spec

/// What the kinds of steps say besides: batches, reminders, branches, sub-flows, calls, items of other tasks.
extension FormLowering {
  /// nil when it cannot run or is wrong.
  mutating func batch(_ node: SpecNode) -> BatchProgram? {
    guard !node.isInvalid else { return nil }
    let spec = BatchSpec(node)
    var per = BatchProgram.Per.holder
    if let node = spec.per {
      guard !node.isInvalid else { return nil }
      if let word = context.table.word(node.text, in: "level"), let level = PlaceLevel(word: word) {
        per = .level(level)
      } else if let word = context.table.word(node.text, in: "recipient") {
        guard word == "holder" else {
          findings.notYet(node.range, "按「\(node.text)」分单", "a list per `\(node.text)`")
          return nil
        }
      } else {
        guard let field = position(node) else { return nil }
        per = .field(field)
      }
    }
    return close(spec).map { BatchProgram(per: per, close: $0) }
  }

  private mutating func close(_ spec: BatchSpec) -> BatchProgram.Close? {
    guard let node = spec.close else { return .byHand }
    guard !node.isInvalid else { return nil }
    if let lines = node.int {
      guard (1...5000).contains(lines) else {
        findings.report(.limitExceeded, node.range, "一单最少 1 行，最多 5000 行", "A list has 1 to 5,000 lines")
        return nil
      }
      return .lines(lines)
    }
    if node.type == .time {
      let parts = node.text.split(separator: ":").compactMap { Int($0) }
      return parts.count >= 2 ? .timeOfDay(parts[0] * 60 + parts[1]) : nil
    }
    return .byHand
  }

  /// Reminders: read and checked; they do not run yet.
  mutating func remind(_ nodes: [SpecNode], within: SpecNode?) {
    for node in nodes where !node.isInvalid {
      let spec = RemindSpec(node)
      if let limit = within, limit.tree !== node.tree { order(node, limit) }
      if let to = spec.to { _ = recipient(to, what: ("提醒", "a reminder")) }
      if let escalate = spec.escalate, escalate.word == nil { _ = actor(escalate) }
      findings.notYet(node.range, "提醒", "reminders")
    }
  }

  /// A reminder and a time allowed of different documents: of one they were compared when it was read.
  private mutating func order(_ node: SpecNode, _ limit: SpecNode) {
    guard let at = node[.before], let before = at.duration, let allowed = limit.duration,
      before.roughSeconds >= allowed.roughSeconds
    else { return }
    findings.report(
      .remindOrder, at.range, "时限只有 \(limit.text)，提前 \(at.text) 提醒时还没有开始",
      "The time allowed is \(limit.text); \(at.text) before its end it has not begun",
      notes: [DiagnosticNote(at: limit.range, Message(zh: "时限", en: "the time allowed"))])
  }

  mutating func checkKind(_ draft: StepDraft, holder: Holder, depth: Int) {
    switch draft.kind {
    case .review: break
    case .fill:
      _ = holders(draft, holder)
      checkPages(draft)
      if let batch = draft[.batch] { _ = self.batch(batch) }
    case .parallel: checkBranches(draft, holder: holder, depth: depth)
    case .sub, .set, .call: checkSet(draft)
    case .timer:
      if let until = draft[.until], until.type == .expression { _ = formula(until, .dateTime, scope(.flow)) }
    case .spawn:
      if let each = draft[.each] {
        let found = formula(each, .list(.unknown), scope(.flow))
        checkSet(draft, each: found?.expression.type.element ?? .unknown)
      } else {
        checkSet(draft)
      }
    case .send:
      if let to = draft[.to] { _ = recipient(to, what: ("消息", "a message")) }
      if let say = draft[.say] { _ = template(say) }
    }
  }

  private mutating func checkBranches(_ draft: StepDraft, holder: Holder, depth: Int) {
    guard let node = draft[.branches], !node.isInvalid else { return }
    for branch in node.children {
      let inside = branch.children.filter { !$0.isInvalid }.map { StepDraft(spec: StepSpec($0)) }
      _ = steps(inside, holder: holder, depth: depth + 1)
    }
  }

  /// `set`: fields of this form for `set` and `call`; of another task for `spawn`.
  private mutating func checkSet(_ draft: StepDraft, each: Type? = nil) {
    guard let node = draft[.set], !node.isInvalid else { return }
    var scope = scope(.flow)
    if let each {
      let slot = Resolution.slot(names.issuer.slot(.part("each")), each)
      scope.local = ["each": slot, "逐个": slot]
    }
    for child in node.children where !child.isInvalid {
      var wanted: Type?
      if draft.kind != .spawn, let name = child.name {
        if let field = fieldByName[name] {
          wanted = fields[field].type
        } else {
          let near = didYouMean(name, fieldNames)
          findings.report(
            .unknownField, child.nameRange, "表单里没有字段「\(name)」\(near.zh)",
            "The form has no field `\(name)`\(near.en)")
        }
      }
      if draft.kind == .call { continue }
      _ = formula(child, wanted, scope)
    }
  }

  // MARK: Named flows

  /// Names of sub-flows that some step enters.
  func enteredFlows(_ flow: SpecNode?, _ flows: SpecNode?) -> [(name: SpecNode, from: String)] {
    var found: [(SpecNode, String)] = []
    func search(_ node: SpecNode?, _ from: String, _ depth: Int) {
      guard let node, depth < 32, node.kind != .scalar else { return }
      for child in node.children {
        if child.position == .step, let sub = child[.flow], !sub.isInvalid { found.append((sub, from)) }
        if child.position == .step {
          search(child[.branches], from, depth + 1)
        } else {
          search(child, from, depth + 1)
        }
      }
    }
    search(flow, "", 0)
    for named in flows.map({ Array($0.children) }) ?? [] { search(named, named.name ?? "", 0) }
    return found.map { (name: $0.0, from: $0.1) }
  }

  mutating func checkNamedFlows(_ flows: SpecNode?, entered: [(name: SpecNode, from: String)], holder: Holder)
  {
    let named = flows.map { $0.children.filter { !$0.isInvalid } } ?? []
    let known = named.compactMap(\.name)
    for entry in entered where !known.contains(entry.name.text) {
      let near = didYouMean(entry.name.text, known)
      findings.report(
        .refUnknown, entry.name.range, "没有子流程「\(entry.name.text)」\(near.zh)",
        "There is no flow `\(entry.name.text)`\(near.en)")
    }
    for flow in named {
      let name = flow.name ?? ""
      if !entered.contains(where: { $0.name.text == name && $0.from != name }) {
        findings.report(
          .flowUnused, flow.nameRange, "没有步骤进入子流程「\(name)」", "No step enters the flow `\(name)`")
      }
      if let back = circle(from: name, entered) {
        findings.report(
          .cycle, back.range, "子流程「\(name)」又回到自己", "The flow `\(name)` comes back to itself",
          notes: [DiagnosticNote(at: flow.nameRange, Message(zh: "子流程在这里", en: "the flow is here"))])
      }
      _ = steps(
        flow.children.filter { !$0.isInvalid }.map { StepDraft(spec: StepSpec($0)) }, holder: holder, depth: 1
      )
    }
  }

  private func circle(from name: String, _ entered: [(name: SpecNode, from: String)]) -> SpecNode? {
    var open = [name]
    var seen: Set<String> = []
    while let at = open.popLast() {
      for edge in entered where edge.from == at {
        if edge.name.text == name { return edge.name }
        if seen.insert(edge.name.text).inserted { open.append(edge.name.text) }
      }
    }
    return nil
  }
}
