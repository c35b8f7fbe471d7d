import Core
import FEEL

/// Writes what an operation worked out: facts closed and opened, the table of places above, figures, codes, redirects.
extension Preparation {
  /// What one operation does to one place's facts.
  private struct FactEdit {
    var name: String?
    var code: String?
    var parent: Int64?
    var isOfficial: Bool?
    var ends = false
  }

  /// - Parameter change: the id of the operation.
  mutating func write(_ planning: PlacePlanning, change: Int64) throws {
    try write(
      planning.sketch, from: planning.day, roots: planning.roots, planning.operation, change: change)
    try inherit(planning, planning.day.text, change)
  }

  /// - Parameter roots: places that hold all that changes; none = anywhere.
  mutating func write(
    _ sketch: PlaceSketch, from first: CivilDate, roots: [Int64], _ operation: PlaceOperation, change: Int64
  ) throws {
    let day = first.text
    var edits: [Int64: FactEdit] = [:]
    var codes: [PlaceSketch.Recoding] = []
    for step in sketch.steps {
      switch step {
      case .create(let node): create(node, from: day, change, sketch)
      case .rename(let id, let from, let to):
        edits[id, default: FactEdit()].name = to
        alias(id, from, day)
      case .recode(let recodings):
        codes += recodings
        for one in recodings {
          edits[one.place, default: FactEdit()].code = one.new
          edits[one.place]?.isOfficial = one.isOfficial
        }
        if let root = recodings.first, root.old != root.new { alias(root.place, root.old, day) }
      case .move(let id, let parent, let left, let entered):
        edits[id, default: FactEdit()].parent = parent
        relocate(id, left, entered)
        handOver(id, operation.handover, change)
      case .end(let id, let successor, let heirs, let left, let entered):
        edits[id, default: FactEdit()].ends = true
        try end(id, successor, heirs, operation.act, day, change)
        relocate(id, left, entered)
        handOver(id, operation.handover, change)
      }
    }
    try facts(edits, sketch, roots, first, change)
    write(codes, sketch)
  }

  // MARK: One step

  private mutating func create(_ node: PlaceSketch.Node, from day: String, _ change: Int64, _ sketch: PlaceSketch) {
    changes.append(Change(PlaceStatements.insertPlace, [.int(node.id)]))
    fact(
      node.id, Int64(node.level.rawValue), node.kind.rawValue, node.code, node.name, node.parent, node.isOfficial, day, nil,
      change)
    changes.append(Change(PlaceStatements.insertCode, [.text(node.code), .int(node.id)], guarding: .exists))
    for above in sketch.lineage(node.id) {
      changes.append(Change(PlaceStatements.insertAncestor, [.int(node.id), .int(above)]))
    }
  }

  /// Under other places: their rows and figures follow.
  mutating func relocate(_ id: Int64, _ left: [Int64], _ entered: [Int64]) {
    for above in left {
      changes.append(Change(PlaceStatements.leave, [.int(above), .int(id)]))
      changes.append(Change(PlaceStatements.subtractCells, [.int(id), .int(above)]))
    }
    for above in entered {
      changes.append(Change(PlaceStatements.enter, [.int(id), .int(above)]))
      changes.append(Change(PlaceStatements.addCells, [.int(id), .int(above)]))
    }
  }

  private mutating func handOver(_ id: Int64, _ handover: Handover, _ change: Int64) {
    if handover == .stay { return }
    changes.append(
      Change(PlaceStatements.handOver, [.int(change), StoredValue(handover == .ask), .int(id)]))
  }

  private mutating func end(
    _ id: Int64, _ successor: Int64, _ heirs: [Int64], _ act: PlaceAct, _ day: String, _ change: Int64
  ) throws {
    changes.append(Change(PlaceStatements.insertRedirect, [.int(id), .int(successor), .int(change)]))
    changes.append(Change(PlaceStatements.movePools, [.int(successor), .int(id)]))
    if let at = running.city.position(of: id), running.city.isLiving(id) {
      let node = running.city.tree.nodes[at]
      changes.append(Change(PlaceStatements.dropCode, [.text(node.code), .int(id)]))
      // A place that takes over all of another is found by its name.
      if act == .merge { alias(successor, node.name, day) }
    }
    try succeed(id, heirs, day, change)
    try relieve(id, day, change)
  }

  mutating func alias(_ id: Int64, _ name: String, _ day: String) {
    changes.append(
      Change(
        PlaceStatements.insertAlias,
        [.int(nextID()), .int(id), .text(name), .null, .text(day), .int(now), .null]))
  }

  // MARK: Relations

  private func relation(_ id: String) -> Table? { running.tables.relations[id] }

  /// The fact of the knowledge schema that places took over from another.
  private mutating func succeed(_ id: Int64, _ heirs: [Int64], _ day: String, _ change: Int64) throws {
    guard let table = relation("succeeds_place") else { return }
    let insert = running.shapes.statement("place succeeds \(table.name)") {
      Statement(
        table, .insert(columns: ["id", "from_id", "to_id", "valid_from", "recorded_at", "origin"], conflict: .fail))
    }
    for heir in heirs where heir != id {
      changes.append(
        Change(insert, [.int(nextID()), .int(heir), .int(id), .text(day), .int(now), PlaceStatements.origin(change)]))
    }
  }

