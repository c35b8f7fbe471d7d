import Core
import FEEL

extension Preparation {
  /// Closes the lists that these matters wait in: every line goes on to the step's holder and is decided by itself.
  /// Who had the matters before closes them.
  ///
  /// - Returns: the lines that went on, in order.
  mutating func closeLists(_ codes: [String], _ engine: Engine) throws -> [LiveMatter] {
    let rights = Rights(running, caller, today)
    var lists: [Int64] = []
    for code in codes {
      let matter = try live(code, engine)
      guard rights.maySee(matter.row, matter.steps, matter.service) else { throw Refusal.noMatter }
      guard matter.row.state == .held, let list = matter.row.list, let stay = matter.openStep else {
        throw Refusal.movedOn(standing(matter))
      }
      guard rights.post(holding: stay) != nil else { throw Refusal.notHolder(standing(matter)) }
      if !lists.contains(list) { lists.append(list) }
    }
    var lines: [LiveMatter] = []
    for list in lists { lines += try close(list, engine) }
    return lines
  }

  /// Closes one list. Who joins at the same moment is seen by the last statement, and the closing is prepared again.
  mutating func close(_ list: Int64, _ engine: Engine) throws -> [LiveMatter] {
    var lines: [LiveMatter] = []
    guarded.append(Change(MatterStatements.closeList, [.int(now), .int(list)], guarding: .moved))
    for row in try MatterRow.held(in: list, reader) {
      var matter = try live(row, engine)
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
