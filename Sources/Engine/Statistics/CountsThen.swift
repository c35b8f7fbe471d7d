import Core
import FEEL

extension Counting {
  private static let everyCell = Query(
    [
      .init(.column("node", of: "c"), .integer), .init(.column("measure", of: "c"), .integer),
      .init(.column("period", of: "c"), .integer), .init(.column("value", of: "c"), .integer),
    ], from: SystemTables.measure, as: "m",
    joins: [
      .init(SystemTables.cell, "c", on: .compare(.column("measure", of: "c"), .equal, .column("n", of: "m")))
    ],
    where: .all([
      .compare(.column("definition", of: "m"), .equal, .parameter(0)),
      .compare(.column("value", of: "c"), .notEqual, .constant(.int(0))),
    ]))
  private static let everyDelta = Query(
    [
      .init(.column("leaf", of: "d"), .integer), .init(.column("measure", of: "d"), .integer),
      .init(.column("period", of: "d"), .integer), .init(.column("value", of: "d"), .integer),
    ], from: SystemTables.delta, as: "d",
    joins: [
      .init(SystemTables.measure, "m", on: .compare(.column("n", of: "m"), .equal, .column("measure", of: "d")))
    ], where: .compare(.column("definition", of: "m"), .equal, .parameter(0)))

  /// What each place has by itself, without those below: by place, measure and day.
  private func ownValues() throws -> [CellKey: Int64] {
    if let narrow { return narrow }
    var own: [CellKey: Int64] = [:]
    for row in try reader.rows(Self.everyCell, [.text(service.id)], under: .system(.statistics)) {
      let key = CellKey(node: row[0].int ?? 0, measure: row[1].int ?? 0, period: row[2].int ?? 0)
      let value = row[3].int ?? 0
      own[key, default: 0] += value
      // A place's cells hold those of everything below it: taken out of the one above, its own are left there.
      if let above = running.city.lineage(of: key.node).dropFirst().first {
        own[CellKey(node: above, measure: key.measure, period: key.period), default: 0] -= value
      }
    }
    for row in try reader.rows(Self.everyDelta, [.text(service.id)], under: .system(.statistics)) {
      own[CellKey(node: row[0].int ?? 0, measure: row[1].int ?? 0, period: row[2].int ?? 0), default: 0] += row[3].int ?? 0
    }
    return own.filter { $0.value != 0 }
  }

  /// Figures as the tree was on the day of each request.
  ///
  /// - Parameter recorded: as that was known at a moment: a correction that came later changes nothing.
  func countsThen(
    _ tops: [Int64], by dimension: CountDimension, at level: PlaceLevel?, recorded: Int64?
  ) throws -> Counts {
    let sums = try sumsThen(tops, within: tops, at: level, recorded: recorded, days: nil)
    let places = sums.rows.map { Counts.Group(key: $0.code, title: Label(zh: $0.name), figures: figures($0.sums)) }
    return Counts(figures: figures(sums.all), rows: dimension == .place ? places : groups(sums.all, by: dimension))
  }

  /// What places within some had on days of a period, as the tree was on each of them.
  struct SumsThen {
    struct Row {
      let place: Int64
      /// Of the last day on which it has something.
      let code: String
      let name: String
      var sums: [MeasureKey: Int64]
    }
    var all: [MeasureKey: Int64] = [:]
    /// By code.
    var rows: [Row] = []
  }

  /// - Parameters:
  ///   - allowed: places one of which must have held them too.
  ///   - days: yyyymmdd, both included; nil = every day.
  func sumsThen(
    _ tops: [Int64], within allowed: [Int64], at level: PlaceLevel?, recorded: Int64?, days: ClosedRange<Int64>?
  ) throws -> SumsThen {
    let timeline = try PlaceTimeline(reader, recorded: recorded)
    var found = SumsThen()
    var rows: [Int64: [MeasureKey: Int64]] = [:]
    var last: [Int64: String] = [:]
    for (cell, value) in try ownValues() where days?.contains(cell.period) ?? true {
      guard let key = running.measures.keys[cell.measure] else { continue }
      let day = Day.text(cell.period)
      let line = timeline.lineage(cell.node, on: day)
      guard let top = tops.contains(0) ? line.count - 1 : line.lastIndex(where: { tops.contains($0) }), top >= 0 else {
        continue
      }
      guard allowed.contains(0) || line.contains(where: { allowed.contains($0) }) else { continue }
      found.all[key, default: 0] += value
      let inside = line.prefix(top + 1)
      let node = level.map { level in inside.first { timeline.stretch($0, on: day)?.level == level } } ?? inside.dropLast().last
      guard let node else { continue }
      rows[node, default: [:]][key, default: 0] += value
      last[node] = max(last[node] ?? "", day)
    }
    found.rows = rows.map { node, sums in
      let stretch = timeline.stretch(node, on: last[node] ?? "")
      return SumsThen.Row(place: node, code: stretch?.code ?? String(node), name: stretch?.name ?? "—", sums: sums)
    }.sorted { ($0.code, $0.place) < ($1.code, $1.place) }
    return found
  }
}
