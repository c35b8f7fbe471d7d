import Core
import FEEL

/// Along which tree places are shown, in figures and in lists.
package enum PlaceView: String, Sendable, CaseIterable {
  /// The tree of today.
  case now
  /// For each request the tree of the day on which it began: what moved since counts where it was.
  case then
}

/// Where places stood on every day, as it was recorded at a moment.
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
  private static let believed = Condition.isNull(.column("superseded_at"))
  private static let order: [Query.Order] = [.init(.column("place")), .init(.column("id"))]
  private static let now = Query(columns, of: SystemTables.placeFact, where: believed, order: order)
  private static let recorded = Query(
    columns, of: SystemTables.placeFact,
    where: .all([
      .compare(.column("recorded_at"), .lessOrEqual, .parameter(0)),
      .any([believed, .compare(.column("superseded_at"), .greater, .parameter(0))]),
    ]), order: order)
  private static let ofPlace = Query(
    columns, of: SystemTables.placeFact, where: .all([.equals("place", 0), believed]), order: order)

  /// The whole tree.
  ///
  /// - Parameter recorded: milliseconds UTC; nil = as it is believed now.
  init(_ reader: any Reader, recorded: Int64?) throws {
    let rows =
      try recorded.map { try reader.rows(Self.recorded, [.int($0)], under: .system(.places)) }
      ?? reader.rows(Self.now, [], under: .system(.places))
    stretches = Self.stretches(rows)
  }

  /// Some places and all that ever stood above them, as it is believed now.
  init(_ reader: any Reader, of places: some Sequence<Int64>) throws {
    var found: [Int64: [Stretch]] = [:]
    var open = Set(places)
    while let place = open.popFirst() {
      let own = Self.stretches(try reader.rows(Self.ofPlace, [.int(place)], under: .system(.places)))[place] ?? []
      found[place] = own
      for parent in own.compactMap(\.parent) where found[parent] == nil { open.insert(parent) }
    }
    stretches = found
  }

  private static func stretches(_ rows: [Row]) -> [Int64: [Stretch]] {
    var found: [Int64: [Stretch]] = [:]
    for row in rows {
      guard let place = row[0].int, let level = PlaceLevel(rawValue: Int(row[1].int ?? 0)) else { continue }
      found[place, default: []].append(
        Stretch(
          from: row[5].text, until: row[6].text, level: level, code: row[2].text ?? "", name: row[3].text ?? "",
          parent: row[4].int))
    }
    return found.mapValues { $0.sorted { ($0.from ?? "") < ($1.from ?? "") } }
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

  /// Names from the outermost place down, as they were on a day; nil for a place that is not known.
  func path(_ place: Int64, on day: String) -> String? {
    let names = lineage(place, on: day).compactMap { stretch($0, on: day)?.name }
    return names.isEmpty ? nil : names.reversed().joined(separator: "/")
  }
}

extension Running {
  /// Where requests stood on the days on which they began, by path; nil where that reads as it does today.
  func pathsThen(_ places: [(place: Int64?, opened: Int64)], _ reader: any Reader) throws -> [String?] {
    let timeline = try PlaceTimeline(reader, of: places.compactMap(\.place))
    return places.map { place, opened in
      guard let place else { return nil }
      let then = timeline.path(place, on: CivilDateTime(milliseconds: opened).date.text)
      return then == city.position(of: place).map { city.tree.path(of: $0) } ? nil : then
    }
  }
}