  /// Nobody governs a place that ended: what was believed stays, superseded by what ends on the day.
  private mutating func relieve(_ id: Int64, _ day: String, _ change: Int64) throws {
    guard let table = relation("governs_place") else { return }
    let open = running.shapes.query("place to relieve \(table.name)") {
      Query(
        ["id"], of: table,
        where: .all([.equals("to_id", 0), .isNull(.column("superseded_at")), .isNull(.column("valid_to"))]),
        order: [.init(.column("id"))])
    }
    for held in try reader.rows(open, [.int(id)], under: .system(.places)).compactMap({ $0[0].int }) {
      guard let row = try row(held, in: table) else { continue }
      supersede(held, in: table)
      insert(row, in: table, with: [("valid_to", .text(day)), ("origin", PlaceStatements.origin(change))])
    }
  }

  /// Whoever governed the first of the places that became a new one governs that.
  private mutating func inherit(_ planning: PlacePlanning, _ day: String, _ change: Int64) throws {
    guard let table = relation("governs_place") else { return }
    let insert = running.shapes.statement("place governed \(table.name)") {
      Statement(
        table, .insert(columns: ["id", "from_id", "to_id", "valid_from", "recorded_at", "origin"], conflict: .fail))
    }
    for (new, source) in planning.inheritors {
      let at = running.city.position(of: source)
      for body in running.city.organizations.values.sorted(by: { $0.id < $1.id })
      where at.map({ body.governs.contains($0) }) ?? false {
        changes.append(
          Change(
            insert,
            [.int(nextID()), .int(body.id), .int(new), .text(day), .int(now), PlaceStatements.origin(change)]))
      }
    }
  }

  // MARK: Facts

  private mutating func facts(
    _ edits: [Int64: FactEdit], _ sketch: PlaceSketch, _ roots: [Int64], _ day: CivilDate, _ change: Int64
  ) throws {
    let created = Set(sketch.steps.compactMap { step -> Int64? in if case .create(let node) = step { node.id } else { nil } })
    let standing = edits.keys.filter { !created.contains($0) }
    var rows: [Int64: [Row]] = [:]
    func keep(_ row: Row) { if let place = row[1].int, edits[place] != nil { rows[place, default: []].append(row) } }
    if standing.count > 1 {
      for root in Set(roots).sorted() {
        for row in try reader.rows(PlaceStatements.factsBelow, [.int(root)], under: .system(.places)) { keep(row) }
      }
      if roots.isEmpty { for row in try reader.rows(PlaceStatements.allFacts, [], under: .system(.places)) { keep(row) } }
    }
    for place in standing.sorted() {
      let known = try rows[place] ?? reader.rows(PlaceStatements.factsOf, [.int(place)], under: .system(.places))
      guard let edit = edits[place] else { continue }
      splice(place, Dictionary(known.map { ($0[0].int ?? 0, $0) }, uniquingKeysWith: { a, _ in a }), edit, day, change)
    }
  }

  /// From a day on the facts of a place say something else; what was believed before stays, superseded.
  private mutating func splice(
    _ place: Int64, _ rows: [Int64: Row], _ edit: FactEdit, _ day: CivilDate, _ change: Int64
  ) {
    let first = day.text
    for (id, row) in rows.sorted(by: { $0.key < $1.key }) {
      if let until = row[9].text, until <= first { continue }
      changes.append(Change(PlaceStatements.closeFact, [.int(now), .int(change), .int(id)], guarding: .moved))
      let isBefore = row[8].text.map { $0 < first } ?? true
      func copy(_ from: String?, _ until: String?, _ edit: FactEdit) {
        fact(
          place, row[2].int ?? 0, row[3].text ?? "", edit.code ?? row[4].text ?? "", edit.name ?? row[5].text ?? "",
          edit.parent ?? row[6].int, edit.isOfficial ?? (row[7].int != 0), from, until, change)
      }
      if isBefore { copy(row[8].text, first, FactEdit()) }
      if !edit.ends { copy(isBefore ? first : row[8].text, row[9].text, edit) }
    }
  }

  mutating func fact(
    _ place: Int64, _ level: Int64, _ kind: String, _ code: String, _ name: String, _ parent: Int64?, _ isOfficial: Bool,
    _ from: String?, _ until: String?, _ change: Int64?
  ) {
    changes.append(
      Change(
        PlaceStatements.insertFact,
        [
          .int(nextID()), .int(place), .int(level), .text(kind), .text(code), .text(name), StoredValue(parent),
          StoredValue(isOfficial), StoredValue(change == nil ? nil : "change"), StoredValue(from), StoredValue(until),
          .int(now), .null, StoredValue(change), .null,
        ]))
  }

  /// Codes of today: all old ones go before the new ones come, for two places may change theirs.
  private mutating func write(_ codes: [PlaceSketch.Recoding], _ sketch: PlaceSketch) {
    var last: [Int64: (old: String, new: String)] = [:]
    for code in codes { last[code.place] = (last[code.place]?.old ?? code.old, code.new) }
    let changed = last.filter { $0.value.old != $0.value.new }.sorted { $0.key < $1.key }
    for (place, code) in changed { changes.append(Change(PlaceStatements.dropCode, [.text(code.old), .int(place)])) }
    for (place, code) in changed where sketch.node(place) != nil {
      changes.append(Change(PlaceStatements.insertCode, [.text(code.new), .int(place)], guarding: .exists))
    }
  }
}
