import Core
import FEEL

/// One command being prepared on one snapshot: what it reads, and the changes it wants. Nothing is written here.
struct Preparation {
  let engine: Engine
  let running: Running
  let reader: any Reader
  let ids: IdentifierIssue
  let sealing: any SealingSuite
  let caller: Caller
  let now: Int64
  let today: CivilDate
  /// Changes that may fail and must come first, and the rest in order.
  var guarded: [Change] = []
  var changes: [Change] = []
  /// Checks that look at what the rest has done.
  var closing: [Change] = []
  /// What the client's reply says about a matter may be stored; the person it is about.
  var subject: Int64?

  /// The post by which the caller wants to act; nil = whichever is theirs.
  var actingPost: Int64?

  /// What it takes out of registers that may have too little of it, in words.
  var wanting: [Label] = []

  init(_ engine: Engine, _ running: Running, _ reader: any Reader, _ caller: Caller) {
    self.engine = engine
    self.running = running
    self.reader = reader
    ids = engine.ids
    sealing = engine.sealing
    self.caller = caller
    now = reader.now
    today = CivilDateTime(milliseconds: reader.now).date
  }

  func nextID() -> Int64 { ids.next(now) }

  /// The changes in the order in which they must run.
  var plan: [Change] { guarded + changes + closing }

  /// What is said when one of its numbers would fall below the least value of its column.
  var shortage: Refusal { .minimum(wanting) }

  // MARK: Trust

  /// Appends to the log. `payload` is JSON; its digest covers the plain bytes.
  mutating func event(_ kind: String, matter: Int64?, post: Int64? = nil, subject: Int64?, _ payload: [UInt8]) {
    changes.append(
      TrustEvent.change(
        kind, matter: matter, actor: caller.person, post: post, subject: subject, payload, at: now, sealing))
  }

  /// A message inside Hutong.
  mutating func message(to person: Int64, matter: Int64?, _ text: String) {
    changes.append(
      Change(
        MatterStatements.insertMessage,
        [
          .int(nextID()), .int(person), StoredValue(matter), .blob(sealing.seal(Array(text.utf8), subject: person)),
          .int(now), .null,
        ]))
  }

  /// Something that leaves Hutong after the commit.
  mutating func outbox(
    _ topic: String, subject: Int64?, _ payload: [UInt8], matter: Int64? = nil, stay: Int64? = nil, target: String? = nil,
    sending: Int64? = nil, act: String? = nil
  ) {
    changes.append(
      Change(
        MatterStatements.insertOutbox,
        [
          .text(topic), StoredValue(subject), .blob(sealing.seal(payload, subject: subject)), .int(now), .int(0), .null,
          StoredValue(matter), StoredValue(stay), StoredValue(target), StoredValue(sending),
          StoredValue(act),
        ]))
  }

  /// The id of a new change-set of an entity or of a matter's answers (class `matter`).
  @discardableResult
  mutating func changeSet(
    _ entityClass: String, _ entity: Int64, matter: Int64?, program: String?, _ packed: [PackedChange]
  ) -> Int64 {
    let id = nextID()
    let subject = entityClass == EntityClass.person.rawValue ? entity : self.subject
    changes.append(
      Change(
        MatterStatements.insertChangeSet,
        [
          .int(id), .text(entityClass), .int(entity), StoredValue(matter), StoredValue(program), .int(caller.person),
          .int(now), .blob(sealing.seal(ChangePack.encode(packed), subject: subject)),
        ]))
    return id
  }
}
