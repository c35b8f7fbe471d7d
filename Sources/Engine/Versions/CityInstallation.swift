import Core

/// Brings the city's rows to what the documents declare: places, bodies, posts, their roles. New things are inserted,
/// changed facts closed and opened anew (bitemporal), nothing is deleted. Every step can be repeated after a crash.
struct CityInstallation {
  let program: Program
  let ids: IdentifierIssue
  let now: Int64
  let day: String
  /// Attribute and relations that bodies are written with.
  private let organizationTable: Table
  private let nameColumn: String?
  private let creditColumn: String?

  init(program: Program, ids: IdentifierIssue, now: Int64, day: String) {
    self.program = program
    self.ids = ids
    self.now = now
    self.day = day
    organizationTable = SystemTables.entity(.organization, of: program.knowledge)
    nameColumn = program.knowledge.attribute("organization.org_name")?.column
    creditColumn = program.knowledge.attribute("organization.credit_code")?.column
  }

  // MARK: What stands

  struct PlaceFact: Equatable {
    let id: Int64
    let place: Int64
    let level: Int64
    let code: String
    let name: String
    let parent: Int64?
  }

  static let placeFacts = Query(
    ["id", "place", "level", "kind", "code", "name", "parent", "official", "valid_from", "valid_to"],
    of: SystemTables.placeFact, where: .isNull(.column("superseded_at")),
    order: [.init(.column("level")), .init(.column("code"))])
  static let aliases = Query(["place", "name"], of: SystemTables.placeAlias, where: .isNull(.column("superseded_at")))

  private static let insertPlace = Statement.insert(SystemTables.place, conflict: .keep)
  private static let insertFact = Statement.insert(SystemTables.placeFact)
  private static let closeFact = Statement(
    SystemTables.placeFact,
    .update(
      [.set("superseded_at", .parameter(0))], where: .all([.equals("id", 1), .isNull(.column("superseded_at"))])))
  private static let insertAlias = Statement.insert(SystemTables.placeAlias)
  private static let insertAncestor = Statement.insert(SystemTables.placeAncestor, conflict: .keep)
  private static let dropAncestors = Statement(SystemTables.placeAncestor, .delete(where: .equals("place", 0)))

  /// Changes for places, in portions that fit one transaction each.
  func places(_ reader: any Reader) throws -> [[Change]] {
    var known: [Int64: Row] = [:]
    for row in try reader.rows(Self.placeFacts, [], under: .system(.places)) { known[row[1].int ?? 0] = row }
    var names: [Int64: Set<String>] = [:]
    for row in try reader.rows(Self.aliases, [], under: .system(.places)) {
      names[row[0].int ?? 0, default: []].insert(row[1].text ?? "")
    }
    var parents: [Int64: Int64] = [:]
    for (id, row) in known { parents[id] = row[6].int }
    for seed in program.places { parents[seed.id] = seed.parent }
    var portions: [[Change]] = []
    var changes: [Change] = []
    for seed in program.places {
      add(seed, known[seed.id], names[seed.id] ?? [], parents, &changes)
      if changes.count > 8_000 {
        portions.append(changes)
        changes = []
      }
    }
    if !changes.isEmpty { portions.append(changes) }
    return portions
  }

  private func add(
    _ seed: PlaceSeed, _ known: Row?, _ names: Set<String>, _ parents: [Int64: Int64], _ changes: inout [Change]
  ) {
    var renamed: String?
    if let known {
      let same =
        known[4].text == seed.code && known[5].text == seed.name && known[6].int == seed.parent
        && known[2].int == Int64(seed.level.rawValue)
      if same {
        aliases(seed, names, nil, &changes)
        return
      }
      if known[5].text != seed.name { renamed = known[5].text }
      changes.append(Change(Self.closeFact, [.int(now), known[0]], guarding: .moved))
      changes.append(Change(Self.dropAncestors, [.int(seed.id)]))
    } else {
      changes.append(Change(Self.insertPlace, [.int(seed.id)]))
    }
    changes.append(
      Change(
        Self.insertFact,
        [
          .int(ids.next(now)), .int(seed.id), .int(Int64(seed.level.rawValue)), .text(seed.kind.rawValue),
          .text(seed.code), .text(seed.name), StoredValue(seed.parent), StoredValue(seed.isOfficial), .null,
          StoredValue(seed.from), StoredValue(seed.until), .int(now), .null,
        ]))
    var at: Int64? = seed.id
    var depth: Int64 = 0
    while let ancestor = at, depth < 16 {
      changes.append(Change(Self.insertAncestor, [.int(seed.id), .int(ancestor)]))
      at = parents[ancestor]
      depth += 1
    }
    aliases(seed, names, renamed, &changes)
  }

