import Core
import FEEL

/// From step to step. Every move ends stays and opens the next at the same moment, so that all clocks sum to the time
/// the matter took.
extension Preparation {
  /// Steps that one command may enter.
  private static let mostSteps = 256

  /// Enters the step at a position of a line, or the first after it whose condition holds; behind the last one the line
  /// ends.
  ///
  /// - Parameter due: Until when the first has time, where it goes on after a pause.
  mutating func advance(_ matter: inout LiveMatter, to position: Int, in line: Int, due: Int64? = nil) throws {
    let flow = matter.variant.flow
    guard let steps = flow.line(line)?.steps else { return try finish(&matter) }
    var at = position
    while steps.contains(at) {
      let step = flow.steps[at]
      matter.row.step = step.id
      if let when = step.when {
        var frame = frame(matter)
        guard let holds = when.expression.decide(&frame) else {
          return try block(&matter, step, Label(zh: "环节条件无法判断", en: "the step's condition cannot be decided"))
        }
        if !holds {
          at += 1
          continue
        }
      }
      return try enter(&matter, step, at, due: due)
    }
    try endLine(line, &matter)
  }

  /// A line has no step left: the flow itself is done; a branch waits for the others, or goes on for all.
  mutating func endLine(_ line: Int, _ matter: inout LiveMatter) throws {
    let flow = matter.variant.flow
    guard let owner = flow.line(line)?.owner else { return try finish(&matter) }
    if matter.opening.contains(owner) { return }
    let step = flow.steps[owner]
    if case .parallel(_, first: true) = step.kind { leave(inside: owner, &matter) }
    let others = matter.standing.contains { flow.byID[$0.step].map { flow.lies($0, in: owner) } ?? false }
    if others { return }
    try passed(step, &matter)
  }

  /// A step that nobody decides is behind.
  mutating func passed(_ step: StepProgram, _ matter: inout LiveMatter) throws {
    try run(afterStep: step.id, &matter)
    try follow(.complete, step, &matter)
  }

  private mutating func enter(_ matter: inout LiveMatter, _ step: StepProgram, _ at: Int, due: Int64?) throws {
    matter.entered += 1
    guard matter.entered <= Self.mostSteps else {
      return try block(&matter, step, Label(zh: "环节一直在转，没有人办理", en: "the steps go round with nobody acting"))
    }
    switch step.kind {
    case .review(let batch): try enter(&matter, step, batch, due: due)
    case .fill:
      if step.by.contains(where: \.isResident) {
        waitForApplicant(&matter, step)
        return
      }
      try enter(&matter, step, nil, due: due)
    case .parallel(_, let first): try openBranches(&matter, step, at, first: first)
    case .timer(let timer): try wait(&matter, step, timer)
    case .set(let sets):
      try assign(sets, &matter)
      try passed(step, &matter)
    case .call(let program): call(program, step, &matter)
    case .send(let to, let say, let via):
      var frame = frame(matter)
      try send(to, say, via, matter, &frame)
      try passed(step, &matter)
    }
  }

  private mutating func enter(
    _ matter: inout LiveMatter, _ step: StepProgram, _ batch: BatchProgram?, due: Int64?
  ) throws {
    let found = seats(step, matter)
    for alarm in found.alarms { self.alarm(matter, step, alarm.why, alarm.posts) }
    try tellStandIns(found, step, matter)
    guard let first = found.seats.first?.first else { return try block(&matter, step, found.nobody) }
    if let batch {
      try hold(&matter, step, batch, first, found)
    } else {
      open(&matter, step, found, due: due)
    }
  }

  /// Opens all branches at the same moment; those without a step to do have ended already.
  private mutating func openBranches(
    _ matter: inout LiveMatter, _ step: StepProgram, _ at: Int, first: Bool
  ) throws {
    let flow = matter.variant.flow
    matter.opening.insert(at)
    var isEnded = false
    for (branch, found) in flow.branches.enumerated() where found.owner == at {
      let before = matter.standing.count
      try advance(&matter, to: found.steps.lowerBound, in: branch + 1)
      if matter.row.state.isFinal { return }
      isEnded = isEnded || matter.standing.count == before
    }
    matter.opening.remove(at)
    let open = matter.standing.contains { flow.byID[$0.step].map { flow.lies($0, in: at) } ?? false }
    if open, !(first && isEnded) { return }
    leave(inside: at, &matter)
    try passed(step, &matter)
  }

