import Core
import FEEL

/// Somebody whom a person may speak for, or an organisation that they file for.
package struct Represented: Sendable, Hashable {
  /// The person's id, or the organisation's.
  package let person: Int64
  package let name: String
  /// What they are to the person: 父母, 配偶, 子女, 经办单位.
  package let relation: String
  package var isOrganization = false
}

/// Which relations let one person file for another: seen from who files.
enum Representation {
  static let readings = ["child_of", "spouse_of", "parent_of", "guardian_of"]
}

extension Preparation {
  /// The family a person may file for, today.
  func represented(by person: Int64) throws -> [(person: Int64, reading: RelationReading)] {
    var found: [(Int64, RelationReading)] = []
    for id in Representation.readings {
      guard let reading = running.program.knowledge.reading(id), reading.target == .person else { continue }
      for held in try related(reading, to: person) where !found.contains(where: { $0.0 == held.other }) {
        found.append((held.other, reading))
      }
    }
    return found
  }

  /// Where a person lives today: the main residence, else the one registered last.
  func residence(of person: Int64) throws -> Int64? { try residences(of: person).first }

  /// Everywhere a person lives today, the main residence first, then the ones registered last.
  func residences(of person: Int64) throws -> [Int64] {
    guard let table = running.tables.relations["resides_at"] else { return [] }
    let main = running.program.knowledge.attribute("is_primary_residence", ofRelation: "resides_at")
    let columns = ["to_id"] + [main?.column].compactMap { $0 }.filter { table.positions[$0] != nil }
    let query = running.shapes.query("homes") {
      Query(
        columns, of: table,
        where: .all([
          .equals("from_id", 0), .isNull(.column("superseded_at")),
          .any([.isNull(.column("valid_from")), .compare(.column("valid_from"), .lessOrEqual, .parameter(1))]),
          .any([.isNull(.column("valid_to")), .compare(.column("valid_to"), .greater, .parameter(1))]),
        ]), order: [.init(.column("id"), descending: true)])
    }
    let rows = try reader.rows(query, [.int(person), .text(today.text)], under: .system(.identity))
    if rows.count < 2 { return rows.compactMap { $0[0].int } }
    var homes: [Int64] = []
    for row in rows.filter({ columns.count > 1 && $0[1].int == 1 }) + rows {
      if let home = row[0].int, !homes.contains(home) { homes.append(home) }
    }
    return homes
  }

  /// Where what a party files is by itself: for who has several homes, the first where the service is open.
  func place(of party: Party, for service: ServiceProgram) throws -> Int64? {
    guard case .person(let id) = party else { return try place(of: party) }
    return home(try residences(of: id), for: service)
  }

  func home(_ homes: [Int64], for service: ServiceProgram) -> Int64? {
    if homes.count < 2 { return homes.first }
    return homes.first { variant(service, at: $0) != nil } ?? homes.first
  }
}

extension Engine {
  /// Whom the caller may file for besides themselves.
  package func represented(_ caller: Caller) throws -> [Represented] {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let family = try preparation.represented(by: caller.person).map { person, reading in
        Represented(
          person: person, name: try preparation.name(of: person) ?? "", relation: reading.role)
      }
      return family + running.city.agencies(of: caller.person).map { body in
        Represented(person: body.id, name: body.name, relation: "经办单位", isOrganization: true)
      }
    }
  }
}

extension Preparation {
  /// A person's full name.
  func name(of person: Int64) throws -> String? {
    guard let attribute = running.program.knowledge.attribute("full_name", of: .person) else { return nil }
    let reading = running.shapes.reading(.person, [attribute], running.tables)
    return try reading.image(of: person, on: today, reader, for: .represented)?.attributes[attribute.number]?.string
  }
}
