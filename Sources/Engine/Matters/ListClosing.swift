import Core
import FEEL

extension Preparation {
  /// Puts the matter into the open list of its key, or opens one.
  mutating func hold(
    _ matter: inout LiveMatter, _ step: StepProgram, _ batch: BatchProgram, _ holding: Holding, _ found: FoundSeats
  ) throws {
    let key = listKey(matter, batch.per, holding)
    let named: [StoredValue] = [
      .text(matter.service.id), .text(matter.variant.id), .text(step.id), .text(key),
    ]
    let closer = try closer(matter, step, holding, found)
    let list: Int64
    if let open = try reader.rows(MatterStatements.openList, named, under: .system(.lists)).first?[0].int {
      list = open
      if case .lines(let most) = batch.close, try MatterRow.held(in: open, reader).count + 1 >= most {
        // The line that fills the list goes on with it.
        _ = try close([open])
        return self.open(&matter, step, found, due: nil)
      }
      guarded.append(Change(MatterStatements.joinList, [.int(open)], guarding: .moved))
    } else {
      list = nextID()
      guarded.append(
        Change(
          MatterStatements.insertList, [.int(list)] + named + [StoredValue(closer?.post), .int(now), .null, .null],
          guarding: .exists))
    }
    matter.row.list = list
    stay(&matter, step, .held, post: closer?.post, list: list, standsIn: closer?.standsIn)
  }

  private func listKey(_ matter: LiveMatter, _ per: BatchProgram.Per, _ holding: Holding) -> String {
    switch per {
    case .holder:
      switch holding {
      case .post(let post): return String(post)
      case .pool(let role, let place): return "\(role)@\(place ?? 0)"
      }
    case .level(let level):
      return matter.row.place.flatMap { running.city.place($0, at: level) }.map(String.init) ?? ""
    case .field(let field):
      return matter.values.indices.contains(field) ? matter.values[field].plainText : ""
    }
  }

  // MARK: Closing

  /// Closes the lists that these matters wait in: every line goes on to the step's holder and is decided by itself.
  /// Who had the matters before closes them; of a matter that waits in several, those that are the caller's.
  ///
  /// - Returns: the lines that went on, in order.
  mutating func closeLists(_ codes: [String]) throws -> [LiveMatter] {
    let rights = Rights(running, caller, reader)
    var lists: [Int64] = []
    for code in codes {
      let matter = try live(code)
      guard try rights.maySee(matter.row, matter.steps, matter.service) else { throw Refusal.noMatter }
      let held = matter.standing.filter { $0.kind == .held && $0.list != nil }
      if held.isEmpty { throw Refusal.movedOn(standing(matter)) }
      let own = held.filter { rights.post(holding: $0) != nil }
      if own.isEmpty { throw Refusal.notHolder(standing(matter)) }
      for list in own.compactMap(\.list) where !lists.contains(list) { lists.append(list) }
    }
    return try close(lists)
  }

  /// Closes lists. Who joins at the same moment is seen by the last statements, and the closing is prepared again.
  mutating func close(_ lists: [Int64]) throws -> [LiveMatter] {
    var ids: [Int64] = []
    for list in lists {
      guarded.append(Change(MatterStatements.closeList, [.int(now), .int(list)], guarding: .moved))
      for id in try MatterRow.held(in: list, reader) where !ids.contains(id) { ids.append(id) }
    }
    var lines: [LiveMatter] = []
    for id in ids {
      guard let row = try MatterRow.find(id: id, reader) else { continue }
      var matter = try live(row)
      var closer: Int64?
      for stay in matter.standing where stay.kind == .held && stay.list.map({ lists.contains($0) }) ?? false {
        closer = stay.post
        try goOn(from: stay, &matter)
      }
      try settle(&matter, "batch-close", post: closer)
      lines.append(matter)
    }
    for list in lists {
      closing.append(Change(MatterStatements.sealList, [.int(caller.person), .int(list)], guarding: .moved))
    }
    return lines
  }

  /// From the list to the step's holder.
  private mutating func goOn(from stay: StepRow, _ matter: inout LiveMatter) throws {
    guard let step = matter.program(of: stay) else { return }
    end(stay, StepOutcome.listed, reason: nil, post: stay.post, person: caller.person, &matter)
    let found = seats(step, matter)
    if found.seats.isEmpty {
      try block(&matter, step, found.nobody)
    } else {
      open(&matter, step, found, due: nil)
    }
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
      let plan: Plan = try snapshot { running, reader in
        var preparation = Preparation(self, running, reader, .nobody)
        _ = try preparation.close([list])
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
