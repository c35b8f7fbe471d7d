import Core

/// The figures of an export: cells and unfolded deltas together, from one snapshot, for every node with a value.
package enum ExportedCells {
  package static let header = ["node", "service", "measure", "variant", "state", "step", "period", "value"]
}

extension Engine {
  package func exportCells(_ use: ([String]) throws -> Void) throws {
    guard let running = current else { return }
    let places = PlaceCodes(running.city)
    let totals = try store.read { try Self.stored(running, $0) }
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
