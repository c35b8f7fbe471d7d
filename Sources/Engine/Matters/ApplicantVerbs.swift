import Core
import FEEL

/// What the applicant, or who filed for them, does with a running request.
extension Preparation {
  private func demandOwn(_ matter: LiveMatter) throws {
    if matter.row.isOwn(caller.person) { return }
    let rights = Rights(running, caller, today)
    guard rights.maySee(matter.row, matter.steps, matter.service) else { throw Refusal.noMatter }
    throw Refusal.notHolder(standing(matter))
  }

  /// Until the first decision.
  mutating func withdraw(_ matter: inout LiveMatter, _ reason: String?) throws {
    try demandOwn(matter)
    if matter.row.state.isFinal { throw Refusal.movedOn(standing(matter)) }
    let decided = matter.steps.contains { $0.outcome == Verb.approve.rawValue || $0.outcome == Verb.reject.rawValue }
    if decided { throw Refusal.movedOn(Label(zh: "已有人作出决定，不能再撤回", en: "a decision was made already")) }
    matter.reason = reason
    endOwn(matter, .withdraw, reason)
    close(&matter, .withdrawn)
    try run(.withdrawn, &matter)
    try settle(&matter, "withdraw")
  }

  /// Answers a return: new answers on the program the matter began with; what is not answered anew stays. It comes back
  /// to the step that returned it, with the time that was left.
  mutating func supplement(_ matter: inout LiveMatter, _ answers: [String: Answer]?) throws {
    try demandOwn(matter)
    guard matter.row.state == .returned, let stay = matter.openStep, let step = matter.stepProgram else {
      if matter.row.state.isFinal { throw Refusal.movedOn(standing(matter)) }
      throw Refusal.verbNotHere(.supplement)
    }
    if let answers, !answers.isEmpty { try correct(&matter, answers) }
    endOwn(matter, .supplement, nil)
    try run(.resubmitted, &matter)
    let before = matter.steps.last { $0.done != nil && $0.kind == .review && $0.step == stay.step }
    let deadline = Deadline(matter.row.place.flatMap { running.city.calendar(for: $0) })
    var due: Int64?
    if let before, let last = before.due, let paused = before.done {
      due = deadline.resumed(due: last, paused: paused, at: now, of: step.within)
    }
    if let post = before?.post, !(running.city.posts[post]?.staff.isEmpty ?? true) {
      open(&matter, step, .post(post), due: due)
    } else {
      let here = matter.variant.flow.byID[step.id] ?? 0
      try advance(&matter, to: here)
    }
    try settle(&matter, "supplement")
  }

  /// New values in the form's row, old ones in a change-set; figures follow by minus and plus.
  private mutating func correct(_ matter: inout LiveMatter, _ answers: [String: Answer]) throws {
    let context = context(matter)
    var known: [Int: Value] = [:]
    for (i, value) in matter.values.enumerated() where !value.isNull { known[i] = value }
    let outcome = FormEvaluation.run(
      variant: matter.variant, answers: answers, filled: known, context: context, mode: .submit)
    try demand(outcome.errors)
    let before = try fitted(matter)
    let rowsBefore = try matter.shape.groups.map { try fitted(matter, $0) }
    matter.values = outcome.values
    let after = try fitted(matter)
    var packed: [PackedChange] = []
    for (i, column) in matter.shape.columns.enumerated() where before[i] != after[i] {
      packed.append(PackedChange(column.column.number, old: .one(before[i]), new: .one(after[i])))
    }
    if !packed.isEmpty, let update = matter.shape.update {
      changes.append(Change(update, after + [.int(matter.row.id)]))
    }
    for (group, old) in zip(matter.shape.groups, rowsBefore) {
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
    guard matter.row.state != .returned else { throw Refusal.verbNotHere(.urge) }
    for person in people(.holder, matter) {
      message(to: person, matter: matter.row.id, "\(matter.service.title.zh)：申请人催办 \(matter.row.code)")
    }
    event("urge", matter: matter.row.id, subject: matter.row.subject, Array("{}".utf8))
  }

  private mutating func endOwn(_ matter: LiveMatter, _ verb: Verb, _ reason: String?) {
    guard let stay = matter.openStep else { return }
    guarded.append(
      Change(
        MatterStatements.closeStep,
        [
          .int(now), .text(verb.rawValue), StoredValue(reason), StoredValue(stay.post), StoredValue(stay.person),
          .int(stay.id), .int(stay.post ?? 0), .int(running.city.grantEpoch),
        ], guarding: .moved))
  }

  // MARK: Drafts

  mutating func saveDraft(_ id: String, _ payload: [UInt8], for other: Int64?) throws {
    guard running.program.services[id] != nil else { throw Refusal.noService }
    let person = other ?? caller.person
    if person != caller.person, try !represented(by: caller.person).contains(where: { $0.person == person }) {
      throw Refusal(.beyondAuthority, Label(zh: "您不能替这个人办理", en: "You may not apply for this person"))
    }
    changes.append(
      Change(
        MatterStatements.saveDraft,
        [.int(caller.person), .text(id), .int(person), .blob(sealing.seal(payload, subject: person)), .int(now)]))
  }
}
