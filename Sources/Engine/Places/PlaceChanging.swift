import Core
import FEEL

/// On whose word places are changed.
package enum PlaceAuthority: Sendable, Hashable {
  /// The caller's: they need the right `edit` over places on both sides of the operation.
  case caller
  /// Whoever holds the store, or a published document.
  case owner
}

/// How an operation stands.
package enum PlaceChangeState: String, Sendable { case waiting, done, undone }

extension Engine {
  /// What an operation would do, or what is wrong with it; changes nothing.
  ///
  /// - Throws: `Refusal` `beyond-authority` where the caller has not the right on both sides.
  package func planPlaces(
    _ operation: PlaceOperation, _ caller: Caller, _ authority: PlaceAuthority = .caller
  ) throws -> PlacePlan {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let planning = PlacePlanning(operation, running.city, ids: ids, now: preparation.now)
      if authority == .caller { try preparation.mayChange(planning) }
      return try preparation.plan(planning)
    }
  }

  /// Carries out operations whose day has come.
  ///
  /// - Returns: How many.
  @discardableResult
  package func runDuePlaceChanges() throws -> Int {
    var count = 0
    while count < 1_000 {
      let isDone: Bool = try byItself { preparation in
        let due = try preparation.reader.rows(
          PlaceStatements.dueChanges, [.text(preparation.today.text), .text(PlaceChangeState.waiting.rawValue)],
          under: .system(.background))
        guard let row = due.first, let id = row[0].int else { return false }
        try preparation.carryOut(id, row)
        return true
      }
      if !isDone { break }
      count += 1
    }
    return count
  }

  /// Looks for holders of matters that moved with their place.
  ///
  /// - Returns: How many matters were looked at.
  @discardableResult
  package func handOverPlaces(atMost limit: Int = 200) throws -> Int {
    let rows = try store.read {
      try $0.rows(PlaceStatements.waiting, [.int(Int64(limit))], under: .system(.background))
    }
    for row in rows {
      guard let change = row[0].int, let matter = row[1].int else { continue }
      _ = try byItself { preparation in
        try preparation.handOver(matter, of: change, asks: row[2].int != 0)
        return true
      }
    }
    return rows.count
  }

  /// Prepares and commits as nobody; what somebody else moves meanwhile is looked at again in the next round.
  private func byItself(_ body: (inout Preparation) throws -> Bool) throws -> Bool {
    let nobody = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
    let (plan, isDone): (Plan, Bool) = try snapshot { running, reader in
      var preparation = Preparation(self, running, reader, nobody)
      let isDone = try body(&preparation)
      return (Plan(epoch: running.epoch, changes: preparation.plan), isDone)
    }
    if plan.changes.isEmpty { return isDone }
    switch commitNow(plan) {
    case .unavailable(let reason): throw StoreError.unavailable(reason)
    case .rejected(let statement, let reason): throw StoreError.rejected(statement: statement, reason: reason)
    case .failed: return false
    case .committed, .repeated, .keyReused: return isDone
    }
  }
}

extension Preparation {
  /// - Throws: `Refusal` `beyond-authority` when a side of the operation is outside what the caller may change.
  func mayChange(_ planning: PlacePlanning) throws { try mayChange(Set(planning.sides)) }

  /// - Parameter places: nil for the top of the tree.
  func mayChange(_ places: Set<Int64?>) throws {
    let rights = Rights(running, caller, reader)
    let reaches = rights.reach(.edit, kind: "places")
    guard !reaches.isEmpty else { throw Refusal.noPlaceRight }
    for place in places where !reaches.contains(where: { rights.covers($0, place: place) }) {
      throw Refusal.noPlaceRight
    }
  }

  /// Does an operation, or keeps it until its day.
  ///
  /// - Parameter key: of one that a document declares.
  /// - Throws: `Refusal` with every mistake as a field error.
  mutating func changePlaces(
    _ operation: PlaceOperation, _ authority: PlaceAuthority, key: String? = nil
  ) throws -> PlacePlan {
    let planning = PlacePlanning(operation, running.city, ids: ids, now: now)
    if authority == .caller { try mayChange(planning) }
    let plan = try plan(planning)
    if !plan.issues.isEmpty { throw Refusal.places(plan.issues) }
    let id = nextID()
    guarded.append(Engine.moving(running.city.grantEpoch))
    let state: PlaceChangeState = planning.isWaiting ? .waiting : .done
    changes.append(
      Change(
        PlaceStatements.insertChange,
        [
          .int(id), StoredValue(key), .text(operation.act.rawValue), .text(planning.day.text), .text(state.rawValue),
          .int(caller.person), .int(now), planning.isWaiting ? .null : .int(now),
          .blob(Array(operation.text.utf8)),
        ], guarding: .exists))
    if !planning.isWaiting { try write(planning, change: id) }
    record(operation, plan, id)
    return plan
  }

  /// An operation that waited, on its day. One that no longer fits the tree is told and taken out.
  mutating func carryOut(_ id: Int64, _ row: Row) throws {
    let stored = row[8].blob.flatMap { PlaceOperation(text: String(decoding: $0, as: UTF8.self)) }
    guard let operation = stored else {
      return changes.append(Self.moved(id, .undone, from: .waiting, now))
    }
    let planning = PlacePlanning(operation, running.city, ids: ids, now: now)
    let plan = try plan(planning)
    guarded.append(Engine.moving(running.city.grantEpoch))
    if plan.issues.isEmpty {
      changes.append(Self.moved(id, .done, from: .waiting, now))
      try write(planning, change: id)
    } else {
      changes.append(Self.moved(id, .undone, from: .waiting, now))
    }
    record(operation, plan, id)
  }

  static func moved(_ id: Int64, _ state: PlaceChangeState, from before: PlaceChangeState, _ now: Int64) -> Change {
    Change(
      PlaceStatements.moveChange, [.text(state.rawValue), .int(now), .int(id), .text(before.rawValue)], guarding: .moved)
  }

  /// What the log says of an operation.
  private mutating func record(_ operation: PlaceOperation, _ plan: PlacePlan, _ id: Int64) {
    var json = JSONText()
    json.object { json in
      json.key("change")
      json.string(String(id))
      json.key("day")
      json.string(plan.day)
      json.key("waiting")
      json.number(plan.isWaiting ? 1 : 0)
      json.key("places")
      json.array { json in for line in plan.lines.prefix(100) { json.string("\(line.kind.rawValue) \(line.path) → \(line.to)") } }
      json.key("issues")
      json.array { json in for issue in plan.issues { json.string(issue.message.zh) } }
      if let reason = operation.reason {
        json.key("reason")
        json.string(reason)
      }
    }
    event("place-" + operation.act.rawValue, matter: nil, subject: nil, Array(json.text.utf8))
  }
}

extension Refusal {
  static let noPlaceRight = Refusal(
    .beyondAuthority,
    Label(zh: "原来和新的上级都要在您可以编辑地名的范围内", en: "Both the old and the new parent must lie where you may edit places"))

  static func places(_ issues: [PlaceIssue]) -> Refusal {
    let first = issues.first?.message ?? Message(zh: "不能这样变更", en: "It cannot be done so")
    return Refusal(
      .invalidAnswers, Label(zh: first.zh, en: first.en),
      fields: issues.map { .init(field: $0.part, code: $0.code, message: Label(zh: $0.message.zh, en: $0.message.en)) })
  }
}
