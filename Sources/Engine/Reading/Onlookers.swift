import Core
import FEEL

/// Somebody of staff who has the same request open.
package struct Onlooker: Sendable, Hashable {
  package let name: String
  /// Organisation and post.
  package let post: String

  package init(name: String, post: String) {
    self.name = name
    self.post = post
  }
}

extension Engine {
  /// Milliseconds after which somebody who does not look again is gone.
  package static let presenceLapse: Int64 = 60_000
  /// Milliseconds for which a look is not written again.
  private static let freshness: Int64 = 15_000
  /// Others that are named.
  private static let named = 8

  private static let present = Query(
    ["person", "post", "seen"], of: SystemTables.presence,
    where: .all([.equals("matter", 0), .compare(.column("seen"), .greater, .parameter(1))]),
    order: [.init(.column("seen"), descending: true)], limit: .constant(.int(Int64(named * 4))))
  private static let look = Statement.insert(SystemTables.presence, conflict: .replace)
  static let forgetPresence = Statement(
    SystemTables.presence, .delete(where: .compare(.column("seen"), .less, .parameter(0))))

  /// Notes that the caller looks at a request, and tells who else does. The caller must be of staff and see it.
  ///
  /// - Throws: `Refusal` `not-found` for what the caller may not see.
  package func look(at code: String, _ caller: Caller) throws -> [Onlooker] {
    let (others, plan): ([Onlooker], Plan?) = try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let rights = Rights(running, caller, reader)
      guard let code = MatterCode.parse(code), let matter = try scopedMatter(code, rights, reader) else {
        throw Refusal.noMatter
      }
      guard let post = rights.posts.first else { return ([], nil) }
      let rows = try reader.rows(
        Self.present, [.int(matter.id), .int(reader.now &- Self.presenceLapse)],
        under: .scope(Scoped(reader: caller.person)))
      let mine = rows.first { $0[0].int == caller.person }?[2].int
      let others = try rows.filter { $0[0].int != caller.person }.prefix(Self.named).map { row in
        Onlooker(
          name: try row[0].int.flatMap { try preparation.name(of: $0) } ?? "",
          post: row[1].int.map { running.city.distinctTitle(ofPost: $0).text(in: caller.language) } ?? "")
      }
      if let mine, mine > reader.now &- Self.freshness { return (others, nil) }
      let seen = Change(
        Self.look, [.int(matter.id), .int(caller.person), .int(post.id), .int(reader.now)])
      return (others, Plan(changes: [seen]))
    }
    // That somebody looks is a courtesy: a store that cannot write now must not hide the page.
    if let plan { _ = commitNow(plan) }
    return others
  }
}
