import Core
import FEEL

extension Engine {
  /// Takes back an import or an operation: what it superseded is believed again, places that ended stand again, and running
  /// requests go back to the posts that work for them.
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
    let state = row[4].text.flatMap { PlaceChangeState(rawValue: $0) }
    guard state == .waiting || (state == .done && row[2].text != "undo") else { throw Refusal.noChange }
    if authority == .caller {
      let touched = try reader.rows(Self.placesOfChange, [.int(change)], under: .system(.places))
      try mayChange(Set(touched.map { $0[0].int } + boundedPlaces(change)))
    }
    guarded.append(Engine.moving(running.city.grantEpoch))
    if state == .waiting {
      changes.append(Self.moved(change, .undone, from: .waiting, now))
      event("place-undo", matter: nil, subject: nil, Array("{\"change\":\"\(change)\"}".utf8))
      return
    }
    for query in [
      PlaceStatements.overtaken, PlaceStatements.usedByMatters, PlaceStatements.usedByPlaces, PlaceStatements.usedByPosts,
    ] {
      guard try reader.rows(query, [.int(change)], under: .system(.places)).isEmpty else { throw Refusal.builtOn }
    }
    if try isInhabited(change) { throw Refusal.builtOn }
    let id = nextID()
    changes.append(Self.moved(change, .undone, from: .done, now))
    changes.append(
      Change(
        PlaceStatements.insertChange,
        [
          .int(id), .null, .text("undo"), .text(today.text), .text(PlaceChangeState.done.rawValue), .int(caller.person),
          .int(now), .int(now), .blob(PlacesRestored.payload(change)),
        ]))
    // While those that are new can still be told by their facts.
    try restoreRelations(change, row[3].text ?? "")
    changes.append(Change(PlaceStatements.dropNewCodes, [.int(change)]))
    let moved = try restore(change, id)
    changes.append(Change(PlaceStatements.dropNewAncestors, [.int(change)]))
    let asks = row[8].blob.flatMap { PlaceOperation(text: String(decoding: $0, as: UTF8.self)) }?.handover == .ask
    for place in moved { changes.append(Change(PlaceStatements.handOver, [.int(id), StoredValue(asks), .int(place)])) }
    guard try restoreBoundaries(change, id) else { throw Refusal.builtOn }
    event("place-undo", matter: nil, subject: nil, Array("{\"change\":\"\(change)\"}".utf8))
  }

  /// What the change superseded is believed again, in new rows that are as they were of the change before: that can be
  /// taken back then.
  ///
  /// - Returns: Places that stand elsewhere than before.
  private mutating func restore(_ change: Int64, _ id: Int64) throws -> [Int64] {
    let before = try reader.rows(PlaceStatements.closedBy, [.int(change)], under: .system(.places))
    changes.append(Change(PlaceStatements.dropRedirects, [.int(change)]))
    var sketch = PlaceSketch(running.city)
    var codes: [(place: Int64, old: String?, new: String)] = []
    var moves: [(place: Int64, parent: Int64)] = []
    // Parents stand again before what is below them.
    for row in before.sorted(by: { ($0[2].int ?? 0, $0[0].int ?? 0) < ($1[2].int ?? 0, $1[0].int ?? 0) }) {
      guard let place = row[1].int, row[9].isNull, let code = row[4].text else { continue }
      guard let node = sketch.node(place) else {
        sketch.revive(Self.node(place, row))
        codes.append((place, nil, code))
        continue
      }
      if code != node.code { codes.append((place, node.code, code)) }
      if let parent = row[6].int, parent != node.parent { moves.append((place, parent)) }
      // The name that was taken away stayed as another name, and so did the code.
      for name in [code, row[5].text ?? ""] {
        changes.append(Change(PlaceStatements.dropAlias, [.int(now), .int(place), .text(name)]))
      }
    }
    for move in moves where sketch.node(move.parent) != nil { sketch.move(move.place, to: move.parent, code: nil) }
    var moved: [Int64] = []
    for step in sketch.steps {
      guard case .move(let place, _, let left, let entered) = step else { continue }
      relocate(place, left, entered)
      moved.append(place)
    }
    changes.append(Change(PlaceStatements.supersedeChange, [.int(change), .int(now), .int(id)]))
    for row in before {
      guard let place = row[1].int else { continue }
      fact(
        place, row[2].int ?? 0, row[3].text ?? "", row[4].text ?? "", row[5].text ?? "", row[6].int, row[7].int != 0,
        row[8].text, row[9].text, row[10].int)
    }
    for code in codes {
      if let old = code.old { changes.append(Change(PlaceStatements.dropCode, [.text(old), .int(code.place)])) }
    }
    for code in codes {
      changes.append(Change(PlaceStatements.insertCode, [.text(code.new), .int(code.place)], guarding: .exists))
    }
    return moved
  }

  private static func node(_ place: Int64, _ row: Row) -> PlaceSketch.Node {
    PlaceSketch.Node(
      id: place, parent: row[6].int, level: PlaceLevel(rawValue: Int(row[2].int ?? 0)) ?? .door,
      kind: PlaceKind(rawValue: row[3].text ?? "") ?? .area, name: row[5].text ?? "", code: row[4].text ?? "",
      isOfficial: row[7].int != 0)
  }

  /// Somebody lives, sits or stands at a place that only the change brought.
  private func isInhabited(_ change: Int64) throws -> Bool {
    for relation in ["resides_at", "located_at", "object_located_at"] {
      guard let table = running.tables.relations[relation] else { continue }
      let query = running.shapes.query("places of a change lived at \(table.name)") {
        Query(
          ["id"], of: table,
          where: .all([.isNull(.column("superseded_at")), .among(.column("to_id"), PlaceStatements.newOnly)]),
          limit: .constant(.int(1)))
      }
      if try !reader.rows(query, [.int(change)], under: .system(.places)).isEmpty { return true }
    }
    return false
  }

  /// Who governed a place that ended governs it again; what the change said of places is believed no more.
  private mutating func restoreRelations(_ change: Int64, _ day: String) throws {
    let ended = try reader.rows(PlaceStatements.redirectsOf, [.int(change)], under: .system(.places))
    var isMarked = false
    for table in ["governs_place", "succeeds_place"].compactMap({ running.tables.relations[$0] }) {
      for row in try reader.rows(
        said(table), [.int(change), PlaceStatements.origin(change)], under: .system(.places))
      {
        isMarked = true
        guard let id = row[0].int else { continue }
        supersede(id, in: table)
        // What only began with the change has nothing before it.
        if row[3].isNull { continue }
        let before = try reader.rows(
          superseded(table), [row[1], row[2], row[4]], under: .system(.places)).first?[0].int
        if let before, let row = try self.row(before, in: table) { insert(row, in: table, with: []) }
      }
    }
    if !isMarked { try restoreUnmarked(ended, day) }
    if let table = running.tables.relations["governs_place"] {
      let forget = running.shapes.statement("new place governed no more \(table.name)") {
        Statement(
          table,
          .update(
            [.set("superseded_at", .parameter(1))],
            where: .all([.among(.column("to_id"), PlaceStatements.newOnly), .isNull(.column("superseded_at"))])))
      }
      changes.append(Change(forget, [.int(change), .int(now)]))
    }
    for row in ended {
      guard let successor = row[1].int, let ended = row[0].int,
        let name = try PlaceTimeline(reader, of: [ended]).all(of: ended).last?.name
      else { continue }
      changes.append(Change(PlaceStatements.dropAlias, [.int(now), .int(successor), .text(name)]))
    }
  }

  /// 0 the change, 1 its mark: what it said, with the day on which that ends and when it was recorded.
  private func said(_ table: Table) -> Query {
    running.shapes.query("said by a change \(table.name)") {
      func places(_ column: String) -> Condition {
        .among(.column("to_id"), Query(["place"], of: SystemTables.placeFact, where: .equals(column, 0)))
      }
      return Query(
        ["id", "from_id", "to_id", "valid_to", "recorded_at"], of: table,
        where: .all([
          .any([places("change"), places("closed_by")]), .equals("origin", 1), .isNull(.column("superseded_at")),
        ]), order: [.init(.column("id"))])
    }
  }

  /// 0 and 1 the ends, 2 the moment: what was believed until then without an end.
  private func superseded(_ table: Table) -> Query {
    running.shapes.query("believed before \(table.name)") {
      Query(
        ["id"], of: table,
        where: .all([
          .equals("from_id", 0), .equals("to_id", 1), .equals("superseded_at", 2), .isNull(.column("valid_to")),
        ]), limit: .constant(.int(1)))
    }
  }

  /// An older build ended these facts where they stood, and left their day alone.
  private mutating func restoreUnmarked(_ ended: [Row], _ day: String) throws {
    if let table = running.tables.relations["governs_place"] {
      let reopen = running.shapes.statement("place governed again \(table.name)") {
        Statement(
          table,
          .update(
            [.set("valid_to", .constant(.null))],
            where: .all([.equals("to_id", 0), .equals("valid_to", 1), .isNull(.column("superseded_at"))])))
      }
      for row in ended { changes.append(Change(reopen, [row[0], .text(day)])) }
    }
    if let table = running.tables.relations["succeeds_place"] {
      let forget = running.shapes.statement("place succeeded no more \(table.name)") {
        Statement(
          table,
          .update(
            [.set("superseded_at", .parameter(2))],
            where: .all([.equals("to_id", 0), .equals("valid_from", 1), .isNull(.column("superseded_at"))])))
      }
      for row in ended { changes.append(Change(forget, [row[0], .text(day), .int(now)])) }
    }
  }
}

extension Refusal {
  fileprivate static let noChange = Refusal(.notFound, Label(zh: "没有这次变更，或已经撤回", en: "There is no such change, or it was undone"))
  fileprivate static let builtOn = Refusal(
    .movedOn,
    Label(zh: "这之后又有变更、办件或下级用到了它，不能撤回", en: "Later changes, requests or places build on it: it cannot be undone"))
}
