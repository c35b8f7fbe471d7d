import Core
import FEEL

/// What rows say of a post besides who sits there.
struct StoredPostFacts {
  let phone: String?
  let rank: String?
  let duties: String?
  let tags: [String]
  let from: String?
  let until: String?

  /// - Parameter row: of `PostInstallation.posts`.
  init(_ row: Row) {
    from = row[4].text
    until = row[5].text
    phone = row[6].text
    rank = row[7].text
    duties = row[8].text
    tags = (row[9].text ?? "").split(separator: "\n").map(String.init)
  }
}

extension Preparation {
  private static let deputies = Query(
    ["id", "deputy_post", "valid_from", "valid_to", "origin"], of: SystemTables.deputy,
    where: .all([.equals("post", 0), .isNull(.column("superseded_at"))]), order: [.init(.column("id"))])
  private static let leave = Query(
    ["id", "post", "valid_from", "valid_to", "origin"], of: SystemTables.leave,
    where: .all([.equals("post", 0), .isNull(.column("superseded_at"))]), order: [.init(.column("id"))])
  private static let everySeated = Query(
    [.init(.column("person"), .integer)], from: SystemTables.appointment, where: .isNull(.column("superseded_at")))

  /// Of every post, by id.
  func postFacts() throws -> [Int64: StoredPostFacts] {
    var facts: [Int64: StoredPostFacts] = [:]
    for row in try reader.rows(PostInstallation.posts, [], under: .system(.directory)) {
      if let id = row[0].int { facts[id] = StoredPostFacts(row) }
    }
    return facts
  }

  /// Names of everybody who holds, held or will hold a post, by id.
  func namesOfStaff() throws -> [Int64: String] {
    guard let attribute = running.program.knowledge.attribute("full_name", of: .person) else { return [:] }
    let query = running.shapes.query("names of staff") {
      Query(
        ["id", attribute.column], of: SystemTables.entity(.person, of: running.program.knowledge),
        where: .among(.column("id"), Self.everySeated))
    }
    var names: [Int64: String] = [:]
    for row in try reader.rows(query, [], under: .system(.directory)) {
      if let id = row[0].int, let name = row[1].text { names[id] = name }
    }
    return names
  }

  /// Posts as colleagues see them, in the same order.
  func directoryPosts(_ posts: [CityIndex.Post]) throws -> [DirectoryPost] {
    if posts.isEmpty { return [] }
    let facts = try postFacts()
    let sight = ContactSight(self)
    return try posts.map { post in
      var shown = DirectoryPost(
        id: post.id, name: post.name, organization: post.organization,
        organizationName: running.city.organizations[post.organization]?.name ?? "",
        placePath: post.territory.first.map { running.city.tree.path(of: $0) },
        roles: post.roles.map { running.program.roles[$0]?.title ?? Label(zh: $0) }, isAway: post.isAway,
        isClosed: post.isClosed)
      if let facts = facts[post.id] {
        shown.rank = facts.rank
        shown.duties = facts.duties
        shown.tags = facts.tags
        shown.phone = facts.phone
        shown.from = facts.from
        shown.until = facts.until
      }
      shown.people = try post.sitting.map { try sight.person($0, on: post) }
      shown.standIns = try post.standIns.map { try sight.person($0, on: post) }
      shown.deputies = try spans(Self.deputies, post.id) { self.running.city.title(ofPost: $0).zh }
      shown.leave = try spans(Self.leave, post.id) { _ in "" }
      return shown
    }
  }

  private func spans(_ query: Query, _ post: Int64, _ title: (Int64) -> String) throws -> [DirectorySpan] {
    try reader.rows(query, [.int(post)], under: .system(.directory)).map { row in
      DirectorySpan(
        id: row[0].int ?? 0, title: title(row[1].int ?? 0), from: row[2].text, until: row[3].text,
        isOver: row[3].text.map { $0 <= today.text } ?? false, isDeclared: row[4].isNull)
    }
  }
}
