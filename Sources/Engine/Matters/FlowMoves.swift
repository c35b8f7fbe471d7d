import Core
import FEEL

/// From step to step. Every move closes one stay and opens the next at the same moment, so that all clocks sum to the
/// time the matter took.
extension Preparation {
  /// Enters the step at a position, or the first after it whose condition holds; behind the last one the matter is done.
  mutating func advance(_ matter: inout LiveMatter, to position: Int) throws {
    let steps = matter.variant.flow.steps
    var at = position
    while steps.indices.contains(at) {
      let step = steps[at]
      matter.row.step = step.id
      if let when = step.when {
        var frame = frame(matter)
        guard let holds = when.expression.decide(&frame) else {
          return block(&matter, step, Label(zh: "环节条件无法判断", en: "the step's condition cannot be decided"))
        }
        if !holds {
          at += 1
          continue
        }
      }
      return try enter(&matter, step)
    }
    try finish(&matter)
  }

  private mutating func enter(_ matter: inout LiveMatter, _ step: StepProgram) throws {
    let found = holding(step, matter)
    if !found.vacant.isEmpty || (found.wentUp && found.holding != nil) {
      alarm(matter, step, found.alarm, found.vacant)
    }
    guard let holding = found.holding else {
      return block(&matter, step, found.nobody)
    }
    if case .review(let batch?) = step.kind {
      try hold(&matter, step, batch, holding)
    } else {
      open(&matter, step, holding)
    }
  }

  /// Opens a step at its holder.
  mutating func open(_ matter: inout LiveMatter, _ step: StepProgram, _ holding: Holding, due resumed: Int64? = nil) {
    let deadline = Deadline(matter.row.place.flatMap { running.city.calendar(for: $0) })
    let due = resumed ?? step.within.flatMap { deadline.due($0, from: now) }
    matter.row.state = .waiting
    matter.row.step = step.id
    var post: Int64?, role: String?, place: Int64?
    switch holding {
    case .post(let id):
      post = id
      matter.holder = id
      if matter.organization == nil { matter.organization = running.city.posts[id]?.organization }
    case .pool(let name, let at): (role, place) = (name, at)
    }
    stay(
      &matter, step, .review, role: role, place: place, post: post, due: due,
      calendar: due == nil ? nil : deadline.hash)
  }

  /// Puts the matter into the open list of its key, or opens one.
  private mutating func hold(
    _ matter: inout LiveMatter, _ step: StepProgram, _ batch: BatchProgram, _ holding: Holding
  ) throws {
    let key = listKey(matter, batch.per, holding)
    let named: [StoredValue] = [
      .text(matter.service.id), .text(matter.variant.id), .text(step.id), .text(key),
    ]
    // Whoever had it before closes the list; where nobody had it, who gets it.
    var closer = matter.holder
    if closer == nil, case .post(let post) = holding { closer = post }
    let list: Int64
    if let open = try reader.rows(MatterStatements.openList, named, under: .system(.lists)).first?[0].int {
      list = open
      if case .lines(let most) = batch.close, try MatterRow.held(in: open, reader).count + 1 >= most {
        // The line that fills the list goes on with it.
        _ = try close(open)
        return self.open(&matter, step, holding)
      }
      guarded.append(Change(MatterStatements.joinList, [.int(open)], guarding: .moved))
    } else {
      list = nextID()
      guarded.append(
        Change(
          MatterStatements.insertList, [.int(list)] + named + [StoredValue(closer), .int(now), .null, .null],
          guarding: .exists))
    }
    matter.row.state = .held
    matter.row.list = list
    stay(&matter, step, .held, post: closer, list: list)
  }

  private func listKey(_ matter: LiveMatter, _ per: BatchProgram.Per, _ holding: Holding) -> String {
    switch per {
    case .holder:
      switch holding {
      case .post(let post): return String(post)
      case .pool(let role, let place): return "\(role)@\(place ?? 0)"
      }
    case .level(let level):
      return matter.row.place.flatMap { running.city.place($0, at: level) }.map(String.init) ?? ""
    case .field(let field):
      return matter.values.indices.contains(field) ? matter.values[field].plainText : ""
    }
  }

  /// Nobody can be found or a condition cannot be decided: the matter stands, and an alarm says so.
  private mutating func block(_ matter: inout LiveMatter, _ step: StepProgram, _ why: Label) {
    matter.row.state = .blocked
    matter.row.step = step.id
    stay(&matter, step, .blocked, reason: why.zh)
    alarm(matter, step, why, [])
  }

