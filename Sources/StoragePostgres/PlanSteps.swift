internal import Core
internal import Storage

/// The statements of some plans, in order, as one transaction.
struct PlanSteps {
  enum Role {
    case begin
    case lock
    case key(Plan)
    case epoch
    case change(Change)
    case commit
  }

  struct Step {
    let role: Role
    let values: [StoredValue]
  }

  private(set) var steps: [Step] = []
  /// Whether the active release is switched: then nobody may be in the middle of a plan.
  private let switches: Bool

  init(_ plans: [Plan]) {
    switches = plans.contains { $0.changes.contains { $0.statement.table === SystemTables.activeRelease } }
    steps.append(Step(role: .begin, values: []))
    if switches || plans.contains(where: { $0.epoch != nil }) { steps.append(Step(role: .lock, values: [])) }
    for plan in plans {
      if let key = plan.idempotency {
        let values: [StoredValue] = [
          .text(key.key), .blob(key.body), .int(Int64(key.status)), .blob(key.reply), .int(key.expires),
        ]
        steps.append(Step(role: .key(plan), values: values))
      }
      if let epoch = plan.epoch { steps.append(Step(role: .epoch, values: [.int(epoch)])) }
      for change in plan.changes { steps.append(Step(role: .change(change), values: change.values)) }
    }
    steps.append(Step(role: .commit, values: []))
  }

  /// The text of a step, prepared on the connection at its first use there.
  func prepare(_ step: Step, on connection: PostgresConnection) throws -> PostgresConnection.Prepared {
    switch step.role {
    case .begin: try connection.prepare(-1, "begin") { RenderedSQL(text: "BEGIN") }
    case .commit: try connection.prepare(-2, "commit") { RenderedSQL(text: "COMMIT") }
    case .lock where switches:
      try connection.prepare(-3, "lock") {
        RenderedSQL(text: "SELECT pg_advisory_xact_lock(\(AdvisoryLock.epoch))")
      }
    case .lock:
      try connection.prepare(-4, "lock") {
        RenderedSQL(text: "SELECT pg_advisory_xact_lock_shared(\(AdvisoryLock.epoch))")
      }
    case .key: try connection.prepare(-5, "command") { try Self.guarded(KeptReply.insert) }
    case .epoch:
      try connection.prepare(-6, "active_release") {
        try RenderedSQL(Self.epochHolds, .postgres).wrapped("SELECT hutong_expect_one((", "))")
      }
    case .change(let change):
      try connection.prepare(
        change.statement.id * 4 + (change.guarding == nil ? 0 : 1), change.statement.table.name
      ) {
        change.guarding == nil
          ? try RenderedSQL(change.statement, .postgres) : try Self.guarded(change.statement)
      }
    }
  }

  /// Exactly one row, or an error that ends the transaction.
  private static func guarded(_ statement: Statement) throws -> RenderedSQL {
    try RenderedSQL(statement, .postgres, returning: true)
      .wrapped("WITH touched AS (", ") SELECT hutong_expect_one(count(*)) FROM touched")
  }

  private static let epochHolds = Query(
    [.init(.count, .integer)], from: SystemTables.activeRelease,
    where: .compare(.column("id"), .equal, .constant(.int(1))).and(.equals("epoch", 0)))
}

/// Locks of the database that stand for something of ours; numbers nobody else is likely to use.
enum AdvisoryLock {
  /// Held shared by every plan that names an epoch, exclusively by the one that switches it.
  static let epoch: Int64 = 0x4875_746f_6e67_01
  /// Held by whoever extends the tables.
  static let schema: Int64 = 0x4875_746f_6e67_02
}
