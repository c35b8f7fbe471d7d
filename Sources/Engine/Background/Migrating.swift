import Core

/// Running matters go over to the edition that runs, where their service says so. Safe on several servers at once.
extension Engine {
  private static let behind = Query(
    MatterRow.columns, of: SystemTables.matter,
    where: .all([
      .equals("definition", 0), .isNull(.column("closed")), .compare(.column("program"), .notEqual, .parameter(1)),
      .compare(.column("id"), .greater, .parameter(2)),
    ]), order: [.init(.column("id"))], limit: .constant(.int(200)))

  /// The running matters of a service that are under another edition, in portions.
  static func behind(
    _ service: ServiceProgram, after last: Int64, _ reader: any Reader
  ) throws -> [MatterRow] {
    try reader.rows(behind, [.text(service.id), .text(service.hash), .int(last)], under: .system(.background))
      .compactMap { MatterRow($0) }
  }

  /// Portions of one service that one round looks at; the next goes on behind them.
  private static let portions = 10

  /// Moves what can be moved now, of many a part in each round.
  ///
  /// - Returns: How many were.
  @discardableResult
  package func migrate() throws -> Int {
    var moved = 0
    let services = try snapshot { running, _ in running.program.services.values.filter { Moving($0) != nil } }
    for service in services.sorted(by: { $0.id < $1.id }) {
      var last = state.withLock { $0.moving[service.id] } ?? Int64.min
      for _ in 0..<Self.portions {
        let rows = try snapshot { _, reader in try Self.behind(service, after: last, reader) }
        for row in rows where try move(row) { moved += 1 }
        last = rows.count == 200 ? rows.last?.id ?? Int64.min : Int64.min
        if last == Int64.min { break }
      }
      state.withLock { $0.moving[service.id] = last }
    }
    return moved
  }

  private func move(_ row: MatterRow) throws -> Bool {
    let plan: Plan? = try snapshot { running, reader in
      guard let service = running.program.services[row.definition], let moving = Moving(service),
        let now = try MatterRow.find(id: row.id, reader), now.closed == nil, now.program != service.hash
      else { return nil }
      let stays = try StepRow.all(of: row.id, reader, under: .system(.background))
      guard case .now(let targets) = moving.decide(now, stays, try self.service(of: now, running)) else { return nil }
      var preparation = Preparation(self, running, reader, .nobody)
      try preparation.move(now, targets)
      return Plan(epoch: running.epoch, changes: preparation.plan)
    }
    guard let plan else { return false }
    switch commitNow(plan) {
    case .committed: return true
    case .unavailable(let reason): throw StoreError.unavailable(reason)
    case .rejected(let statement, let reason): throw StoreError.rejected(statement: statement, reason: reason)
    // Somebody was faster: it is looked at again in the next round.
    case .failed, .repeated, .keyReused: return false
    }
  }

  /// What publishing a program means for running matters: how many move, now or when somebody is done with them, and how
  /// many stay with their edition, with the reasons.
  func moves(
    to program: Program, _ running: Running?, _ reader: any Reader
  ) throws -> (moved: Int, blocked: Int, because: [Diagnostic]) {
    var moved = 0, blocked = 0
    var because: [Diagnostic] = []
    for service in program.services.values.sorted(by: { $0.id < $1.id }) {
      guard let moving = Moving(service), let running else { continue }
      var reasons: [Label: Int] = [:]
      var last = Int64.min
      while true {
        let rows = try Self.behind(service, after: last, reader)
        for row in rows {
          let stays = try StepRow.all(of: row.id, reader, under: .system(.background))
          switch moving.decide(row, stays, try self.service(of: row, running)) {
          case .now, .later: moved += 1
          case .blocked(let reason): reasons[reason, default: 0] += 1
          }
        }
        guard rows.count == 200, let next = rows.last?.id else { break }
        last = next
      }
      for (reason, count) in reasons.sorted(by: { $0.key.zh < $1.key.zh }) {
        blocked += count
        because.append(
          Diagnostic(
            .stepMappingMissing, at: moving.migration.range,
            Message(
              zh: "在办的 \(count) 件留在旧版：\(reason.zh)",
              en: "\(count) running stay with their edition: \(reason.text(in: .en))"),
            severity: .warning))
      }
    }
    return (moved, blocked, because)
  }
}

extension Preparation {
  private static let toEdition = Statement(
    SystemTables.matter, .update([.set("epoch", .parameter(0)), .set("program", .parameter(1))], where: .equals("id", 2)))
  private static let renameStep = Statement(
    SystemTables.step,
    .update(
      [.set("step", .parameter(0))],
      where: .all([.equals("id", 1), .isNull(.column("done")), .isNull(.column("person"))])))

  /// The matter goes on under the running edition: stays whose step is of the same kind are kept with their holder and
  /// clock, others end and their step is entered anew.
  mutating func move(_ row: MatterRow, _ targets: [Int64: MigrationProgram.Target]) throws {
    guard let service = running.program.services[row.definition] else { return }
    let before = try live(row)
    subject = row.subject
    var there = row
    there.epoch = running.epoch
    there.program = service.hash
    var matter = try live(there)
    matter.countedBefore = before.countedBefore
    changes.append(Change(Self.toEdition, [.int(there.epoch), .text(there.program), .int(row.id)]))
    var entered: Set<Int64> = []
    for stay in before.steps where stay.done == nil {
      guard let target = targets[stay.id], !matter.row.state.isFinal else { continue }
      switch target {
      case .end:
        leave(visit: stay.visit, &matter)
        if matter.standing.isEmpty { try finish(&matter) }
      case .step(let id):
        guard let at = matter.variant.flow.byID[id] else { continue }
        let step = matter.variant.flow.steps[at]
        if stay.kind.decides, stay.kind == step.kind.stayKind(of: step) {
          rename(stay, to: step, &matter)
        } else if entered.insert(stay.visit).inserted {
          leave(visit: stay.visit, &matter)
          try advance(&matter, to: at, in: step.line)
        }
      }
    }
    try settle(&matter, "migrate")
  }

  private mutating func rename(_ stay: StepRow, to step: StepProgram, _ matter: inout LiveMatter) {
    if stay.step != step.id {
      guarded.append(Change(Self.renameStep, [.text(step.id), .int(stay.id)], guarding: .moved))
    }
    changes.append(Change(MatterStatements.dropReminders, [.int(stay.id)]))
    guard let at = matter.steps.firstIndex(where: { $0.id == stay.id }) else { return }
    matter.steps[at].step = step.id
    remind(of: matter.steps[at], step, matter)
  }
}

extension StepKind {
  /// The kind of stay that it opens for a post; nil when it opens none.
  fileprivate func stayKind(of step: StepProgram) -> StepRow.Kind? {
    switch self {
    case .review(batch: nil): .review
    case .fill: step.by.contains(where: \.isResident) ? nil : .fill
    case .review, .parallel, .timer, .set, .call, .send: nil
    }
  }
}
