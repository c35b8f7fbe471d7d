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
  /// Whether the answer to who may names them.
  package let isNamed: Bool
  /// Of handling, whether a command of theirs on the open step would be taken; nil of other rights, and where nobody sits
  /// who could give one.
  package let isTaken: Bool?
  /// Fields whose answers may be read, those shown masked among them.
  package let fields: [String]
  package let masked: [String]
}

/// One right of somebody over one service as such: by the grants, and as it is told.
package struct RightsClass: Sendable {
  /// Position in what was asked.
  package let user: Int
  package let right: Right
  package let service: String
  /// Whether a grant that is in force gives it, wherever that reaches.
  package let isHeld: Bool
  /// Whether the answer to what they may lists it.
  package let isTold: Bool
  /// Whether the answer to who may, of the service, names them.
  package let isNamed: Bool
  /// How many requests it reaches, not counting their own, as it is told, and by the list; nil of rights over no request.
  package let counted: Int?
  package let listed: Int?

  /// Whether there is nothing of it anywhere.
  package var isNothing: Bool { !isHeld && !isTold && !isNamed && counted == listed }
}

extension Engine {
  /// Every user against every request, for each right over requests; asked by whoever holds the store itself.
  package func sights(of users: [RightsUser], over codes: [String]) throws -> [RightsSight] {
    try snapshot { running, reader in
      let explaining = Explaining(self, running, reader, nil)
      let things = try codes.map { try explaining.thing(.matter($0), for: nil) }
      let named = try Dictionary(
        uniqueKeysWithValues: Right.allCases.filter(\.isOverRequests).map { right in
          (right, try things.map { try explaining.named(right, $0) })
        })
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
                isNamed: named[right]?[thing].contains(asked) ?? false,
                isTaken: right == .handle ? try isTaken(from: asked, matter, running, reader) : nil,
                fields: shown.map(\.id), masked: shown.filter { sight?.masks($0) ?? false }.map(\.id)))
          }
        }
      }
      return found
    }
  }

  /// Whether the open step would take a command of theirs.
  private func isTaken(
    from user: RightsUser, _ matter: LiveMatter, _ running: Running, _ reader: any Reader
  ) throws -> Bool? {
    guard case .person(let person) = user else { return nil }
    let caller = Caller(person: person, kind: .staff, assurance: .verified, language: .zh)
    do {
      return try !Preparation(self, running, reader, caller).handling(matter).isEmpty
    } catch is Refusal {
      return false
    }
  }

  /// Every right of every user over each service, where there is anything of it; asked by whoever holds the store itself.
  package func classes(of users: [RightsUser]) throws -> [RightsClass] {
    try snapshot { running, reader in
      let explaining = Explaining(self, running, reader, nil)
      let services = running.program.services.values.sorted { $0.id < $1.id }
      let named = try Dictionary(
        uniqueKeysWithValues: Right.allCases.map { right in
          (right, try services.map { try explaining.named(right, ExplainedThing(service: $0, matter: nil)) })
        })
      return try users.enumerated().flatMap { user, asked -> [RightsClass] in
        let rights = explaining.rights(of: asked)
        var told: [Right: [String: Int?]] = [:]
        for holding in try explaining.holdings(of: asked) {
          for line in holding.lines { told[line.right, default: [:]][holding.service] = .some(line.count) }
        }
        return try Right.allCases.flatMap { right -> [RightsClass] in
          let isCounted = right.isOverRequests
          let listed = Dictionary(grouping: isCounted ? try listed(right, rights, own: false) : []) { $0.definition }
          return services.enumerated().map { at, service in
            let line = told[right]?[service.id]
            return RightsClass(
              user: user, right: right, service: service.id, isHeld: rights.hasAny(right, service), isTold: line != nil,
              isNamed: named[right]?[at].contains(asked) ?? false, counted: isCounted ? (line ?? nil) ?? 0 : nil,
              listed: isCounted ? service.everyID.reduce(0) { $0 + (listed[$1]?.count ?? 0) } : nil)
          }
        }.filter { !$0.isNothing }
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
