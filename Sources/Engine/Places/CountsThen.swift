import Core
import FEEL

/// Along which tree figures are shown by place.
package enum CountView: String, Sendable, CaseIterable {
  /// The tree of today.
  case now
  /// For each request the tree of the day on which it began: what moved since counts where it was.
  case then
}

/// Where every place stood on every day, as it was recorded at a moment.
struct PlaceTimeline {
  struct Stretch {
    let from: String?
    let until: String?
    let level: PlaceLevel
    let code: String
    let name: String
    let parent: Int64?
  }

  private let stretches: [Int64: [Stretch]]

  private static let columns = ["place", "level", "code", "name", "parent", "valid_from", "valid_to"]
  private static let now = Query(
    columns, of: SystemTables.placeFact, where: .isNull(.column("superseded_at")),
    order: [.init(.column("place")), .init(.column("id"))])
  private static let recorded = Query(
    columns, of: SystemTables.placeFact,
    where: .all([
      .compare(.column("recorded_at"), .lessOrEqual, .parameter(0)),
      .any([.isNull(.column("superseded_at")), .compare(.column("superseded_at"), .greater, .parameter(0))]),
    ]), order: [.init(.column("place")), .init(.column("id"))])

  /// - Parameter recorded: milliseconds UTC; nil = as it is believed now.
  init(_ reader: any Reader, recorded: Int64?) throws {
    var found: [Int64: [Stretch]] = [:]
    let rows =
      try recorded.map { try reader.rows(Self.recorded, [.int($0)], under: .system(.places)) }
      ?? reader.rows(Self.now, [], under: .system(.places))
    for row in rows {
      guard let place = row[0].int, let level = PlaceLevel(rawValue: Int(row[1].int ?? 0)) else { continue }
      found[place, default: []].append(
        Stretch(
          from: row[5].text, until: row[6].text, level: level, code: row[2].text ?? "", name: row[3].text ?? "",
          parent: row[4].int))
    }
    stretches = found.mapValues { $0.sorted { ($0.from ?? "") < ($1.from ?? "") } }
  }

  /// What a place was on a day; before its first day, what it was then; nil for one that is not known.
  func stretch(_ place: Int64, on day: String) -> Stretch? {
    let all = stretches[place] ?? []
    return all.last { ($0.from ?? "") <= day } ?? all.first
  }

  /// All that was ever said of a place, oldest first.
  func all(of place: Int64) -> [Stretch] { stretches[place] ?? [] }

  /// The place and everything above it on a day.
  func lineage(_ place: Int64, on day: String) -> [Int64] {
    var line: [Int64] = []
    var at: Int64? = place
    while let here = at, line.count < 32 {
      line.append(here)
      at = stretch(here, on: day)?.parent
    }
    return line
  }
}

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

  /// Figures by place as the tree was on the day of each request.
  ///
  /// - Parameter recorded: as that was known at a moment: a correction that came later changes nothing.
  func countsThen(_ tops: [Int64], at level: PlaceLevel?, recorded: Int64?) throws -> Counts {
    let timeline = try PlaceTimeline(reader, recorded: recorded)
    var all: [MeasureKey: Int64] = [:]
    var rows: [Int64: [MeasureKey: Int64]] = [:]
    var last: [Int64: String] = [:]
    for (cell, value) in try ownValues() {
      guard let key = running.measures.keys[cell.measure] else { continue }
      let day = Day.text(cell.period)
      let line = timeline.lineage(cell.node, on: day)
      guard let top = tops.contains(0) ? line.count - 1 : line.lastIndex(where: { tops.contains($0) }), top >= 0 else {
        continue
      }
      all[key, default: 0] += value
      let inside = line.prefix(top + 1)
      let node = level.map { level in inside.first { timeline.stretch($0, on: day)?.level == level } } ?? inside.dropLast().last
      guard let node else { continue }
      rows[node, default: [:]][key, default: 0] += value
      last[node] = max(last[node] ?? "", day)
    }
    let groups = rows.map { node, sums in
      let stretch = timeline.stretch(node, on: last[node] ?? "")
      return Counts.Group(
        key: stretch?.code ?? String(node), title: Label(zh: stretch?.name ?? "—"), figures: figures(sums))
    }
    return Counts(figures: figures(all), rows: groups.sorted { $0.key < $1.key })
  }
}
