import Core
import FEEL

/// Which mandates the caller's posts may confirm: where the represented person lives today, within the reach of `confirm`
/// over the directory.
struct MandateScope {
  private let reaches: [Rights.Reach]
  private let homes: Table?
  private let today: String
  private let person: Int64
  /// What the row of the mandate is called in a query.
  private let alias: String

  /// - Parameter alias: of the mandate's row; its table's own name where a statement changes it.
  init(_ rights: Rights, _ running: Running, _ today: CivilDate, alias: String = "d") {
    reaches = rights.reach(.confirm, kind: "directory").filter { !$0.isConditional }
    homes = running.tables.relations["resides_at"]
    self.today = today.text
    person = rights.caller.person
    self.alias = alias
  }

  private func column(_ name: String) -> Term { .column(name, of: alias) }

  var isEmpty: Bool { reaches.isEmpty }

  /// Those that wait and whose day has not passed, in the order declared, behind an id; state, id, day, caller.
  func waiting(after id: Int64, limit: Int64, _ reader: any Reader) throws -> [Mandate] {
    let query = Query(
      MandateStatements.columns.map { .init(column($0), MandateStatements.table.type(of: $0) ?? .text) },
      from: MandateStatements.table, as: alias,
      where: .all([
        .compare(column("state"), .equal, .parameter(0)), .compare(column("id"), .greater, .parameter(1)),
        .compare(column("until"), .greaterOrEqual, .parameter(2)), .any(reaches.map { condition($0) }), outsider(3),
      ]), order: [.init(column("id"))], limit: .constant(.int(limit)))
    return try reader.rows(
      query, [.text(Mandate.State.waiting.rawValue), .int(id), .text(today), .int(person)],
      under: .scope(Scoped(reader: person))
    ).compactMap { Mandate($0) }
  }

  /// Nobody decides over what they are part of.
  private func outsider(_ parameter: Int) -> Condition {
    .all(["proxy", "principal", "declared_by"].map { .compare(column($0), .notEqual, .parameter(parameter)) })
  }

  private func condition(_ reach: Rights.Reach) -> Condition {
    if reach.all.isEmpty && reach.any.isEmpty { return .never }
    let all = Condition.all(reach.all.map { condition($0) })
    return reach.any.isEmpty ? all : .all([all, .any(reach.any.map { condition($0) })])
  }

  private func condition(_ atom: Rights.Atom) -> Condition {
    switch atom {
    case .everything: return .always
    case .territory(let places, _):
      guard let homes else { return .never }
      let within = PlaceStatements.below(within: .oneOf(.column("ancestor"), places.map(StoredValue.int)))
      let day = Term.constant(.text(today))
      return .exists(
        Query(
          ["id"], of: homes,
          where: .all([
            .compare(.column("from_id"), .equal, .column("principal", of: alias)), .isNull(.column("superseded_at")),
            .any([.isNull(.column("valid_from")), .compare(.column("valid_from"), .lessOrEqual, day)]),
            .any([.isNull(.column("valid_to")), .compare(.column("valid_to"), .greater, day)]),
            .among(.column("to_id"), within),
          ])))
    case .posts, .organization, .members, .own, .sector, .opened: return .never
    }
  }

  /// Where a post of the caller may decide, as a condition of the statement that does it.
  func condition(of post: Int64) -> Condition { .any(reaches.filter { $0.post?.id == post }.map { condition($0) }) }

  /// The post by which the caller may decide over one; nil = by none.
  func post(over id: Int64, _ reader: any Reader) throws -> Int64? {
    for reach in reaches {
      guard let post = reach.post else { continue }
      let query = Query(
        [.init(column("id"), .integer)], from: MandateStatements.table, as: alias,
        where: .all([.compare(column("id"), .equal, .parameter(0)), condition(reach), outsider(1)]))
      let found = try reader.rows(query, [.int(id), .int(person)], under: .scope(Scoped(reader: person)))
      if !found.isEmpty { return post.id }
    }
    return nil
  }
}
