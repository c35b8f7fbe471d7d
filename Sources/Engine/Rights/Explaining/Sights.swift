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
  /// Fields whose answers may be read, those shown masked among them.
  package let fields: [String]
  package let masked: [String]
}

extension Engine {
  /// Every user against every request, for each right over requests; asked by whoever holds the store itself.
  package func sights(of users: [RightsUser], over codes: [String]) throws -> [RightsSight] {
    try snapshot { running, reader in
      let explaining = Explaining(self, running, reader, nil)
      let things = try codes.map { try explaining.thing(.matter($0), for: nil) }
      var found: [RightsSight] = []
      for (user, asked) in users.enumerated() {
        let rights = explaining.rights(of: asked)
        for right in Right.allCases where right.isOverRequests {
          let listed = try listed(right, rights, reader)
          for (thing, explained) in things.enumerated() {
            guard let matter = explained.matter else { continue }
            let sight = try rights.sight(matter.row, matter.steps, matter.service, by: right)
            let shown = matter.variant.form.fields.filter { sight?.shows($0) ?? false }
            found.append(
              RightsSight(
                user: user, thing: thing, right: right,
                decision: try rights.allows(right, matter.row, matter.steps, matter.service),
                isListed: listed.contains(matter.row.id), isExplained: try rights.explains(right, explained, asked),
                fields: shown.map(\.id), masked: shown.filter { sight?.masks($0) ?? false }.map(\.id)))
          }
        }
      }
      return found
    }
  }

  /// Ids of all requests that a list within the right's scope returns.
  private func listed(_ right: Right, _ rights: Rights, _ reader: any Reader) throws -> Set<Int64> {
    let scope = try MatterScope(rights.reachOverAll([right], own: right.isOverOwn), rights, first: 0)
    let query = Query(
      [.init(.column("id", of: "m"), .integer)], from: SystemTables.matter, as: "m", where: scope.condition)
    let rows = try reader.rows(query, scope.parameters, under: .scope(Scoped(reader: rights.caller.person)))
    return Set(rows.compactMap { $0[0].int })
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
