import Core
import FEEL

extension Preparation {
  /// One act of an event, in the event's own transaction. A condition that is not true skips it; one that cannot be
  /// decided skips it too, and the log says so.
  mutating func act(_ act: ActProgram, _ matter: inout LiveMatter) throws {
    var frame = frame(matter)
    if let when = act.when {
      switch when.expression.decide(&frame) {
      case true?: break
      case false?: return
      case nil: return note("act-skipped", matter)
      }
    }
    switch act.act {
    case .put(let program): try put(program, &matter, &frame)
    case .end(let ledger, let match, let until): try end(ledger, match, until, matter, &frame)
    case .link(let reading, let of, let to, let until):
      try link(reading, of, to, until, matter, &frame)
    case .unlink(let reading, let of, let to, let until):
      try unlink(reading, of, to, until, matter, &frame)
    case .send(let target, let say, let channels): try send(target, say, channels, matter, &frame)
    case .call(let program): post(program, stay: nil, matter, &frame)
    }
  }

  // MARK: Relations

  private func end(_ formula: Formula?, _ matter: LiveMatter, _ frame: inout Frame) -> Int64? {
    guard let formula else { return matter.images[matter.service.subject]?.id ?? matter.row.subject }
    if case .entity(let found) = formula.expression.evaluate(&frame) { return found.id }
    return nil
  }

  private mutating func link(
    _ reading: RelationReading, _ of: Formula?, _ to: Formula, _ until: Formula?, _ matter: LiveMatter,
    _ frame: inout Frame
  ) throws {
    guard let near = end(of, matter, &frame), let far = end(to, matter, &frame) else {
      return note("act-skipped", matter)
    }
    let held = try related(reading, to: near)
    if held.contains(where: { $0.other == far }) { return }
    if !reading.isMany {
      for old in held { try unlink(reading, old, until: today.adding(days: -1), matter: matter.row.id) }
    }
    var last: CivilDate?
    if case .date(let date)? = until?.expression.evaluate(&frame) { last = date }
    link(reading, near, far, until: last, matter: matter.row.id)
    relationSet(reading, near, old: held.first?.other, new: far, matter)
  }

  private mutating func unlink(
    _ reading: RelationReading, _ of: Formula?, _ to: Formula?, _ until: Formula?, _ matter: LiveMatter,
    _ frame: inout Frame
  ) throws {
    guard let near = end(of, matter, &frame) else { return note("act-skipped", matter) }
    let far = to.flatMap { end($0, matter, &frame) }
    var last = today
    if case .date(let date)? = until?.expression.evaluate(&frame) { last = date }
    for old in try related(reading, to: near) where far == nil || far == old.other {
      try unlink(reading, old, until: last, matter: matter.row.id)
      relationSet(reading, near, old: old.other, new: nil, matter)
    }
  }

  /// That a relation came or went, as a change of the entity it leads from.
  mutating func relationSet(
    _ reading: RelationReading, _ entity: Int64, old: Int64?, new: Int64?, _ matter: LiveMatter
  ) {
    changeSet(
      reading.source.rawValue, entity, matter: matter.row.id, program: matter.row.program,
      [PackedChange(-reading.relation.number, old: .one(StoredValue(old)), new: .one(StoredValue(new)))])
  }

  // MARK: Messages

  mutating func send(
    _ target: MessageTarget, _ say: TemplateProgram, _ channels: [Channel], _ matter: LiveMatter, _ frame: inout Frame
  ) throws {
    let addressee = try addressee(target, matter)
    if addressee.people.isEmpty { note("act-skipped", matter) }
    if case .word(let recipient) = target { try tellJoined(recipient, say, channels, matter, frame, besides: Set(addressee.people)) }
    var masked = self.masked(frame, matter)
    let inside = say.text(&frame)
    let outside = channels.contains { $0 != .app } ? say.text(&masked) : ""
    try deliver(Words(inside: inside, outside: outside), by: channels, to: addressee, matter.row, matter.service)
  }

  /// The same words for those whose requests were merged into it, under their own codes and with others' answers masked.
  private mutating func tellJoined(
    _ recipient: Recipient, _ say: TemplateProgram, _ channels: [Channel], _ matter: LiveMatter, _ frame: Frame,
    besides told: Set<Int64>
  ) throws {
    for row in try joined(matter) {
      let people = try addressee(recipient, row).people.filter { !told.contains($0) }
      if people.isEmpty { continue }
      var own = masked(frame, matter)
      for (slot, name) in matter.shape.names where name == .code && own.slots.indices.contains(slot) {
        own.slots[slot] = .string(row.code)
      }
      try deliver(
        Words(say.text(&own)), by: channels, to: Addressee(word: recipient.rawValue, people: people), row,
        matter.service)
    }
  }

  func outgoing(_ person: Int64, _ code: String, _ text: String) -> [UInt8] {
    var json = JSONText()
    json.object { json in
      json.key("person")
      json.string(String(person))
      json.key("code")
      json.string(code)
      json.key("text")
      json.string(text)
    }
    return Array(json.text.utf8)
  }

  /// The frame for a text that leaves by another way than Hutong's own pages: sensitive answers are masked.
  private func masked(_ frame: Frame, _ matter: LiveMatter) -> Frame {
    let form = matter.variant.form
    var values = matter.values
    for (i, field) in form.fields.enumerated() where field.sensitivity >= .sensitivePersonal {
      guard values.indices.contains(i), !values[i].isNull else { continue }
      if form.group[i] != nil, case .list(let rows) = values[i] {
        values[i] = .list(rows.map { $0.isNull ? .null : .string(field.control.masked($0)) })
      } else {
        values[i] = .string(field.control.masked(values[i]))
      }
    }
    var masked = frame
    form.put(values, into: &masked)
    return masked
  }
}

extension ControlProgram {
  /// The masked form of a value; asterisks where the control declares none.
  package func masked(_ value: Value) -> String {
    if value.isNull { return "" }
    if let mask {
      var frame = Frame(slots: slots(for: value))
      let text = mask.expression.evaluate(&frame)
      if !text.isNull { return text.plainText }
    }
    return "***"
  }

  /// The value in the slots of the control's expressions: itself, then the parts of a composite by name.
  func slots(for value: Value) -> [Value] {
    var parts = Context()
    if case .context(let known) = value { parts = known }
    return layout.sources.map { source in
      switch source {
      case .value: value
      case .part(let id): parts[id] ?? .null
      default: .null
      }
    }
  }
}
