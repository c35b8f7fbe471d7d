import Core

extension CityIndex {
  fileprivate static let appointments = Query(
    ["post", "person"], of: SystemTables.appointment,
    where: .all([
      .isNull(.column("superseded_at")),
      .any([.isNull(.column("valid_from")), .compare(.column("valid_from"), .lessOrEqual, .parameter(0))]),
      .any([.isNull(.column("valid_to")), .compare(.column("valid_to"), .greater, .parameter(0))]),
    ]))

  /// The city as the rows say on a day.
  static func load(_ reader: any Reader, program: Program, grantEpoch: Int64, day: String) throws -> CityIndex {
    let (tree, ids, positions) = try places(reader)
    let governs = try pairs("governs_place", program, reader)
    let located = try pairs("located_at", program, reader)
    let superior = try pairs("superior_of", program, reader)
    var under: [Int64: Int64] = [:]
    for (above, below) in superior { for one in below { under[one] = above } }
    let declared = Dictionary(program.organizations.map { ($0.id, $0.entityClass) }, uniquingKeysWith: { a, _ in a })
    let organizations = try names(program, reader).map { id, name in
      Organization(
        id: id, name: name, entityClass: declared[id] ?? "organization", under: under[id],
        governs: (governs[id] ?? []).compactMap { positions[$0] }, at: located[id]?.first.flatMap { positions[$0] })
    }
    let bodies = Dictionary(organizations.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    return CityIndex(
      grantEpoch: grantEpoch, tree: tree, ids: ids, organizations: organizations,
      posts: try posts(reader, bodies, positions, day), calendars: program.calendars, day: day)
  }

  private static func places(_ reader: any Reader) throws -> (PlaceTree, [Int64], [Int64: Int]) {
    var names: [Int64: [String]] = [:]
    for row in try reader.rows(CityInstallation.aliases, [], under: .system(.places)) {
      names[row[0].int ?? 0, default: []].append(row[1].text ?? "")
    }
    var nodes: [PlaceNode] = [], ids: [Int64] = []
    var positions: [Int64: Int] = [:]
    for row in try reader.rows(CityInstallation.placeFacts, [], under: .system(.places)) {
      guard let id = row[1].int, let level = PlaceLevel(rawValue: Int(row[2].int ?? 0)) else { continue }
      positions[id] = nodes.count
      ids.append(id)
      nodes.append(
        PlaceNode(
          parent: row[6].int.flatMap { positions[$0] }, level: level, kind: PlaceKind(rawValue: row[3].text ?? "") ?? .area,
          name: row[5].text ?? "", code: row[4].text ?? "", aliases: names[id] ?? [], from: row[8].text,
          until: row[9].text, isOfficial: row[7].int != 0))
    }
    return (PlaceTree(nodes), ids, positions)
  }

  private static func pairs(_ id: String, _ program: Program, _ reader: any Reader) throws -> [Int64: [Int64]] {
    guard let relation = program.knowledge.relation(id) else { return [:] }
    let query = Query(
      ["from_id", "to_id"], of: SystemTables.relation(relation, of: program.knowledge),
      where: .isNull(.column("superseded_at")))
    var found: [Int64: [Int64]] = [:]
    for row in try reader.rows(query, [], under: .system(.directory)) {
      found[row[0].int ?? 0, default: []].append(row[1].int ?? 0)
    }
    return found
  }

  private static func names(_ program: Program, _ reader: any Reader) throws -> [(Int64, String)] {
    let column = program.knowledge.attribute("organization.org_name")?.column ?? "id"
    let query = Query(["id", column], of: SystemTables.entity(.organization, of: program.knowledge))
    // Only bodies with posts or a territory matter here; a city's shops stay in their table.
    let withPosts = Set(try reader.rows(PostInstallation.posts, [], under: .system(.directory)).compactMap { $0[1].int })
    let declared = Set(program.organizations.map(\.id))
    return try reader.rows(query, [], under: .system(.directory)).compactMap { row in
      guard let id = row[0].int, withPosts.contains(id) || declared.contains(id) else { return nil }
      return (id, row[1].text ?? "")
    }
  }

  private static func posts(
    _ reader: any Reader, _ bodies: [Int64: Organization], _ positions: [Int64: Int], _ day: String
  ) throws -> [Post] {
    let facts = try PostFacts(reader, day)
    return try reader.rows(PostInstallation.posts, [], under: .system(.directory)).compactMap { row in
      guard let id = row[0].int, let organization = row[1].int else { return nil }
      let own = row[3].int.flatMap { positions[$0] }
      let isInEffect = row[4].text.map { $0 <= day } ?? true && row[5].text.map { day < $0 } ?? true
      return Post(
        id: id, name: row[2].text ?? "", organization: organization,
        roles: isInEffect ? (facts.roles[id] ?? []).sorted() : [],
        territory: own.map { [$0] } ?? bodies[organization]?.governs ?? [],
        sitting: isInEffect ? facts.sitting[id] ?? [] : [],
        standIns: isInEffect && facts.isAbsent(id) ? facts.standIns(of: id) : [], isAway: facts.away.contains(id))
    }
  }
}

/// What the rows say of posts on a day.
private struct PostFacts {
  var roles: [Int64: [String]] = [:]
  /// Who is appointed.
  var sitting: [Int64: [Int64]] = [:]
  var deputies: [Int64: [Int64]] = [:]
  var away: Set<Int64> = []

  init(_ reader: any Reader, _ day: String) throws {
    for row in try reader.rows(PostInstallation.roles, [], under: .system(.directory)) {
      roles[row[1].int ?? 0, default: []].append(row[2].text ?? "")
    }
    for row in try reader.rows(CityIndex.appointments, [.text(day)], under: .system(.directory)) {
      sitting[row[0].int ?? 0, default: []].append(row[1].int ?? 0)
    }
    for row in try reader.rows(PostInstallation.deputies, [], under: .system(.directory)) {
      deputies[row[1].int ?? 0, default: []].append(row[2].int ?? 0)
    }
    for row in try reader.rows(PostInstallation.leave, [], under: .system(.directory)) {
      if row[2].text.map({ $0 <= day }) ?? true, row[3].text.map({ day < $0 }) ?? true { away.insert(row[1].int ?? 0) }
    }
  }

  /// Nobody is appointed, or who is has leave.
  func isAbsent(_ post: Int64) -> Bool { away.contains(post) || sitting[post]?.isEmpty ?? true }

  /// Who sits on the posts that stand in; those who stand in for these do not.
  func standIns(of post: Int64) -> [Int64] { (deputies[post] ?? []).flatMap { sitting[$0] ?? [] } }
}
