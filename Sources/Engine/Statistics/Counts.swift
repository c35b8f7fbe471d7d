import Core
import FEEL

/// Along what a service's figures are split.
package enum CountDimension: String, Sendable, CaseIterable { case place, state, step, variant }

/// The figures of one group of requests.
package struct Figures: Sendable {
  package struct Own: Sendable {
    package let id: String
    package let title: Label
    /// As people read it; nil when there is nothing to divide by, or the group is too small to be shown.
    package let value: String?
    package let unit: String?
  }

  package let total: Int64
  package let byState: [MatterState: Int64]
  package let own: [Own]
}

/// `GET /api/v1/services/{id}/counts`: live and exact, cells and unfolded deltas of one snapshot.
package struct Counts: Sendable {
  package struct Group: Sendable {
    package let key: String
    package let title: Label
    package let figures: Figures
  }
  package let figures: Figures
  package let rows: [Group]
}

extension Engine {
  /// The figures of a service within the caller's right to see them.
  ///
  /// - Parameter level: for `place`: rows at that level; nil = the level below the territory's own.
  /// - Parameter view: along the tree of today, or of the day on which each request began.
  /// - Parameter recorded: for `then`: as that tree was known at a moment, milliseconds UTC; nil = as it is now.
  /// - Throws: `Refusal` `not-found` where the caller may see none.
  package func counts(
    _ service: String, by dimension: CountDimension, at level: PlaceLevel?, caller: Caller, view: PlaceView = .now,
    recorded: Int64? = nil
  ) throws -> Counts {
    try snapshot { running, reader in
      guard let program = running.program.services[service] else { throw Refusal.noService }
      let rights = Rights(running, caller, reader)
      let reach = rights.counted(program), tops = reach.tops
      guard !tops.isEmpty else { throw Refusal.noService }
      let narrow = try reach.narrow?.values(Preparation(self, running, reader, caller))
      let counting = try Counting(program, running, reader, narrow: narrow)
      if view == .then { return try counting.countsThen(tops, by: dimension, at: level, recorded: recorded) }
      return try counting.counts(tops, by: dimension, at: level)
    }
  }
}

/// Adds up cells and deltas of one service on one snapshot.
struct Counting {
  let service: ServiceProgram
  let running: Running
  let reader: any Reader
  /// Not folded yet: by leaf, then measure.
  private let pending: [(leaf: Int64, measure: Int64, value: Int64)]
  /// What is counted instead of cells and deltas, by the requests' own places; nil = these answer.
  let narrow: [CellKey: Int64]?

  private static let cells = Query(
    [.init(.column("measure", of: "c"), .integer), .init(.sum(.column("value", of: "c")), .integer)],
    from: SystemTables.measure, as: "m",
    joins: [
      .init(
        SystemTables.cell, "c",
        on: .all([
          .compare(.column("measure", of: "c"), .equal, .column("n", of: "m")),
          .compare(.column("node", of: "c"), .equal, .parameter(1)),
        ]))
    ], where: .compare(.column("definition", of: "m"), .equal, .parameter(0)), groupBy: [.column("measure", of: "c")])

  private static let deltas = Query(
    [
      .init(.column("leaf", of: "d"), .integer), .init(.column("measure", of: "d"), .integer),
      .init(.sum(.column("value", of: "d")), .integer),
    ],
    from: SystemTables.delta, as: "d",
    joins: [
      .init(
        SystemTables.measure, "m", on: .compare(.column("n", of: "m"), .equal, .column("measure", of: "d")))
    ], where: .compare(.column("definition", of: "m"), .equal, .parameter(0)),
    groupBy: [.column("leaf", of: "d"), .column("measure", of: "d")])

  /// - Parameter narrow: what requests that were told apart one by one add up to (`NarrowFigures`).
  init(
    _ service: ServiceProgram, _ running: Running, _ reader: any Reader, narrow: [CellKey: Int64]? = nil
  ) throws {
    self.service = service
    self.running = running
    self.reader = reader
    self.narrow = narrow
    if let narrow {
      pending = narrow.map { (leaf: $0.key.node, measure: $0.key.measure, value: $0.value) }
      return
    }
    pending = try reader.rows(Self.deltas, [.text(service.id)], under: .system(.statistics)).map {
      ($0[0].int ?? 0, $0[1].int ?? 0, $0[2].int ?? 0)
    }
  }

