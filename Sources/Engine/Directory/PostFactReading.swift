import Core
import FEEL

extension Preparation {
  private static let deputies = ParameterRun.query(
    ["id", "deputy_post", "valid_from", "valid_to", "origin", "post"], of: SystemTables.deputy, among: "post",
    where: .isNull(.column("superseded_at")), order: [.init(.column("id"))])
  private static let leave = ParameterRun.query(
    ["id", "post", "valid_from", "valid_to", "origin", "post"], of: SystemTables.leave, among: "post",
    where: .isNull(.column("superseded_at")), order: [.init(.column("id"))])
  private static let everySeated = Query(
    ["person"], of: SystemTables.appointment, where: .isNull(.column("superseded_at")))
  private static let withAccount = Query(
    ["person"], of: SystemTables.credential,
    where: .all([.compare(.column("kind"), .equal, .constant(.text("login"))), .isNull(.column("disabled"))]))

  /// Of every post, by id.
  func postFacts() throws -> [Int64: StoredPostFacts] {
    var facts: [Int64: StoredPostFacts] = [:]
    for row in try reader.rows(PostInstallation.posts, [], under: .system(.directory)) {
      if let id = row[0].int { facts[id] = StoredPostFacts(row) }
    }
    for row in try reader.rows(PostWordsStatements.standing, [], under: .system(.directory)) {
      if let post = row[1].int { facts[post]?.say(Array(row.values[2..<6])) }
    }
    return facts
  }

  /// Names of everybody who holds, held or will hold a post or has an account of staff, by id; a number where the ledger
  /// holds none.
  func namesOfStaff() throws -> [Int64: String] {
    let groups = [Self.everySeated, Self.withAccount]
    var names: [Int64: String] = [:]
    for group in groups {
      for row in try reader.rows(group, [], under: .system(.directory)) {
        if let person = row[0].int { names[person] = Self.numbered(person) }
      }
    }
    guard let attribute = running.program.knowledge.attribute("full_name", of: .person) else { return names }
    let query = running.shapes.query("names of staff") {
      Query(
        ["id", attribute.column], of: SystemTables.entity(.person, of: running.program.knowledge),
        where: .any(groups.map { .among(.column("id"), $0) }))
    }
    for row in try reader.rows(query, [], under: .system(.directory)) {
      if let id = row[0].int, let name = row[1].text { names[id] = name }
    }
    return names
  }

  /// Posts as colleagues see them, in the same order.
  func directoryPosts(_ posts: [CityIndex.Post]) throws -> [DirectoryPost] {
    if posts.isEmpty { return [] }
    let facts = try postFacts()
    let sight = try ContactSight(self, of: posts.flatMap(\.staff))
    let deputies = try spans(Self.deputies, posts) { running.city.distinctTitle(ofPost: $0).zh }
    let leave = try spans(Self.leave, posts) { _ in "" }
    return posts.map { post in
      var shown = DirectoryPost(
        id: post.id, name: post.name, organization: post.organization,
        organizationName: running.city.organizations[post.organization]?.name ?? "",
        placePath: post.territory.first.map { running.city.tree.path(of: $0) },
        roles: post.roles.map { running.program.title(ofRole: $0) }, isAway: post.isAway,
        isClosed: post.isClosed)
      if let facts = facts[post.id] {
        shown.rank = facts[.rank]
        shown.duties = facts[.duties]
        shown.tags = facts.tags
        shown.phone = facts[.phone]
        shown.from = facts.from
        shown.until = facts.until
      }
      shown.people = post.sitting.map { sight.person($0, on: post) }
      shown.standIns = post.standIns.map { sight.person($0, on: post) }
      shown.deputies = deputies[post.id] ?? []
      shown.leave = leave[post.id] ?? []
      return shown
    }
  }

  /// By the post that they are of.
  private func spans(
    _ query: Query, _ posts: [CityIndex.Post], _ title: (Int64) -> String
  ) throws -> [Int64: [DirectorySpan]] {
    var found: [Int64: [DirectorySpan]] = [:]
    for row in try ParameterRun.rows(query, posts.map(\.id), reader, under: .system(.directory)) {
      found[row[5].int ?? 0, default: []].append(
        DirectorySpan(
          id: row[0].int ?? 0, title: title(row[1].int ?? 0), from: row[2].text, until: row[3].text,
          isOver: row[3].text.map { $0 <= today.text } ?? false, isDeclared: row[4].isNull))
    }
    return found
  }
}
