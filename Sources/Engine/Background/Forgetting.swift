import Core

/// What may be forgotten when its time is over: replies kept for repeated requests, sessions, one-time codes, who looked
/// at what, sentences nobody uses.
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
  }
}
