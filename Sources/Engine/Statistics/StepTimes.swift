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
  /// numbers are read for a step; beside them a row for each that more than one had.
  ///
  /// - Throws: `Refusal` `not-found` where the caller may see none of it.
  package func stepTimes(_ service: String, _ question: StatisticsQuestion, _ caller: Caller) throws
    -> [StepTime]
  {
    try snapshot { running, reader in
      let scope = try StatisticsScope(service, question, caller, running, reader)
      let counted = try scope.stepCounts()
      return scope.service.stayingSteps.map { step in
        let counts = counted[step.id] ?? StepCounts()
        let times = WaitingTimes(counts.times)
        return StepTime(
          step: step.id, title: step.title, stays: times.count, median: times.quantile(5),
          ninth: times.quantile(9), open: counts.open)
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

/// How many stays of a step took each whole minute or hour, and how many go on.
struct StepCounts {
  /// By whole minutes below two days, by whole hours above, in milliseconds.
  private var counts: [Int64: Int64] = [:]
  private(set) var open: Int64 = 0

  /// Below it stays are counted by the minute.
  static let edge: Int64 = 48 * hour
  static let minute: Int64 = 60_000, hour: Int64 = 3_600_000

  var times: [(milliseconds: Int64, count: Int64)] {
    counts.compactMap { $0.value > 0 ? (milliseconds: $0.key, count: $0.value) : nil }
  }

  /// - Parameter taken: milliseconds; nil = it goes on.
  mutating func add(_ taken: Int64?, _ count: Int64) {
    guard let taken = taken.map({ max(0, $0) }) else { return open += count }
    let unit = taken < Self.edge ? Self.minute : Self.hour
    counts[taken / unit * unit, default: 0] += count
  }
}

extension StatisticsScope {
  private static func stands(_ alias: String) -> Condition {
    .oneOf(.column("kind", of: alias), StepRow.Kind.standing.map { .text($0.rawValue) })
  }

  /// `s` is the first stay of its seat.
  private static let isFirst: Condition = {
    let seat = Term.column("seat", of: "s")
    return .all([stands("s"), .any([.isNull(seat), .compare(seat, .equal, .column("id", of: "s"))])])
  }()

  private static let (opened, done) = (Term.column("opened", of: "s"), Term.column("done", of: "s"))

  /// First stays by what they took themselves: by the minute, or by the hour with those that go on.
  private func firsts(_ unit: Int64, where condition: Condition) -> Query {
    let taken = Term.quotient(.difference(Self.done, Self.opened), unit), step = Term.column("step", of: "s")
    return Query(
      [.init(step, .text), .init(taken, .integer), .init(.count, .integer)], from: SystemTables.step, as: "s",
      joins: [
        .init(SystemTables.matter, "m", on: .compare(.column("id", of: "m"), .equal, .column("matter", of: "s")))
      ], where: .all([stays, Self.isFirst, condition]), groupBy: [step, taken])
  }

  /// What stands for the end of a stay that goes on.
  private static let never: Int64 = 1 << 62

  /// First stays that others followed on the same seat, with the end of the last of these. Few: the steps of the matters are
  /// walked along their index, and nothing of the others is joined.
  private func followed() -> Query {
    let seat = Term.column("seat", of: "t"), id = Term.column("id", of: "s"), step = Term.column("step", of: "s")
    let last = Term.max(.coalesce([.column("done", of: "t"), .constant(.int(Self.never))]))
    return Query(
      [.init(step, .text), .init(Self.opened, .instant), .init(Self.done, .instant), .init(last, .integer)],
      from: SystemTables.matter, as: "m",
      joins: [
        .init(SystemTables.step, "t", on: .compare(.column("matter", of: "t"), .equal, .column("id", of: "m"))),
        .init(SystemTables.step, "s", on: .compare(id, .equal, seat)),
      ],
      where: .all([
        stays, Self.isFirst, Self.stands("t"), .compare(seat, .notEqual, .column("id", of: "t")),
      ]), groupBy: [id, step, Self.opened, Self.done])
  }

  /// Stays of each step from when the first of a seat had it to when the last was done with it.
  fileprivate func stepCounts() throws -> [String: StepCounts] {
    let edge = Term.add(Self.opened, .constant(.int(StepCounts.edge)))
    var found: [String: StepCounts] = [:]
    for (unit, condition) in [
      (StepCounts.minute, Condition.compare(Self.done, .less, edge)),
      (StepCounts.hour, .any([.isNull(Self.done), .compare(Self.done, .greaterOrEqual, edge)])),
    ] {
      for row in try reader.rows(firsts(unit, where: condition), parameters, under: .system(.statistics)) {
        found[row[0].text ?? "", default: StepCounts()].add(row[1].int.map { $0 * unit }, row[2].int ?? 0)
      }
    }
    for row in try reader.rows(followed(), parameters, under: .system(.statistics)) {
      guard let opened = row[1].int, let last = row[3].int else { continue }
      let done = row[2].int, end = last == Self.never ? nil : done.map { max($0, last) }
      found[row[0].text ?? "", default: StepCounts()].add(done.map { $0 - opened }, -1)
      found[row[0].text ?? "", default: StepCounts()].add(end.map { $0 - opened }, 1)
    }
    return found
  }
}
