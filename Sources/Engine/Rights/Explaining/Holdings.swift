import Core
import FEEL

/// What somebody may do, service by service: what does not change from one service to the next is made once, and the
/// requests that a right covers are counted for all services together.
struct Holdings {
  private struct Granted {
    let held: Rights.Held
    let label: Label
  }

  /// What may be done, and where to, by some of the grants.
  private typealias Reaches = [(right: Right, labels: [Label])]

  private let rights: Rights
  private let reader: any Reader
  private let granted: [Granted]
  /// By which of the grants speak of a service: most services are spoken of by the same ones.
  private var reaches: [[Bool]: Reaches] = [:]
  /// By right: requests by service.
  private var counts: [Right: [String: Int]] = [:]
  /// By the scope's text and parameters: many rights reach the same.
  private var counted: [String: [(parameters: [StoredValue], counts: [String: Int])]] = [:]

  init(_ rights: Rights, _ reader: any Reader) {
    self.rights = rights
    self.reader = reader
    let words = ReachWords(running: rights.running)
    granted = rights.held.filter(\.isCurrent).map { held in
      Granted(held: held, label: words.reach(rights.reach(held, .whole)))
    }
  }

  /// Nil when nothing may be done with it.
  ///
  /// - Parameter service: as it is now.
  mutating func holding(_ service: ServiceProgram) throws -> RightsHolding? {
    let speaking = granted.map { $0.held.grant.part(of: service) != nil }
    if !speaking.contains(true) { return nil }
    let told = reaches[speaking] ?? told(by: speaking)
    reaches[speaking] = told
    let lines = try told.map { right, labels in
      RightsHolding.Line(right: right, reaches: labels, count: try count(right, service))
    }
    return RightsHolding(service: service.id, title: service.title, lines: lines)
  }

  private func told(by speaking: [Bool]) -> Reaches {
    Right.allCases.compactMap { right in
      var labels: [Label] = []
      for (one, speaks) in zip(granted, speaking) where speaks && one.held.grant.rights.contains(right) {
        // Two grants may reach the same.
        if !labels.contains(one.label) { labels.append(one.label) }
      }
      return labels.isEmpty ? nil : (right, labels)
    }
  }

  /// Nil for rights over no request.
  private mutating func count(_ right: Right, _ service: ServiceProgram) throws -> Int? {
    guard right.isOverRequests else { return nil }
    let known = try counts[right] ?? count(right)
    counts[right] = known
    // Requests keep the id that the service had when they began.
    return service.everyID.reduce(0) { $0 + (known[$1] ?? 0) }
  }

  private mutating func count(_ right: Right) throws -> [String: Int] {
    let scope = try MatterScope(rights.reachOverAll([right], own: false), rights, first: 0, isOverAll: true)
    if let known = counted[scope.shape]?.first(where: { $0.parameters == scope.parameters }) { return known.counts }
    let query = rights.running.shapes.query("explain counts " + scope.shape) {
      let definition = Term.column("definition", of: "m")
      return Query(
        [.init(definition, .text), .init(.count, .integer)], from: SystemTables.matter, as: "m", where: scope.condition,
        groupBy: [definition])
    }
    var made: [String: Int] = [:]
    for row in try reader.rows(query, scope.parameters, under: .scope(Scoped(reader: rights.caller.person))) {
      if let definition = row[0].text { made[definition] = Int(row[1].int ?? 0) }
    }
    counted[scope.shape, default: []].append((scope.parameters, made))
    return made
  }
}
