internal import CSQLite
internal import Core

/// Applies plans in groups on one connection: one transaction, one fsync for all that wait together.
///
/// Not thread-safe: the store calls it from the writing thread alone (in memory: under the store's lock).
final class SQLiteWriter {
  private let path: String?
  private let pageLimit: Int?
  private var connection: SQLiteConnection
  private var statements: WriterStatements
  private var epochSeen: EpochSeen = .unknown
  /// So many groups more run with a savepoint round each plan with a guard after its first change.
  private var carefulGroups = 0
  private var nextCheckpoint = SQLiteWriter.checkpointPages

  /// The log is copied back when it has so many pages (64 MB); by this connection alone.
  private static let checkpointPages = 16_000
  /// A reader may hold the log open: then it is tried again after so many pages more.
  private static let checkpointRetry = 4_000
  /// Groups with savepoints after one had to be run again.
  private static let carefulAfterRerun = 32

  private enum EpochSeen {
    case unknown
    case known(Int64?)
  }

  /// Which plans get a savepoint (7 µs each). A first change that fails its guard has written nothing but the key,
  /// which is taken back by hand; the rest is rare, and costs one run of the group more.
  private enum Saving {
    case none, guarded, all

    func covers(_ plan: Plan) -> Bool {
      switch self {
      case .none: false
      case .guarded: plan.changes.dropFirst().contains { $0.guarding != nil }
      case .all: true
      }
    }
  }

  /// A plan must be undone that wrote without a savepoint: the group is run again with them.
  private struct NeedsSavepoints: Error {}

  init(path: String?, pageLimit: Int?) throws {
    self.path = path
    self.pageLimit = pageLimit
    connection = try SQLiteConnection(path: path, role: .writer, pageLimit: pageLimit)
    statements = try WriterStatements(connection)
  }

  /// The connection, for reads of a store in memory.
  var memoryConnection: SQLiteConnection { connection }

  // MARK: Groups

  /// Applies plans in order. What comes back is durable, or has not happened.
  func apply(_ plans: [Plan]) -> [CommitOutcome] {
    var saving: Saving = carefulGroups > 0 ? .guarded : .none
    if carefulGroups > 0 { carefulGroups -= 1 }
    while true {
      do {
        return try applyOnce(plans, saving)
      } catch is NeedsSavepoints {
        guard saving != .all else { return refuse(plans, NeedsSavepoints()) }
        abandon(nil)
        saving = .all
        carefulGroups = Self.carefulAfterRerun
      } catch {
        return refuse(plans, error)
      }
    }
  }

  private func applyOnce(_ plans: [Plan], _ saving: Saving) throws -> [CommitOutcome] {
    epochSeen = .unknown
    try statements.step(statements.begin)
    var outcomes: [CommitOutcome] = []
    outcomes.reserveCapacity(plans.count)
    for plan in plans { outcomes.append(try apply(plan, saved: saving.covers(plan))) }
    try statements.step(statements.commit)
    return outcomes
  }

  /// An I/O error or a full disk ends the whole transaction, savepoints included: nobody of the group was served.
  private func refuse(_ plans: [Plan], _ error: any Error) -> [CommitOutcome] {
    let failure = error as? SQLiteFailure
    abandon(failure)
    let reason = failure?.text ?? "\(error)"
    return plans.map { _ in .unavailable(reason) }
  }

  /// Ends what is left of the transaction; a connection that is not trusted any more is replaced.
  private func abandon(_ failure: SQLiteFailure?) {
    if connection.isInTransaction { try? statements.step(statements.rollback) }
    guard path != nil, connection.isInTransaction || failure?.isBroken == true else { return }
    guard let fresh = try? SQLiteConnection(path: path, role: .writer, pageLimit: pageLimit),
      let prepared = try? WriterStatements(fresh)
    else { return }
    statements = prepared
    connection = fresh
  }

  // MARK: One plan

  private func apply(_ plan: Plan, saved: Bool) throws -> CommitOutcome {
    if saved { try statements.step(statements.save) }
    if let idempotency = plan.idempotency, try !statements.insertKey(idempotency) {
      if saved { try statements.step(statements.release) }
      return try statements.repeated(idempotency)
    }
    if let epoch = plan.epoch, try activeEpoch() != epoch {
      return try undo(plan, saved: saved, written: false, .failed(.moved))
    }
    var written = false
    for change in plan.changes {
      switch try execute(change) {
      case .touched(let rows):
        if let reason = change.guarding, rows != 1 {
          return try undo(plan, saved: saved, written: written || rows > 0, .failed(reason))
        }
        written = written || rows > 0
        if change.statement.table === SystemTables.activeRelease { epochSeen = .unknown }
      case .refused(let outcome):
        return try undo(plan, saved: saved, written: written, outcome)
      }
    }
    if saved { try statements.step(statements.release) }
    return .committed
  }

  private enum Effect {
    case touched(Int)
    case refused(CommitOutcome)
  }

  /// Mistakes and clashes belong to the plan; everything else is thrown and ends the group.
  private func execute(_ change: Change) throws -> Effect {
    do {
      let prepared = try statements.prepared(change.statement)
      try prepared.bind(change.values)
      return .touched(try prepared.run())
    } catch let failure as SQLiteFailure where failure.isMistake {
      if failure.isClash, let reason = change.guarding { return .refused(.failed(reason)) }
      return .refused(.rejected(statement: change.statement.table.name, reason: failure.text))
    } catch StoreError.rejected(let statement, let reason) {
      return .refused(.rejected(statement: statement, reason: reason))
    }
  }

  /// Takes back what a plan wrote: by its savepoint; or by hand when it was the key alone.
  private func undo(_ plan: Plan, saved: Bool, written: Bool, _ outcome: CommitOutcome) throws
    -> CommitOutcome
  {
    if saved {
      try statements.step(statements.rollbackTo)
      try statements.step(statements.release)
      epochSeen = .unknown
    } else if written {
      throw NeedsSavepoints()
    } else if let idempotency = plan.idempotency {
      try statements.deleteKey(idempotency)
    }
    return outcome
  }

  private func activeEpoch() throws -> Int64? {
    if case .known(let epoch) = epochSeen { return epoch }
    let epoch = try statements.readEpoch()
    epochSeen = .known(epoch)
    return epoch
  }

  // MARK: Between groups

  /// Copies the log back into the file when it has grown. Readers are not disturbed.
  func checkpointIfDue() {
    guard path != nil, connection.logPages >= nextCheckpoint else { return }
    var pages: Int32 = 0
    var copied: Int32 = 0
    let code = sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied)
    let complete = code == SQLITE_OK && pages == copied
    nextCheckpoint = complete ? Self.checkpointPages : connection.logPages + Self.checkpointRetry
  }

  /// Copies everything back and empties the log; readers are closed by now.
  func finish() {
    guard path != nil else { return }
    sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
  }

  /// Creates what is missing of the tables, in one transaction.
  func expand(_ tables: [Table]) throws {
    do {
      try connection.run("BEGIN IMMEDIATE")
      try SQLiteSchema(connection).expand(tables)
      try connection.run("COMMIT")
    } catch {
      abandon(error as? SQLiteFailure)
      throw (error as? SQLiteFailure)?.storeError("expand") ?? error
    }
  }
}
