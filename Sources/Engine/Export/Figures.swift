import Core
import FEEL

/// Figures outside anybody's scope, for bundle tests and for whoever holds the store; people see them through `counts`.
extension Engine {
  /// Requests of a service in some states (nil = all) at a place (nil = everywhere).
  package func count(of service: ServiceProgram, states: [MatterState]?, at node: Int64?) throws -> Number {
    let sum = try total(at: node) { key in
      key.definition == service.id && key.name == "total"
        && (states.map { $0.contains { $0.rawValue == key.state } } ?? true)
    }
    return Number(scaled: sum, scale: 0)
  }

  /// An author's figure at a place (nil = everywhere). A quotient over nothing is 0.
  package func figure(_ measure: MeasureProgram, of service: ServiceProgram, at node: Int64?) throws -> Number {
    let sums = try measure.storedNames.map { name in
      try total(at: node) { $0.definition == service.id && $0.name == name }
    }
    let above = Number(scaled: sums.first ?? 0, scale: measure.additiveScale)
    guard case .quotient = measure.kind, sums.count == 2 else { return above }
    let below = Number(scaled: sums[1], scale: measure.additiveScale)
    return (above / below)?.rescaled(to: measure.scale, .halfEven) ?? .zero
  }

  private func total(at node: Int64?, _ wanted: (MeasureKey) -> Bool) throws -> Int64 {
    guard let running = current else { return 0 }
    let totals = try store.read { try Self.stored(running, $0) }
    let roots = Set(running.city.tree.rootIndices.map { running.city.ids[$0] } + [0])
    return totals.reduce(0) { sum, cell in
      guard node.map({ $0 == cell.key.node }) ?? roots.contains(cell.key.node),
        let key = running.measures.keys[cell.key.measure], wanted(key)
      else { return sum }
      return sum + cell.value
    }
  }
}

extension MeasureProgram {
  /// Decimals of what is stored: counts are whole.
  var additiveScale: Int {
    switch kind {
    case .count: 0
    case .sum, .quotient: scale
    }
  }
}
