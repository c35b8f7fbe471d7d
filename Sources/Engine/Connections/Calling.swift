import Core
import FEEL

/// What a matter has to do with calls of other systems: that one is due, what was answered, that nobody answered.
extension Preparation {
  /// Opens a stay that waits for the answer; the call leaves after the commit.
  mutating func call(_ program: CallProgram, _ step: StepProgram, _ matter: inout LiveMatter) {
    let stay = stay(&matter, step, .call)
    var frame = frame(matter)
    post(program, stay: stay.id, matter, &frame)
  }

  /// Puts a call into the outbox.
  mutating func post(_ program: CallProgram, stay: Int64?, _ matter: LiveMatter, _ frame: inout Frame) {
    var json = JSONText()
    json.object { json in
      for part in program.send {
        json.key(part.name)
        json.value(part.formula.expression.evaluate(&frame), running.city)
      }
    }
    outbox(
      "call", subject: matter.row.subject, Array(json.text.utf8), matter: matter.row.id, stay: stay,
      target: program.connector.id, act: program.act)
  }

  // MARK: What came back

  /// - Throws: `Refusal` when the answer does not fit, or what follows cannot be done.
  mutating func conclude(_ taken: TakenCall, _ outcome: CallOutcome) throws {
    if let sending = taken.sending { return try concludeText(taken, sending: sending, outcome) }
    guard let row = try MatterRow.find(id: taken.matter, reader) else { return ended(taken, .needless) }
    var matter = try live(row)
    subject = matter.row.subject
    let stay = taken.stay.flatMap { id in matter.steps.first { $0.id == id && $0.done == nil } }
    switch outcome {
    case .failed(let result): try failed(taken, result, stay, &matter)
    case .answered(let reply):
      ended(taken, .answered)
      if let id = taken.call?.connector.id { try hasten(id) }
      if let act = taken.act { return try takeLate(reply, act, &matter) }
      guard let stay, let step = matter.program(of: stay), case .call(let program) = step.kind else { return }
      try take(reply, program, &matter)
      end(stay, StepOutcome.answered, reason: nil, post: stay.post, person: nil, &matter)
      try passed(step, &matter)
      try settle(&matter, "call")
    }
  }

  /// The reply to an act, which nobody waits for: it answers what the act sets, also when the request is done.
  private mutating func takeLate(_ reply: Value, _ act: String, _ matter: inout LiveMatter) throws {
    let acts = matter.variant.after.values.flatMap { $0 } + matter.variant.afterStep.values.flatMap { $0 }
    let found = acts.lazy.compactMap { one -> CallProgram? in
      if case .call(let program) = one.act, program.act == act { program } else { nil }
    }.first
    // An edition that does not have the act any more took none of its fields along.
    guard let found else { return note("reply-dropped", matter) }
    try take(reply, found, &matter)
    try settle(&matter, "reply")
  }

  /// Answers the fields that the call sets, by the checks of the form. Null answers nothing, nor does a field that is
  /// not asked for now.
  private mutating func take(_ reply: Value, _ program: CallProgram, _ matter: inout LiveMatter) throws {
    var frame = frame(matter)
    func put(_ value: Value, _ source: SlotSource) {
      for (slot, found) in matter.variant.layout.sources.enumerated() where found == source { frame.slots[slot] = value }
    }
    put(reply, CallProgram.reply)
    for part in program.receive {
      put(part.formula.expression.evaluate(&frame), CallProgram.received(part.name, from: program.connector.id))
    }
    var answers: [String: Answer] = [:], fields: Set<Int> = []
    for (field, formula) in program.set {
      guard matter.variant.form.fields.indices.contains(field), let answer = Answer(formula.expression.evaluate(&frame))
      else { continue }
      let name = matter.variant.form.name(of: field)
      answers[name] = answer
      fields.formUnion(matter.variant.form.positions(named: name))
    }
    if fields.isEmpty { return }
    let outcome = answered(matter, answers, filling: fields, named: nil, mode: .submit)
    let errors = outcome.errors.filter { $0.code != "not-yours" && $0.code != "required" }
    guard errors.isEmpty else {
      throw Refusal(.invalidAnswers, CallResult.unfit(errors.map(\.field)).label, fields: errors)
    }
    let before = try stored(matter)
    matter.values = outcome.values
    try rewrite(before, &matter)
  }

  // MARK: Failure

