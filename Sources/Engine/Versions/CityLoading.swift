import Core

extension CityIndex {
  /// A fact that is believed and holds on the day that is the first parameter.
  private static let holdsOnDay = Condition.all([
    .isNull(.column("superseded_at")),
    .any([.isNull(.column("valid_from")), .compare(.column("valid_from"), .lessOrEqual, .parameter(0))]),
    .any([.isNull(.column("valid_to")), .compare(.column("valid_to"), .greater, .parameter(0))]),
  ])
  fileprivate static let appointments = Query(
    ["post", "person"], of: SystemTables.appointment, where: holdsOnDay)
  fileprivate static let deputies = Query(
    ["post", "deputy_post"], of: SystemTables.deputy, where: holdsOnDay, order: [.init(.column("id"))])
  fileprivate static let leave = Query(["post"], of: SystemTables.leave, where: holdsOnDay)
  private static let bodies = Query(
    ["organization", "class"], of: SystemTables.directoryBody, where: .isNull(.column("superseded_at")))

  /// The city as the rows say on a day.
  static func load(_ reader: any Reader, program: Program, grantEpoch: Int64, day: String) throws -> CityIndex {
    let places = try StoredPlaces(reader, day: day)
    let (ids, positions) = (places.ids, places.positions)
    let governs = try pairs("governs_place", program, reader, day)
    let located = try pairs("located_at", program, reader, day)
    let superior = try pairs("superior_of", program, reader, day)
    var under: [Int64: Int64] = [:]
    for (above, below) in superior { for one in below { under[one] = above } }
    var kinds: [Int64: String] = [:]
    for row in try reader.rows(bodies, [], under: .system(.directory)) { kinds[row[0].int ?? 0] = row[1].text }
    for body in program.organizations { kinds[body.id] = body.entityClass }
    let regulates = Dictionary(program.organizations.map { ($0.id, $0.regulates) }, uniquingKeysWith: { a, _ in a })
    let organizations = try names(program, Set(kinds.keys), reader).map { id, name in
      let kind = kinds[id] ?? EntityClass.organization.rawValue
      return Organization(
        id: id, name: name, classes: program.knowledge.chain(of: kind).map(\.id), under: under[id],
        governs: (governs[id] ?? []).compactMap { positions[$0] }, at: located[id]?.first.flatMap { positions[$0] },
        regulates: regulates[id] ?? nil)
    }
    let bodies = Dictionary(organizations.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    let territories = Territories(places: places, everGoverned: Set(governs.keys).union(try ended("governs_place", program, reader)))
    return CityIndex(
      grantEpoch: grantEpoch, tree: places.tree, ids: ids, organizations: organizations,
      posts: try posts(reader, bodies, territories, day), calendars: program.calendars, day: day,
      successors: places.successors, heirs: try heirs(places, program, reader, day), endedCodes: places.endedCodes)
  }

  /// Ended places and those of their level that took over: one that was taken back into what is above it has none.
  private static func heirs(
    _ places: StoredPlaces, _ program: Program, _ reader: any Reader, _ day: String
  ) throws -> [Int64: [Int64]] {
    var found: [Int64: [Int64]] = [:]
    for (heir, ended) in try pairs("succeeds_place", program, reader, day) {
      let level = places.positions[heir].map { places.tree.nodes[$0].level } ?? places.endedLevels[heir]
      for place in ended where level == places.endedLevels[place] { found[place, default: []].append(heir) }
    }
    return found.mapValues { $0.sorted() }
  }

  fileprivate struct Territories {
    let places: StoredPlaces
    /// Bodies that govern or governed something.
    let everGoverned: Set<Int64>
  }

  private static func pairs(
    _ id: String, _ program: Program, _ reader: any Reader, _ day: String
  ) throws -> [Int64: [Int64]] {
    guard let relation = program.knowledge.relation(id) else { return [:] }
    let query = Query(
      ["from_id", "to_id", "valid_from", "valid_to"], of: SystemTables.relation(relation, of: program.knowledge),
      where: .isNull(.column("superseded_at")))
    var found: [Int64: [Int64]] = [:]
    for row in try reader.rows(query, [], under: .system(.directory)) {
      if let from = row[2].text, from > day { continue }
      if let until = row[3].text, until <= day { continue }
      found[row[0].int ?? 0, default: []].append(row[1].int ?? 0)
    }
    return found
  }

  /// Who was at the first end of a relation that no longer holds.
  private static func ended(_ id: String, _ program: Program, _ reader: any Reader) throws -> Set<Int64> {
    guard let relation = program.knowledge.relation(id) else { return [] }
    let query = Query(
      ["from_id"], of: SystemTables.relation(relation, of: program.knowledge), where: .isNotNull(.column("valid_to")))
    return Set(try reader.rows(query, [], under: .system(.directory)).compactMap { $0[0].int })
  }

  private static func names(
    _ program: Program, _ listed: Set<Int64>, _ reader: any Reader
  ) throws -> [(Int64, String)] {
    let column = program.knowledge.attribute("organization.org_name")?.column ?? "id"
    let query = Query(["id", column], of: SystemTables.entity(.organization, of: program.knowledge))
    // Only bodies that are listed or have posts matter here; a city's shops stay in their table.
    let withPosts = Set(try reader.rows(PostInstallation.posts, [], under: .system(.directory)).compactMap { $0[1].int })
    return try reader.rows(query, [], under: .system(.directory)).compactMap { row in
      guard let id = row[0].int, withPosts.contains(id) || listed.contains(id) else { return nil }
      return (id, row[1].text ?? "")
    }
  }

  private static func posts(
    _ reader: any Reader, _ bodies: [Int64: Organization], _ territories: Territories, _ day: String
  ) throws -> [Post] {
    let rows = try reader.rows(PostInstallation.posts, [], under: .system(.directory))
    let facts = try PostFacts(rows, reader, day)
    return rows.compactMap { row in
      guard let id = row[0].int, let organization = row[1].int else { return nil }
      let territory = territories.territory(place: row[3].int, of: organization, bodies)
      return Post(
        id: id, name: row[2].text ?? "", organization: organization, roles: (facts.roles[id] ?? []).sorted(),
        territory: territory ?? [], hasOwnPlace: row[3].int != nil, sitting: facts.sitting[id] ?? [], standInPosts: facts.standInPosts(for: id),
        standIns: facts.standIns(for: id), isAway: facts.away.contains(id), isClosed: territory == nil)
    }
  }
}

/// What the rows say on a day of the posts that exist on it: nobody has a right by another one, nor stands in from it.
private struct PostFacts {
  var roles: [Int64: [String]] = [:]
  /// Who is appointed.
  var sitting: [Int64: [Int64]] = [:]
  var away: Set<Int64> = []
  private let inEffect: Set<Int64>
  private var deputies: [Int64: [Int64]] = [:]

