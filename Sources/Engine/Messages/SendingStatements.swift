import Core

/// Every statement of `sending`, made once.
enum SendingStatements {
  static let insert = Statement.insert(SystemTables.sending)
  /// state, reason, ended; where id.
  static let end = Statement(
    SystemTables.sending,
    .update(
      [.set("state", .parameter(0)), .set("reason", .parameter(1)), .set("ended", .parameter(2))],
      where: .equals("id", 3)))
  /// told; where id and not told yet.
  static let tell = Statement(
    SystemTables.sending,
    .update([.set("told", .parameter(0))], where: .all([.equals("id", 1), .isNull(.column("told"))])))

  static let columns = ["id", "recipient", "person", "post", "channel", "at", "state", "reason", "ended", "sender", "told"]
  static let one = Query(columns, of: SystemTables.sending, where: .equals("id", 0))
  static let ofMatter = Query(
    columns, of: SystemTables.sending, where: .equals("matter", 0), order: [.init(.column("id"))],
    limit: .constant(.int(200)))

  /// The phone that somebody signs in with, the newest first.
  static let phone = Query(
    ["name"], of: SystemTables.credential,
    where: .all([
      .equals("person", 0), .compare(.column("kind"), .equal, .constant(.text("phone"))), .isNull(.column("disabled")),
    ]), order: [.init(.column("created"), descending: true)], limit: .constant(.int(1)))
  static let account = Query(
    ["person"], of: SystemTables.credential, where: .all([.equals("person", 0), .isNull(.column("disabled"))]),
    limit: .constant(.int(1)))
}

/// A row of `sending`.
struct SendingRow {
  let id: Int64
  let addressee: Addressee
  let person: Int64?
  let channel: Channel
  let at: Int64
  let state: SendingState
  let reason: Unreached?
  let ended: Int64?
  let sender: Int64?
  let told: Int64?

  /// Nil for words that this build does not know.
  init?(_ row: Row) {
    guard let id = row[0].int, let channel = row[4].text.flatMap({ Channel(rawValue: $0) }),
      let state = row[6].text.flatMap({ SendingState(rawValue: $0) })
    else { return nil }
    self.id = id
    self.channel = channel
    self.state = state
    person = row[2].int
    addressee = Addressee(word: row[1].text ?? "", people: [], post: row[3].int)
    at = row[5].int ?? 0
    reason = row[7].text.map { Unreached($0) }
    ended = row[8].int
    sender = row[9].int
    told = row[10].int
  }

  static func find(_ id: Int64, _ reader: any Reader) throws -> SendingRow? {
    try reader.rows(SendingStatements.one, [.int(id)], under: .system(.background)).first.flatMap { SendingRow($0) }
  }
}
