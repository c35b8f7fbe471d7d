import Core

/// Every statement of `emergency_look`, made once.
enum LookStatements {
  private static let alias = "l"

  /// A look at a matter that is open now.
  static func open(matter: Term, person: Term, post: Term, role: Term, now: Term) -> Query {
    func column(_ name: String) -> Term { .column(name, of: alias) }
    return Query(
      [.init(column("until"), .instant)], from: SystemTables.emergencyLook, as: alias,
      where: .all([
        .compare(column("matter"), .equal, matter), .compare(column("person"), .equal, person),
        .compare(column("post"), .equal, post), .compare(column("role"), .equal, role),
        .compare(column("until"), .greater, now), .isNull(column("ended")),
      ]))
  }

  static let isOpen = open(
    matter: .parameter(0), person: .parameter(1), post: .parameter(2), role: .parameter(3), now: .parameter(4))

  static let columns = [
    "id", "matter", "person", "post", "role", "subject", "reason", "opened", "until", "ended", "ended_by", "told",
  ]
  static let one = Query(columns, of: SystemTables.emergencyLook, where: .equals("id", 0))
  static let own = Query(
    columns, of: SystemTables.emergencyLook,
    where: .all([
      .equals("matter", 0), .equals("person", 1), .compare(.column("until"), .greater, .parameter(2)),
      .isNull(.column("ended")),
    ]), order: [.init(.column("until"), descending: true)])
  /// The newest first, before an id.
  static let all = Query(
    columns, of: SystemTables.emergencyLook, where: .compare(.column("id"), .less, .parameter(0)),
    order: [.init(.column("id"), descending: true)], limit: .parameter(1))

  /// Those of one person.
  static let ofPerson = Query(
    columns, of: SystemTables.emergencyLook,
    where: .all([.compare(.column("id"), .less, .parameter(0)), .equals("person", 2)]),
    order: [.init(.column("id"), descending: true)], limit: .parameter(1))

  /// ended, ended_by; where id and still open.
  static let end = Statement(
    SystemTables.emergencyLook,
    .update(
      [.set("ended", .parameter(0)), .set("ended_by", .parameter(1))],
      where: .all([.equals("id", 2), .isNull(.column("ended")), .compare(.column("until"), .greater, .parameter(0))])))

  /// Opens a look at the numbers of somebody, under the directory from which that was derived.
  ///
  /// - Parameter persons: the table of people.
  static func insertOfNumbers(in persons: Table) -> Statement {
    let ids: [(String, ColumnType)] = columns.map { ($0, SystemTables.emergencyLook.type(of: $0) ?? .text) }
    let subject = columns.firstIndex(of: "subject") ?? 0
    return Statement(
      SystemTables.emergencyLook,
      .insertRows(
        columns: columns,
        Query(
          ids.enumerated().map { at, column in .init(.parameter(at), column.1) }, from: persons, as: "p",
          where: .all([
            .compare(.column("id", of: "p"), .equal, .parameter(subject)),
            MatterStatements.directoryUnmoved(columns.count),
          ])), conflict: .fail))
  }

  /// Opens a look where the scope of the reach holds for the matter, under the directory from which it was derived: the
  /// decision and its check are one statement.
  ///
  /// - Parameter scope: its first parameter is the one behind all columns and the epoch: `columns.count + 1`.
  static func insert(within scope: Condition) -> Statement {
    let ids: [(String, ColumnType)] = columns.map { ($0, SystemTables.emergencyLook.type(of: $0) ?? .text) }
    return Statement(
      SystemTables.emergencyLook,
      .insertRows(
        columns: columns,
        Query(
          ids.enumerated().map { at, column in
            column.0 == "matter" ? .init(.column("id", of: "m"), .integer) : .init(.parameter(at), column.1)
          }, from: SystemTables.matter, as: "m",
          where: .all([
            .compare(.column("id", of: "m"), .equal, .parameter(1)), MatterStatements.directoryUnmoved(columns.count),
            scope,
          ])), conflict: .fail))
  }
}

/// A row of `emergency_look`.
struct LookRow {
  /// `matter` of a look at the numbers of the subject.
  static let ofNumbers: Int64 = 0

  let id: Int64
  let matter: Int64
  let person: Int64
  let post: Int64
  let role: String
  let subject: Int64?
  let reason: [UInt8]
  let opened: Int64
  let until: Int64
  let ended: Int64?
  let endedBy: Int64?
  /// Posts that were told.
  let told: [Int64]

  var isOfNumbers: Bool { matter == Self.ofNumbers }

  init?(_ row: Row) {
    guard let id = row[0].int, let matter = row[1].int, let person = row[2].int, let post = row[3].int else { return nil }
    self.id = id
    self.matter = matter
    self.person = person
    self.post = post
    role = row[4].text ?? ""
    subject = row[5].int
    reason = row[6].blob ?? []
    opened = row[7].int ?? 0
    until = row[8].int ?? 0
    ended = row[9].int
    endedBy = row[10].int
    told = (row[11].text ?? "").split(separator: " ").compactMap { Int64($0) }
  }
}
