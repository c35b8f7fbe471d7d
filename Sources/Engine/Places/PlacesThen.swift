import Core
import FEEL

/// Within which places a row lay on the day on which it began, where the tree of today says otherwise for some days.
///
/// Only places that ever stood elsewhere are read: what lies below one of them stands, on any day, where that stood.
struct PlacesThen {
  /// All that must hold a row, each by one of its places; a set with 0 holds every row.
  let bounds: [Set<Int64>]
  /// The table of places above says it as it is today; false where the bounds do not meet there.
  private let holdsNow: Bool
  private var exceptions: [Exception: Set<Int64>] = [:]

  /// Days on which what lies below some places was within the bounds and is not today, or the other way round.
  private struct Exception: Hashable {
    let isWithin: Bool
    /// Milliseconds UTC; nil = ever before, ever after.
    let from: Int64?
    let until: Int64?
    /// Places further in, whose days are their own.
    let except: Set<Int64>
  }

  /// Places whose parent was another once, or that ended.
  private static let movers = Query(
    [.init(.column("place", of: "f"), .integer)], from: SystemTables.placeFact, as: "f",
    where: .all([
      .isNull(.column("superseded_at", of: "f")), .isNotNull(.column("valid_to", of: "f")),
      .not(
        .exists(
          Query(
            [.init(.column("id", of: "g"), .integer)], from: SystemTables.placeFact, as: "g",
            where: .all([
              .compare(.column("place", of: "g"), .equal, .column("place", of: "f")),
              .isNull(.column("superseded_at", of: "g")),
              .compare(.column("valid_from", of: "g"), .equal, .column("valid_to", of: "f")),
              .compare(.column("parent", of: "g"), .equal, .column("parent", of: "f")),
            ])))),
    ]))

  init(_ bounds: [[Int64]], _ running: Running, _ reader: any Reader) throws {
    let city = running.city
    let bounds = bounds.map(Set.init).filter { !$0.contains(0) }
    self.bounds = bounds
    let moved = try reader.rows(Self.movers, [], under: .system(.places)).compactMap { $0[0].int }
    let keys = Set(moved).union(bounds.joined())
    let timeline = try PlaceTimeline(reader, of: keys)
    let lines = Dictionary(keys.map { ($0, Set(city.lineage(of: $0))) }, uniquingKeysWith: { a, _ in a })
    // Bounds meet where a place of one lies within a place of the other.
    holdsNow = bounds.allSatisfy { bound in
      bounds.allSatisfy { other in
        bound.contains { a in other.contains { b in lines[a]?.contains(b) ?? false || lines[b]?.contains(a) ?? false } }
      }
    }
    for key in keys {
      let except = Set(keys.filter { $0 != key && lines[$0]?.contains(key) ?? false })
      let now = holds(lines[key] ?? [])
      for span in timeline.spans(of: key) where holds(Set(timeline.lineage(key, on: span.day))) != now {
        let exception = Exception(
          isWithin: !now, from: span.from.map(Self.midnight), until: span.until.map(Self.midnight), except: except)
        exceptions[exception, default: []].insert(key)
      }
    }
  }

  /// Whether nothing ever lay within all bounds.
  var isEmpty: Bool { !holdsNow && !exceptions.keys.contains(where: \.isWithin) }

  /// The same for conditions that are the same.
  var shape: String {
    let bounds = bounds.map { $0.sorted().map(String.init).joined(separator: ",") }.joined(separator: "/")
    let parts = exceptions.sorted { Self.order($0.key, $1.key) }.map { exception, places in
      let (inside, outside) = (places.sorted(), exception.except.sorted())
      return "\(exception.isWithin)\(exception.from ?? 0)-\(exception.until ?? 0):\(inside)-\(outside)"
    }
    return "\(bounds) \(holdsNow) \(parts.joined(separator: ";"))"
  }

  private func holds(_ line: Set<Int64>) -> Bool { bounds.allSatisfy { !$0.isDisjoint(with: line) } }

  private static func midnight(_ day: String) -> Int64 {
    CivilDate(text: day)?.midnight ?? 0
  }

  /// - Parameters:
  ///   - place: where a row is.
  ///   - opened: the moment at which it began.
  func condition(place: Term, opened: Term) -> Condition {
    let now: Condition =
      holdsNow
      ? .all(bounds.sorted { $0.min() ?? 0 < $1.min() ?? 0 }.map { PlaceStatements.lies(place, in: $0) }) : .never
    let parts = exceptions.sorted { Self.order($0.key, $1.key) }.map { exception, places in
      var all = [PlaceStatements.lies(place, in: places)]
      if !exception.except.isEmpty { all.append(.not(PlaceStatements.lies(place, in: exception.except))) }
      if let from = exception.from { all.append(.compare(opened, .greaterOrEqual, .constant(.int(from)))) }
      if let until = exception.until { all.append(.compare(opened, .less, .constant(.int(until)))) }
      return (exception.isWithin, Condition.all(all))
    }
    let out = parts.filter { !$0.0 }.map(\.1)
    let held = out.isEmpty ? now : .all([now, .not(.any(out))])
    return .any([held] + parts.filter(\.0).map(\.1))
  }

  private static func order(_ a: Exception, _ b: Exception) -> Bool {
    (a.isWithin ? 1 : 0, a.from ?? 0, a.until ?? .max, a.except.min() ?? 0)
      < (b.isWithin ? 1 : 0, b.from ?? 0, b.until ?? .max, b.except.min() ?? 0)
  }
}

extension PlaceTimeline {
  /// Days between which nothing above a place changed, oldest first; `day` is one of them.
  func spans(of place: Int64) -> [(from: String?, until: String?, day: String)] {
    var edges: Set<String> = []
    var seen: Set<Int64> = []
    var open = [place]
    while let at = open.popLast() {
      guard seen.insert(at).inserted else { continue }
      for stretch in all(of: at) {
        if let from = stretch.from { edges.insert(from) }
        if let parent = stretch.parent { open.append(parent) }
      }
    }
    let days = edges.sorted()
    guard let first = days.first else { return [(nil, nil, "")] }
    var spans: [(from: String?, until: String?, day: String)] = [(nil, first, "")]
    for (i, day) in days.enumerated() { spans.append((day, i + 1 < days.count ? days[i + 1] : nil, day)) }
    return spans
  }
}
