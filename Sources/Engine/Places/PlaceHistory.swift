import Core
import FEEL

/// An operation that concerns one place.
package struct PlaceChangeLine: Sendable, Hashable {
  package let id: Int64
  /// The act, or `import`, `undo`.
  package let act: String
  package let day: String
  package let state: PlaceChangeState
  /// Milliseconds UTC.
  package let at: Int64
  /// Who did it; empty for whoever holds the store, nil where the reader is not to know.
  package let actor: String?
  package let reason: String?
  /// What it leads to, as it was said: a name, a parent, the parts.
  package let to: String
}

extension Engine {
  /// A place by code (of today or before), name or path, living or ended; nil when there is none, or several.
  ///
  /// - Parameters:
  ///   - day: what stood above and below on that day; nil = today.
  ///   - caller: staff also learn who changed it; nil for whoever holds the store.
  /// - Throws: `Refusal` `malformed` for what is no day, `not-found` where it did not stand on it.
  package func placeHistory(
    _ name: String, on day: String? = nil, recorded: Int64? = nil, for caller: Caller? = nil
  ) throws -> PlaceDetail? {
    try snapshot { running, reader in
      let city = running.city
      let id: Int64
      if let coded = city.place(ofCode: name) {
        id = coded
      } else {
        guard case .one(let at) = city.tree.resolve(name) else { return nil }
        id = city.ids[at]
      }
      let reading = PlaceDetailReading(id, running, reader)
      let isTold = caller.map { $0.kind == .staff } ?? true
      let preparation = Preparation(
        self, running, reader, caller ?? Caller(person: 0, kind: .staff, assurance: .verified, language: .zh))
      let changes = try reading.changes { isTold ? ($0 == 0 ? "" : try preparation.staffName($0)) : nil }
      if day == nil, recorded == nil { return try reading.today(changes) }
      let (tree, ids) = try Self.tree(running, reader, day, recorded)
      guard let at = ids.firstIndex(of: id) else { throw Refusal.notThen }
      return try reading.detail(tree, ids, at, changes, on: day, recorded: recorded)
    }
  }
}

/// Reads what one place's page says.
private struct PlaceDetailReading {
  let id: Int64
  let running: Running
  let reader: any Reader

  init(_ id: Int64, _ running: Running, _ reader: any Reader) {
    self.id = id
    self.running = running
    self.reader = reader
  }

  private var city: CityIndex { running.city }

  func today(_ changes: [PlaceChangeLine]) throws -> PlaceDetail? {
    guard let at = city.position(of: id) else { return nil }
    if city.isLiving(id) { return try detail(city.tree, city.ids, at, changes) }
    let stretches = try stretches()
    guard let last = try PlaceTimeline(reader, of: [id]).all(of: id).last else { return nil }
    return PlaceDetail(
      id: id, path: stretches.last?.path ?? last.name, code: last.code, level: last.level, kind: .area, isOfficial: true,
      successor: city.tree.path(of: at), successorCode: city.tree.nodes[at].code, stretches: stretches, aliases: [],
      governedBy: [], governedAt: nil, governors: try governors(of: id), changes: changes, above: [], children: [],
      shape: try Engine.boundary(of: id, reader), shapesBelow: [])
  }

  func detail(
    _ tree: PlaceTree, _ ids: [Int64], _ at: Int, _ changes: [PlaceChangeLine], on day: String? = nil, recorded: Int64? = nil
  ) throws -> PlaceDetail {
    let node = tree.nodes[at]
    let governing = try governing(
      tree, ids, at, on: day ?? CivilDateTime(milliseconds: reader.now).date.text, recorded: recorded)
    return PlaceDetail(
      id: id, path: tree.path(of: at), code: node.code, level: node.level, kind: node.kind, isOfficial: node.isOfficial,
      successor: nil, successorCode: nil, stretches: try stretches(), aliases: node.aliases, governedBy: governing.bodies,
      governedAt: governing.place, governors: try governors(of: id), changes: changes,
      above: tree.ancestry(of: at).reversed().map { PlaceLine(tree, ids, $0) },
      children: tree.children(of: at).map { PlaceLine(tree, ids, $0) }, shape: try Engine.boundary(of: id, reader),
      shapesBelow: try shapesBelow(tree.children(of: at).prefix(Self.mostDrawn).map { (ids[$0], tree.nodes[$0].name) }))
  }

  /// Boundaries of places directly below that are drawn.
  private static let mostDrawn = 200

  private func shapesBelow(_ places: [(id: Int64, name: String)]) throws -> [(name: String, shape: PlaceShape)] {
    try places.compactMap { place in try Engine.boundary(of: place.id, reader).map { (place.name, $0) } }
  }

