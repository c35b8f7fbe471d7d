import Core
import FEEL
import Spec

/// Steps: each is checked as a whole; reviews are lowered, the other kinds say that they do not run yet.
extension FormLowering {
  /// - Parameters:
  ///   - node: `none`, or the steps.
  ///   - changes: by name of a step.
  ///   - holder: who holds the matter by `dispatch`; nil = nobody is named there.
  mutating func flow(
    _ node: SpecNode?, flows: SpecNode?, changes: [String: [ChangeSpec]], holder: Holder
  ) -> FlowProgram? {
    checkNamedFlows(flows, entered: enteredFlows(node, flows), holder: holder)
    guard let node else { return FlowProgram.none }
    guard !node.isInvalid else { return nil }
    if node.kind == .scalar { return FlowProgram.none }
    var drafts = node.children.filter { !$0.isInvalid }.map { StepDraft(spec: StepSpec($0)) }
    for at in drafts.indices { drafts[at].changes = changes[drafts[at].name] ?? [] }
    if drafts.isEmpty { return nil }
    let steps = self.steps(drafts, holder: holder, depth: 0)
    return steps.count == drafts.count ? FlowProgram(steps) : nil
  }

  /// Who holds a matter before any step says so.
  enum Holder {
    case nobody
    /// These, whatever the answers.
    case actors([ActorProgram])
    /// By the answers.
    case dispatch(DispatchProgram)
    /// Something is wrong with it, which was reported.
    case unknown

    /// What is asked when a step is the holder's.
    var program: DispatchProgram? { if case .dispatch(let program) = self { program } else { nil } }
  }

  mutating func steps(_ drafts: [StepDraft], holder: Holder, depth: Int) -> [StepProgram] {
    guard depth < 8 else {
      if let first = drafts.first {
        findings.report(
          .limitExceeded, first.nameRange, "流程最多套 8 层", "Flows lie at most 8 deep in each other")
      }
      return []
    }
    var byName: [String: Int] = [:]
    for (at, draft) in drafts.enumerated() where byName[draft.name] == nil { byName[draft.name] = at }
    var programs: [StepProgram] = []
    var routes: [StepRoute] = []
    for draft in drafts {
      let (program, route) = step(draft, byName, holder: holder, depth: depth)
      routes.append(route)
      if let program { programs.append(program) }
    }
    checkRoutes(drafts, routes)
    return programs
  }

  private mutating func step(
    _ draft: StepDraft, _ byName: [String: Int], holder: Holder, depth: Int
  ) -> (StepProgram?, StepRoute) {
    let when = formula(draft[.when], .boolean, scope(.flow))
    let allow = allowed(draft)
    let then = targets(draft, byName, allow)
    let within = draft[.within].flatMap { WorkingDuration($0) }
    remind(draft.list(.remind), within: draft[.within])
    if let node = draft[.handover], node.word != "stay", !node.isInvalid {
      findings.notYet(node.range, "移交方式「\(node.text)」", "handover `\(node.text)`")
    }
    let route = StepRoute(
      isHuman: draft.kind.isHuman || draft.kind == .parallel || draft.kind == .sub,
      isSkipped: draft[.when] != nil,
      targets: then)
    guard draft.kind == .review else {
      checkKind(draft, holder: holder, depth: depth)
      findings.notYet(
        draft.spec.node[.do]?.range ?? draft.nameRange, "步骤「\(draft.name)」的做法 `\(draft.kind.rawValue)`",
        "step `\(draft.name)` of kind `\(draft.kind.rawValue)`")
      return (nil, route)
    }
    guard let by = holders(draft, holder) else { return (nil, route) }
    checkPages(draft)
    let batch = draft[.batch].map { self.batch($0) }
    if case .some(.none) = batch { return (nil, route) }
    let program = StepProgram(
      id: draft.name, title: draft[.title]?.label ?? Label(zh: draft.name),
      kind: .review(batch: batch ?? nil), by: by,
      when: when, within: within, allow: allow.intersection(Verb.running), then: then.mapValues(\.target),
      was: draft.list(.was).filter { !$0.isInvalid }.map(\.text), range: draft.nameRange)
    return (program, route)
  }

  // MARK: Who

  /// The holders of a review or fill; nil when nobody can be found or several decide together.
  mutating func holders(_ draft: StepDraft, _ holder: Holder) -> [ActorProgram]? {
    let nodes = draft.list(.by)
    let mode = draft[.mode]?.word ?? "any"
    checkMode(draft, nodes, mode)
    if mode == "any", nodes.count > 1, nodes.allSatisfy({ !$0.isInvalid }) {
      findings.notYet(nodes[1].range, "几种岗位任一可办", "a step that any of several actors may take")
    }
    var by: [ActorProgram] = []
    for node in nodes where node.word != "holder" { if let actor = worker(node) { by.append(actor) } }
    if !nodes.isEmpty, nodes.allSatisfy({ $0.word != "holder" }) {
      return by.count == nodes.count && mode == "any" ? by : nil
    }
    switch holder {
    case .actors(let actors):
      return mode == "any" && by.count == nodes.count(where: { $0.word != "holder" }) ? actors + by : nil
    case .dispatch:
      return mode == "any" && by.count == nodes.count(where: { $0.word != "holder" })
        ? [.recipient(.holder)] + by : nil
    case .unknown: return nil
    case .nobody:
      findings.report(
        .byMissing, nodes.first?.range ?? draft.nameRange, "步骤「\(draft.name)」没有写由谁办",
        "Step `\(draft.name)` does not say who acts",
        hint: ("写 `by: 角色`，或给整个服务写 `dispatch`", "Write `by: role`, or `dispatch` for the whole service"))
      return nil
    }
  }

