import Core
import FEEL

/// What the holder of a step decides. Each is one compare-and-set on the matter and one on the stay; a stay that somebody
/// else ended or claimed meanwhile fails the guard, and the command is decided again.
extension Preparation {
  mutating func claim(_ matter: inout LiveMatter, step: String?) throws {
    let grip = try grip(.claim, matter, step: step)
    let stay = grip.stay
    if stay.person == caller.person { return try settle(&matter, "claim", post: grip.post) }
    guarded.append(
      Change(
        MatterStatements.claimStep,
        [
          .int(grip.post), .int(caller.person), .int(now), .int(stay.id), .int(stay.post ?? 0),
          .int(running.city.grantEpoch),
        ], guarding: .moved))
    if let at = matter.steps.firstIndex(where: { $0.id == stay.id }) {
      matter.steps[at].post = grip.post
      matter.steps[at].person = caller.person
      matter.steps[at].claimed = now
    }
    matter.holder = grip.post
    try run(.accepted, &matter)
    try settle(&matter, "claim", post: grip.post)
  }

  mutating func approve(_ matter: inout LiveMatter, _ reason: String?, step: String?) throws {
    let grip = try grip(.approve, matter, step: step)
    if grip.stay.kind == .extend { return try agree(grip, true, reason, &matter) }
    try decide(.approve, grip, reason, &matter)
  }

  mutating func reject(_ matter: inout LiveMatter, _ reason: String?, step: String?) throws {
    let grip = try grip(.reject, matter, step: step)
    guard let reason else { throw Refusal.reason }
    if grip.stay.kind == .extend { return try agree(grip, false, reason, &matter) }
    matter.reason = reason
    try decide(.reject, grip, reason, &matter)
  }

  /// Ends a step that asks for answers, or the help that somebody gave.
  mutating func complete(
    _ matter: inout LiveMatter, _ reason: String?, _ answers: [String: Answer]?, step: String?
  ) throws {
    let grip = try grip(.complete, matter, step: step)
    if grip.stay.kind == .help { return try endHelp(grip, reason, &matter) }
    guard case .fill(let fields) = grip.step.kind else { throw Refusal.verbNotHere(.complete) }
    try correct(&matter, answers ?? [:], filling: Set(fields))
    changes.append(
      Change(
        MatterStatements.deleteDraft,
        [.int(caller.person), .text(Self.draftName(matter, grip.step)), .int(matter.row.id)]))
    try decide(.complete, grip, reason, &matter)
  }

  private mutating func decide(_ verb: Verb, _ grip: Grip, _ reason: String?, _ matter: inout LiveMatter) throws {
    end(grip.stay, verb.rawValue, reason: reason, post: grip.post, person: caller.person, &matter)
    matter.holder = grip.post
    try decided(verb, grip.stay, grip.step, &matter)
    // What was written with an agreement is for the log, not for what is told of it.
    matter.reason = reason
    try settle(&matter, verb.rawValue, post: grip.post)
  }

  /// To the applicant, or to the step that `then` or the command names. The whole visit ends: the step begins anew when
  /// the matter comes back.
  mutating func giveBack(
    _ matter: inout LiveMatter, _ reason: String?, to target: String?, _ details: VerbDetails
  ) throws {
    let grip = try grip(.return, matter, step: details.step)
    guard let reason else { throw Refusal.reason }
    let then = target == nil ? grip.step.then[.return] : nil
    let isToApplicant =
      target.map { $0 == Recipient.applicant.rawValue || $0 == Recipient.applicant.alias } ?? (then == nil || then == .applicant)
    if !isToApplicant, !details.fields.isEmpty { throw Refusal.fieldsForApplicant }
    matter.reason = reason
    end(grip.stay, Verb.return.rawValue, reason: reason, post: grip.post, person: caller.person, &matter)
    leave(visit: grip.stay.visit, &matter)
    matter.holder = grip.post
    if let target, !isToApplicant {
      guard let position = earlier(than: grip.step, matter).first(where: { position in
        let step = matter.variant.flow.steps[position]
        return step.id == target || step.title.zh == target || step.title.en == target
      }) else { throw Refusal.noEarlierStep(target) }
      try run(.returned, &matter)
      try goBack(to: position, from: grip.step, &matter)
    } else if !isToApplicant {
      try run(.returned, &matter)
      try follow(.return, grip.step, &matter)
    } else {
      try ask(for: details.fields, in: waitForApplicant(&matter, grip.step), matter)
      try run(.returned, &matter)
    }
    try settle(&matter, "return", post: grip.post)
  }

  /// The steps of people before a step, in its own line and in those around it.
  func earlier(than step: StepProgram, _ matter: LiveMatter) -> [Int] {
    let flow = matter.variant.flow
    guard let here = flow.byID[step.id] else { return [] }
    return ([here] + flow.owners(of: here)).flatMap { at in
      ((flow.line(flow.steps[at].line)?.steps.lowerBound ?? at)..<at).filter { flow.steps[$0].kind.isHuman }
    }
  }

  /// A step before a parallel one takes all its branches back.
  private mutating func goBack(to position: Int, from step: StepProgram, _ matter: inout LiveMatter) throws {
    let flow = matter.variant.flow
    let line = flow.steps[position].line
    if line != step.line, let here = flow.byID[step.id],
      let owner = flow.owners(of: here).first(where: { flow.steps[$0].line == line })
    {
      leave(inside: owner, &matter)
    }
    try advance(&matter, to: position, in: line)
  }
}

extension StepKind {
  /// Somebody decides or writes.
  var isHuman: Bool {
    switch self {
    case .review, .fill: true
    case .parallel, .timer, .set, .call, .send: false
    }
  }
}
