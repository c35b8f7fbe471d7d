import Core
import FEEL

/// What enforcement says of one person, one right and one request, both ways that it is enforced, and what is told of it.
package struct RightsSight: Sendable {
  /// Positions in what was asked.
  package let user: Int
  package let thing: Int
  package let right: Right
  /// By the check of this one request.
  package let decision: Bool
  /// By the list that carries the scope in its condition.
  package let isListed: Bool
  /// What the explanation of it says.
  package let isExplained: Bool
  /// Whether the answer to who may names them; nil of handling, where it asks for the open step besides.
  package let isNamed: Bool?
  /// Fields whose answers may be read, those shown masked among them.
  package let fields: [String]
  package let masked: [String]
}

/// How many requests of a service a right of somebody reaches, not counting their own: as it is told, and by the list.
package struct RightsCount: Sendable {
  /// Position in what was asked.
  package let user: Int
  package let right: Right
  package let service: String
  package let counted: Int
  package let listed: Int
}

extension Engine {
  /// Every user against every request, for each right over requests; asked by whoever holds the store itself.
  package func sights(of users: [RightsUser], over codes: [String]) throws -> [RightsSight] {
    try snapshot { running, reader in
      let explaining = Explaining(self, running, reader, nil)
      let things = try codes.map { try explaining.thing(.matter($0), for: nil) }
      let known = Right.allCases.filter { $0.isOverRequests && $0 != .handle }
      let named = try Dictionary(
        uniqueKeysWithValues: known.map { right in (right, try things.map { try explaining.named(right, $0) }) })
      var found: [RightsSight] = []
      for (user, asked) in users.enumerated() {
        let rights = explaining.rights(of: asked)
        for right in Right.allCases where right.isOverRequests {
          let listed = Set(try listed(right, rights, own: right.isOverOwn).map { $0.id })
          for (thing, explained) in things.enumerated() {
            guard let matter = explained.matter else { continue }
            let sight = try rights.sight(matter.row, matter.steps, matter.service, by: right)
            let shown = matter.variant.form.fields.filter { sight?.shows($0) ?? false }
            found.append(
              RightsSight(
                user: user, thing: thing, right: right,
                decision: try rights.allows(right, matter.row, matter.steps, matter.service),
                isListed: listed.contains(matter.row.id), isExplained: try rights.explains(right, explained, asked),
                isNamed: named[right].map { $0[thing].contains(asked) },
                fields: shown.map(\.id), masked: shown.filter { sight?.masks($0) ?? false }.map(\.id)))
          }
        }
      }
      return found
    }
  }

  /// What is told of how many requests each right of every user reaches, beside the lists; asked by whoever holds the
  /// store itself.
  package func counts(of users: [RightsUser]) throws -> [RightsCount] {
    try snapshot { running, reader in
      let explaining = Explaining(self, running, reader, nil)
      return try users.enumerated().flatMap { user, asked -> [RightsCount] in
        let rights = explaining.rights(of: asked)
        var told: [Right: [String: Int]] = [:]
        for holding in try explaining.holdings(of: asked) {
          for line in holding.lines { told[line.right, default: [:]][holding.service] = line.count }
        }
        return try Right.allCases.filter(\.isOverRequests).flatMap { right in
          let listed = Dictionary(grouping: try listed(right, rights, own: false)) { $0.definition }
          return running.program.services.values.map { service in
            RightsCount(
              user: user, right: right, service: service.id, counted: told[right]?[service.id] ?? 0,
              listed: service.everyID.reduce(0) { $0 + (listed[$1]?.count ?? 0) })
          }
        }
      }
    }
  }

  /// All requests that a list within the right's scope returns.
  private func listed(
    _ right: Right, _ rights: Rights, own: Bool
  ) throws -> [(id: Int64, definition: String)] {
    let scope = try MatterScope(rights.reachOverAll([right], own: own), rights, first: 0)
    let query = Query(
      [.init(.column("id", of: "m"), .integer), .init(.column("definition", of: "m"), .text)],
      from: SystemTables.matter, as: "m", where: scope.condition)
    let rows = try rights.reader.rows(
      query, scope.parameters, under: .scope(Scoped(reader: rights.caller.person)))
    return rows.compactMap { row in row[0].int.map { (id: $0, definition: row[1].text ?? "") } }
  }
}

extension Rights {
  /// Whether the chain that comes furthest is closed.
  fileprivate func explains(_ right: Right, _ thing: ExplainedThing, _ user: RightsUser) throws -> Bool {
    try RightsChains(self, thing, of: user).chains(right).first?.allSatisfy(\.holds) ?? false
  }
}

extension Right {
  /// Whether everybody has it over their own, without a role.
  var isOverOwn: Bool { self == .read || self == .list }

  /// Whether it is a right over requests, not over documents or figures.
  var isOverRequests: Bool {
    switch self {
    case .read, .list, .export, .edit, .unmask, .confirm, .combine, .explain, .handle: true
    case .create, .publish, .import, .send, .dispatch, .figures: false
    }
  }
}