  private mutating func checkMode(_ draft: StepDraft, _ by: [SpecNode], _ mode: String) {
    if let pass = draft[.pass], mode != "vote", !pass.isInvalid {
      findings.report(
        .modeWithoutMany, pass.nameRange, "`pass` 只用于表决（`mode: vote`）", "`pass` is for `mode: vote` alone")
    }
    guard let node = draft[.mode], !node.isInvalid, mode != "any" else { return }
    if by.count == 1, by[0].word != nil {
      findings.report(
        .modeWithoutMany, node.range, "步骤「\(draft.name)」只有一个人办，谈不上「\(node.text)」",
        "Step `\(draft.name)` has a single holder: `\(node.text)` needs several",
        notes: [DiagnosticNote(at: by[0].range, Message(zh: "只有这一个", en: "the only one"))])
    }
    findings.notYet(node.range, "办理方式「\(node.text)」", "mode `\(node.text)`")
  }

  // MARK: Verbs

  /// The verbs offered: as written, else those of the kind.
  private mutating func allowed(_ draft: StepDraft) -> Set<Verb> {
    guard let node = draft[.allow], !node.isInvalid else {
      return draft.kind == .fill ? [.claim, .complete, .return] : Verb.running
    }
    var allow: Set<Verb> = []
    for item in node.children {
      guard let word = item.word, let verb = Verb(rawValue: word) else { continue }
      let isWrong =
        !Verb.ofHolder.contains(verb) || (draft.kind == .fill && (verb == .approve || verb == .reject))
      if isWrong {
        findings.report(
          .verbNotHere, item.range, "「\(item.text)」不是步骤「\(draft.name)」的承办人能做的",
          "`\(item.text)` is not for the holder of step `\(draft.name)`",
          hint: (
            "这里可以：\(FormLowering.verbs(draft.kind, .zh))",
            "Possible here: \(FormLowering.verbs(draft.kind, .en))"
          ))
        continue
      }
      allow.insert(verb)
      if draft.kind == .review, !Verb.running.contains(verb) {
        findings.notYet(item.range, "办法「\(verb.alias)」", "verb `\(verb.rawValue)`")
      }
    }
    return allow
  }

  private static func verbs(_ kind: StepDo, _ language: Language) -> String {
    Verb.allCases.filter {
      Verb.ofHolder.contains($0) && !(kind == .fill && ($0 == .approve || $0 == .reject))
    }.map { $0.text(in: language) }.joined(separator: " ")
  }

  /// Where each verb leads.
  private mutating func targets(
    _ draft: StepDraft, _ byName: [String: Int], _ allow: Set<Verb>
  ) -> [Verb: StepRoute.Target] {
    guard let node = draft[.then], !node.isInvalid else { return [:] }
    var found: [Verb: StepRoute.Target] = [:]
    for child in node.children {
      guard let name = child.name else { continue }
      // A name that is no verb was reported when the document was read.
      guard let word = context.table.word(name, in: "verb"), let verb = Verb(rawValue: word) else { continue }
      if draft.kind.isHuman, !allow.contains(verb) {
        findings.report(
          .verbNotHere, child.nameRange, "步骤「\(draft.name)」里没有「\(name)」",
          "Step `\(draft.name)` does not offer `\(name)`",
          notes: draft[.allow].map {
            [DiagnosticNote(at: $0.range, Message(zh: "这里写了可办的", en: "the verbs offered"))]
          } ?? [])
      }
      if let target = target(child, byName) {
        found[verb] = StepRoute.Target(target: target, range: child.range)
      }
    }
    return found
  }

  private mutating func target(_ node: SpecNode, _ byName: [String: Int]) -> StepTarget? {
    guard !node.isInvalid else { return nil }
    if let step = byName[node.text] { return .step(step) }
    switch context.table.word(node.text, in: "target") {
    case "end": return .end
    case "applicant": return .applicant
    default:
      let near = didYouMean(node.text, byName.keys.sorted())
      findings.report(
        .refUnknown, node.range, "没有步骤「\(node.text)」\(near.zh)", "There is no step `\(node.text)`\(near.en)",
        hint: ("可以写步骤名、`end`（结束）或 `applicant`（申请人）", "A step, `end` or `applicant`"))
      return nil
    }
  }

  mutating func checkPages(_ draft: StepDraft) {
    for node in draft.list(.pages) where !node.isInvalid {
      if pages.contains(where: { $0.draft?.name == node.text }) || fieldByName[node.text] != nil { continue }
      findings.unknownField(node, fieldNames + pages.compactMap { $0.draft?.name })
    }
  }
}
