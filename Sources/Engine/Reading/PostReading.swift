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

extension Engine {
  static let termsOfPost = Query(
    ["id", "person", "valid_from", "valid_to"], of: SystemTables.appointment,
    where: .all([.equals("post", 0), .isNull(.column("superseded_at"))]),
    order: [.init(.column("recorded_at"), descending: true), .init(.column("id"))],
    limit: .constant(.int(100)))
  static let actsOnPost = Query(
    ["at", "kind", "subject", "actor"], of: SystemTables.event,
    where: .all([
      .equals("post", 0), .isNull(.column("matter")),
      .oneOf(
        .column("kind"),
        (AppointmentAct.allCases.map(\.rawValue) + StandInAct.allCases.map(\.rawValue)
          + DescribingAct.allCases.map(\.rawValue)).map { .text($0) }),
    ]), order: [.init(.column("sequence"), descending: true)], limit: .constant(.int(30)))

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
      let log = try reader.rows(Self.actsOnPost, [.int(id)], under: .system(.directory)).map { row in
        PostDetail.Entry(
          at: row[0].int ?? 0, kind: row[1].text ?? "",
          name: try row[2].int.map { try preparation.staffName($0) } ?? "",
          actor: try preparation.staffName(row[3].int ?? 0))
      }
      return PostDetail(line: try preparation.line(post), terms: terms, log: log)
    }
  }
}

extension Preparation {
  /// A name for the directory; a number where the ledger holds none.
  func staffName(_ person: Int64) throws -> String { try name(of: person) ?? Self.numbered(person) }

  static func numbered(_ person: Int64) -> String { "#\(person)" }

  func line(_ post: CityIndex.Post) throws -> PostLine {
    PostLine(
      id: post.id, name: post.name, organization: running.city.organizations[post.organization]?.name ?? "",
      placePath: post.territory.first.map { running.city.tree.path(of: $0) },
      roles: post.roles.map { running.program.title(ofRole: $0) },
      staff: try post.sitting.map { try staffName($0) })
  }
}
