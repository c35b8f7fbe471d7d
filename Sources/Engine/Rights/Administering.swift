import Core
import FEEL

/// Who administers what. Nobody holds two: who came to sit on posts of two administers neither, whatever brought it about,
/// and standing in gives no second.
struct Administering {
  private let running: Running

  init(_ running: Running) { self.running = running }

  /// What the roles of a post administer.
  func kinds(of post: CityIndex.Post) -> Set<Administration> {
    Set(post.roles.compactMap { running.program.roles[$0]?.administration })
  }

  /// What somebody administers today; nil = nothing.
  func kind(of person: Int64) -> Administration? {
    let posts = (running.city.postsByPerson[person] ?? []).compactMap { running.city.posts[$0] }
    let own = Set(posts.filter { $0.sitting.contains(person) }.flatMap(kinds))
    if own.count > 1 { return nil }
    let all = own.union(posts.flatMap(kinds))
    return all.count == 1 ? all.first : own.first
  }

  /// Persons who administer it today.
  func people(_ kind: Administration) -> [Int64] {
    let posts = running.program.roles.values.filter { $0.administration == kind }
      .flatMap { running.city.postsByRole[$0.id] ?? [] }.compactMap { running.city.posts[$0] }
    return Set(posts.flatMap(\.staff)).filter { self.kind(of: $0) == kind }.sorted()
  }
}

extension Engine {
  private static let termsOfPerson = Query(
    ["id", "post", "valid_from", "valid_to"], of: SystemTables.appointment,
    where: .all([.equals("person", 0), .isNull(.column("superseded_at"))]))

  /// What the caller administers today; nil = nothing.
  package func administration(of caller: Caller) throws -> Administration? {
    try snapshot { running, reader in
      let kind = Administering(running).kind(of: caller.person)
      guard kind == .system else { return kind }
      // The right to publish has days of its own.
      let day = CivilDateTime(milliseconds: reader.now).date.text
      let posts = (running.city.postsByPerson[caller.person] ?? []).compactMap { running.city.posts[$0] }
      let roles = posts.flatMap(\.roles).compactMap { running.program.roles[$0] }
      let publishes = roles.contains { $0.administers == .system } || roles.flatMap(\.grants).contains { grant in
        grant.rights.contains(.publish) && grant.from.map { $0 <= day } ?? true && grant.until.map { $0 >= day } ?? true
      }
      return publishes ? kind : nil
    }
  }

  /// The administrations that no post of the directory has.
  package func vacantAdministrations() throws -> [Administration] {
    try snapshot { running, _ in
      let held = Set(running.city.posts.values.flatMap { Administering(running).kinds(of: $0) })
      return Administration.allCases.filter { !held.contains($0) }
    }
  }

  fileprivate static func terms(
    of person: Int64, _ reader: any Reader
  ) throws -> [(id: Int64, post: Int64, span: AppointmentSpan)] {
    try reader.rows(termsOfPerson, [.int(person)], under: .system(.directory)).map { row in
      (row[0].int ?? 0, row[1].int ?? 0, AppointmentSpan(from: row[2].text, until: row[3].text))
    }
  }
}

extension Preparation {
  /// - Throws: `Refusal` `beyond-authority` when a person would hold two administrations on some day.
  /// - Parameter ended: the term that the same change ends.
  func mayAdminister(_ person: Int64, _ post: Int64, _ span: AppointmentSpan, besides ended: Int64? = nil) throws {
    let administering = Administering(running)
    guard let wanted = running.city.posts[post].map(administering.kinds), !wanted.isEmpty else { return }
    var found = wanted
    for term in try Engine.terms(of: person, reader) where term.id != ended && term.span.overlaps(span) {
      found.formUnion(running.city.posts[term.post].map(administering.kinds) ?? [])
    }
    if found.count > 1 { throw Refusal.twoAdministrations(found) }
  }

  /// - Throws: `Refusal` `beyond-authority` when a post would stand in for one of another administration.
  func mayStandIn(_ deputy: CityIndex.Post, for post: Int64) throws {
    let administering = Administering(running)
    let own = running.city.posts[post].map(administering.kinds) ?? []
    if own.isEmpty { return }
    let others = deputy.sitting.flatMap { person in
      (running.city.postsByPerson[person] ?? []).compactMap { running.city.posts[$0] }.flatMap(administering.kinds)
    }
    let found = own.union(others).union(administering.kinds(of: deputy))
    if found.count > 1 { throw Refusal.twoAdministrations(found) }
  }
}

extension Refusal {
  static func twoAdministrations(_ kinds: Set<Administration>) -> Refusal {
    let named = Administration.allCases.filter(kinds.contains).map(\.title)
    return Refusal(
      .beyondAuthority,
      Label(
        zh: "一个人不能同时是" + named.map(\.zh).joined(separator: "和"),
        en: "Nobody is both " + named.map { $0.text(in: .en) }.joined(separator: " and ")))
  }
}
