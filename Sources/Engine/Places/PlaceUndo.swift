import Core
import FEEL

extension Engine {
  /// Takes back an import or an operation that only brought, bounded, renamed, recoded or moved places: what it superseded is
  /// believed again. Places that ended cannot come back to life; the opposite operation does that.
  ///
  /// - Throws: `Refusal` when something was built on it since, or the caller may not change all of its places.
  package func undoPlaces(_ change: Int64, _ caller: Caller, _ authority: PlaceAuthority) throws {
    let plan: Plan = try snapshot { running, reader in
      try PlaceStatements.takeTime(reader)
      var preparation = Preparation(self, running, reader, caller)
      try preparation.undoPlaces(change, authority)
      return Plan(epoch: running.epoch, changes: preparation.plan)
    }
    try commitOrThrow(plan)
  }

  /// Operations and imports, the newest first.
  package func placeChanges(limit: Int = 50) throws -> [PlaceChangeRecord] {
    let query = Self.changes
    return try store.read { reader in
      try reader.rows(query, [.int(Int64(limit))], under: .system(.places)).map {
        PlaceChangeRecord(
          id: $0[0].int ?? 0, act: $0[2].text ?? "", day: $0[3].text ?? "",
          state: PlaceChangeState(rawValue: $0[4].text ?? "") ?? .done, actor: $0[5].int ?? 0, at: $0[6].int ?? 0,
          text: $0[8].blob.map { String(decoding: $0, as: UTF8.self) } ?? "")
      }
    }
  }

  private static let changes = Query(
    PlaceStatements.changeColumns, of: SystemTables.placeChange, order: [.init(.column("id"), descending: true)],
    limit: .parameter(0))
}

/// One operation as it is kept.
package struct PlaceChangeRecord: Sendable {
  package let id: Int64
  /// The act, or `import`, `undo`.
  package let act: String
  package let day: String
  package let state: PlaceChangeState
  /// The person; 0 = whoever holds the store.
  package let actor: Int64
  /// Milliseconds UTC.
  package let at: Int64
  /// What it was asked to do.
  package let text: String
}

extension Preparation {
  private static let placesOfChange = Query(["place"], of: SystemTables.placeFact, where: .equals("change", 0))

  fileprivate mutating func undoPlaces(_ change: Int64, _ authority: PlaceAuthority) throws {
    guard let row = try reader.rows(PlaceStatements.changeOfID, [.int(change)], under: .system(.places)).first else {
      throw Refusal.noChange
    }
    if authority == .caller {
      let touched = try reader.rows(Self.placesOfChange, [.int(change)], under: .system(.places))
      try mayChange(Set(touched.map { $0[0].int } + boundedPlaces(change)))
    }
    guarded.append(Engine.moving(running.city.grantEpoch))
    if row[4].text == PlaceChangeState.waiting.rawValue {
      changes.append(Self.moved(change, .undone, from: .waiting, now))
      return
    }
    guard row[4].text == PlaceChangeState.done.rawValue else { throw Refusal.noChange }
    guard ["import", "add", "rename", "move"].contains(row[2].text ?? "") else { throw Refusal.noWayBack }
    for query in [PlaceStatements.overtaken, PlaceStatements.usedByMatters, PlaceStatements.usedByPlaces] {
      guard try reader.rows(query, [.int(change)], under: .system(.places)).isEmpty else { throw Refusal.builtOn }
    }
    let id = nextID()
    changes.append(Self.moved(change, .undone, from: .done, now))
    changes.append(
      Change(
        PlaceStatements.insertChange,
        [
          .int(id), .null, .text("undo"), .text(today.text), .text(PlaceChangeState.done.rawValue), .int(caller.person),
          .int(now), .int(now), .blob(Array("undo \(change)".utf8)),
        ]))
    changes.append(Change(PlaceStatements.dropNewAncestors, [.int(change)]))
    changes.append(Change(PlaceStatements.dropNewCodes, [.int(change)]))
    try restore(change, id)
    guard try restoreBoundaries(change, id) else { throw Refusal.builtOn }
    event("place-undo", matter: nil, subject: nil, Array("{\"change\":\"\(change)\"}".utf8))
  }

  /// What the change superseded is believed again, in new rows.
  private mutating func restore(_ change: Int64, _ id: Int64) throws {
    let before = try reader.rows(PlaceStatements.closedBy, [.int(change)], under: .system(.places))
    changes.append(Change(PlaceStatements.supersedeChange, [.int(change), .int(now), .int(id)]))
    var sketch = PlaceSketch(running.city)
    var codes: [(place: Int64, old: String, new: String)] = []
    for row in before {
      guard let place = row[1].int else { continue }
      fact(
        place, row[2].int ?? 0, row[3].text ?? "", row[4].text ?? "", row[5].text ?? "", row[6].int, row[7].int != 0,
        row[8].text, row[9].text, id)
      guard row[9].isNull, let node = sketch.node(place) else { continue }
      if let code = row[4].text, code != node.code { codes.append((place, node.code, code)) }
      if let parent = row[6].int, parent != node.parent, sketch.node(parent) != nil {
        sketch.move(place, to: parent, code: nil)
      }
    }
    for step in sketch.steps { if case .move(let place, _, let left, let entered) = step { relocate(place, left, entered) } }
    for code in codes { changes.append(Change(PlaceStatements.dropCode, [.text(code.old), .int(code.place)])) }
    for code in codes {
      changes.append(Change(PlaceStatements.insertCode, [.text(code.new), .int(code.place)], guarding: .exists))
    }
  }
}

extension Refusal {
  fileprivate static let noChange = Refusal(.notFound, Label(zh: "没有这次变更，或已经撤回", en: "There is no such change, or it was undone"))
  fileprivate static let noWayBack = Refusal(
    .verbNotHere,
    Label(zh: "合并、拆分、撤销不能撤回，请做相反的变更", en: "A merge, split or closing is not undone: do the opposite operation"))
  fileprivate static let builtOn = Refusal(
    .movedOn,
    Label(zh: "这之后又有变更、办件或下级用到了它，不能撤回", en: "Later changes, requests or places build on it: it cannot be undone"))
}
