import Core

extension Rights.Reach {
  /// The same reach, whether or not somebody has opened what it shows in an emergency.
  var shut: Rights.Reach {
    Rights.Reach(
      grant: grant, all: all.filter { if case .opened = $0 { false } else { true } }, any: any, part: part,
      definitions: definitions, post: post, role: role, isConditionDropped: isConditionDropped)
  }
}

extension Rights {
  /// When the caller's open look at a matter, from a post in a role, ends; nil = none is open.
  func openLook(_ matter: Int64, _ post: Int64, _ role: String) throws -> Int64? {
    try reader.rows(
      LookStatements.isOpen, [.int(matter), .int(caller.person), .int(post), .text(role), .int(reader.now)],
      under: .scope(Scoped(reader: caller.person))
    ).compactMap { $0[0].int }.max()
  }

  func hasOpen(_ matter: Int64, _ post: Int64, _ role: String) throws -> Bool {
    try openLook(matter, post, role) != nil
  }

  /// What the caller's posts may open in an emergency of a service, today; where each may reach.
  func glass(over service: ServiceProgram) -> [(reach: Reach, milliseconds: Int64)] {
    held.filter { $0.isGlass && $0.isCurrent }.flatMap { held -> [(reach: Reach, milliseconds: Int64)] in
      guard let part = part(held.grant, of: service) else { return [] }
      return [(reach(held, part).shut, milliseconds(of: held))]
    }
  }

  /// What the caller's posts may open in an emergency of numbers in the directory, today; where each may reach.
  private var glassOverNumbers: [(reach: Reach, milliseconds: Int64)] {
    held.filter { $0.isGlass && $0.isCurrent && $0.grant.showsNumbers }
      .map { (reach($0, .whole).shut, milliseconds(of: $0)) }
  }

  /// What opens the numbers of a member of staff; nil = nothing does.
  func glass(overNumbersOf person: Int64) -> (reach: Reach, milliseconds: Int64)? {
    let bodies = running.city.bodies(seating: person)
    return glassOverNumbers.first { glass in bodies.contains { covers(glass.reach, body: $0) } }
  }

  /// The caller's looks at numbers that are open and that a post of theirs still gives.
  func openNumbers() throws -> [LookRow] {
    let glass = glassOverNumbers
    if glass.isEmpty { return [] }
    return try reader.rows(
      LookStatements.own, [.int(LookRow.ofNumbers), .int(caller.person), .int(reader.now)],
      under: .scope(Scoped(reader: caller.person))
    ).compactMap { LookRow($0) }.filter { look in
      let bodies = look.subject.map { running.city.bodies(seating: $0) } ?? []
      return glass.contains { glass in
        glass.reach.post?.id == look.post && glass.reach.role == look.role
          && bodies.contains { covers(glass.reach, body: $0) }
      }
    }
  }

  /// Whether any of the caller's posts may open requests in an emergency at all.
  var mayBreakGlass: Bool {
    held.contains { held in
      held.isGlass && held.isCurrent && running.program.services.values.contains { part(held.grant, of: $0) != nil }
    }
  }

  /// How long a look by a grant lasts: that of the role which has it, the longest where several are alike.
  private func milliseconds(of held: Held) -> Int64 {
    let all = running.program.roles[held.role]?.glass ?? []
    let alike = all.filter {
      $0.grant.things == held.grant.things && $0.grant.scope == held.grant.scope
        && $0.grant.conditionRange == held.grant.conditionRange
    }
    return (alike.isEmpty ? all : alike).map(\.milliseconds).max() ?? 0
  }
}

extension GrantProgram {
  /// Of the directory, and enough for the numbers of people.
  var showsNumbers: Bool {
    things.contains(.kind("directory")) && (rights.contains(.unmask) || rights.contains(.read) && see >= .personal)
  }
}

extension CityIndex {
  /// Bodies where somebody sits today.
  func bodies(seating person: Int64) -> [Int64] {
    (postsByPerson[person] ?? []).compactMap { posts[$0] }.filter { $0.sitting.contains(person) }.map(\.organization)
  }
}
