import Core
import FEEL

/// How long requests of a service stay in one step.
package struct StepTime: Sendable {
  package let step: String
  package let title: Label
  /// Stays begun in the period that ended: all of them. What was handed over, stood in for or given back is one stay,
  /// from when the first had it to when the last was done with it.
  package let stays: Int64
  /// Milliseconds: half took no longer, nine of ten took no longer. Exact to the minute up to two days, to the hour above.
  package let median: Int64
  package let ninth: Int64
  /// Stays begun in the period that go on: how long they will take is not known.
  package let open: Int64

  package init(step: String, title: Label, stays: Int64, median: Int64, ninth: Int64, open: Int64) {
    self.step = step
    self.title = title
    self.stays = stays
    self.median = median
    self.ninth = ninth
    self.open = open
  }
}

extension Engine {
  /// Waiting times of each step over all stays begun in a period; steps in the order of the flow. The store counts how
  /// many stays took each whole minute (each whole hour above two days), so that however many there are, a few thousand
  /// numbers are read for a step.
  ///
  /// - Throws: `Refusal` `not-found` where the caller may see none of it.
  package func stepTimes(_ service: String, _ question: StatisticsQuestion, _ caller: Caller) throws
    -> [StepTime]
  {
    try snapshot { running, reader in
      let scope = try StatisticsScope(service, question, caller, running, reader)
      let short = try scope.durations(.short)
      let long = try scope.durations(.long)
      let open = try scope.openStays()
      return scope.service.stayingSteps.map { step in
        let times = WaitingTimes((short[step.id] ?? []) + (long[step.id] ?? []))
        return StepTime(
          step: step.id, title: step.title, stays: times.count, median: times.quantile(5),
          ninth: times.quantile(9),
          open: open[step.id] ?? 0)
      }
    }
  }
}

/// How many stays took how long.
struct WaitingTimes {
  private let counts: [(milliseconds: Int64, count: Int64)]
  let count: Int64

  init(_ counts: [(milliseconds: Int64, count: Int64)]) {
    self.counts = counts.sorted { $0.milliseconds < $1.milliseconds }
    count = counts.reduce(0) { $0 + $1.count }
  }

  /// The least time that so many tenths of all do not exceed; 0 of none.
  func quantile(_ tenths: Int64) -> Int64 {
    var left = (count * tenths + 9) / 10
    for (milliseconds, count) in counts {
      left -= count
      if left <= 0 { return milliseconds }
    }
    return counts.last?.milliseconds ?? 0
  }
}

extension StatisticsScope {
  /// Which durations are counted in which steps.
  fileprivate enum Grain {
    case short, long
    static let edge: Int64 = 48 * 3_600_000

    var unit: Int64 { self == .short ? 60_000 : 3_600_000 }
    var condition: Condition {
      let edge = Term.add(.column("opened", of: "s"), .constant(.int(Self.edge)))
      return .compare(.column("done", of: "e"), self == .short ? .less : .greaterOrEqual, edge)
    }
  }

  private static func stands(_ alias: String) -> Condition {
    .oneOf(.column("kind", of: alias), StepRow.Kind.standing.map { .text($0.rawValue) })
  }

  private static func seat(_ alias: String) -> Term {
    .coalesce([.column("seat", of: alias), .column("id", of: alias)])
  }

  /// Two stays are of one seat.
  private static func share(_ a: String, _ b: String) -> Condition {
    .all([
      .compare(.column("matter", of: a), .equal, .column("matter", of: b)), .compare(seat(a), .equal, seat(b)),
    ])
  }

  /// `t` came after `e`: it goes on, or was done later.
  private static let isLater: Condition = {
    let (done, last) = (Term.column("done", of: "t"), Term.column("done", of: "e"))
    let isNewer = Condition.compare(.column("id", of: "t"), .greater, .column("id", of: "e"))
    return .any([
      .all([.isNull(done), .any([.isNotNull(last), isNewer])]), .compare(done, .greater, last),
      .all([.compare(done, .equal, last), isNewer]),
    ])
  }()

  /// `s` is the first stay of its seat and `e` the last.
  private static let spans: Condition = .all([
    stands("s"), .compare(seat("s"), .equal, .column("id", of: "s")), stands("e"),
    .not(
      .exists(
        Query(
          [.init(.column("id", of: "t"), .integer)], from: SystemTables.step, as: "t",
          where: .all([share("t", "e"), stands("t"), isLater])))),
  ])

  private func stays(_ outputs: [Query.Output], where condition: Condition, groupBy: [Term]) -> Query {
    Query(
      outputs, from: SystemTables.step, as: "s",
      joins: [
        .init(
          SystemTables.matter, "m", on: .compare(.column("id", of: "m"), .equal, .column("matter", of: "s"))),
        .init(SystemTables.step, "e", on: Self.share("e", "s")),
      ], where: .all([stays, Self.spans, condition]), groupBy: groupBy)
  }

  fileprivate func durations(_ grain: Grain) throws -> [String: [(milliseconds: Int64, count: Int64)]] {
    let taken = Term.quotient(.difference(.column("done", of: "e"), .column("opened", of: "s")), grain.unit)
    let query = stays(
      [.init(.column("step", of: "s"), .text), .init(taken, .integer), .init(.count, .integer)],
      where: .all([.isNotNull(.column("done", of: "e")), grain.condition]),
      groupBy: [.column("step", of: "s"), taken])
    var found: [String: [(Int64, Int64)]] = [:]
    for row in try reader.rows(query, parameters, under: .system(.statistics)) {
      found[row[0].text ?? "", default: []].append((max(0, row[1].int ?? 0) * grain.unit, row[2].int ?? 0))
    }
    return found
  }

  fileprivate func openStays() throws -> [String: Int64] {
    let query = stays(
      [.init(.column("step", of: "s"), .text), .init(.count, .integer)],
      where: .isNull(.column("done", of: "e")),
      groupBy: [.column("step", of: "s")])
    var found: [String: Int64] = [:]
    for row in try reader.rows(query, parameters, under: .system(.statistics)) {
      found[row[0].text ?? "", default: 0] += row[1].int ?? 0
    }
    return found
  }
}
