import Core
import FEEL

/// What the clock does to matters: reminders, escalation, deadlines that pass, steps that wait for a moment. Each is a
/// row that says when; whichever server looks first does it, and does it once.
extension Preparation {
  /// Positions that are no reminder of a step.
  private enum Special {
    static let overdue: Int64 = -1, timer: Int64 = -2
    /// Instead of a stay: the whole matter.
    static let whole: Int64 = 0
  }

  /// The rows of a stay that begins, or has another deadline.
  mutating func remind(of stay: StepRow, _ step: StepProgram, _ matter: LiveMatter) {
    guard let due = stay.due else { return }
    if stay.kind == .timer { return remind(matter, stay.id, Special.timer, at: due) }
    guard stay.kind.decides else { return }
    remind(of: step.reminders, due: due, stay: stay.id, matter)
    if matter.variant.after[.overdue] != nil, due > now {
      remind(matter, stay.id, Special.overdue, at: due)
    }
  }

  /// The rows of a new matter that has a deadline as a whole.
  mutating func remind(of matter: LiveMatter) {
    guard let due = matter.row.due, !matter.row.state.isFinal else { return }
    remind(of: matter.variant.reminders, due: due, stay: Special.whole, matter)
  }

  private mutating func remind(
    of reminders: [ReminderProgram], due: Int64, stay: Int64, _ matter: LiveMatter
  ) {
    let deadline = deadline(matter)
    for (position, reminder) in reminders.enumerated() {
      let moment =
        switch reminder.moment {
        case .before(let early): deadline.moment(early, before: due)
        case .after(let late): deadline.due(late, from: due)
        }
      if let moment, moment > now { remind(matter, stay, Int64(position), at: moment) }
    }
  }

  private mutating func remind(_ matter: LiveMatter, _ stay: Int64, _ position: Int64, at moment: Int64) {
    changes.append(
      Change(
        MatterStatements.insertReminder,
        [.int(nextID()), .int(matter.row.id), .int(stay), .int(position), .int(moment), .null]))
  }

  /// Does what a reminder is for, as far as its stay still goes on.
  mutating func ring(_ id: Int64, _ row: MatterRow, stay: Int64, position: Int64) throws {
    guarded.append(Change(MatterStatements.tickReminder, [.int(now), .int(id)], guarding: .moved))
    var matter = try live(row)
    subject = matter.row.subject
    if stay == Special.whole { return try ring(whole: &matter, position) }
    guard let stay = matter.steps.first(where: { $0.id == stay }), stay.done == nil,
      let step = matter.program(of: stay)
    else { return }
    switch position {
    case Special.timer:
      end(stay, StepOutcome.elapsed, reason: nil, post: nil, person: nil, &matter)
      try passed(step, &matter)
      try settle(&matter, "timer")
    case Special.overdue:
      try run(.overdue, &matter)
      try settle(&matter, "overdue", post: stay.post)
    default:
      guard step.reminders.indices.contains(Int(position)) else { return }
      try ring(step.reminders[Int(position)], [(stay, step)], &matter)
    }
  }

  /// Of the whole matter: whoever has it now is told, and each of its steps escalates.
  private mutating func ring(whole matter: inout LiveMatter, _ position: Int64) throws {
    guard matter.variant.reminders.indices.contains(Int(position)) else { return }
    let stays = matter.steps.filter { $0.done == nil && $0.kind.decides }
      .compactMap { stay in matter.program(of: stay).map { (stay, $0) } }
    try ring(matter.variant.reminders[Int(position)], stays, &matter)
  }

  private mutating func ring(
    _ reminder: ReminderProgram, _ stays: [(StepRow, StepProgram)], _ matter: inout LiveMatter
  ) throws {
    guard let first = stays.first else { return }
    for (stay, step) in stays where reminder.to == .holder || stay.id == first.0.id {
      try tell(reminder, stay, step, matter)
    }
    guard let escalation = reminder.escalation else {
      return event("remind", matter: matter.row.id, post: first.0.post, subject: matter.row.subject, Array("{}".utf8))
    }
    for (stay, step) in stays { try escalate(escalation, stay, step, &matter) }
    try settle(&matter, "escalate", post: first.0.post)
  }

  private mutating func tell(
    _ reminder: ReminderProgram, _ stay: StepRow, _ step: StepProgram, _ matter: LiveMatter
  ) throws {
    var told = try addressee(reminder.to, matter)
    if reminder.to == .holder { told = Addressee(word: told.word, people: holders(of: stay).sorted(), post: stay.post) }
    let isLate = if case .after = reminder.moment { true } else { false }
    let words = isLate ? "「\(step.title.zh)」已超过时限，请尽快办理" : "「\(step.title.zh)」快到时限，请尽快办理"
    let text = Words("\(matter.service.title.zh) \(matter.row.code)：\(words)")
    try deliver(text, by: reminder.via, to: told, matter.row, matter.service)
  }

  /// Who may act on a stay: those on its post, or on every post that may claim it.
  func holders(of stay: StepRow) -> [Int64] {
    if let post = stay.post { return running.city.posts[post]?.staff ?? [] }
    return stay.role.map { staff(of: $0, for: stay.place).sorted() } ?? []
  }

  /// The step is the higher post's too; the first holder's clock runs on. Nobody above is an alarm of its own.
  private mutating func escalate(
    _ escalation: ReminderProgram.Escalation, _ stay: StepRow, _ step: StepProgram, _ matter: inout LiveMatter
  ) throws {
    let late = stay.holding.map { posts(of: $0) } ?? []
    var vacant: [Int64] = [], named: Holding?
    if case .to(let actor) = escalation {
      let found = self.holding(of: [actor], matter)
      vacant = found.vacant
      named = found.holding.flatMap { mayHandle($0, matter) ? $0 : nil }
    }
    guard let holding = named ?? above(late, matter, bodiesFirst: true).holding else {
      alarm(
        matter, step, Label(zh: "已超过时限，上面没有谁有权办", en: "overdue, and nobody above has the right to handle it"), vacant)
      guard let told = nearestReader(above: late, matter) else { return }
      return try tell(told, matter, "「\(step.title.zh)」已超过时限，上面没有谁有权办，请尽快协调")
    }
    let open = matter.steps.filter { $0.done == nil && $0.seat == stay.seat }.compactMap(\.holding)
    if open.contains(holding) {
      return alarm(
        matter, step, Label(zh: "已超过时限，找不到可以升级的上级", en: "overdue, and nobody above to escalate to"), vacant)
    }
    alarm(matter, step, Label(zh: "已超过时限，升级到上级", en: "overdue, escalated to the level above"), vacant)
    self.stay(
      &matter, step, stay.kind, holding: holding, due: stay.due, calendar: stay.calendar, visit: stay.visit,
      seat: stay.seat)
    if case .post(let post) = holding { try tell(post, matter, "「\(step.title.zh)」已超过时限，升级给您") }
  }}
