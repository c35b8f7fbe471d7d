import Core

/// The figures of an export: cells and unfolded deltas together, from one snapshot, for every node with a value.
package enum ExportedCells {
  package static let header = ["node", "service", "measure", "variant", "state", "step", "period", "value"]

  static let cells = Query(["node", "measure", "period", "value"], of: SystemTables.cell)
  static let deltas = Query(
    [
      .init(.column("leaf"), .integer), .init(.column("measure"), .integer), .init(.column("period"), .integer),
      .init(.sum(.column("value")), .integer),
    ], from: SystemTables.delta, groupBy: [.column("leaf"), .column("measure"), .column("period")])

  struct Key: Hashable {
    let node: Int64
    let measure: Int64
    let period: Int64
  }

  /// Every cell with the deltas that are not folded into it yet.
  static func totals(_ reader: any Reader, _ city: CityIndex) throws -> [Key: Int64] {
    var totals: [Key: Int64] = [:]
    for row in try reader.rows(cells, [], under: .system(.statistics)) {
      totals[Key(node: row[0].int ?? 0, measure: row[1].int ?? 0, period: row[2].int ?? 0), default: 0] += row[3].int ?? 0
    }
    for row in try reader.rows(deltas, [], under: .system(.statistics)) {
      let leaf = row[0].int ?? 0
      let nodes = city.position(of: leaf).map { city.tree.ancestry(of: $0).map { city.ids[$0] } } ?? [leaf]
      for node in nodes {
        totals[Key(node: node, measure: row[1].int ?? 0, period: row[2].int ?? 0), default: 0] += row[3].int ?? 0
      }
    }
    return totals
  }
}

extension Engine {
  package func exportCells(_ use: ([String]) throws -> Void) throws {
    guard let running = current else { return }
    let places = PlaceCodes(running.city)
    let totals = try store.read { try ExportedCells.totals($0, running.city) }
    let sorted = totals.sorted { ($0.key.measure, $0.key.node, $0.key.period) < ($1.key.measure, $1.key.node, $1.key.period) }
    for (key, value) in sorted where value != 0 {
      guard let measure = running.measures.keys[key.measure] else { continue }
      try use([
        places[key.node], measure.definition, measure.name, measure.variant, measure.state, measure.step,
        String(key.period), String(value),
      ])
    }
  }
}
