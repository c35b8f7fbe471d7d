import Core
import FEEL

/// Somebody whom a person may speak for, or an organisation that they file for.
package struct Represented: Sendable, Hashable {
  /// The person's id, or the organisation's.
  package let person: Int64
  package let name: String
  /// What they are to the person: 父母, 配偶, 子女, 委托人, 经办单位.
  package let relation: Label
  package var isOrganization = false
  /// The last day that one may, ISO; nil = as long as the register says what they are to each other.
  package var until: String?
}

/// Which relations let one person file for another: seen from who files.
enum Representation {
  static let readings = ["child_of", "spouse_of", "parent_of", "guardian_of"]
}

/// Whom somebody may file for, and why.
struct SpokenFor {
  enum Reason {
    case kinship(RelationReading)
    case mandate(Mandate)
  }

  let person: Int64
  let reason: Reason

  var mandate: Mandate? { if case .mandate(let mandate) = reason { mandate } else { nil } }

  /// The words of `open.to` that let them.
  var audiences: [Audience] {
    switch reason {
    case .kinship: [.family]
    case .mandate(let mandate): mandate.kind == .family ? [.family] : [.family, .agent]
    }
  }
}

extension Preparation {
  /// Whom a person may file for, today: family by the register, unless they will not have it, and by mandates.
  func represented(by person: Int64) throws -> [SpokenFor] {
    var found: [SpokenFor] = []
    for id in Representation.readings {
      guard let reading = running.program.knowledge.reading(id), reading.target == .person else { continue }
      for held in try related(reading, to: person) where !found.contains(where: { $0.person == held.other }) {
        found.append(SpokenFor(person: held.other, reason: .kinship(reading)))
      }
    }
    if !found.isEmpty {
      let barring = try Mandate.barring(person, reader)
      found.removeAll { barring.contains($0.person) }
    }
    for mandate in try Mandate.live(by: person, reader).reversed()
    where mandate.powers.contains(.apply) && !found.contains(where: { $0.person == mandate.principal }) {
      found.append(SpokenFor(person: mandate.principal, reason: .mandate(mandate)))
    }
    return found
  }

  /// By which mandate the caller files for somebody; nil = by none, or they need none.
  func mandate(for person: Int64) throws -> Mandate? {
    if person == caller.person { return nil }
    return try represented(by: caller.person).first { $0.person == person }?.mandate
  }
}

extension Engine {
  /// Whom the caller may file for besides themselves.
  package func represented(_ caller: Caller) throws -> [Represented] {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let family = try preparation.represented(by: caller.person).map { spoken in
        let relation =
          switch spoken.reason {
          case .kinship(let reading): Label(zh: reading.role)
          case .mandate(let mandate): preparation.relation(mandate, seenBy: caller.person)
          }
        return Represented(
          person: spoken.person, name: try preparation.name(of: spoken.person) ?? "", relation: relation,
          until: spoken.mandate?.until)
      }
      return family + running.city.agencies(of: caller.person).map { body in
        Represented(
          person: body.id, name: body.name, relation: Label(zh: "经办单位", en: "organisation"), isOrganization: true)
      }
    }
  }
}

extension Preparation {
  /// A person's name for who may not read it.
  static func initial(of name: String) -> String { name.prefix(1) + "*" }

  /// A person's full name.
  func name(of person: Int64) throws -> String? {
    guard let attribute = running.program.knowledge.attribute("full_name", of: .person) else { return nil }
    let reading = running.shapes.reading(.person, [attribute], running.tables)
    return try reading.image(of: person, on: today, reader, for: .represented)?.attributes[attribute.number]?.string
  }
}
