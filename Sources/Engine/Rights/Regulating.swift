import Core
import FEEL

/// Which organisations a body regulates, decided at the moment it is asked from what the ledger says of them. What the
/// ledger's row tells, the store itself decides, with one condition for lists and for one organisation; what kind of
/// body it is, the directory in memory.
struct Regulating {
  let running: Running
  let reader: any Reader

  /// The organisations that a body regulates.
  enum Those {
    case none
    case these([Int64])
    /// Those for whose row (alias `Regulation.organization`) this holds; `word` tells conditions apart.
    case rows(Condition, [StoredValue], word: String)
  }

  /// - Parameter first: number of the first parameter that is the condition's.
  func organizations(by body: Int64, first: Int) throws -> Those {
    guard let range = running.city.organizations[body]?.regulates, let regulation = running.program.regulations[range]
    else { return .none }
    if let (condition, parameters) = pushed(regulation, first: first) {
      return .rows(condition, parameters, word: "\(range.file):\(range.start.line):\(range.start.column)")
    }
    let found = try known(regulation)
    return found.isEmpty ? .none : .these(found)
  }

  func isRegulated(_ organization: Int64, by body: Int64) throws -> Bool {
    guard let range = running.city.organizations[body]?.regulates, let regulation = running.program.regulations[range]
    else { return false }
    return try holds(regulation, range, of: organization)
  }

  /// The bodies that regulate an organisation.
  func bodies(over organization: Int64) throws -> Set<Int64> {
    var held: [SourceRange: Bool] = [:]
    var found: Set<Int64> = []
    for body in running.city.organizations.values {
      guard let range = body.regulates, let regulation = running.program.regulations[range] else { continue }
      let holds = try held[range] ?? self.holds(regulation, range, of: organization)
      held[range] = holds
      if holds { found.insert(body.id) }
    }
    return found
  }

  // MARK: In the store

  private var table: Table? { running.tables.entities[.organization] }

  /// Nil where the row does not tell.
  private func pushed(_ regulation: Regulation, first: Int) -> (Condition, [StoredValue])? {
    let expression = regulation.filter(reader.dialect, column, parametersBefore: first)
    guard let expression else { return nil }
    var frame = frame(regulation, of: nil, image: nil)
    var values: [StoredValue] = []
    for parameter in expression.parameters {
      guard let bound = parameter.bound(&frame) else { return (.never, []) }
      values.append(StoredValue(bound))
    }
    return (.expression(expression, first: first), values)
  }

  private func column(_ id: String) -> SQLColumn? {
    guard let attribute = running.program.knowledge.attribute(id), attribute.isStored,
      table?.positions[attribute.column] != nil,
      let type = SQLColumnType(of: attribute.type, scale: attribute.scale ?? 0)
    else { return nil }
    return SQLColumn("\(Regulation.organization).\"\(attribute.column)\"", type)
  }

  /// Null is no.
  private func holds(_ regulation: Regulation, _ range: SourceRange, of organization: Int64) throws -> Bool {
    guard let table, let (condition, parameters) = pushed(regulation, first: 1) else {
      return try decides(regulation, of: organization, try image(of: organization, regulation))
    }
    let query = running.shapes.query("regulated \(range.file):\(range.start.line):\(range.start.column)") {
      let isIt = Condition.compare(.column("id", of: Regulation.organization), .equal, .parameter(0))
      return Query(
        [.init(.column("id", of: Regulation.organization), .integer)], from: table, as: Regulation.organization,
        where: .all([isIt, condition]))
    }
    return try !reader.rows(query, [.int(organization)] + parameters, under: .system(.directory)).isEmpty
  }

  // MARK: In memory

  /// Only bodies of the directory are of a kind that is known.
  private func known(_ regulation: Regulation) throws -> [Int64] {
    let images = try images(regulation)
    return try running.city.organizations.keys.sorted().filter { body in
      try decides(regulation, of: body, try images[body] ?? image(of: body, regulation))
    }
  }

  /// What the condition reads of all bodies with posts, at once.
  private func images(_ regulation: Regulation) throws -> [Int64: EntityImage] {
    let known = regulation.attributes.compactMap { running.program.knowledge.attribute($0) }
    guard let table, !known.isEmpty, known.allSatisfy({ $0.isStored && table.positions[$0.column] != nil }) else {
      return [:]
    }
    let numbers = known.map { String($0.number) }.joined(separator: ",")
    let query = running.shapes.query("bodies with posts \(numbers)") {
      Query(
        ["id"] + known.map(\.column), of: table,
        where: .among(.column("id"), Query(["organization"], of: SystemTables.post)))
    }
    var images: [Int64: EntityImage] = [:]
    for row in try reader.rows(query, [], under: .system(.directory)) {
      guard let id = row[0].int else { continue }
      var image = EntityImage(root: .organization, id: id, revision: 0)
      for (at, attribute) in known.enumerated() {
        image.attributes[attribute.number] = ValueCodec.load(
          row[at + 1], type: attribute.type, scale: attribute.scale ?? 0)
      }
      images[id] = image
    }
    return images
  }

  private func image(of organization: Int64, _ regulation: Regulation) throws -> EntityImage? {
    let known = regulation.attributes.compactMap { running.program.knowledge.attribute($0) }
    if known.isEmpty { return nil }
    return try running.shapes.reading(.organization, known, running.tables)
      .image(of: organization, on: CivilDateTime(milliseconds: reader.now).date, reader, for: .directory)
  }

  private func decides(_ regulation: Regulation, of organization: Int64, _ image: EntityImage?) throws -> Bool {
    var frame = frame(regulation, of: organization, image: image)
    return regulation.expression.decide(&frame) == true
  }

  private func frame(_ regulation: Regulation, of organization: Int64?, image: EntityImage?) -> Frame {
    let now = CivilDateTime(milliseconds: reader.now)
    let host = CityHost(city: running.city, place: nil, divisions: running.divisions)
    var frame = Frame(
      slots: [Value](repeating: .null, count: regulation.layout.count), today: now.date, now: now, host: host)
    for (slot, source) in regulation.layout.sources.enumerated() {
      switch source {
      case .entity(.organization):
        frame.slots[slot] =
          organization.map { .entity(EntityReference(classID: EntityClass.organization.rawValue, id: $0)) } ?? .null
      case .attribute(.organization, let id):
        let number = running.program.knowledge.attribute(id)?.number
        frame.slots[slot] = number.flatMap { image?.attributes[$0] } ?? .null
      case .field, .attribute, .entity, .name, .rows, .column, .part, .value, .old: continue
      }
    }
    return frame
  }
}

extension Rights {
  func isRegulated(_ organization: Int64, by body: Int64) throws -> Bool {
    try Regulating(running: running, reader: reader).isRegulated(organization, by: body)
  }
}
