import Core
import FEEL

/// The organisation that answers for a person today, and the fact that says so. Derived whenever it is asked, from what
/// the ledgers know of their life: who studies belongs to the school, who works to the employer, everybody else to the
/// body that governs where they live, a newborn without a home to the one where they were born.
package struct ResponsibleBody: Sendable, Hashable {
  package enum Reason: String, Sendable, CaseIterable {
    case studies, works, lives, born

    /// The relation that tells of it.
    var relation: String {
      switch self {
      case .studies: "studies_at"
      case .works: "employed_by"
      case .lives: "resides_at"
      case .born: "born_at"
      }
    }

    package var label: Label {
      switch self {
      case .studies: Label(zh: "在这里就读", en: "studies there")
      case .works: Label(zh: "在这里工作", en: "works there")
      case .lives: Label(zh: "管辖常住的地方", en: "governs where they live")
      case .born: Label(zh: "管辖出生的地方", en: "governs where they were born")
      }
    }
  }

  package let organization: Int64
  package let reason: Reason
  /// Of who lives in several places: the days of the week for which it holds; nil = every day.
  package var days: Label?

  /// Why, in words.
  package var words: Label {
    guard let days else { return reason.label }
    return Label(
      zh: "今天住在那里：\(days.zh)，\(reason.label.zh)", en: "\(reason.label.text(in: .en)) on \(days.text(in: .en))")
  }
}

extension Preparation {
  /// Nil of whom nothing is known that leads to an organisation.
  func responsible(for person: Int64) throws -> ResponsibleBody? {
    for reason in ResponsibleBody.Reason.allCases {
      let found: Int64?
      switch reason {
      case .studies, .works: found = try target(of: reason, person)
      case .lives:
        guard let home = try homes(of: person).first, let body = governing(home.place) else { continue }
        return ResponsibleBody(organization: body, reason: reason, days: home.days)
      case .born: found = try target(of: reason, person).flatMap { governing($0) }
      }
      if let found { return ResponsibleBody(organization: found, reason: reason) }
    }
    return nil
  }

  /// Where a relation that holds today leads; of several the one registered last.
  private func target(of reason: ResponsibleBody.Reason, _ person: Int64) throws -> Int64? {
    guard let table = running.tables.relations[reason.relation] else { return nil }
    let query = running.shapes.query("responsible \(reason.relation)") {
      Query(
        ["to_id"], of: table,
        where: .all([
          .equals("from_id", 0), .isNull(.column("superseded_at")),
          .any([.isNull(.column("valid_from")), .compare(.column("valid_from"), .lessOrEqual, .parameter(1))]),
          .any([.isNull(.column("valid_to")), .compare(.column("valid_to"), .greater, .parameter(1))]),
        ]), order: [.init(.column("id"), descending: true)], limit: .constant(.int(1)))
    }
    return try reader.rows(query, [.int(person), .text(today.text)], under: .system(.identity)).first?[0].int
  }

  /// Who governs the innermost place at or above one that anybody governs; a committee before others.
  func governing(_ place: Int64) -> Int64? {
    let city = running.city
    guard let here = city.position(of: place) else { return nil }
    for node in city.tree.ancestry(of: here) {
      let bodies = city.organizations.values.filter { $0.governs.contains(node) }
      let first = bodies.min { (Self.rank($0), $0.id) < (Self.rank($1), $1.id) }
      if let first { return first.id }
    }
    return nil
  }

  private static func rank(_ body: CityIndex.Organization) -> Int {
    body.classes.contains { $0 == "residents_committee" || $0 == "villagers_committee" } ? 0 : body.under == nil ? 1 : 2
  }

  /// The bodies of the direct line of a matter: the organisation it is of, else the one that answers for the person.
  func managing(_ row: MatterRow) throws -> [Int64] {
    if let body = row.body { return [body] }
    guard let person = row.subject ?? row.applicant else { return [] }
    return try responsible(for: person).map { [$0.organization] } ?? []
  }
}

extension Preparation {
  /// The name of an organisation that is in no directory.
  fileprivate func title(of organization: Int64) throws -> String? {
    guard let attribute = running.program.knowledge.attribute("organization.org_name") else { return nil }
    let reading = running.shapes.reading(.organization, [attribute], running.tables)
    return try reading.image(of: organization, on: today, reader, for: .represented)?.attributes[attribute.number]?.string
  }
}

extension ServiceProgram {
  /// Whether anybody of a procedure is found along a line of authority.
  func asksAlong(_ line: AuthorityLine, in variant: VariantProgram) -> Bool {
    let named = [fallback].compactMap { $0 } + (variant.dispatch?.actors ?? []) + variant.flow.steps.flatMap(\.by)
    return named.contains { actor in
      if case .role(_, _, along: line) = actor { true } else { false }
    }
  }
}

extension Engine {
  /// Who answers for the caller today, by name.
  package func responsible(for caller: Caller) throws -> (name: String, reason: Label)? {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      guard let body = try preparation.responsible(for: caller.person) else { return nil }
      let name = try running.city.organizations[body.organization]?.name ?? preparation.title(of: body.organization)
      return name.map { ($0, body.words) }
    }
  }
}
