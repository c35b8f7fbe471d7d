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

  /// - Parameter within: The time allowed that they are before and after.
  mutating func remind(_ nodes: [SpecNode], within: SpecNode?) -> [ReminderProgram] {
    var found: [ReminderProgram] = []
    for node in nodes where !node.isInvalid {
      let spec = RemindSpec(node)
      if let limit = within, limit.tree !== node.tree { order(node, limit) }
      let to = spec.to.flatMap { recipient($0, what: ("提醒", "a reminder")) } ?? .holder
      var escalation: ReminderProgram.Escalation?
      if let escalate = spec.escalate {
        escalation = escalate.word == "up" ? .up : worker(escalate).map { .to($0) }
      }
      let via = spec.via.compactMap { $0.word.flatMap { Channel(rawValue: $0) } }
      for key in [SpecKey.before, .after] {
        guard let span = node[key].flatMap({ WorkingDuration($0) }) else { continue }
        found.append(
          ReminderProgram(
            moment: key == .before ? .before(span) : .after(span), to: to, escalation: escalation, via: via))
      }
    }
    return found
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

  /// What a step does; nil when it is wrong or does not run yet, which is reported.
  mutating func stepKind(_ draft: StepDraft, holder: Holder, depth: Int) -> StepKind? {
    switch draft.kind {
    case .review:
      checkPages(draft)
      return batch(draft).map { .review(batch: $0) }
    case .fill: return fill(draft)
    case .parallel: return parallel(draft, holder: holder, depth: depth)
    case .sub: return sub(draft, holder: holder, depth: depth)
    case .timer: return timer(draft)
    case .send: return send(draft)
    case .set: return checkSet(draft).map { .set($0) }
    case .call: return call(draft[.connector], set: draft[.set], scope(.flow), waits: true).map { .call($0) }
    case .spawn:
      if let each = draft[.each] {
        let found = formula(each, .list(.unknown), scope(.flow))
        checkSet(draft, each: found?.expression.type.element ?? .unknown)
      } else {
        checkSet(draft)
      }
    }
    findings.notYet(
      draft.spec.node[.do]?.range ?? draft.nameRange, "步骤「\(draft.name)」的做法 `\(draft.kind.rawValue)`",
      "step `\(draft.name)` of kind `\(draft.kind.rawValue)`")
    return nil
  }

  private mutating func batch(_ draft: StepDraft) -> BatchProgram?? {
    guard let node = draft[.batch] else { return .some(nil) }
    return batch(node)
  }

  private mutating func fill(_ draft: StepDraft) -> StepKind? {
    checkPages(draft)
    if let batch = draft[.batch] {
      _ = self.batch(batch)
      findings.notYet(batch.nameRange, "填写步骤的成批", "a batch of a step that asks for answers")
      return nil
    }
    var asked: [Int] = []
    for node in draft.list(.pages) where !node.isInvalid {
      if let field = fieldByName[node.text] {
        asked.append(field)
      } else if let page = pages.firstIndex(where: { $0.draft?.name == node.text }) {
        asked += fieldsInside(page)
      }
    }
    if draft[.pages] == nil { asked = isTask ? Array(fields.indices) : filledByOthers }
    guard !asked.isEmpty else {
      findings.report(
        .nothingInside, draft.nameRange, "步骤「\(draft.name)」没有要填的字段",
        "Step `\(draft.name)` asks for no field",
        hint: ("用 `pages` 写要填的页面或字段", "Name pages or fields in `pages`"))
      return nil
    }
    return .fill(fields: asked)
  }

  // MARK: Branches

  private mutating func parallel(_ draft: StepDraft, holder: Holder, depth: Int) -> StepKind? {
    guard let node = draft[.branches], !node.isInvalid else { return nil }
    var branches: [BranchProgram] = []
    var isWhole = true
    for branch in node.children {
      guard !branch.isInvalid, let made = line(branch, holder: holder, depth: depth + 1) else {
        isWhole = false
        continue
      }
      let name = branch.name ?? ""
      branches.append(BranchProgram(id: name, title: Label(zh: name), steps: made))
    }
    var first = false
    if let mode = draft[.mode], !mode.isInvalid {
      first = mode.word == "any"
      if mode.word == "vote" || mode.word == "in-turn" {
        findings.notYet(mode.range, "分支的合并方式「\(mode.text)」", "branches joined by `\(mode.text)`")
        return nil
      }
    }
    return isWhole ? .parallel(branches, first: first) : nil
  }

  private mutating func line(_ node: SpecNode, holder: Holder, depth: Int) -> [StepProgram]? {
    let inside = node.children.filter { !$0.isInvalid }.map { StepDraft(spec: StepSpec($0)) }
    let made = steps(inside, holder: holder, depth: depth)
    return made.count == inside.count && !made.isEmpty ? made : nil
  }

  /// A sub-flow is a single branch. Its steps are checked once, where the flow is named.
  private mutating func sub(_ draft: StepDraft, holder: Holder, depth: Int) -> StepKind? {
    guard let node = draft[.flow], !node.isInvalid, depth < 8,
      let named = namedFlows.first(where: { $0.name == node.text }), !circular.contains(node.text)
    else { return nil }
    return line(named, holder: holder, depth: depth + 1).map {
      .parallel([BranchProgram(id: node.text, title: Label(zh: node.text), steps: $0)], first: false)
    }
  }

  // MARK: Without people

  private mutating func timer(_ draft: StepDraft) -> StepKind? {
    guard let until = draft[.until], !until.isInvalid else { return nil }
    if until.type == .expression {
      return formula(until, .dateTime, scope(.flow)).map { .timer(.until($0)) }
    }
    return WorkingDuration(until).map { .timer(.span($0)) }
  }

  private mutating func send(_ draft: StepDraft) -> StepKind? {
    let to = draft[.to].map { recipient($0, what: ("消息", "a message")) } ?? .applicant
    let say = draft[.say].flatMap { template($0) }
    guard let to, let say else { return nil }
    let via = draft.list(.via).compactMap { $0.word.flatMap { Channel(rawValue: $0) } }
    return .send(to: to, say: say, via: via)
  }

  /// `set`: fields of this form for `set`; of another task for `spawn`.
  ///
  /// - Returns: What is set, where all of it is right.
  @discardableResult
  private mutating func checkSet(_ draft: StepDraft, each: Type? = nil) -> [(field: Int, formula: Formula)]? {
    guard let node = draft[.set], !node.isInvalid else { return nil }
    var found: [(field: Int, formula: Formula)] = []
    var count = 0
    var scope = scope(.flow)
    if let each {
      let slot = Resolution.slot(names.issuer.slot(.part("each")), each)
      scope.local = ["each": slot, "逐个": slot]
    }
    for child in node.children {
      count += 1
      guard !child.isInvalid else { continue }
      var wanted: Type?
      var position: Int?
      if draft.kind != .spawn, let name = child.name {
        if let field = fieldByName[name] {
          wanted = fields[field].type
          position = field
        } else {
          let near = didYouMean(name, fieldNames)
          findings.report(
            .unknownField, child.nameRange, "表单里没有字段「\(name)」\(near.zh)",
            "The form has no field `\(name)`\(near.en)")
        }
      }
      if let formula = formula(child, wanted, scope), let position { found.append((position, formula)) }
    }
    return found.count == count ? found : nil
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
    namedFlows = named
    circular = Set(named.compactMap(\.name).filter { circle(from: $0, entered) != nil })
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
