import Core
import FEEL
import Spec

/// Steps: each is checked as a whole, and lowered; kinds that do not run yet say so.
extension FormLowering {
  /// - Parameters:
  ///   - node: `none`, or the steps.
  ///   - changes: by name of a step.
  ///   - holder: who holds the matter by `dispatch`; nil = nobody is named there.
  ///   - reminders: of the matter: for steps that have a time allowed and none of their own.
  mutating func flow(
    _ node: SpecNode?, flows: SpecNode?, changes: [String: [ChangeSpec]], holder: Holder,
    reminders: [ReminderProgram] = []
  ) -> FlowProgram? {
    matterReminders = reminders
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
    let reminders = self.reminders(draft)
    if let node = draft[.handover], node.word != "stay", !node.isInvalid {
      findings.notYet(node.range, "移交方式「\(node.text)」", "handover `\(node.text)`")
    }
    let route = StepRoute(
      isHuman: draft.kind.isHuman || draft.kind == .parallel || draft.kind == .sub,
      isSkipped: draft[.when] != nil,
      targets: then)
    let seats = draft.kind.isHuman ? holders(draft, holder) : Seats()
    guard let kind = stepKind(draft, holder: holder, depth: depth), let seats else { return (nil, route) }
    var program = StepProgram(
      id: draft.name, title: draft[.title]?.label ?? Label(zh: draft.name), kind: kind, by: seats.by, when: when,
      within: within, allow: allow, then: then.mapValues(\.target),
      was: draft.list(.was).filter { !$0.isInvalid }.map(\.text), range: draft.nameRange)
    program.mode = seats.mode
    program.others = seats.others
    program.reminders = reminders
    return (program, route)
  }

  /// Own reminders, else the matter's where the step has a time of its own.
  private mutating func reminders(_ draft: StepDraft) -> [ReminderProgram] {
    let own = remind(draft.list(.remind), within: draft[.within])
    return draft[.remind] == nil && draft[.within] != nil ? matterReminders : own
  }

  // MARK: Who

  /// Who decides in a step, and how.
  struct Seats {
    var by: [ActorProgram] = []
    var others: [[ActorProgram]] = []
    var mode = StepMode.any
  }

  /// The holders of a review or fill; nil when nobody can be found.
  private mutating func holders(_ draft: StepDraft, _ holder: Holder) -> Seats? {
    let nodes = draft.list(.by)
    checkMode(draft, nodes)
    var voices: [[ActorProgram]] = []
    for node in nodes {
      if node.word == "holder" {
        if let named = named(by: holder, draft, at: node) { voices.append(named) }
      } else if draft.kind == .fill, nodes.count == 1, let word = node.word, Self.residents.contains(word) {
        voices.append([.recipient(Recipient(rawValue: word) ?? .applicant)])
      } else if let actor = worker(node) {
        voices.append([actor])
      }
    }
    if nodes.isEmpty, let named = named(by: holder, draft, at: nil) { voices.append(named) }
    guard let first = voices.first, voices.count == max(1, nodes.count) else { return nil }
    return mode(draft).map { Seats(by: first, others: Array(voices.dropFirst()), mode: $0) }
  }

  /// Recipients for whom a step waits instead of being worked on.
  private static let residents: Set<String> = ["applicant", "filer", "subject"]

  /// Whom the dispatch names; nil when it names nobody, which is reported.
  private mutating func named(by holder: Holder, _ draft: StepDraft, at node: SpecNode?) -> [ActorProgram]? {
    switch holder {
    case .actors(let actors): return actors
    case .dispatch: return [.recipient(.holder)]
    case .unknown: return nil
    case .nobody:
      findings.report(
        .byMissing, node?.range ?? draft.nameRange, "步骤「\(draft.name)」没有写由谁办",
        "Step `\(draft.name)` does not say who acts",
        hint: ("写 `by: 角色`，或给整个服务写 `dispatch`", "Write `by: role`, or `dispatch` for the whole service"))
      return nil
    }
  }

  /// nil when the share is wrong, which was reported when the document was read.
  private func mode(_ draft: StepDraft) -> StepMode? {
    switch draft[.mode]?.word {
    case "all": return .all
    case "in-turn": return .inTurn
    case "vote":
      guard let pass = draft[.pass] else { return .vote(numerator: 1, denominator: 2) }
      return pass.isInvalid ? nil : Self.share(pass.text)
    default: return .any
    }
  }

  /// `2/3` or `0.6`.
  static func share(_ text: String) -> StepMode? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      .map { Number(text: String($0.drop { $0 == " " }.prefix { $0 != " " })) }
    let above = parts.first.flatMap { $0?.scaled(by: 4) }
    let below = parts.count == 2 ? parts[1].flatMap { $0.scaled(by: 4) } : 10_000
    guard let above, let below, above > 0, below >= above, below <= 100_000_000 else { return nil }
    return .vote(numerator: Int(above), denominator: Int(below))
  }

  private mutating func checkMode(_ draft: StepDraft, _ by: [SpecNode]) {
    let mode = draft[.mode]?.word ?? "any"
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
  }

  // MARK: Verbs

  /// The verbs offered: as written, else those of the kind.
  private mutating func allowed(_ draft: StepDraft) -> Set<Verb> {
    guard let node = draft[.allow], !node.isInvalid else {
      return draft.kind == .fill
        ? Verb.ofHolder.subtracting([.approve, .reject, .addSign]) : Verb.ofHolder.subtracting([.complete])
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
