import Core
import FEEL

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

  private static let facts = Query(
    ["id", "place", "level", "code", "name", "parent", "superseded_at", "change", "valid_to"], of: SystemTables.placeFact,
    order: [.init(.column("place")), .init(.column("id"))])
  private static let aliases = Query(
    ["place", "name"], of: SystemTables.placeAlias, where: .isNull(.column("superseded_at")))

  static let insertPlace = Statement.insert(SystemTables.place, conflict: .keep)
  static let insertFact = Statement.insert(SystemTables.placeFact)
  static let insertCode = Statement.insert(SystemTables.placeCode, conflict: .keep)
  static let dropCode = Statement(SystemTables.placeCode, .delete(where: .all([.equals("code", 0), .equals("place", 1)])))
  static let insertAlias = Statement.insert(SystemTables.placeAlias)
  private static let closeFact = Statement(
    SystemTables.placeFact,
    .update(
      [.set("superseded_at", .parameter(0))], where: .all([.equals("id", 1), .isNull(.column("superseded_at"))])))
  private static let insertAncestor = Statement.insert(SystemTables.placeAncestor, conflict: .keep)
  private static let dropAncestors = Statement(SystemTables.placeAncestor, .delete(where: .equals("place", 0)))

  /// What is known of a place: what is believed now, and what the documents said of it last.
  private struct Known {
    var current: Row?
    var declared: Row?
  }

  /// Changes for places, in portions that fit one transaction each. What an operation changed stays as long as the
  /// document says what it said before.
  func places(_ reader: any Reader) throws -> [[Change]] {
    var known: [Int64: Known] = [:]
    for row in try reader.rows(Self.facts, [], under: .system(.places)) {
      let place = row[1].int ?? 0
      if row[6].isNull, row[8].isNull || row[7].isNull { known[place, default: Known()].current = row }
      if row[7].isNull { known[place, default: Known()].declared = row }
    }
    var names: [Int64: Set<String>] = [:]
    for row in try reader.rows(Self.aliases, [], under: .system(.places)) {
      names[row[0].int ?? 0, default: []].insert(row[1].text ?? "")
    }
    var wanted: [Int64: PlaceSeed] = [:]
    for seed in program.places { wanted[seed.id] = standing(seed, known[seed.id]) }
    var parents: [Int64: Int64] = [:]
    for (id, known) in known { parents[id] = known.current?[5].int }
    for (id, seed) in wanted { parents[id] = seed.parent }
    var portions: [[Change]] = []
    var changes: [Change] = []
    for declared in program.places {
      guard let seed = wanted[declared.id] else { continue }
      add(seed, known[seed.id]?.current, names[seed.id] ?? [], parents, &changes)
      if changes.count > 8_000 {
        portions.append(changes)
        changes = []
      }
    }
    if !changes.isEmpty { portions.append(changes) }
    return portions
  }

  /// A place as the document wants it over what operations did since; nil for one that they ended.
  private func standing(_ seed: PlaceSeed, _ known: Known?) -> PlaceSeed? {
    guard let known else { return seed }
    guard let declared = known.declared else { return known.current == nil ? nil : seed }
    guard let now = known.current else { return nil }
    return PlaceSeed(
      id: seed.id, parent: seed.parent == declared[5].int ? now[5].int : seed.parent,
      level: Int64(seed.level.rawValue) == declared[2].int
        ? PlaceLevel(rawValue: Int(now[2].int ?? 0)) ?? seed.level : seed.level,
      kind: seed.kind, code: seed.code == declared[3].text ? now[3].text ?? seed.code : seed.code,
      name: seed.name == declared[4].text ? now[4].text ?? seed.name : seed.name, aliases: seed.aliases,
      isOfficial: seed.isOfficial, from: seed.from, until: seed.until)
  }

  private func add(
    _ seed: PlaceSeed, _ known: Row?, _ names: Set<String>, _ parents: [Int64: Int64], _ changes: inout [Change]
  ) {
    var renamed: String?
    if let known {
      let same =
        known[3].text == seed.code && known[4].text == seed.name && known[5].int == seed.parent
        && known[2].int == Int64(seed.level.rawValue)
      if same {
        aliases(seed, names, nil, &changes)
        return
      }
      if known[4].text != seed.name { renamed = known[4].text }
      changes.append(Change(Self.closeFact, [.int(now), known[0]], guarding: .moved))
      changes.append(Change(Self.dropAncestors, [.int(seed.id)]))
      if let code = known[3].text, code != seed.code { changes.append(Change(Self.dropCode, [.text(code), .int(seed.id)])) }
    } else {
      changes.append(Change(Self.insertPlace, [.int(seed.id)]))
    }
    changes.append(
      Change(
        Self.insertFact,
        [
          .int(ids.next(now)), .int(seed.id), .int(Int64(seed.level.rawValue)), .text(seed.kind.rawValue),
          .text(seed.code), .text(seed.name), StoredValue(seed.parent), StoredValue(seed.isOfficial), .null,
          StoredValue(seed.from), StoredValue(Self.after(seed.until)), .int(now), .null, .null, .null,
        ]))
    if known?[3].text != seed.code {
      changes.append(Change(Self.insertCode, [.text(seed.code), .int(seed.id)], guarding: .exists))
    }
    var at: Int64? = seed.id
    var depth: Int64 = 0
    while let ancestor = at, depth < 16 {
      changes.append(Change(Self.insertAncestor, [.int(seed.id), .int(ancestor)]))
      at = parents[ancestor]
      depth += 1
    }
    aliases(seed, names, renamed, &changes)
  }

  /// The first day after the last one.
  private static func after(_ last: String?) -> String? {
    last.flatMap { CivilDate(text: $0) }.map { $0.adding(days: 1).text }
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

  private static let ended = Query(["place"], of: SystemTables.placeRedirect)

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
    // What a document says of a place that an operation ended says nothing any more.
    let ended = Set(try reader.rows(Self.ended, [], under: .system(.places)).compactMap { $0[0].int })
    let governs = program.organizations.flatMap { b in b.governs.map { (b.id, $0) } }
    let located = program.organizations.compactMap { b in b.at.map { (b.id, $0) } }
    try relations("governs_place", governs.filter { !ended.contains($0.1) }, reader, &changes)
    try relations("located_at", located.filter { !ended.contains($0.1) }, reader, &changes)
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
      ["id", "from_id", "to_id", "origin"], of: table,
      where: .all([.isNull(.column("superseded_at")), .isNull(.column("valid_to"))]))
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
