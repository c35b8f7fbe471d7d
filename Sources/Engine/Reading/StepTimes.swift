import Core
import FEEL

/// How long requests of a service stay in one step.
package struct StepTime: Sendable {
  package let step: String
  package let title: Label
  /// Stays that were looked at: those that ended last.
  package let stays: Int
  /// Milliseconds: half took no longer, nine of ten took no longer.
  package let median: Int64
  package let ninth: Int64
  /// Stays that go on now.
  package let open: Int

  package init(step: String, title: Label, stays: Int, median: Int64, ninth: Int64, open: Int) {
    self.step = step
    self.title = title
    self.stays = stays
    self.median = median
    self.ninth = ninth
    self.open = open
  }
}

extension Engine {
  /// Stays that are looked at for one service, newest first.
  private static let looked = 5_000
  private static let stays = Query(
    [
      .init(.column("step", of: "s"), .text), .init(.column("opened", of: "s"), .instant),
      .init(.column("done", of: "s"), .instant), .init(.column("place", of: "m"), .integer),
    ],
    from: SystemTables.step, as: "s",
    joins: [
      .init(SystemTables.matter, "m", on: .compare(.column("id", of: "m"), .equal, .column("matter", of: "s")))
    ],
    where: .all([
      .compare(.column("definition", of: "m"), .equal, .parameter(0)),
      .compare(.column("kind", of: "s"), .notEqual, .constant(.text(StepRow.Kind.applicant.rawValue))),
    ]), order: [.init(.column("id", of: "s"), descending: true)], limit: .constant(.int(Int64(looked))))

  /// Waiting times of each step, over the places whose figures the caller may see; steps in the order of the flow.
  ///
  /// - Throws: `Refusal` `not-found` where the caller may see none.
  package func stepTimes(_ service: String, _ caller: Caller) throws -> [StepTime] {
    try snapshot { running, reader in
      guard let program = running.program.services[service] else { throw Refusal.noService }
      let rights = Rights(running, caller, CivilDateTime(milliseconds: reader.now).date)
      let tops = rights.countedPlaces(program)
      guard !tops.isEmpty else { throw Refusal.noService }
      var ended: [String: [Int64]] = [:], open: [String: Int] = [:]
      for row in try reader.rows(Self.stays, [.text(service)], under: .system(.statistics)) {
        guard let step = row[0].text, let from = row[1].int else { continue }
        let isCounted = row[3].int.map { running.city.isWithin($0, tops) } ?? tops.contains(0)
        if !isCounted { continue }
        if let done = row[2].int { ended[step, default: []].append(max(0, done &- from)) } else { open[step, default: 0] += 1 }
      }
      return program.eachStep.map { step in
        let times = (ended[step.id] ?? []).sorted()
        return StepTime(
          step: step.id, title: step.title, stays: times.count, median: times.quantile(5), ninth: times.quantile(9),
          open: open[step.id] ?? 0)
      }
    }
  }
}

extension ServiceProgram {
  /// The steps of all variants, each once.
  fileprivate var eachStep: [StepProgram] {
    var found: [StepProgram] = []
    for variant in variants {
      for step in variant.flow.steps where !found.contains(where: { $0.id == step.id }) { found.append(step) }
    }
    return found
  }
}

extension [Int64] {
  /// The least element that so many tenths of all do not exceed; 0 of none.
  fileprivate func quantile(_ tenths: Int) -> Int64 {
    isEmpty ? 0 : self[Swift.min(count - 1, Swift.max(0, (count * tenths + 9) / 10 - 1))]
  }
}