  /// Every number of the service at a place: its cells and what is not folded below it.
  func sums(at place: Int64) throws -> [MeasureKey: Int64] {
    var sums: [MeasureKey: Int64] = [:]
    let cells = narrow == nil ? try reader.rows(Self.cells, [.text(service.id), .int(place)], under: .system(.statistics)) : []
    for row in cells {
      if let key = row[0].int.flatMap({ running.measures.keys[$0] }) { sums[key, default: 0] += row[1].int ?? 0 }
    }
    let node = running.city.position(of: place)
    for delta in pending {
      let isHere: Bool
      if let node, let leaf = running.city.position(of: delta.leaf) {
        isHere = running.city.tree.isWithin(leaf, node)
      } else {
        isHere = delta.leaf == place
      }
      if isHere, let key = running.measures.keys[delta.measure] { sums[key, default: 0] += delta.value }
    }
    return sums
  }

  func counts(_ tops: [Int64], by dimension: CountDimension, at level: PlaceLevel?) throws -> Counts {
    var all: [MeasureKey: Int64] = [:]
    for top in tops { all.merge(try sums(at: top), uniquingKeysWith: +) }
    let rows = try dimension == .place ? byPlace(tops, at: level) : groups(all, by: dimension)
    return Counts(figures: figures(all), rows: rows)
  }

  /// What does not depend on places.
  func groups(_ all: [MeasureKey: Int64], by dimension: CountDimension) -> [Counts.Group] {
    switch dimension {
    case .place: []
    case .state:
      MatterState.allCases.compactMap { state in
        group(all, state.rawValue, Label(zh: state.alias, en: state.rawValue)) { $0.state == state.rawValue }
      }
    case .step:
      steps.map { step in
        group(all, step.id, step.title) { $0.step == step.id }
          ?? Counts.Group(key: step.id, title: step.title, figures: figures([:]))
      }
    case .variant:
      service.variants.map { variant in
        let own = all.filter { $0.key.variant == variant.id }
        return Counts.Group(key: variant.id, title: variant.title, figures: figures(own))
      }
    }
  }

  private func byPlace(_ tops: [Int64], at level: PlaceLevel?) throws -> [Counts.Group] {
    var rows: [Counts.Group] = []
    let tree = running.city.tree
    for top in tops {
      guard let node = running.city.position(of: top) else { continue }
      let own = tree.nodes[node].level
      var places = (level.map { tree.places(at: $0, within: node) }) ?? tree.children(of: node)
      if let level, level <= own { places = [node] }
      for place in places {
        let id = running.city.ids[place]
        rows.append(
          Counts.Group(key: tree.nodes[place].code, title: Label(zh: tree.nodes[place].name), figures: figures(try sums(at: id))))
      }
    }
    return rows
  }

  /// The steps of all variants, each once.
  private var steps: [StepProgram] {
    var found: [StepProgram] = []
    for variant in service.variants {
      for step in variant.flow.steps where !found.contains(where: { $0.id == step.id }) { found.append(step) }
    }
    return found
  }

  private func group(
    _ all: [MeasureKey: Int64], _ key: String, _ title: Label, _ holds: (MeasureKey) -> Bool
  ) -> Counts.Group? {
    let own = all.filter { $0.key.name == "total" && holds($0.key) }
    let total = own.values.reduce(0, +)
    if total == 0 { return nil }
    return Counts.Group(
      key: key, title: title, figures: Figures(total: total, byState: states(own), own: []))
  }

  private func states(_ sums: [MeasureKey: Int64]) -> [MatterState: Int64] {
    var states: [MatterState: Int64] = [:]
    for (key, value) in sums where key.name == "total" && value != 0 {
      if let state = MatterState(rawValue: key.state) { states[state, default: 0] += value }
    }
    return states
  }

  func figures(_ sums: [MeasureKey: Int64]) -> Figures {
    let states = states(sums)
    let total = states.values.reduce(0, +)
    let own = service.measures.map { measure in
      let values = measure.storedNames.map { name in
        sums.reduce(into: Int64(0)) { $0 += $1.key.name == name ? $1.value : 0 }
      }
      let isTooFew = total > 0 && total < Int64(measure.smallestGroup)
      return Figures.Own(
        id: measure.id, title: measure.title, value: isTooFew ? nil : measure.text(values), unit: measure.unit)
    }
    return Figures(total: total, byState: states, own: own)
  }
}

extension MeasureProgram {
  /// The stored sums as people read them; nil where a quotient divides by nothing.
  func text(_ sums: [Int64]) -> String? {
    switch kind {
    case .count: sums.first.map { String($0) }
    case .sum: sums.first.map { Number(scaled: $0, scale: scale).text }
    case .quotient(let above, let below):
      sums.count == 2 && sums[1] != 0
        ? (number(above, sums[0]) / number(below, sums[1]))?.rescaled(to: scale == 0 ? 3 : scale, .halfUp)?.text : nil
    }
  }

  private func number(_ kind: Kind, _ sum: Int64) -> Number {
    if case .count = kind { Number(scaled: sum, scale: 0) } else { Number(scaled: sum, scale: scale) }
  }
}
