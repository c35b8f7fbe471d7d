import Core
import FEEL

/// What the applicant, or who filed for them, does with a running request.
extension Preparation {
  mutating func demandOwn(_ matter: LiveMatter) throws {
    if let tie = try matter.row.tie(caller.person, running.city, reader), tie.tends {
      if let mandate = tie.mandate { use(mandate) }
      return
    }
    let rights = Rights(running, caller, reader)
    guard try rights.maySee(matter.row, matter.steps, matter.service) else { throw Refusal.noMatter }
    throw Refusal.notHolder(standing(matter))
  }

  /// Until the first decision.
  mutating func withdraw(_ matter: inout LiveMatter, _ reason: String?) throws {
    try demandOwn(matter)
    if matter.row.state.isFinal { throw Refusal.movedOn(standing(matter)) }
    let decided = matter.steps.contains { $0.outcome == Verb.approve.rawValue || $0.outcome == Verb.reject.rawValue }
    if decided { throw Refusal.movedOn(Label(zh: "已有人作出决定，不能再撤回", en: "a decision was made already")) }
    try demandAlone(matter)
    matter.reason = reason
    for stay in matter.standing {
      end(stay, Verb.withdraw.rawValue, reason: reason, post: stay.post, person: stay.person, &matter)
    }
    close(&matter, .withdrawn)
    try run(.withdrawn, &matter)
    try run(.closed, &matter)
    try settle(&matter, "withdraw")
  }

  /// Answers a return: new answers on the program the matter began with; what is not answered anew stays. It comes back
  /// to the step that returned it, with the time that was left.
  mutating func supplement(_ matter: inout LiveMatter, _ answers: [String: Answer]?) throws {
    try demandOwn(matter)
    let asked = matter.standing.filter { $0.kind == .applicant }
    guard !asked.isEmpty else {
      if matter.row.state.isFinal { throw Refusal.movedOn(standing(matter)) }
      throw Refusal.verbNotHere(.supplement)
    }
    try answer(asked, &matter, answers ?? [:])
    for stay in asked {
      if let step = matter.program(of: stay) {
        changes.append(
          Change(
            MatterStatements.deleteDraft,
            [.int(caller.person), .text(Self.draftName(matter, step)), .int(matter.row.id)]))
      }
      end(stay, Verb.supplement.rawValue, reason: nil, post: nil, person: caller.person, &matter)
    }
    try run(.resubmitted, &matter)
    for stay in asked {
      guard let step = matter.program(of: stay), !matter.row.state.isFinal else { continue }
      try goOn(after: stay, step, &matter)
    }
    try settle(&matter, "supplement")
  }

  /// Steps that ask the applicant for answers take those of their fields; a return takes those it names, else any.
  private mutating func answer(
    _ stays: [StepRow], _ matter: inout LiveMatter, _ answers: [String: Answer]
  ) throws {
    guard let asked = try asked(stays, matter) else { return }
    if asked.filling == nil, answers.isEmpty { return }
    try correct(&matter, answers, filling: asked.filling, named: asked.named)
  }

  /// A step that asked the applicant has ended with the answer; one that was returned goes on where it was, with the time
  /// that was left.
  private mutating func goOn(after stay: StepRow, _ step: StepProgram, _ matter: inout LiveMatter) throws {
    if case .fill = step.kind, step.by.contains(where: \.isResident) {
      try run(afterStep: step.id, &matter)
      return try follow(.complete, step, &matter)
    }
    let before = matter.steps.last { $0.done != nil && $0.kind.decides && $0.step == stay.step }
    var due: Int64?
    if let before, let last = before.due, let paused = before.done {
      due = deadline(matter).resumed(due: last, paused: paused, at: now, of: step.within)
    }
    if step.mode == .any, step.others.isEmpty, let before, let post = before.post, before.standsIn == nil, isStaffed(post) {
      open(&matter, step, FoundSeats(.post(post)), due: due)
    } else {
      try advance(&matter, to: matter.variant.flow.byID[step.id] ?? 0, in: step.line, due: due)
    }
  }

  /// New values in the form's row, old ones in a change-set; figures follow by minus and plus.
  ///
  /// - Parameters:
  ///   - filling: Fields that a step asks for; nil = whoever filed corrects what is theirs.
  ///   - named: Of what is theirs only these, and what has no answer yet; nil = all of it.
  mutating func correct(
    _ matter: inout LiveMatter, _ answers: [String: Answer], filling: Set<Int>? = nil, named: Set<Int>? = nil
  ) throws {
    let known = matter.known
    let outcome = answered(matter, answers, filling: filling, named: named, mode: .submit)
    try demand(outcome.errors)
    let before = try stored(matter)
    matter.values = outcome.values
    if filling == nil {
      // What others wrote is not the filer's to change, nor to lose.
      let form = matter.variant.form
      for (i, value) in known where form.isFilledByOthers(i) { matter.values[i] = value }
    }
    try rewrite(before, &matter)
  }

