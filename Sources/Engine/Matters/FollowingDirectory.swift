import Core
import FEEL

/// What a change of the directory does to running matters.
extension Preparation {
  /// A step that stood because nobody could be found goes on, once somebody can be.
  mutating func takeUp(_ stay: StepRow, _ row: MatterRow) throws {
    var matter = try live(row)
    subject = matter.row.subject
    guard let stay = matter.steps.first(where: { $0.id == stay.id }), stay.done == nil, stay.kind == .blocked,
      let step = matter.program(of: stay), let at = matter.variant.flow.byID[step.id]
    else { return }
    let found = seats(step, matter)
    guard step.kind.isForStaff(step), let first = found.seats.first?.first, isDecided(step, matter) else {
      return try findTender(stay, step, &matter)
    }
    end(stay, StepOutcome.takenUp, reason: stay.reason, post: stay.post, person: nil, &matter)
    if matter.steps.contains(where: { $0.visit == stay.visit && $0.id != stay.id }) {
      // One who was to sign beside others: their part stands, only this seat is filled.
      self.stay(
        &matter, step, step.kind.isReview ? .review : .fill, holding: first, due: nil, calendar: nil,
        visit: stay.visit, seat: stay.seat, standsIn: found.standsIn(first))
    } else {
      try advance(&matter, to: at, in: step.line)
    }
    try settle(&matter, "take-up")
  }

  private func isDecided(_ step: StepProgram, _ matter: LiveMatter) -> Bool {
    guard let when = step.when else { return true }
    var frame = frame(matter)
    return when.expression.decide(&frame) != nil
  }

  /// It goes on standing, and somebody has come who tends it.
  private mutating func findTender(_ stay: StepRow, _ step: StepProgram, _ matter: inout LiveMatter) throws {
    guard stay.post == nil, let post = tender(step, matter) else { return }
    try tend(stay.id, step, post, Label(zh: stay.reason ?? "找不到承办岗位", en: stay.reason ?? "no holder"), &matter)
    try settle(&matter, "tended")
  }
}

extension StepKind {
  /// Posts act on it, and not the resident or nobody.
  fileprivate func isForStaff(_ step: StepProgram) -> Bool {
    switch self {
    case .review: true
    case .fill: !step.by.contains(where: \.isResident)
    case .parallel, .timer, .set, .call, .send: false
    }
  }
}
