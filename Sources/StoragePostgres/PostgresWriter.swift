internal import Core
internal import Storage

/// Applies plans on one connection; a thread of the store owns it.
///
/// Plans that wait together share one transaction and one round trip; when one of them fails, each is tried for
/// itself, so that a failure stays with its own plan.
final class PostgresWriter {
  private let url: String
  private var connection: PostgresConnection?
  private var noConnectionBefore: UInt64 = 0
  /// So many groups more are applied one by one, after one that failed.
  private var singleGroups = 0

  private static let attempts = 12
  private static let chunk = 128
  private static let singleAfterFailure = 4
  /// After the server could not be reached, it is asked again only after so long. Milliseconds.
  private static let reconnectPause: UInt64 = 200

  init(_ url: String) { self.url = url }

  private enum Attempt {
    case committed
    /// Nothing was written: the statement and what the server said of it.
    case refused(PlanSteps.Role, any Error)
    /// The connection ended or the commit went wrong: whether it was committed is not known.
    case unknown(String)
    /// There is no server; nothing was sent.
    case unreachable(String)
  }

  func apply(_ plans: [Plan]) -> [CommitOutcome] {
    guard plans.count > 1 else { return plans.map(applyOne) }
    guard singleGroups == 0 else {
      singleGroups -= 1
      return plans.map(applyOne)
    }
    switch attempt(plans) {
    case .committed: return plans.map { _ in .committed }
    case .unreachable(let text): return plans.map { _ in .unavailable(text) }
    case .refused:
      singleGroups = Self.singleAfterFailure
      return plans.map(applyOne)
    case .unknown(let text):
      // Those with a key find out by it.
      return plans.map { $0.idempotency == nil ? .unavailable("outcome unknown: \(text)") : applyOne($0) }
    }
  }

  private func applyOne(_ plan: Plan) -> CommitOutcome {
    var reason = "too many others write the same rows"
    for round in 0..<Self.attempts {
      switch attempt([plan]) {
      case .committed: return .committed
      case .unreachable(let text):
        if round >= 2 { return .unavailable(text) }
        reason = text
        Pause.milliseconds(Self.reconnectPause)
      case .unknown(let text):
        // The key decides: the same plan again waits for the lost one, and repeats its reply when that was committed.
        guard plan.idempotency != nil else { return .unavailable("outcome unknown: \(text)") }
        reason = text
        Pause.jitter(round)
      case .refused(let role, let error):
        let retry = (error as? PostgresFailure)?.isRetryable == true
        if !retry, let outcome = outcome(role, error) { return outcome }
        Pause.jitter(round)
      }
    }
    return .unavailable(reason)
  }

  /// What a refusal means for the plan; nil = try again.
  private func outcome(_ role: PlanSteps.Role, _ error: any Error) -> CommitOutcome? {
    guard let failure = error as? PostgresFailure else {
      if case StoreError.rejected(let statement, let reason) = error {
        return .rejected(statement: statement, reason: reason)
      }
      return .unavailable("\(error)")
    }
    switch role {
    case .key(let plan) where failure.isGuard: return plan.idempotency.flatMap(repeated)
    case .epoch where failure.isGuard: return .failed(.moved)
    case .change(let change):
      if let reason = change.guarding, failure.isGuard || failure.isClash { return .failed(reason) }
      if failure.isMistake { return .rejected(statement: change.statement.table.name, reason: failure.text) }
    default: break
    }
    return .unavailable(failure.text)
  }

  /// What the use before was answered; nil when its key went away meanwhile.
  private func repeated(_ idempotency: Idempotency) -> CommitOutcome? {
    do {
      let connection = try connected()
      let find = try connection.prepare(-7, "command") { try RenderedSQL(KeptReply.find, .postgres) }
      var outcome: CommitOutcome?
      try connection.each(find, [.text(idempotency.key)], KeptReply.find) { row in
        outcome = KeptReply.outcome(row, for: idempotency)
        return false
      }
      return outcome
    } catch {
      connection = nil
      return .unavailable((error as? PostgresFailure)?.text ?? "\(error)")
    }
  }

  // MARK: One transaction

  private func attempt(_ plans: [Plan]) -> Attempt {
    let connection: PostgresConnection
    do { connection = try connected() } catch {
      if case StoreError.unavailable(let text) = error { return .unreachable(text) }
      return .unreachable("\(error)")
    }
    do {
      // The reply goes out only when the server says that the record of the commit is on its disk.
      let last = try send(PlanSteps(plans), on: connection)
      return last == "COMMIT" ? .committed : .unknown("the server answered \(last)")
    } catch let refusal as StepRefusal {
      if case .commit = refusal.role, (refusal.error as? PostgresFailure)?.isRetryable != true {
        self.connection = nil
        return .unknown("\(refusal.error)")
      }
      rollBack(connection)
      return .refused(refusal.role, refusal.error)
    } catch {
      self.connection = nil
      return .unknown((error as? PostgresFailure)?.text ?? "\(error)")
    }
  }

  private struct StepRefusal: Error {
    let role: PlanSteps.Role
    let error: any Error
  }

  /// Sends all steps, in chunks: a pipeline that is too long would fill both sides' buffers. The usual plan is one.
  /// - Returns: the status word of the last step.
  private func send(_ plan: PlanSteps, on connection: PostgresConnection) throws -> String {
    var last = ""
    var start = 0
    while start < plan.steps.count {
      let chunk = Array(plan.steps[start..<min(start + Self.chunk, plan.steps.count)])
      let texts = try chunk.map { step in
        do { return try plan.prepare(step, on: connection) } catch {
          if (error as? PostgresFailure)?.isLost == true { throw error }
          throw StepRefusal(role: step.role, error: error)
        }
      }
      do {
        last = try connection.pipeline(chunk.count) { try connection.send(texts[$0], chunk[$0].values) }
      } catch let failure as PipelineFailure {
        throw StepRefusal(role: chunk[min(failure.position, chunk.count - 1)].role, error: failure.error)
      }
      start += chunk.count
    }
    return last
  }

  private func rollBack(_ connection: PostgresConnection) {
    if connection.isIdle { return }
    do { try connection.run("ROLLBACK") } catch { self.connection = nil }
  }

  private func connected() throws -> PostgresConnection {
    if let connection {
      if connection.isAlive, connection.isIdle { return connection }
      self.connection = nil
    }
    guard Monotonic.now >= noConnectionBefore else {
      throw StoreError.unavailable("the database cannot be reached")
    }
    do {
      let fresh = try PostgresConnection(url)
      connection = fresh
      return fresh
    } catch {
      noConnectionBefore = Monotonic.after(milliseconds: Self.reconnectPause)
      throw error
    }
  }
}
