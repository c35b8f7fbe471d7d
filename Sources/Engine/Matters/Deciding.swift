import Core
import FEEL

/// What follows when a seat of a step has decided: the others of the seat need not any more, signers behind it come,
/// and when the visit has its verdict the flow goes on.
extension Preparation {
  /// - Parameter verb: approve, complete or reject; the stay has ended with it.
  mutating func decided(_ verb: Verb, _ stay: StepRow, _ step: StepProgram, _ matter: inout LiveMatter) throws {
    for other in matter.steps where other.done == nil && other.seat == stay.seat { dismiss(other, &matter) }
    // One of the seat had asked somebody to sign first, and another has decided meanwhile.
    for signer in matter.signers where signer.seat == stay.seat { drop(signer, &matter) }
    switch matter.verdict(step.mode, visit: stay.visit) {
    case .open:
      openSigners(behind: stay.seat, visit: stay.visit, step, &matter)
    case .passed:
      leave(visit: stay.visit, &matter)
      try run(.approved, when: step.kind.isReview, &matter)
      try run(afterStep: step.id, &matter)
      try follow(step.kind.isReview ? .approve : .complete, step, &matter)
    case .failed:
      leave(visit: stay.visit, &matter)
      try refused(step, &matter)
    }
  }

  private mutating func run(_ event: MatterEvent, when holds: Bool, _ matter: inout LiveMatter) throws {
    if holds { try run(event, &matter) }
  }

  /// A step that was rejected: where `then` leads, else the end.
  private mutating func refused(_ step: StepProgram, _ matter: inout LiveMatter) throws {
    let target = step.then[.reject]
    if let target, target != .end || step.line != 0 {
      try run(.rejected, &matter)
      return try follow(.reject, step, &matter)
    }
    close(&matter, .rejected)
    try run(.rejected, &matter)
    try run(.closed, &matter)
  }

  /// Where a verb leads: what `then` says, else the next step.
  mutating func follow(_ verb: Verb, _ step: StepProgram, _ matter: inout LiveMatter) throws {
    let here = matter.variant.flow.byID[step.id] ?? 0
    switch step.then[verb] {
    case .step(let position)?: try advance(&matter, to: position, in: step.line)
    case .applicant?: waitForApplicant(&matter, step)
    case .end?: try endLine(step.line, &matter)
    case nil: try advance(&matter, to: here + 1, in: step.line)
    }
  }

  // MARK: Signers

  /// Opens who signs behind a seat; when nobody of the visit has it any more, the next in turn.
  mutating func openSigners(behind seat: Int64, visit: Int64, _ step: StepProgram, _ matter: inout LiveMatter) {
    for signer in matter.signers where signer.visit == visit && signer.behind == seat {
      open(signer, step, &matter)
    }
    let isHeld = matter.steps.contains { $0.done == nil && $0.visit == visit && $0.kind.carries }
    if !isHeld, let next = matter.signers.first(where: { $0.visit == visit && $0.behind == nil }) {
      open(next, step, &matter)
    }
  }

  private mutating func open(_ signer: SignerRow, _ step: StepProgram, _ matter: inout LiveMatter) {
    drop(signer, &matter)
    let before = matter.steps.last { $0.visit == signer.visit && $0.kind.carries }
    let kind: StepRow.Kind = step.kind.isReview ? .review : .fill
    var found = FoundHolding(holding: signer.holding)
    if case .post(let post) = signer.holding, !(running.city.posts[post]?.isManned ?? false) {
      // Who was to sign has left meanwhile.
      found = above([post], matter)
      alarm(matter, step, found.holding == nil ? found.nobody : found.alarm, [post])
    }
    guard let holding = found.holding else {
      stay(
        &matter, step, .blocked, post: guardian(of: matter.service, matter.row), reason: found.nobody.zh,
        visit: signer.visit, seat: signer.seat)
      return
    }
    stay(
      &matter, step, kind, holding: holding, due: before?.due, calendar: before?.calendar, visit: signer.visit,
      seat: signer.seat, standsIn: found.standsIn)
  }