  mutating func alarm(_ matter: LiveMatter, _ step: StepProgram, _ why: Label, _ posts: [Int64]) {
    var json = JSONText()
    json.object { json in
      json.key("code")
      json.string(matter.row.code)
      json.key("step")
      json.string(step.id)
      json.key("why")
      json.string(why.zh)
      json.key("posts")
      json.array { json in for post in posts { json.string(running.city.title(ofPost: post).zh) } }
    }
    event("alarm", matter: matter.row.id, subject: nil, Array(json.text.utf8))
    outbox("alarm", subject: nil, Array(json.text.utf8))
  }

  /// The row of a new stay.
  mutating func stay(
    _ matter: inout LiveMatter, _ step: StepProgram, _ kind: StepRow.Kind, role: String? = nil, place: Int64? = nil,
    post: Int64? = nil, person: Int64? = nil, due: Int64? = nil, calendar: String? = nil, reason: String? = nil,
    list: Int64? = nil
  ) {
    changes.append(
      Change(
        MatterStatements.insertStep,
        [
          .int(nextID()), .int(matter.row.id), .text(step.id), .text(kind.rawValue), StoredValue(role),
          StoredValue(place), StoredValue(post), StoredValue(person), .int(now), .null, StoredValue(due),
          StoredValue(calendar), .null, .null, StoredValue(reason), StoredValue(list),
        ]))
    matter.openedSteps.append(
      .init(step: step.id, title: step.title, kind: kind, post: post, role: role, due: due))
  }

  /// The matter is done: what it knows of entities is written now, and never before.
  private mutating func finish(_ matter: inout LiveMatter) throws {
    close(&matter, .done)
    matter.entities.collect(matter.variant, matter.values, matter.images, running)
    try run(.done, &matter)
  }

  /// Nobody acts on it any more.
  mutating func close(_ matter: inout LiveMatter, _ state: MatterState) {
    matter.row.state = state
    matter.row.outcome = state.rawValue
    matter.row.closed = now
    matter.row.step = nil
  }

  /// The acts of an event, in order.
  mutating func run(_ event: MatterEvent, _ matter: inout LiveMatter) throws {
    for act in matter.variant.after[event] ?? [] { try self.act(act, &matter) }
  }

  mutating func run(afterStep step: String, _ matter: inout LiveMatter) throws {
    for act in matter.variant.afterStep[step] ?? [] { try self.act(act, &matter) }
  }

  /// The last of every command: the matter's own row by compare-and-set, entities, log and figures.
  mutating func settle(_ matter: inout LiveMatter, _ kind: String, post: Int64? = nil) throws {
    if matter.isNew {
      guarded.append(insertion(matter))
    } else {
      let row = matter.row
      guarded.insert(
        Change(
          MatterStatements.moveMatter,
          [
            .text(row.state.rawValue), StoredValue(row.step), .int(row.revision &+ 1), StoredValue(row.due),
            StoredValue(row.closed), StoredValue(row.list), StoredValue(row.outcome), .int(row.id), .int(row.revision),
            .text(matter.stateBefore.rawValue),
          ], guarding: .moved), at: 0)
    }
    try write(&matter)
    try release(matter)
    event(kind, matter: matter.row.id, post: post, subject: matter.row.subject, payload(matter))
    try count(matter)
  }

  private func insertion(_ matter: LiveMatter) -> Change {
    let row = matter.row
    return Change(
      MatterStatements.insertMatter,
      [
        .int(row.id), .text(row.code), .text("request"), .text(row.definition), .int(row.epoch), .text(row.program),
        .text(row.variant), .text(row.state.rawValue), StoredValue(row.step), .int(row.revision), StoredValue(row.place),
        StoredValue(matter.organization), .text(EntityClass.person.rawValue), StoredValue(row.subject),
        StoredValue(row.applicant), StoredValue(row.filer), .int(matter.priority), .int(row.opened), StoredValue(row.due),
        StoredValue(row.closed), .null, StoredValue(row.list), StoredValue(row.outcome),
      ])
  }

  /// What the log keeps: enough to fold it into the matter's state again.
  private func payload(_ matter: LiveMatter) -> [UInt8] {
    var json = JSONText()
    json.object { json in
      json.key("state")
      json.string(matter.row.state.rawValue)
      if let step = matter.row.step {
        json.key("step")
        json.string(step)
      }
      json.key("revision")
      json.number(Int(matter.isNew ? matter.row.revision : matter.row.revision &+ 1))
      if let reason = matter.reason {
        json.key("reason")
        json.string(reason)
      }
    }
    return Array(json.text.utf8)
  }
}
