internal import CSQLite
internal import Core

/// What the writer keeps prepared: the frame of a transaction, the idempotency key, and the statements of plans.
final class WriterStatements {
  let begin, commit, rollback, save, release, rollbackTo: PreparedSQL
  private let connection: SQLiteConnection
  private var cache = PreparedCache(limit: 1_024)
  /// Prepared at first use: the tables may not exist yet.
  private var key: KeyStatements?

  private struct KeyStatements {
    let insert, find, delete, epoch: PreparedSQL
  }

  init(_ connection: SQLiteConnection) throws {
    self.connection = connection
    func frame(_ text: String) throws -> PreparedSQL {
      try PreparedSQL(RenderedSQL(text: text, parameters: [], extras: []), connection, name: text)
    }
    begin = try frame("BEGIN IMMEDIATE")
    commit = try frame("COMMIT")
    rollback = try frame("ROLLBACK")
    save = try frame("SAVEPOINT plan")
    release = try frame("RELEASE plan")
    rollbackTo = try frame("ROLLBACK TO plan")
  }

  func step(_ frame: PreparedSQL) throws { _ = try frame.run() }

  func prepared(_ statement: Statement) throws -> PreparedSQL {
    try cache.get(statement.id) {
      try PreparedSQL(RenderedSQL(statement, .sqlite), connection, name: statement.table.name)
    }
  }

  // MARK: Idempotency and epoch

  /// - Returns: false when the key was used before.
  func insertKey(_ idempotency: Idempotency) throws -> Bool {
    let statement = try keys().insert
    try statement.bind([
      .text(idempotency.key), .blob(idempotency.body), .int(Int64(idempotency.status)),
      .blob(idempotency.reply),
      .int(idempotency.expires),
    ])
    return try statement.run() == 1
  }

  func deleteKey(_ idempotency: Idempotency) throws {
    let statement = try keys().delete
    try statement.bind([.text(idempotency.key)])
    _ = try statement.run()
  }

  /// What the use before this one was answered.
  func repeated(_ idempotency: Idempotency) throws -> CommitOutcome {
    let statement = try keys().find
    try statement.bind([.text(idempotency.key)])
    defer { statement.done() }
    guard try statement.step() else { throw SQLiteFailure(SQLITE_INTERNAL, nil) }
    let outcome = KeptReply.outcome(statement, for: idempotency)
    try statement.proveFit()
    return outcome
  }

  func readEpoch() throws -> Int64? {
    let statement = try keys().epoch
    defer { statement.done() }
    let epoch = try statement.step() ? statement.int(0) : nil
    try statement.proveFit()
    return epoch
  }

  private func keys() throws -> KeyStatements {
    if let key { return key }
    func make(_ sql: RenderedSQL, _ table: Table) throws -> PreparedSQL {
      try PreparedSQL(sql, connection, name: table.name)
    }
    let made = KeyStatements(
      insert: try make(RenderedSQL(KeptReply.insert, .sqlite), SystemTables.command),
      find: try make(RenderedSQL(KeptReply.find, .sqlite), SystemTables.command),
      delete: try make(RenderedSQL(KeptReply.delete, .sqlite), SystemTables.command),
      epoch: try make(RenderedSQL(KeptReply.epoch, .sqlite), SystemTables.activeRelease))
    key = made
    return made
  }
}
