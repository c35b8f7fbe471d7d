import Core
import FEEL

/// What somebody may do, service by service: what does not change from one service to the next is made once, and the
/// requests that a right covers are counted for all services together.
struct Holdings {
  private struct Granted {
    let held: Rights.Held
    let label: Label
  }

  private let rights: Rights
  private let reader: any Reader
  private let granted: [Granted]
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
  mutating func holding(_ service: ServiceProgram) throws -> RightsHolding? {
    var reaches: [Right: [Label]] = [:]
    for one in granted where rights.part(one.held.grant, of: service) != nil {
      // Two grants may reach the same.
      for right in one.held.grant.rights where !(reaches[right]?.contains(one.label) ?? false) {
        reaches[right, default: []].append(one.label)
      }
    }
    if reaches.isEmpty { return nil }
    let lines = try Right.allCases.compactMap { right -> RightsHolding.Line? in
      guard let told = reaches[right] else { return nil }
      return RightsHolding.Line(right: right, reaches: told, count: try count(right, service))
    }
    return RightsHolding(service: service.id, title: service.title, lines: lines)
  }

  /// Nil for rights over no request.
  private mutating func count(_ right: Right, _ service: ServiceProgram) throws -> Int? {
    guard right.isOverRequests else { return nil }
    if let known = counts[right] { return known[service.id] ?? 0 }
    let made = try count(right)
    counts[right] = made
    return made[service.id] ?? 0
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
