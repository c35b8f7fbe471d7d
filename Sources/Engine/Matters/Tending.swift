import Core
import FEEL

/// What stands because nobody could be found, something could not be decided or another system stays silent is somebody's
/// all the same: a named post has it in its queue, sees why it stands, and may have it tried again.
extension Preparation {
  /// Who tends a step that stands: who should have it, as far up as somebody is there; where nobody there may handle it,
  /// who may at least read it; else who answers for the service.
  func tender(_ step: StepProgram, _ matter: LiveMatter) -> Int64? {
    let found = holding(step, matter)
    if let first = found.holding.flatMap({ posts(of: $0).first }) { return first }
    return nearestReader(above: found.vacant, matter)
  }

  /// Gives a stay that stands to a post, which is told why.
  mutating func tend(_ id: Int64, _ step: StepProgram, _ post: Int64, _ why: Label, _ matter: inout LiveMatter) throws {
    guarded.append(Change(MatterStatements.tendStep, [.int(post), .int(id)], guarding: .moved))
    if let at = matter.steps.firstIndex(where: { $0.id == id }) { matter.steps[at].post = post }
    try tell(post, matter, "「\(step.title.zh)」受阻：\(why.zh)")
  }

  /// The post that tends a stay has nobody any more.
  mutating func tendAgain(_ stay: StepRow, _ row: MatterRow) throws {
    var matter = try live(row)
    subject = matter.row.subject
    guard let stay = matter.steps.first(where: { $0.id == stay.id }), stay.done == nil, stay.kind.isTended,
      let old = stay.post, !isStaffed(old), let step = matter.program(of: stay)
    else { return }
    guard let new = tender(step, matter), new != old else {
      return alarm(matter, step, Label(zh: "受阻，岗位也空缺", en: "it stands, and its post is vacant"), [old])
    }
    alarm(matter, step, Label(zh: "受阻，岗位空缺，已转给别的岗位", en: "it stands and its post is vacant: another has it now"), [old])
    try tend(stay.id, step, new, Label(zh: stay.reason ?? "岗位空缺", en: stay.reason ?? "vacant"), &matter)
    try settle(&matter, "tended", post: old)
  }

  // MARK: Again

  /// The stays that stand and are the caller's to try again.
  func tended(_ matter: LiveMatter, _ rights: Rights) throws -> [StepRow] {
    let mine = matter.steps.filter { stay in
      stay.done == nil && stay.kind.isTended && stay.post != nil && rights.post(holding: stay) != nil
    }
    if mine.isEmpty { return [] }
    return try rights.mayTend(matter.row, matter.steps, matter.service) ? mine : []
  }

  /// Tries a step again that stands: whoever tends it has done what was missing.
  ///
  /// - Throws: `Refusal`: not found, whose it is, or why it still stands.
  mutating func retry(_ matter: inout LiveMatter, step named: String?) throws {
    let rights = Rights(running, caller, reader)
    guard try rights.maySee(matter.row, matter.steps, matter.service) else { throw Refusal.noMatter }
    guard let stay = try tended(matter, rights).first(where: { named == nil || $0.step == named }),
      let step = matter.program(of: stay)
    else {
      let stands = matter.steps.contains { $0.done == nil && $0.kind.isTended }
      throw stands ? Refusal.notHolder(standing(matter)) : Refusal.movedOn(standing(matter))
    }
    if stay.kind == .call { return try callAgain(stay, matter) }
    try goOn(stay, step, &matter)
    if let still = matter.steps.last(where: { $0.done == nil && $0.kind == .blocked && $0.step == stay.step }) {
      let why = still.reason ?? ""
      throw Refusal(.verbNotHere, Label(zh: "还是受阻：\(why)", en: "It still stands: \(why)"))
    }
    try settle(&matter, "retry", post: stay.post)
  }

  /// Ends a stay that stood, and enters its step again; one seat beside others is filled alone.
  private mutating func goOn(_ stay: StepRow, _ step: StepProgram, _ matter: inout LiveMatter) throws {
    guard let at = matter.variant.flow.byID[step.id] else { return }
    let isBeside = matter.steps.contains { $0.visit == stay.visit && $0.id != stay.id }
    let found = seats(step, matter), first = found.seats.first?.first
    if isBeside, first == nil {
      throw Refusal(.verbNotHere, Label(zh: "还是找不到承办岗位", en: "Still no post holds this step"))
    }
    let person = caller.person == 0 ? nil : caller.person
    end(stay, StepOutcome.takenUp, reason: stay.reason, post: stay.post, person: person, &matter)
    if isBeside, let first {
      self.stay(
        &matter, step, step.kind.isReview ? .review : .fill, holding: first, due: nil, calendar: nil,
        visit: stay.visit, seat: stay.seat, standsIn: found.standsIn(first))
    } else {
      try advance(&matter, to: at, in: step.line)
    }
  }

  /// The call leaves now and not at its next moment, unless it is under way.
  private mutating func callAgain(_ stay: StepRow, _ matter: LiveMatter) throws {
    for row in try reader.rows(
      CallStatements.ofStay, [.int(matter.row.id), .int(stay.id)], under: .system(.background))
    where row[2].text != CallResult.sending.text {
      hasten(row)
    }
    event("retry", matter: matter.row.id, post: stay.post, subject: matter.row.subject, Array("{}".utf8))
  }

  /// - Parameter row: sequence, attempts. Who took it meanwhile sends it anyway.
  private mutating func hasten(_ row: Row) {
    changes.append(Change(CallStatements.later, [.int(now), .int(row[0].int ?? 0), .int(row[1].int ?? 0)]))
  }

  /// A system that answers again: what waits for it need not wait for its next moment.
  mutating func hasten(_ connector: String) throws {
    for row in try reader.rows(CallStatements.waiting, [.text(connector), .int(now)], under: .system(.background)) {
      hasten(row)
    }
  }
}

extension Rights {
  /// Trying again decides nothing: who may read it may do so for their post.
  func mayTend(_ row: MatterRow, _ steps: [StepRow], _ service: ServiceProgram) throws -> Bool {
    try [Right.handle, .read].contains { right in
      try reach(right, service).contains { try covers($0, row, steps) }
    }
  }
}