  init(_ posts: [Row], _ reader: any Reader, _ day: String) throws {
    func holds(_ row: Row, from column: Int) -> Bool {
      row[column].text.map { $0 <= day } ?? true && row[column + 1].text.map { day < $0 } ?? true
    }
    inEffect = Set(posts.filter { holds($0, from: 4) }.compactMap { $0[0].int })
    func each(_ query: Query, _ parameters: [StoredValue] = [], post: Int, _ body: (Int64, Row) -> Void) throws {
      for row in try reader.rows(query, parameters, under: .system(.directory)) {
        if let id = row[post].int, inEffect.contains(id) { body(id, row) }
      }
    }
    var roles: [Int64: [String]] = [:], sitting: [Int64: [Int64]] = [:], deputies: [Int64: [Int64]] = [:]
    var away: Set<Int64> = []
    try each(PostInstallation.roles, post: 1) { roles[$0, default: []].append($1[2].text ?? "") }
    try each(CityIndex.appointments, [.text(day)], post: 0) { sitting[$0, default: []].append($1[1].int ?? 0) }
    try each(CityIndex.deputies, [.text(day)], post: 0) { deputies[$0, default: []].append($1[1].int ?? 0) }
    try each(CityIndex.leave, [.text(day)], post: 0) { post, _ in away.insert(post) }
    (self.roles, self.sitting, self.deputies, self.away) = (roles, sitting, deputies, away)
  }

  /// While nobody is appointed to it, or who is has leave.
  func standInPosts(for post: Int64) -> [Int64] {
    guard inEffect.contains(post), away.contains(post) || sitting[post]?.isEmpty ?? true else { return [] }
    var seen: Set<Int64> = []
    return (deputies[post] ?? []).filter { inEffect.contains($0) && seen.insert($0).inserted }
  }

  /// Who sits on the posts that stand in; those who stand in for these do not.
  func standIns(for post: Int64) -> [Int64] { standInPosts(for: post).flatMap { sitting[$0] ?? [] } }
}

extension CityIndex.Territories {
  /// What a post works for: its own place as long as that lies where its organisation governs, else all of that; nil when
  /// nothing is left of either.
  fileprivate func territory(
    place: Int64?, of organization: Int64, _ bodies: [Int64: CityIndex.Organization]
  ) -> [Int]? {
    let governs = bodies[organization]?.governs ?? []
    return PostTerritory.of(
      hasOwn: place != nil, own: place.flatMap { places.positions[$0] }, governs: governs,
      isLost: governs.isEmpty && everGoverned.contains(organization)
    ) { places.tree.isWithin($0, $1) }
  }
}
