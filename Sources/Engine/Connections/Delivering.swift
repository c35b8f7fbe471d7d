import Core
import FEEL

/// Calls leave here. Safe on several servers at once: one is taken by whoever is first, sent outside of every
/// transaction, and its answer comes back as a change of its own. A server that ends between the two leaves the call to
/// be sent again with the same key.
extension Engine {
  /// Sends one call that is due and does what its answer asks for.
  ///
  /// - Returns: Whether there was one.
  @discardableResult
  package func deliver(by carrier: any Carrier) throws -> Bool {
    guard let taken = try takeCall() else { return false }
    let outcome: CallOutcome =
      taken.isStale ? .failed(.tooLate) : taken.call.map { carrier.carry($0) } ?? .failed(.noConnector)
    try conclude(taken, outcome)
    return true
  }

  /// Answers what a request has asked another system and waits for now, whenever it would be tried next: a system as the
  /// test of a bundle wants it.
  ///
  /// - Returns: How many calls there were; none = it waits for no system.
  package func answerCalls(of code: String, _ outcome: CallOutcome) throws -> Int {
    let waiting: [Row] = try snapshot { _, reader in
      guard let row = try MatterRow.find(code: code, reader) else { return [] }
      return try reader.rows(CallStatements.ofMatter, [.int(row.id)], under: .system(.background))
    }
    var answered = 0
    for row in waiting {
      let (plan, taken): (Plan, TakenCall?) = try snapshot { running, reader in try take(row, running, reader) }
      try commitOrThrow(plan)
      guard let taken else { continue }
      answered += 1
      try conclude(taken, outcome)
    }
    return answered
  }

  // MARK: Taking

  /// How long after a call's own time it counts as given up, milliseconds.
  private static let patience: Int64 = 60_000

  private func takeCall() throws -> TakenCall? {
    let due: [Row] = try snapshot { _, reader in
      try reader.rows(CallStatements.due, [.int(reader.now)], under: .system(.background))
    }
    for row in due {
      let (plan, taken): (Plan, TakenCall?) = try snapshot { running, reader in try take(row, running, reader) }
      switch commitNow(plan) {
      case .committed: if let taken { return taken }
      case .unavailable(let reason): throw StoreError.unavailable(reason)
      case .rejected(let statement, let reason): throw StoreError.rejected(statement: statement, reason: reason)
      case .failed, .repeated, .keyReused: continue
      }
    }
    return nil
  }

  /// - Returns: No call when nobody waits for it any more; the plan says so.
  private func take(_ row: Row, _ running: Running, _ reader: any Reader) throws -> (Plan, TakenCall?) {
    let sequence = row[0].int ?? 0, before = row[3].int ?? 0, matter = row[4].int ?? 0, stay = row[5].int
    let found = try MatterRow.find(id: matter, reader)
    let sending = try row[7].int.map { try SendingRow.find($0, reader) }
    let isAwaited = try stay.map { stay in
      try StepRow.all(of: matter, reader, under: .system(.background)).contains { $0.id == stay && $0.done == nil }
    } ?? (sending.map { $0 != nil } ?? true)
    let attempt = before &+ 1, now = reader.now
    let lost = Change(CallStatements.lost, [.text(CallResult.interrupted.text), .int(sequence)])
    func begun(_ result: CallResult) -> Change {
      Change(CallStatements.attempt, [.int(sequence), .int(attempt), .int(now), .text(result.text)])
    }
    guard let found, isAwaited else {
      let done = Change(CallStatements.done, [.int(now), .int(sequence), .int(before)], guarding: .moved)
      return (Plan(changes: [done, lost, begun(.needless)]), nil)
    }
    let connector =
      try connector(row[6].text ?? "", of: found, running) ?? (sending == nil ? nil : running.gateway)
    let call = connector.map { connector in
      OutgoingCall(
        connector: connector, key: Self.callKey(found.code, sequence),
        body: row[2].blob.flatMap { sealing.open($0, subject: row[1].int) } ?? Array("{}".utf8))
    }
    let until = now &+ (connector?.timeout ?? 0) &+ Self.patience
    let take = Change(
      CallStatements.take, [.int(until), .int(attempt), .int(sequence), .int(before)], guarding: .moved)
    var taken = TakenCall(sequence: sequence, attempt: attempt, matter: matter, stay: stay, call: call)
    taken.sending = row[7].int
    taken.act = row[8].text
    if let at = sending.flatMap({ $0?.at }) { taken.isStale = now &- at > Preparation.freshness }
    return (Plan(changes: [take, lost, begun(.sending)]), taken)
  }

  /// As the running release has it; else as the one under which the matter began.
  private func connector(_ id: String, of row: MatterRow, _ running: Running) throws -> ConnectorProgram? {
    try running.program.connectors[id] ?? edition(row.epoch).connectors[id]
  }

  /// Not to be mistaken for that of another installation: codes of matters are drawn by chance.
  private static func callKey(_ code: String, _ sequence: Int64) -> String {
    String(Hex.text(SHA256.digest("call \(code) \(sequence)".utf8)).prefix(32))
  }

  // MARK: Answering

  private static let tries = 48

  private func conclude(_ taken: TakenCall, _ outcome: CallOutcome) throws {
    var outcome = outcome
    for _ in 0..<Self.tries {
      let plan: Plan? = try snapshot { running, reader in
        guard let state = try reader.rows(CallStatements.state, [.int(taken.sequence)], under: .system(.background)).first,
          state[0].int == taken.attempt, state[1].int == nil
        else { return nil }
        return try concluded(taken, &outcome, running, reader)
      }
      guard let plan else { return }
      switch commitNow(plan) {
      case .committed, .repeated, .keyReused: return
      case .failed(.moved), .failed(.exists), .failed(.outOfScope): continue
      case .failed(.wouldBreakMinimum), .failed(.quotaFull): outcome = .failed(.undone)
      case .unavailable(let reason): throw StoreError.unavailable(reason)
      case .rejected(let statement, let reason): throw StoreError.rejected(statement: statement, reason: reason)
      }
    }
    throw Refusal.movedOn(Label(zh: "一直有人先办", en: "somebody was always faster"))
  }

  private func concluded(
    _ taken: TakenCall, _ outcome: inout CallOutcome, _ running: Running, _ reader: any Reader
  ) throws -> Plan {
    var preparation = Preparation(self, running, reader, .nobody)
    do {
      try preparation.conclude(taken, outcome)
    } catch let refusal as Refusal {
      guard case .answered = outcome else { throw refusal }
      outcome = .failed(refusal.fields.isEmpty ? .undone : .unfit(refusal.fields.map(\.field)))
      preparation = Preparation(self, running, reader, .nobody)
      try preparation.conclude(taken, outcome)
    }
    return Plan(epoch: running.epoch, changes: preparation.plan)
  }
}
