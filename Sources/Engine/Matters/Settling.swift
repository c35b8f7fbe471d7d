import Core
import FEEL

/// How a command ends: what happened is written, told and counted.
extension Preparation {
  mutating func alarm(_ matter: LiveMatter, _ step: StepProgram, _ why: Label, _ posts: [Int64]) {
    alarm(matter, step: step.id, why, posts)
  }

  /// - Parameter step: Its id; empty for what no step waits for.
  mutating func alarm(_ matter: LiveMatter, step: String, _ why: Label, _ posts: [Int64]) {
    alarm(matter.row, step: step, why, posts)
  }

  mutating func alarm(_ row: MatterRow, step: String, _ why: Label, _ posts: [Int64]) {
    var json = JSONText()
    json.object { json in
      json.key("code")
      json.string(row.code)
      json.key("step")
      json.string(step)
      json.key("why")
      json.string(why.zh)
      json.key("posts")
      json.array { json in for post in posts { json.string(running.city.title(ofPost: post).zh) } }
    }
    event("alarm", matter: row.id, subject: nil, Array(json.text.utf8))
    outbox("alarm", subject: nil, Array(json.text.utf8))
  }

  /// The matter is done: what it knows of entities is written now, and never before.
  mutating func finish(_ matter: inout LiveMatter) throws {
    close(&matter, .done)
    var images = matter.images
    images[.item] = EntityImage(root: .matter, id: matter.row.id, revision: 0)
    matter.entities.collect(matter.variant, matter.values, images, running)
    try collectGroups(&matter)
    try run(.done, &matter)
    try run(.closed, &matter)
  }

  /// Nobody acts on it any more.
  mutating func close(_ matter: inout LiveMatter, _ state: MatterState) {
    matter.row.state = state
    matter.row.outcome = state.rawValue
    matter.row.closed = now
    matter.row.step = nil
    leave(inside: nil, &matter)
    for signer in matter.signers { drop(signer, &matter) }
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
    if !matter.row.state.isFinal {
      matter.row.state = matter.stateOfStays
      matter.row.step = matter.rootStep
    }
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
        StoredValue(matter.organization), .text(row.subjectClass.rawValue), StoredValue(row.subject),
        StoredValue(row.applicant), StoredValue(row.filer), .int(matter.priority), .int(row.opened), StoredValue(row.due),
        StoredValue(row.closed), StoredValue(row.mergedInto), StoredValue(row.list), StoredValue(row.outcome),
        StoredValue(row.mandate),
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