  private mutating func wait(_ matter: inout LiveMatter, _ step: StepProgram, _ timer: TimerProgram) throws {
    let until: Int64?
    switch timer {
    case .span(let span): until = deadline(matter).due(span, from: now)
    case .until(let formula):
      var frame = frame(matter)
      switch formula.expression.evaluate(&frame) {
      case .dateTime(let moment): until = moment.milliseconds()
      case .date(let day): until = CivilDateTime(
          date: day, time: CivilTime(nanoseconds: 0, zone: .shanghai)
        ).milliseconds()
      default: until = nil
      }
    }
    guard let until else {
      return try block(&matter, step, Label(zh: "等到什么时候无法判断", en: "until when to wait cannot be decided"))
    }
    if until <= now { return try passed(step, &matter) }
    stay(&matter, step, .timer, due: until)
  }

  // MARK: Stays

  func deadline(_ matter: LiveMatter) -> Deadline {
    Deadline(matter.row.place.flatMap { running.city.calendar(for: $0) })
  }

  /// Opens the seats of a step, in turn the first of them.
  mutating func open(_ matter: inout LiveMatter, _ step: StepProgram, _ found: FoundSeats, due resumed: Int64?) {
    let deadline = deadline(matter)
    let due = resumed ?? step.within.flatMap { deadline.due($0, from: now) }
    let kind: StepRow.Kind = step.kind.isReview ? .review : .fill
    var visit: Int64?
    for (at, seat) in found.seats.enumerated() {
      if at > 0, step.mode == .inTurn, let visit, let next = seat.first {
        // Whose turn it is: that it is vacant is looked at when the turn comes.
        let id = nextID(), holding = found.standsIn(next).map(Holding.post) ?? next
        add(SignerRow(id: id, visit: visit, seat: id, behind: nil, holding: holding), &matter)
        continue
      }
      var own: Int64?
      for holding in seat {
        let row = stay(
          &matter, step, kind, holding: holding, due: due, calendar: due == nil ? nil : deadline.hash, visit: visit,
          seat: own, standsIn: found.standsIn(holding))
        visit = row.visit
        own = row.seat
        if case .post(let id) = holding { hold(&matter, id) }
      }
    }
  }

  /// Who has it now stands for the holder; the first organisation answers for the matter.
  private func hold(_ matter: inout LiveMatter, _ post: Int64) {
    matter.holder = post
    if matter.organization == nil { matter.organization = running.city.posts[post]?.organization }
  }

  /// The row of a new stay of a holder.
  @discardableResult
  mutating func stay(
    _ matter: inout LiveMatter, _ step: StepProgram, _ kind: StepRow.Kind, holding: Holding, due: Int64?,
    calendar: String?, visit: Int64?, seat: Int64?, standsIn: Int64? = nil
  ) -> StepRow {
    switch holding {
    case .post(let post):
      return stay(
        &matter, step, kind, post: post, due: due, calendar: calendar, visit: visit, seat: seat, standsIn: standsIn)
    case .pool(let role, let place):
      return stay(
        &matter, step, kind, role: role, place: place, due: due, calendar: calendar, visit: visit, seat: seat,
        standsIn: standsIn)
    }
  }

  /// The row of a new stay.
  @discardableResult
  mutating func stay(
    _ matter: inout LiveMatter, _ step: StepProgram, _ kind: StepRow.Kind, role: String? = nil, place: Int64? = nil,
    post: Int64? = nil, person: Int64? = nil, due: Int64? = nil, calendar: String? = nil, reason: String? = nil,
    list: Int64? = nil, visit: Int64? = nil, seat: Int64? = nil, standsIn: Int64? = nil
  ) -> StepRow {
    let row = StepRow(
      id: nextID(), matter: matter.row.id, step: step.id, kind: kind, opened: now, role: role, place: place,
      post: post, person: person, due: due, calendar: calendar, reason: reason, list: list, visit: visit, seat: seat,
      standsIn: standsIn)
    changes.append(Change(MatterStatements.insertStep, row.stored))
    matter.steps.append(row)
    matter.fresh.insert(row.id)
    matter.openedSteps.append(
      .init(step: step.id, title: step.title, kind: kind, post: post, role: role, due: due))
    remind(of: row, step, matter)
    return row
  }

  /// Nobody can be found or a condition cannot be decided: the matter stands, and an alarm says so.
  mutating func block(_ matter: inout LiveMatter, _ step: StepProgram, _ why: Label) throws {
    let post = tender(step, matter)
    stay(&matter, step, .blocked, post: post, reason: why.zh)
    alarm(matter, step, why, [])
    if let post { try tell(post, matter, "「\(step.title.zh)」受阻：\(why.zh)") }
  }

  @discardableResult
  mutating func waitForApplicant(_ matter: inout LiveMatter, _ step: StepProgram) -> StepRow {
    stay(&matter, step, .applicant, person: matter.row.filer)
  }
}

extension ActorProgram {
  /// The resident, and not a post.
  var isResident: Bool {
    switch self {
    case .recipient(.applicant), .recipient(.filer), .recipient(.subject): true
    case .recipient, .role, .inside: false
    }
  }
}