  private mutating func failed(
    _ taken: TakenCall, _ result: CallResult, _ stay: StepRow?, _ matter: inout LiveMatter
  ) throws {
    let connector = taken.call?.connector
    let retries = Int64(connector?.retries ?? 0)
    guard result.isLasting || taken.attempt > retries else {
      return later(taken, result, in: Self.pause(after: taken.attempt))
    }
    let step = stay.flatMap { matter.program(of: $0) }
    if connector?.silence == .skip {
      ended(taken, result)
      guard let stay, let step else { return note("call-skipped", matter) }
      end(stay, StepOutcome.unanswered, reason: result.label.zh, post: stay.post, person: nil, &matter)
      try passed(step, &matter)
      return try settle(&matter, "call-skipped")
    }
    later(taken, result, in: Self.longestPause)
    let name = connector?.title.zh ?? taken.call?.connector.id ?? ""
    let why = Label(
      zh: "「\(name)」没有答复：\(result.label.zh)", en: "`\(name)` does not answer: \(result.label.text(in: .en))")
    guard let stay, let step else {
      if taken.attempt == 1 || taken.attempt == retries + 1 { alarm(matter, step: "", why, []) }
      return
    }
    if stay.reason == why.zh { return }
    if stay.reason == nil { alarm(matter, step, why, []) }
    guarded.append(Change(MatterStatements.explainStep, [.text(why.zh), .int(stay.id)], guarding: .moved))
    if let at = matter.steps.firstIndex(where: { $0.id == stay.id }) { matter.steps[at].reason = why.zh }
    if connector?.silence == .alarm, stay.post == nil, let post = tender(step, matter) {
      try tend(stay.id, step, post, why, &matter)
    }
    try settle(&matter, "call-failed")
  }

  /// Between attempts that go on without an end, milliseconds.
  static let longestPause: Int64 = 900_000

  /// 5 seconds, then four times the last, never more than the longest.
  static func pause(after attempt: Int64) -> Int64 {
    attempt >= 5 ? longestPause : 5_000 << (2 * max(0, attempt - 1))
  }

  /// Over; of a message neither number nor words are kept.
  mutating func ended(_ taken: TakenCall, _ result: CallResult) {
    let read: [StoredValue] = [.int(taken.sequence), .int(taken.attempt)]
    guarded.append(
      taken.sending == nil
        ? Change(CallStatements.done, [.int(now)] + read, guarding: .moved)
        : Change(CallStatements.emptied, [.int(now), .blob([])] + read, guarding: .moved))
    record(taken, result)
  }

  mutating func later(_ taken: TakenCall, _ result: CallResult, in pause: Int64) {
    guarded.append(
      Change(CallStatements.later, [.int(now &+ pause), .int(taken.sequence), .int(taken.attempt)], guarding: .moved))
    record(taken, result)
  }

  private mutating func record(_ taken: TakenCall, _ result: CallResult) {
    changes.append(
      Change(CallStatements.record, [.text(result.text), .int(taken.sequence), .int(taken.attempt)]))
  }
}

extension Answer {
  /// A value as another system gave it; nil for null.
  fileprivate init?(_ value: Value) {
    switch value {
    case .null: return nil
    case .boolean(let truth): self = .bool(truth)
    case .number(let number): self = .number(number.text)
    case .list(let items): self = .list(items.map { Answer($0) ?? .null })
    case .context(let context):
      self = .object(
        Dictionary(zip(context.keys, context.values.map { Answer($0) ?? .null }), uniquingKeysWith: { first, _ in first }))
    case .string(let text): self = .text(text)
    default: self = .text(value.text)
    }
  }
}

extension JSONText {
  /// A value as another system reads it: dates and times as ISO 8601 texts, places by their paths; other entities are
  /// numbers of this store and mean nothing outside.
  mutating func value(_ value: Value, _ city: CityIndex) {
    switch value {
    case .null: null()
    case .boolean(let truth): raw(truth ? "true" : "false")
    case .number(let number): raw(number.text)
    case .list(let items): array { json in for item in items { json.value(item, city) } }
    case .context(let context):
      object { json in
        for (key, member) in zip(context.keys, context.values) {
          json.key(key)
          json.value(member, city)
        }
      }
    case .entity(let reference):
      guard reference.classID == EntityClass.place.rawValue, let at = city.position(of: reference.id) else { return null() }
      string(city.tree.path(of: at))
    default: string(value.text)
    }
  }
}