  private func aliases(_ seed: PlaceSeed, _ known: Set<String>, _ renamed: String?, _ changes: inout [Change]) {
    for name in seed.aliases + [renamed].compactMap({ $0 }) where !known.contains(name) {
      changes.append(
        Change(
          Self.insertAlias,
          [.int(ids.next(now)), .int(seed.id), .text(name), .null, .null, .int(now), .null]))
    }
  }

  // MARK: Bodies and posts

  /// Changes for organisations, what they govern and under whom they stand, posts and the roles posts hold.
  func directory(_ reader: any Reader) throws -> [Change] {
    var changes: [Change] = []
    let organizations = Query(["id"], of: organizationTable)
    let standing = Set(try reader.rows(organizations, [], under: .system(.directory)).compactMap { $0[0].int })
    let insert = Statement(
      organizationTable,
      .insert(
        columns: ["id", "revision", "created"] + [nameColumn, creditColumn].compactMap { $0 }, conflict: .keep))
    for body in program.organizations where !standing.contains(body.id) {
      var values: [StoredValue] = [.int(body.id), .int(1), .int(now)]
      if nameColumn != nil { values.append(.text(body.name)) }
      if creditColumn != nil { values.append(StoredValue(body.creditCode)) }
      changes.append(Change(insert, values))
    }
    try relations("governs_place", program.organizations.flatMap { b in b.governs.map { (b.id, $0) } }, reader, &changes)
    try relations("located_at", program.organizations.compactMap { b in b.at.map { (b.id, $0) } }, reader, &changes)
    try relations(
      "superior_of", program.organizations.compactMap { b in b.under.map { ($0, b.id) } }, reader, &changes)
    changes += try PostInstallation(program: program, ids: ids, now: now).changes(reader)
    return changes
  }

  /// Opens pairs that are declared and not open, closes pairs that an earlier document declared and this one does not.
  private func relations(
    _ id: String, _ wanted: [(Int64, Int64)], _ reader: any Reader, _ changes: inout [Change]
  ) throws {
    guard let relation = program.knowledge.relation(id) else { return }
    let table = SystemTables.relation(relation, of: program.knowledge)
    let open = Query(
      ["id", "from_id", "to_id", "origin"], of: table, where: .isNull(.column("superseded_at")))
    let insert = Statement(
      table,
      .insert(
        columns: ["id", "from_id", "to_id", "valid_from", "recorded_at", "origin"], conflict: .fail))
    let close = Statement(
      table,
      .update(
        [.set("valid_to", .parameter(0)), .set("superseded_at", .parameter(1))], where: .equals("id", 2)))
    struct Pair: Hashable { let a: Int64, b: Int64 }
    var missing = Set(wanted.map { Pair(a: $0.0, b: $0.1) })
    let declared = missing
    for row in try reader.rows(open, [], under: .system(.directory)) {
      let pair = Pair(a: row[1].int ?? 0, b: row[2].int ?? 0)
      if declared.contains(pair) {
        missing.remove(pair)
      } else if row[3].text == "directory" {
        changes.append(Change(close, [.text(day), .int(now), row[0]]))
      }
    }
    for pair in missing.sorted(by: { ($0.a, $0.b) < ($1.a, $1.b) }) {
      changes.append(
        Change(
          insert,
          [.int(ids.next(now)), .int(pair.a), .int(pair.b), .null, .int(now), .text("directory")]))
    }
  }
}
