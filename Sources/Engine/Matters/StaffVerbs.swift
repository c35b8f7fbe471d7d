import Core
import FEEL

/// What the holder of a step does with it. Each is one compare-and-set on the matter and one on the stay; a stay that
/// somebody else ended or claimed meanwhile fails the guard, and the command is decided again.
extension Preparation {
  /// The stay and the post by which the caller may act on it.
  ///
  /// - Throws: `Refusal`: not found when the caller may not see the matter, who has it now when it is not theirs.
  func grip(_ verb: Verb, _ matter: LiveMatter) throws -> (stay: StepRow, post: Int64, step: StepProgram) {
    let rights = Rights(running, caller, today)
    guard rights.maySee(matter.row, matter.steps, matter.service) else { throw Refusal.noMatter }
    guard let stay = matter.openStep, stay.kind == .review, let step = matter.stepProgram else {
      throw Refusal.movedOn(standing(matter))
    }
    guard let post = rights.post(holding: stay) else {
      let mine = matter.steps.contains { $0.done != nil && $0.kind == .review && rights.post(holding: $0) != nil }
      throw mine ? Refusal.movedOn(standing(matter)) : Refusal.notHolder(standing(matter))
    }
    guard rights.reach(.handle, matter.service).contains(where: { rights.covers($0, matter.row, matter.steps) }) else {
      throw Refusal(.beyondAuthority, Label(zh: "您的岗位没有办理权", en: "Your post has no right to handle this"))
    }
    if let person = stay.person, person != caller.person, verb == .claim {
      throw Refusal.movedOn(standing(matter))
    }
    guard step.allow.contains(verb) else { throw Refusal.verbNotHere(verb) }
    return (stay, post, step)
  }

  /// Who has it now, or how it ended.
  func standing(_ matter: LiveMatter) -> Label {
    let state = matter.row.state
    guard let stay = matter.openStep else { return Label(zh: state.alias, en: state.rawValue) }
    switch stay.kind {
    case .applicant: return Label(zh: "等申请人补正", en: "waiting for the applicant")
    case .held: return Label(zh: "已列入名单，等待结单", en: "in a list that waits to be closed")
    case .blocked: return Label(zh: "受阻", en: "blocked")
    case .review:
      if let post = stay.post {
        let title = running.city.title(ofPost: post).zh
        return Label(zh: "现在由\(title)办理", en: "now with \(title)")
      }
      let role = stay.role.flatMap { running.program.roles[$0]?.title } ?? Label(zh: stay.role ?? "")
      return Label(zh: "等\(role.zh)领取", en: "waiting to be claimed by \(role.text(in: .en))")
    }
  }

  mutating func claim(_ matter: inout LiveMatter) throws {
    let (stay, post, _) = try grip(.claim, matter)
    if stay.person == caller.person { return try settle(&matter, "claim", post: post) }
    guarded.append(
      Change(
        MatterStatements.claimStep,
        [
          .int(post), .int(caller.person), .int(now), .int(stay.id), .int(stay.post ?? 0),
          .int(running.city.grantEpoch),
        ], guarding: .moved))
    matter.row.state = .working
    matter.holder = post
    try run(.accepted, &matter)
    try settle(&matter, "claim", post: post)
  }

  mutating func approve(_ matter: inout LiveMatter) throws {
    let (stay, post, step) = try grip(.approve, matter)
    end(stay, post, .approve, nil)
    matter.holder = post
    try run(.approved, &matter)
    try run(afterStep: step.id, &matter)
    try follow(.approve, step, &matter)
    try settle(&matter, "approve", post: post)
  }

  mutating func reject(_ matter: inout LiveMatter, _ reason: String?) throws {
    let (stay, post, step) = try grip(.reject, matter)
    guard let reason else { throw Refusal.reason }
    matter.reason = reason
    end(stay, post, .reject, reason)
    matter.holder = post
    if let target = step.then[.reject], target != .end {
      try run(.rejected, &matter)
      try follow(.reject, step, &matter)
    } else {
      close(&matter, .rejected)
      try run(.rejected, &matter)
    }
    try settle(&matter, "reject", post: post)
  }

  /// To the applicant, or to the step that `then` or the command names.
  mutating func giveBack(_ matter: inout LiveMatter, _ reason: String?, to target: String?) throws {
    let (stay, post, step) = try grip(.return, matter)
    guard let reason else { throw Refusal.reason }
    matter.reason = reason
    end(stay, post, .return, reason)
    matter.holder = post
    if let target, target != Recipient.applicant.rawValue, target != Recipient.applicant.alias {
      guard let position = matter.variant.flow.byID[target], let here = matter.variant.flow.byID[step.id],
        position < here
      else { throw Refusal.noEarlierStep(target) }
      try run(.returned, &matter)
      try advance(&matter, to: position)
    } else if target == nil, let target = step.then[.return], target != .applicant {
      try run(.returned, &matter)
      try follow(.return, step, &matter)
    } else {
      waitForApplicant(&matter, step)
      try run(.returned, &matter)
    }
    try settle(&matter, "return", post: post)
  }

  private mutating func waitForApplicant(_ matter: inout LiveMatter, _ step: StepProgram) {
    matter.row.state = .returned
    matter.row.step = step.id
    stay(&matter, step, .applicant, person: matter.row.filer)
  }

  /// Where a verb leads: what `then` says, else the next step.
  private mutating func follow(_ verb: Verb, _ step: StepProgram, _ matter: inout LiveMatter) throws {
    let here = matter.variant.flow.byID[step.id] ?? 0
    switch step.then[verb] {
    case .step(let position)?: try advance(&matter, to: position)
    case .applicant?: waitForApplicant(&matter, step)
    case .end?: try advance(&matter, to: matter.variant.flow.steps.count)
    case nil: try advance(&matter, to: here + 1)
    }
  }

  private mutating func end(_ stay: StepRow, _ post: Int64, _ verb: Verb, _ reason: String?) {
    guarded.append(
      Change(
        MatterStatements.closeStep,
        [
          .int(now), .text(verb.rawValue), StoredValue(reason), .int(post), .int(caller.person), .int(stay.id),
          .int(stay.post ?? 0), .int(running.city.grantEpoch),
        ], guarding: .moved))
  }
}
