import Core
import FEEL

/// Every statement of `mandate`, made once.
enum MandateStatements {
  static let table = SystemTables.mandate
  static let columns = table.columns.map(\.name)
  static let insert = Statement.insert(table)
  static let one = Query(columns, of: table, where: .equals("id", 0))
  /// Where somebody acts, by state.
  static let byProxy = Query(
    columns, of: table, where: .all([.equals("proxy", 0), .equals("state", 1)]), order: [.init(.column("id"))],
    limit: .constant(.int(most)))
  static let between = Query(
    columns, of: table, where: .all([.equals("proxy", 0), .equals("principal", 1)]),
    order: [.init(.column("id"), descending: true)], limit: .constant(.int(most)))
  static let ofProxy = Query(
    columns, of: table, where: .equals("proxy", 0), order: [.init(.column("id"), descending: true)],
    limit: .constant(.int(most)))
  static let ofPrincipal = Query(
    columns, of: table, where: .equals("principal", 0), order: [.init(.column("id"), descending: true)],
    limit: .constant(.int(most)))
  /// By state, in the order declared, behind an id.
  static let inState = Query(
    columns, of: table, where: .all([.equals("state", 0), .compare(.column("id"), .greater, .parameter(1))]),
    order: [.init(.column("id"))], limit: .constant(.int(most)))

  static let most: Int64 = 500

  /// state, by, post, at, reason; where id and still waiting.
  static let decide = Statement(
    table,
    .update(
      [
        .set("state", .parameter(0)), .set("decided_by", .parameter(1)), .set("decided_post", .parameter(2)),
        .set("decided", .parameter(3)), .set("reason", .parameter(4)),
      ], where: .all([.equals("id", 5), .equals("state", 6)])))

  /// The same from a post, under the directory from which its right was derived and where the represented person still
  /// lives within its reach: the decision and its check are one statement.
  static func decideByPost(within reach: Condition) -> Statement {
    Statement(
      table,
      .update(
        [
          .set("state", .parameter(0)), .set("decided_by", .parameter(1)), .set("decided_post", .parameter(2)),
          .set("decided", .parameter(3)), .set("reason", .parameter(4)),
        ], where: .all([.equals("id", 5), .equals("state", 6), MatterStatements.directoryUnmoved(7), reach])))
  }

  /// by, at; where id and state.
  static let end = Statement(
    table,
    .update(
      [
        .set("state", .constant(.text(Mandate.State.ended.rawValue))), .set("ended_by", .parameter(0)),
        .set("ended", .parameter(1)),
      ], where: .all([.equals("id", 2), .equals("state", 3)])))

  /// The same from a post, under its directory and within its reach.
  static func endByPost(within reach: Condition) -> Statement {
    Statement(
      table,
      .update(
        [
          .set("state", .constant(.text(Mandate.State.ended.rawValue))), .set("ended_by", .parameter(0)),
          .set("ended", .parameter(1)),
        ], where: .all([.equals("id", 2), .equals("state", 3), MatterStatements.directoryUnmoved(4), reach])))
  }

  /// at, id, today: notes that it gave a right, where it still does. The decision and its check are one transaction.
  static let use = Statement(
    table,
    .update(
      [.set("used", .parameter(0))],
      where: .all([
        .equals("id", 1), .compare(.column("state"), .equal, .constant(.text(Mandate.State.confirmed.rawValue))),
        .compare(.column("until"), .greaterOrEqual, .parameter(2)),
      ])))
}

extension Mandate {
  /// Those by which somebody acts today.
  static func live(by proxy: Int64, _ reader: any Reader) throws -> [Mandate] {
    let day = CivilDateTime(milliseconds: reader.now).date.text
    return try rows(MandateStatements.byProxy, [.int(proxy), .text(State.confirmed.rawValue)], reader)
      .filter { $0.isLive(on: day) }
  }

  /// Relatives for whom somebody shall not act, by their word.
  static func barring(_ proxy: Int64, _ reader: any Reader) throws -> Set<Int64> {
    Set(try rows(MandateStatements.byProxy, [.int(proxy), .text(State.barred.rawValue)], reader).map(\.principal))
  }

  static func rows(_ query: Query, _ parameters: [StoredValue], _ reader: any Reader) throws -> [Mandate] {
    try reader.rows(query, parameters, under: .system(.represented)).compactMap { Mandate($0) }
  }

  static func find(_ id: Int64, _ reader: any Reader) throws -> Mandate? {
    try rows(MandateStatements.one, [.int(id)], reader).first
  }
}
