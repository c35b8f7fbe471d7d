import Core
import FEEL

/// Which organisations a body regulates, decided at the moment it is asked from what the ledger says of them.
struct Regulating {
  let running: Running
  let reader: any Reader

  /// The organisations that requests can be of and that a body regulates.
  func organizations(by body: Int64) throws -> [Int64] {
    guard let regulation = regulation(of: body) else { return [] }
    return try running.city.represented.map(\.id).filter { try holds(regulation, of: $0) }
  }

  func isRegulated(_ organization: Int64, by body: Int64) throws -> Bool {
    try regulation(of: body).map { try holds($0, of: organization) } ?? false
  }

  /// The bodies that regulate an organisation.
  func bodies(over organization: Int64) throws -> Set<Int64> {
    var held: [SourceRange: Bool] = [:]
    var found: Set<Int64> = []
    for body in running.city.organizations.values {
      guard let range = body.regulates, let regulation = running.program.regulations[range] else { continue }
      let holds = try held[range] ?? self.holds(regulation, of: organization)
      held[range] = holds
      if holds { found.insert(body.id) }
    }
    return found
  }

  private func regulation(of body: Int64) -> Regulation? {
    running.city.organizations[body]?.regulates.flatMap { running.program.regulations[$0] }
  }

  /// Null is no.
  private func holds(_ regulation: Regulation, of organization: Int64) throws -> Bool {
    let now = CivilDateTime(milliseconds: reader.now)
    let known = regulation.attributes.compactMap { running.program.knowledge.attribute($0) }
    let image =
      known.isEmpty
      ? nil
      : try running.shapes.reading(.organization, known, running.tables)
        .image(of: organization, on: now.date, reader, for: .directory)
    let host = CityHost(city: running.city, place: nil, divisions: running.divisions)
    var frame = Frame(
      slots: [Value](repeating: .null, count: regulation.layout.count), today: now.date, now: now, host: host)
    for (slot, source) in regulation.layout.sources.enumerated() {
      switch source {
      case .entity(.organization):
        frame.slots[slot] = .entity(EntityReference(classID: EntityClass.organization.rawValue, id: organization))
      case .attribute(.organization, let id):
        let number = known.first { $0.qualifiedID == id }?.number
        frame.slots[slot] = number.flatMap { image?.attributes[$0] } ?? .null
      case .field, .attribute, .entity, .name, .rows, .column, .part, .value, .old: continue
      }
    }
    return regulation.expression.decide(&frame) == true
  }
}

extension Rights {
  func isRegulated(_ organization: Int64, by body: Int64) throws -> Bool {
    try Regulating(running: running, reader: reader).isRegulated(organization, by: body)
  }

  /// The organisations that requests can be of and that a body regulates.
  func regulated(by body: Int64) throws -> [Int64] {
    try Regulating(running: running, reader: reader).organizations(by: body)
  }
}