  private func stretches() throws -> [PlaceDetail.Stretch] {
    let timeline = try PlaceTimeline(reader, of: [id])
    return timeline.all(of: id).map { stretch in
      let day = stretch.from ?? stretch.until.flatMap { CivilDate(text: $0)?.adding(days: -1).text } ?? ""
      let path = timeline.lineage(id, on: day.isEmpty ? "9999-12-31" : day).compactMap { place in
        place == id ? stretch.name : timeline.stretch(place, on: day.isEmpty ? "9999-12-31" : day)?.name
      }.reversed().joined(separator: "/")
      return PlaceDetail.Stretch(from: stretch.from, until: stretch.until, path: path, code: stretch.code)
    }
  }

  // MARK: Governing

  /// Bodies that governed the place on a day, or the nearest above it that any did.
  private func governing(
    _ tree: PlaceTree, _ ids: [Int64], _ here: Int, on day: String, recorded: Int64?
  ) throws -> (bodies: [String], place: PlaceLine?) {
    for at in tree.ancestry(of: here) {
      let bodies = try governors(of: ids[at], recorded: recorded).filter {
        ($0.from ?? "") <= day && day < ($0.until ?? "9999-12-31")
      }.map(\.name)
      if !bodies.isEmpty { return (Set(bodies).sorted(), at == here ? nil : PlaceLine(tree, ids, at)) }
    }
    return ([], nil)
  }

  /// All who are known to have governed a place.
  ///
  /// - Parameter recorded: as it was known at that moment, milliseconds UTC; nil = now.
  private func governors(of place: Int64, recorded: Int64? = nil) throws -> [PlaceDetail.Governor] {
    guard let table = running.tables.relations["governs_place"] else { return [] }
    let query = running.shapes.query("governors of a place \(table.name)") {
      Query(
        ["from_id", "valid_from", "valid_to", "recorded_at", "superseded_at"], of: table, where: .equals("to_id", 0),
        order: [.init(.column("valid_from")), .init(.column("id"))])
    }
    return try reader.rows(query, [.int(place)], under: .system(.places)).compactMap { row in
      let isKnown = recorded.map { (row[3].int ?? 0) <= $0 && $0 < (row[4].int ?? .max) } ?? row[4].isNull
      guard isKnown, let body = row[0].int, let name = city.organizations[body]?.name else { return nil }
      return PlaceDetail.Governor(name: name, from: row[1].text, until: row[2].text)
    }
  }

  // MARK: Operations

  /// What said something else of it, and what made it take over from another.
  private static let done = Query(
    PlaceStatements.changeColumns, of: SystemTables.placeChange,
    where: .any(
      ["change", "closed_by"].map {
        .among(.column("id"), Query([$0], of: SystemTables.placeFact, where: .equals("place", 0)))
      } + [.among(.column("id"), Query(["change"], of: SystemTables.placeRedirect, where: .equals("successor", 0)))]),
    order: [.init(.column("id"), descending: true)], limit: .constant(.int(100)))
  private static let waiting = Query(
    PlaceStatements.changeColumns, of: SystemTables.placeChange,
    where: .all([.isNull(.column("done")), .equals("state", 0)]),
    order: [.init(.column("day"), descending: true), .init(.column("id"), descending: true)],
    limit: .constant(.int(500)))

  /// - Parameter name: who somebody is.
  func changes(_ name: (Int64) throws -> String?) throws -> [PlaceChangeLine] {
    let line: Set<Int64> = city.isLiving(id) ? Set(city.lineage(of: id)) : []
    let coming = try reader.rows(Self.waiting, [.text(PlaceChangeState.waiting.rawValue)], under: .system(.places))
      .filter { row in
        guard let operation = Self.operation(row) else { return false }
        return (operation.what + operation.to).contains { named in
          if case .one(let at) = city.tree.resolve(named) {
            // What holds it moves it along; what it is put under gets it.
            return (city.ids[at] == id && !line.isEmpty) || (operation.what.contains(named) && line.contains(city.ids[at]))
          }
          return false
        }
      }
    let done = try reader.rows(Self.done, [.int(id)], under: .system(.places))
    return try (coming + done).map { row in
      let operation = Self.operation(row)
      return PlaceChangeLine(
        id: row[0].int ?? 0, act: row[2].text ?? "", day: row[3].text ?? "",
        state: PlaceChangeState(rawValue: row[4].text ?? "") ?? .done, at: row[6].int ?? 0,
        actor: try name(row[5].int ?? 0), reason: operation?.reason,
        to: (operation?.name.map { [$0] } ?? operation?.to ?? []).joined(separator: "、"))
    }
  }

  private static func operation(_ row: Row) -> PlaceOperation? {
    row[8].blob.flatMap { PlaceOperation(text: String(decoding: $0, as: UTF8.self)) }
  }
}
