import Core
import FEEL

extension Preparation {
  /// Closes the lists that these matters wait in: every line goes on to the step's holder and is decided by itself.
  /// Who had the matters before closes them.
  ///
  /// - Returns: the lines that went on, in order.
  mutating func closeLists(_ codes: [String]) throws -> [LiveMatter] {
    let rights = Rights(running, caller, today)
    var lists: [Int64] = []
    for code in codes {
      let matter = try live(code)
      guard rights.maySee(matter.row, matter.steps, matter.service) else { throw Refusal.noMatter }
      guard matter.row.state == .held, let list = matter.row.list, let stay = matter.openStep else {
        throw Refusal.movedOn(standing(matter))
      }
      guard rights.post(holding: stay) != nil else { throw Refusal.notHolder(standing(matter)) }
      if !lists.contains(list) { lists.append(list) }
    }
    var lines: [LiveMatter] = []
    for list in lists { lines += try close(list) }
    return lines
  }

  /// Closes one list. Who joins at the same moment is seen by the last statement, and the closing is prepared again.
  mutating func close(_ list: Int64) throws -> [LiveMatter] {
    var lines: [LiveMatter] = []
    guarded.append(Change(MatterStatements.closeList, [.int(now), .int(list)], guarding: .moved))
    for row in try MatterRow.held(in: list, reader) {
      var matter = try live(row)
      guard let stay = matter.openStep, let step = matter.stepProgram else { continue }
      guarded.append(
        Change(
          MatterStatements.closeStep,
          [
            .int(now), .text("closed"), .null, StoredValue(stay.post), .int(caller.person), .int(stay.id),
            .int(stay.post ?? 0), .int(running.city.grantEpoch),
          ], guarding: .moved))
      let found = holding(step, matter)
      if let holding = found.holding {
        open(&matter, step, holding)
      } else {
        try advance(&matter, to: matter.variant.flow.byID[step.id] ?? 0)
      }
      try settle(&matter, "batch-close", post: stay.post)
      lines.append(matter)
    }
    closing.append(Change(MatterStatements.sealList, [.int(caller.person), .int(list)], guarding: .moved))
    return lines
  }
}

extension Engine {
  private static let openLists = Query(
    ["id", "definition", "variant", "step", "opened"], of: SystemTables.list, where: .isNull(.column("closed")))

  /// Closes the lists whose number of lines or time of day has come. For one leader's background thread.
  ///
  /// - Returns: how many were closed.
  @discardableResult
  package func closeDueLists() throws -> Int {
    let due: [Int64] = try snapshot { running, reader in
      try reader.rows(Self.openLists, [], under: .system(.lists)).compactMap { row in
        guard let list = row[0].int, let close = Self.closing(row, running) else { return nil }
        switch close {
        case .byHand: return nil
        case .lines(let most): return try MatterRow.held(in: list, reader).count >= most ? list : nil
        case .timeOfDay(let minute): return Day.next(minute, after: row[4].int ?? 0) <= reader.now ? list : nil
        }
      }
    }
    var closed = 0
    for list in due {
      let nobody = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
      let plan: Plan = try snapshot { running, reader in
        var preparation = Preparation(self, running, reader, nobody)
        _ = try preparation.close(list)
        return Plan(epoch: running.epoch, changes: preparation.plan)
      }
      if case .committed = commitNow(plan) { closed += 1 }
    }
    return closed
  }

  private static func closing(_ row: Row, _ running: Running) -> BatchProgram.Close? {
    let flow = running.program.services[row[1].text ?? ""]?.variants.first { $0.id == row[2].text }?.flow
    guard let flow, let position = flow.byID[row[3].text ?? ""],
      case .review(let batch?) = flow.steps[position].kind
    else { return nil }
    return batch.close
  }
}