  mutating func add(_ signer: SignerRow, _ matter: inout LiveMatter) {
    matter.signers.append(signer)
    changes.append(Change(MatterStatements.insertSigner, signer.stored(of: matter.row.id)))
  }

  mutating func drop(_ signer: SignerRow, _ matter: inout LiveMatter) {
    matter.signers.removeAll { $0.id == signer.id }
    changes.append(Change(MatterStatements.deleteSigner, [.int(signer.id)]))
  }

  // MARK: Ends

  /// Ends all that goes on in a visit.
  mutating func leave(visit: Int64, _ matter: inout LiveMatter) {
    for stay in matter.steps where stay.done == nil && stay.visit == visit { dismiss(stay, &matter) }
    for signer in matter.signers where signer.visit == visit { drop(signer, &matter) }
  }

  /// Ends all that goes on inside a parallel step, or anywhere.
  mutating func leave(inside owner: Int?, _ matter: inout LiveMatter) {
    let flow = matter.variant.flow
    for stay in matter.steps where stay.done == nil {
      if let owner, !(flow.byID[stay.step].map { flow.lies($0, in: owner) } ?? false) { continue }
      leave(visit: stay.visit, &matter)
    }
  }

  /// Ends a stay that nobody has to decide any more.
  mutating func dismiss(_ stay: StepRow, _ matter: inout LiveMatter) {
    end(stay, StepOutcome.over, reason: nil, post: stay.post, person: stay.person, &matter)
  }

  /// Ends a stay: by compare-and-set, except one that this very command opened.
  mutating func end(
    _ stay: StepRow, _ outcome: String, reason: String?, post: Int64?, person: Int64?, _ matter: inout LiveMatter
  ) {
    guard let at = matter.steps.firstIndex(where: { $0.id == stay.id && $0.done == nil }) else { return }
    let values: [StoredValue] = [
      .int(now), .text(outcome), StoredValue(reason), StoredValue(post), StoredValue(person), .int(stay.id),
      .int(stay.post ?? 0), .int(running.city.grantEpoch),
    ]
    if matter.fresh.contains(stay.id) {
      changes.append(Change(MatterStatements.closeStep, values))
    } else {
      guarded.append(Change(MatterStatements.closeStep, values, guarding: .moved))
    }
    matter.steps[at].done = now
    matter.steps[at].outcome = outcome
    matter.steps[at].reason = reason
    matter.steps[at].post = post
    matter.steps[at].person = person
  }
}

/// How a stay ended when no verb of its holder ended it.
package enum StepOutcome {
  /// Others decided.
  static let over = "over"
  /// Its list was closed.
  static let listed = "closed"
  /// The moment came.
  static let elapsed = "elapsed"
  /// Its post was vacant, and it went to another for good.
  static let vacant = "vacant"
  /// Somebody stood in for a vacant post, which has somebody again.
  static let givenBack = "given-back"
  /// It was blocked, and somebody was found.
  static let takenUp = "taken-up"
  /// Its place moved, and others work there.
  static let replaced = "place-moved"
  /// Another system answered.
  static let answered = "answered"
  /// Another system did not, and the flow went on.
  static let unanswered = "unanswered"

  /// As people read it; nil for a verb.
  package static func label(_ outcome: String) -> Label? {
    switch outcome {
    case over: Label(zh: "不用再办", en: "not needed any more")
    case listed: Label(zh: "已结单", en: "its list was closed")
    case elapsed: Label(zh: "时间到了", en: "its time has come")
    case vacant: Label(zh: "岗位空缺，转走了", en: "vacant post, moved on")
    case givenBack: Label(zh: "岗位有人了，还给原岗位", en: "the post has somebody again, given back")
    case takenUp: Label(zh: "已找到人办", en: "somebody was found")
    case replaced: Label(zh: "地方划走了，转给那里的岗位", en: "its place moved, and others work there")
    case answered: Label(zh: "已答复", en: "answered")
    case unanswered: Label(zh: "没有答复，继续往下办", en: "no answer, went on")
    default: nil
    }
  }
}

extension StepKind {
  var isReview: Bool { if case .review = self { true } else { false } }
}
