import Core

/// Requests of a service opened in a period, at each place of a level.
package struct PlaceFigures: Sendable {
  package struct Line: Sendable {
    package let code: String
    package let name: String
    package let total: Int64
    package let done: Int64
    /// Today's path of what was called or stood otherwise then; nil where nothing changed.
    package let isNow: String?
    package init(code: String, name: String, total: Int64, done: Int64, isNow: String? = nil) {
      self.code = code
      self.name = name
      self.total = total
      self.done = done
      self.isNow = isNow
    }
  }

  /// The levels there are below what is counted, outermost first.
  package let levels: [PlaceLevel]
  /// The level of the lines; nil where there is none below.
  package let level: PlaceLevel?
  /// Places with requests, in the order of the tree, or of their codes then.
  package let lines: [Line]
  /// What is above the lines: the counted place and those over it, outermost first; empty when several are counted.
  package let path: [(code: String, name: String)]

  package init(levels: [PlaceLevel], level: PlaceLevel?, lines: [Line], path: [(code: String, name: String)])
  {
    self.levels = levels
    self.level = level
    self.lines = lines
    self.path = path
  }
}

extension Engine {
  /// Figures by place, from the folded cells and what is not folded yet: one query for each outermost place, whatever
  /// number of requests there are.
  ///
  /// - Parameter level: of the lines; nil = the next below.
  /// - Throws: `Refusal` `not-found` where the caller may see none of it.
  package func placeFigures(
    _ service: String, _ question: StatisticsQuestion, at level: PlaceLevel?, _ caller: Caller
  ) throws -> PlaceFigures {
    try snapshot { running, reader in
      let scope = try StatisticsScope(service, question, caller, running, reader)
      let tree = running.city.tree
      let tops = scope.tops.compactMap { running.city.position(of: $0) }
      let above = tops.map { tree.nodes[$0].level }.max() ?? .province
      let levels = tree.levels(within: tops).filter { $0 > above }.sorted()
      let shown = level.flatMap { levels.contains($0) ? $0 : nil } ?? levels.first
      return PlaceFigures(
        levels: levels, level: shown, lines: try shown.map { try question.view == .now ? scope.lines(at: $0) : scope.linesThen(at: $0) } ?? [],
        path: tops.count == 1
          ? tree.ancestry(of: tops[0]).reversed().map { (tree.nodes[$0].code, tree.nodes[$0].name) } : [])
    }
  }
}

extension PlaceTree {
  /// The levels of all places within some.
  fileprivate func levels(within tops: [Int]) -> Set<PlaceLevel> {
    nodes.indices.reduce(into: []) { found, at in
      let level = nodes[at].level
      if !found.contains(level), tops.contains(where: { isWithin(at, $0) }) { found.insert(level) }
    }
  }
}

extension StatisticsScope {
  private struct Sum {
    var total: Int64 = 0, done: Int64 = 0
    mutating func add(_ key: MeasureKey, _ value: Int64) {
      guard key.name == "total" else { return }
      total += value
      if key.state == MatterState.done.rawValue { done += value }
    }
  }

  fileprivate func lines(at level: PlaceLevel) throws -> [PlaceFigures.Line] {
    if let narrow { return try lines(of: narrow, at: level) }
    var sums: [Int64: Sum] = [:]
    for row in try reader.rows(cells, period + [.int(Int64(level.rawValue))], under: .system(.statistics)) {
      if let node = row[0].int, let key = row[1].int.flatMap({ running.measures.keys[$0] }) {
        sums[node, default: Sum()].add(key, row[2].int ?? 0)
      }
    }
    for row in try reader.rows(Self.deltas, period, under: .system(.statistics)) {
      guard let leaf = row[0].int, let node = running.city.place(leaf, at: level),
        running.city.isWithin(node, tops),
        let key = row[1].int.flatMap({ running.measures.keys[$0] })
      else { continue }
      sums[node, default: Sum()].add(key, row[2].int ?? 0)
    }
    return lines(sums)
  }