  /// What a step of the flow sets, in the order written.
  mutating func assign(_ sets: [(field: Int, formula: Formula)], _ matter: inout LiveMatter) throws {
    let before = try stored(matter)
    for (field, formula) in sets where matter.values.indices.contains(field) {
      var frame = frame(matter)
      matter.values[field] = formula.expression.evaluate(&frame)
    }
    try rewrite(before, &matter)
  }

  /// The answers as columns hold them: one per form, then the rows of each repeating group.
  func stored(_ matter: LiveMatter) throws -> (form: [StoredValue], groups: [[[StoredValue]]]) {
    (try fitted(matter), try matter.shape.groups.map { try fitted(matter, $0) })
  }

  /// The form's rows and the change-set, where something differs from before.
  mutating func rewrite(
    _ before: (form: [StoredValue], groups: [[[StoredValue]]]), _ matter: inout LiveMatter
  ) throws {
    let after = try fitted(matter)
    var packed: [PackedChange] = []
    for (i, column) in matter.shape.columns.enumerated() where before.form[i] != after[i] {
      packed.append(PackedChange(column.column.number, old: .one(before.form[i]), new: .one(after[i])))
    }
    if !packed.isEmpty, let update = matter.shape.update {
      changes.append(Change(update, after + [.int(matter.row.id)]))
    }
    for (group, old) in zip(matter.shape.groups, before.groups) {
      let new = try fitted(matter, group)
      if new == old { continue }
      changes.append(Change(group.delete, [.int(matter.row.id)]))
      write(new, group, matter)
      packed.append(group.change(from: old, to: new))
    }
    guard !packed.isEmpty else { return }
    try tieFiles(matter)
    subject = matter.row.subject
    changeSet("matter", matter.row.id, matter: matter.row.id, program: matter.row.program, packed)
  }

  /// Counted, and told to the holder.
  mutating func urge(_ matter: inout LiveMatter) throws {
    try demandOwn(matter)
    if matter.row.state.isFinal { throw Refusal.movedOn(standing(matter)) }
    guard matter.standing.contains(where: { $0.kind != .applicant }) else { throw Refusal.verbNotHere(.urge) }
    let work = matter.steps.filter { $0.done == nil && $0.kind.isWork && $0.post != nil }
    let text = Words("\(matter.service.title.zh)：申请人催办 \(matter.row.code)")
    var told: Set<Int64> = []
    for post in work.compactMap(\.post) {
      let holder = addressee(post: post)
      let people = holder.people.filter { !told.contains($0) }
      if people.isEmpty && !holder.people.isEmpty { continue }
      told.formUnion(people)
      try deliver(
        text, by: [], to: Addressee(word: holder.word, people: people, post: post), matter.row, matter.service)
    }
    if work.isEmpty { try deliver(text, by: [], to: addressee(Recipient.holder, matter), matter.row, matter.service) }
    event("urge", matter: matter.row.id, subject: matter.row.subject, Array("{}".utf8))
  }

  // MARK: Drafts

  mutating func saveDraft(_ id: String, _ payload: [UInt8], for other: Int64?) throws {
    guard let service = running.program.services[id] else { throw Refusal.noService }
    let party = try party(of: service, for: other)
    if try !mayWrite(for: party) {
      throw Refusal(.beyondAuthority, Label(zh: "您不能替这个人办理", en: "You may not apply for this person"))
    }
    if case .person(let person) = party, let mandate = try mandate(for: person) { use(mandate) }
    changes.append(
      Change(
        MatterStatements.saveDraft,
        [
          .int(caller.person), .text(id), .int(party.id), .blob(sealing.seal(payload, subject: party.id)), .int(now),
        ]))
  }

  /// What the applicant, or the holder of a step that asks for answers, has written so far; kept, not checked.
  mutating func saveDraft(of matter: LiveMatter, _ payload: [UInt8], step: String?) throws {
    let asked = try asked(matter, step: step), step = asked.step
    if asked.isOwn, let mandate = try matter.row.tie(caller.person, running.city, reader)?.mandate { use(mandate) }
    changes.append(
      Change(
        MatterStatements.saveDraft,
        [
          .int(caller.person), .text(Self.draftName(matter, step)), .int(matter.row.id),
          .blob(sealing.seal(payload, subject: matter.row.subject)), .int(now),
        ]))
  }

  /// No id of a service holds a colon.
  static func draftName(_ matter: LiveMatter, _ step: StepProgram) -> String { "\(matter.row.code):\(step.id)" }
}

extension FormProgram {
  /// Whether somebody else than the filer writes a field.
  func isFilledByOthers(_ position: Int) -> Bool {
    guard fields.indices.contains(position) else { return false }
    if fields[position].by != nil { return true }
    var at = fields[position].page
    for _ in pages {
      guard pages.indices.contains(at) else { return false }
      if pages[at].by != nil { return true }
      guard let parent = pages[at].parent else { return false }
      at = parent
    }
    return false
  }
}
