import Core

/// Brings the rows of posts to what the directory declares: seats with their days, roles, leave and who stands in. Who
/// sits there is no declaration: appointments are made one by one.
struct PostInstallation {
  let program: Program
  let ids: IdentifierIssue
  let now: Int64

  static let posts = Query(
    ["id", "organization", "name", "place", "valid_from", "valid_to"] + PostWord.columns,
    of: SystemTables.post, where: .isNull(.column("superseded_at")))
  static let roles = Query(
    ["id", "post", "role"], of: SystemTables.postRole, where: .isNull(.column("superseded_at")))
  /// What documents say; what somebody set at a desk has an origin and is not theirs to take back.
  private static let isDeclared = Condition.all([.isNull(.column("superseded_at")), .isNull(.column("origin"))])
  private static let deputies = Query(["id", "post", "deputy_post"], of: SystemTables.deputy, where: isDeclared)
  private static let leave = Query(["id", "post", "valid_from", "valid_to"], of: SystemTables.leave, where: isDeclared)

  private static let described = ["valid_from", "valid_to"] + PostWord.columns
  private static let describe = Statement(
    SystemTables.post,
    .update(described.enumerated().map { .set($1, .parameter($0)) }, where: .equals("id", described.count)))

  func changes(_ reader: any Reader) throws -> [Change] {
    let posts = program.organizations.flatMap { body in body.posts.map { (body: body.id, post: $0) } }
    var changes = try seats(posts, reader)
    changes += try facts(
      SystemTables.postRole, Self.roles, posts.flatMap { row in row.post.roles.map { Fact(row.post.id, [.text($0)]) } },
      reader)
    changes += try facts(
      SystemTables.deputy, Self.deputies,
      posts.flatMap { row in row.post.deputies.map { Fact(row.post.id, [.int($0)]) } }, reader)
    changes += try facts(
      SystemTables.leave, Self.leave,
      posts.flatMap { row in row.post.leave.map { Fact(row.post.id, [$0.stored.from, $0.stored.to], isSpan: true) } },
      reader)
    return changes
  }

  private func seats(
    _ posts: [(body: Int64, post: OrganizationSeed.Post)], _ reader: any Reader
  ) throws -> [Change] {
    var known: [Int64: Row] = [:]
    for row in try reader.rows(Self.posts, [], under: .system(.directory)) { known[row[0].int ?? 0] = row }
    var said: [Int64: Row] = [:]
    for row in try reader.rows(PostWordsStatements.standing, [], under: .system(.directory)) { said[row[1].int ?? 0] = row }
    return posts.flatMap { body, post -> [Change] in
      let (from, to) = post.span.stored, words = post.words
      if let row = known[post.id] {
        let before = Array(row.values.dropFirst(4))
        if before == [from, to] + words { return [] }
        return [Change(Self.describe, [from, to] + words + [.int(post.id)])]
          + (said[post.id].map { over($0, before: Array(before.dropFirst(2)), now: words) } ?? [])
      }
      let row = NewPostRow(
        id: post.id, organization: body, name: post.name, place: post.place, origin: "directory", span: (from, to),
        words: words)
      return [row.change(now)]
    }
  }

  /// What the document says otherwise than before is newer than what somebody said; the rest of that stays.
  private func over(_ said: Row, before: [StoredValue], now words: [StoredValue]) -> [Change] {
    if before == words { return [] }
    let merged = words.indices.map { before[$0] == words[$0] ? said[$0 + 2] : words[$0] }
    let close = Change(PostWordsStatements.close, [.int(now), .null, said[0]], guarding: .moved)
    if merged == words { return [close] }
    return [close, PostWordsStatements.row(ids.next(now), said[1].int ?? 0, merged, nil, now)]
  }

  // MARK: Facts of a post

  /// What a row says of a post besides its id.
  private struct Fact: Hashable {
    let post: Int64
    let values: [StoredValue]
    /// The values are the days of the fact itself.
    let isSpan: Bool

    init(_ post: Int64, _ values: [StoredValue], isSpan: Bool = false) {
      self.post = post
      self.values = values
      self.isSpan = isSpan
    }
  }

  /// Opens what is declared and not there, closes what is there and no longer declared.
  private func facts(
    _ table: Table, _ standing: Query, _ wanted: [Fact], _ reader: any Reader
  ) throws -> [Change] {
    let insert = Statement.insert(table)
    let close = Statement(table, .update([.set("superseded_at", .parameter(0))], where: .equals("id", 1)))
    let isSpan = table === SystemTables.leave
    let origin: [StoredValue] = table === SystemTables.postRole ? [] : [.null]
    var missing = Set(wanted)
    let declared = missing
    var changes: [Change] = []
    let posts = Set(program.organizations.flatMap { $0.posts.map(\.id) })
    for row in try reader.rows(standing, [], under: .system(.directory)) {
      let post = row[1].int ?? 0
      let fact = Fact(post, Array(row.values.dropFirst(2)), isSpan: isSpan)
      if declared.contains(fact) {
        missing.remove(fact)
      } else if posts.contains(post) {
        changes.append(Change(close, [.int(now), row[0]]))
      }
    }
    for fact in wanted where missing.remove(fact) != nil {
      let days: [StoredValue] = fact.isSpan ? [] : [.null, .null]
      changes.append(
        Change(insert, [.int(ids.next(now)), .int(fact.post)] + fact.values + days + [.int(now), .null] + origin))
    }
    return changes
  }
}