  private func lines(of narrow: NarrowFigures, at level: PlaceLevel) throws -> [PlaceFigures.Line] {
    var sums: [Int64: Sum] = [:]
    for (cell, value) in try narrow.values(nil, from: from, until: until) {
      guard let node = running.city.place(cell.node, at: level), running.city.isWithin(node, tops),
        let key = running.measures.keys[cell.measure]
      else { continue }
      sums[node, default: Sum()].add(key, value)
    }
    return lines(sums)
  }

  private func lines(_ sums: [Int64: Sum]) -> [PlaceFigures.Line] {
    sums.compactMap { id, sum in running.city.position(of: id).map { ($0, sum) } }.sorted {
      $0.0 < $1.0
    }
    .filter { $0.1.total != 0 }.map { node, sum in
      let place = running.city.tree.nodes[node]
      return PlaceFigures.Line(code: place.code, name: place.name, total: sum.total, done: sum.done)
    }
  }

  /// As the tree was on the day of each request; what was called or stood otherwise says what it is today.
  fileprivate func linesThen(at level: PlaceLevel) throws -> [PlaceFigures.Line] {
    let values = try narrow?.values(nil, from: from, until: until)
    let found = try Counting(service, running, reader, narrow: values)
      .sumsThen(tops, within: allowed, at: level, recorded: nil, days: days)
    return found.rows.compactMap { row in
      let sum = row.sums.reduce(into: Sum()) { $0.add($1.key, $1.value) }
      if sum.total == 0 { return nil }
      let node = running.city.position(of: row.place).map { running.city.tree.nodes[$0] }
      let isSame = running.city.isLiving(row.place) && node?.code == row.code && node?.name == row.name
      return PlaceFigures.Line(
        code: row.code, name: row.name, total: sum.total, done: sum.done,
        isNow: isSame ? nil : running.city.path(of: row.place))
    }
  }

  /// The days of the period, yyyymmdd.
  private var days: ClosedRange<Int64> { Day.number(from)...max(Day.number(from), Day.number(max(from, until &- 1))) }

  /// The service and the days of the period.
  private var period: [StoredValue] { [.text(service.id), .int(days.lowerBound), .int(days.upperBound)] }

  private static func ofService(_ alias: String) -> [Condition] {
    [
      .compare(.column("definition", of: "m"), .equal, .parameter(0)),
      .compare(.column("period", of: alias), .greaterOrEqual, .parameter(1)),
      .compare(.column("period", of: alias), .lessOrEqual, .parameter(2)),
    ]
  }

  private var cells: Query {
    let isAtLevel = Condition.exists(
      Query(
        [.init(.column("place", of: "f"), .integer)], from: SystemTables.placeFact, as: "f",
        where: .all([
          .compare(.column("place", of: "f"), .equal, .column("node", of: "c")),
          .compare(.column("level", of: "f"), .equal, .parameter(3)),
          .isNull(.column("superseded_at", of: "f")),
        ])))
    return Query(
      [
        .init(.column("node", of: "c"), .integer), .init(.column("measure", of: "c"), .integer),
        .init(.sum(.column("value", of: "c")), .integer),
      ], from: SystemTables.measure, as: "m",
      joins: [
        .init(
          SystemTables.cell, "c", on: .compare(.column("measure", of: "c"), .equal, .column("n", of: "m")))
      ],
      where: .all(Self.ofService("c") + [within(.column("node", of: "c")), isAtLevel]),
      groupBy: [.column("node", of: "c"), .column("measure", of: "c")])
  }

  private static let deltas = Query(
    [
      .init(.column("leaf", of: "d"), .integer), .init(.column("measure", of: "d"), .integer),
      .init(.sum(.column("value", of: "d")), .integer),
    ], from: SystemTables.delta, as: "d",
    joins: [
      .init(
        SystemTables.measure, "m", on: .compare(.column("n", of: "m"), .equal, .column("measure", of: "d")))
    ],
    where: .all(ofService("d")), groupBy: [.column("leaf", of: "d"), .column("measure", of: "d")])
}
