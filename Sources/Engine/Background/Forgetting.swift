import Core

/// What may be forgotten when its time is over: replies kept for repeated requests, sessions, one-time codes, who looked
/// at what, sentences nobody uses, what left and how.
extension Engine {
  private static let keys = expired(SystemTables.command)
  private static let sessions = expired(SystemTables.session)
  private static let codes = expired(SystemTables.oneTimeCode)

  private static func expired(_ table: Table) -> Statement {
    Statement(table, .delete(where: .compare(.column("expires"), .less, .parameter(0))))
  }

  /// Deletes what is out of date. Safe at any time and from several servers at once.
  package func forget() throws {
    let now = try store.now()
    try commitOrThrow(
      Plan(changes: [
        Change(Self.keys, [.int(now)]), Change(Self.sessions, [.int(now)]), Change(Self.codes, [.int(now)]),
        Change(Self.forgetPresence, [.int(now &- Self.presenceLapse)]), Self.forgetting(phrasesAt: now),
      ]))
    try forgetOutgoing(before: now &- Self.outgoingKept)
  }

  // MARK: What left

  /// Milliseconds that is kept after it left, or after nobody took it: 90 days.
  package static let outgoingKept: Int64 = 90 * 86_400_000
  /// Rows of one deletion, so that it holds nobody up.
  private static let slice: Int64 = 500

  private static func oldest(_ table: Table, _ column: String, _ conditions: [Condition]) -> Query {
    Query(
      [column], of: table, where: .all([.compare(.column(column), .less, .parameter(0))] + conditions),
      order: [.init(.column(column))], limit: .parameter(1))
  }

  private static func upTo(_ table: Table, _ column: String, _ conditions: [Condition]) -> Statement {
    Statement(table, .delete(where: .all([.compare(.column(column), .lessOrEqual, .parameter(0))] + conditions)))
  }

  /// What was sent, what nothing here carries and nobody fetched, attempts, and what became of messages.
  private static let outgoing: [(oldest: Query, delete: Statement)] = {
    let sent: [Condition] = [.isNotNull(.column("sent"))]
    let left: [Condition] = [.isNull(.column("sent")), .isNull(.column("target"))]
    let ended: [Condition] = [.isNotNull(.column("ended"))]
    return [
      (oldest(SystemTables.outbox, "sent", sent), upTo(SystemTables.outbox, "sent", sent)),
      (oldest(SystemTables.outbox, "due", left), upTo(SystemTables.outbox, "due", left)),
      (oldest(SystemTables.delivery, "at", []), upTo(SystemTables.delivery, "at", [])),
      (oldest(SystemTables.sending, "at", ended), upTo(SystemTables.sending, "at", ended)),
    ]
  }()

  private func forgetOutgoing(before moment: Int64) throws {
    for rows in Self.outgoing {
      while let last = try store.read({ reader in
        try reader.rows(rows.oldest, [.int(moment), .int(Self.slice)], under: .system(.background)).last?[0].int
      }) {
        try commitOrThrow(Plan(changes: [Change(rows.delete, [.int(last)])]))
      }
    }
  }
}
