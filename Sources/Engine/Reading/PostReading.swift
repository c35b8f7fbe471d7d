import Core
import FEEL

/// A post with everybody who sits there, sat there or will.
package struct PostDetail: Sendable {
  package struct Term: Sendable {
    package let id: Int64
    package let person: Int64
    package let name: String
    /// First day; nil = from the beginning.
    package let from: String?
    /// First day on which it no longer holds; nil = without end.
    package let until: String?
    /// Holds no more.
    package let isOver: Bool

    package init(id: Int64, person: Int64, name: String, from: String?, until: String?, isOver: Bool) {
      self.id = id
      self.person = person
      self.name = name
      self.from = from
      self.until = until
      self.isOver = isOver
    }
  }

  package let line: PostLine
  /// As they are believed now, the newest first.
  package let terms: [Term]
  /// What was appointed, dismissed and said of leave and deputies, the newest first.
  package let log: [Entry]

  package struct Entry: Sendable {
    package let at: Int64
    /// An `AppointmentAct`, a `StandInAct` or a `DescribingAct`.
    package let kind: String
    package let name: String
    package let actor: String
    package init(at: Int64, kind: String, name: String, actor: String) {
      self.at = at
      self.kind = kind
      self.name = name
      self.actor = actor
    }
  }

  package init(line: PostLine, terms: [Term], log: [Entry]) {
    self.line = line
    self.terms = terms
    self.log = log
  }
}

/// Somebody who can be put on a post.
package struct StaffMember: Sendable {
  package let person: Int64
  package let name: String
  /// Posts they hold today.
  package let posts: [String]

  package init(person: Int64, name: String, posts: [String]) {
    self.person = person
    self.name = name
    self.posts = posts
  }
}

extension Engine {
  static let termsOfPost = Query(
    ["id", "person", "valid_from", "valid_to"], of: SystemTables.appointment,
    where: .all([.equals("post", 0), .isNull(.column("superseded_at"))]),
    order: [.init(.column("recorded_at"), descending: true), .init(.column("id"))],
    limit: .constant(.int(100)))
  private static let log = Query(
    ["at", "kind", "subject", "actor"], of: SystemTables.event,
    where: .all([
      .equals("post", 0), .isNull(.column("matter")),
      .oneOf(
        .column("kind"),
        (AppointmentAct.allCases.map(\.rawValue) + StandInAct.allCases.map(\.rawValue)
          + DescribingAct.allCases.map(\.rawValue)).map { .text($0) }),
    ]), order: [.init(.column("sequence"), descending: true)], limit: .constant(.int(30)))
  private static let everybody = Query(
    [.init(.column("person"), .integer)], from: SystemTables.appointment, groupBy: [.column("person")],
    limit: .constant(.int(2_000)))

  private static let accounts = Query(
    ["person"], of: SystemTables.credential,
    where: .all([.compare(.column("kind"), .equal, .constant(.text("login"))), .isNull(.column("disabled"))]),
    limit: .constant(.int(2_000)))

  /// A post for administrators; nil when there is none.
  package func post(_ id: Int64, _ caller: Caller) throws -> PostDetail? {
    try snapshot { running, reader in
      guard let post = running.city.posts[id] else { return nil }
      let preparation = Preparation(self, running, reader, caller)
      let today = preparation.today.text
      let terms = try reader.rows(Self.termsOfPost, [.int(id)], under: .system(.directory)).map { row in
        let person = row[1].int ?? 0
        return PostDetail.Term(
          id: row[0].int ?? 0, person: person, name: try preparation.staffName(person), from: row[2].text,
          until: row[3].text, isOver: row[3].text.map { $0 <= today } ?? false)
      }
      let log = try reader.rows(Self.log, [.int(id)], under: .system(.directory)).map { row in
        PostDetail.Entry(
          at: row[0].int ?? 0, kind: row[1].text ?? "",
          name: try row[2].int.map { try preparation.staffName($0) } ?? "",
          actor: try preparation.staffName(row[3].int ?? 0))
      }
      return PostDetail(line: try preparation.line(post), terms: terms, log: log)
    }
  }

  /// Everybody who holds or held a post or has an account of staff, whose name some words spell; by name.
  package func staffMembers(_ words: String, _ caller: Caller) throws -> [StaffMember] {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let names = try preparation.namesOfStaff()
      let wanted = DirectoryWords(words)
      var seen: Set<Int64> = []
      let rows = try reader.rows(Self.everybody, [], under: .system(.directory))
        + reader.rows(Self.accounts, [], under: .system(.directory))
      let found = try rows.compactMap { row -> StaffMember? in
        guard let person = row[0].int, seen.insert(person).inserted else { return nil }
        let name = try names[person] ?? preparation.staffName(person)
        if !wanted.isEmpty, !wanted.fits(name) { return nil }
        return preparation.member(person, named: name)
      }
      return found.sorted { ($0.name, $0.person) < ($1.name, $1.person) }
    }
  }
}

extension Preparation {
  func member(_ person: Int64, named name: String) -> StaffMember {
    let posts = (running.city.postsByPerson[person] ?? []).map { running.city.title(ofPost: $0).zh }
    return StaffMember(person: person, name: name, posts: posts)
  }

  /// A name for the directory; a number where the ledger holds none.
  func staffName(_ person: Int64) throws -> String { try name(of: person) ?? "#\(person)" }

  func line(_ post: CityIndex.Post) throws -> PostLine {
    PostLine(
      id: post.id, name: post.name, organization: running.city.organizations[post.organization]?.name ?? "",
      placePath: post.territory.first.map { running.city.tree.path(of: $0) },
      roles: post.roles.map { running.program.roles[$0]?.title ?? Label(zh: $0) },
      staff: try post.sitting.map { try staffName($0) })
  }
}
