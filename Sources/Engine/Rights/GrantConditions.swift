import Core
import FEEL

/// The conditions of a reach as part of a query over matters (alias `m`).
struct PushedConditions {
  private(set) var condition = Condition.never
  private(set) var parameters: [StoredValue] = []
  private let rights: Rights
  private let reach: Rights.Reach
  private let first: Int

  /// A request of a service for which the grant's condition holds.
  ///
  /// - Parameter first: number of the first parameter that is its own.
  init(_ reach: Rights.Reach, _ rights: Rights, first: Int) throws {
    self.rights = rights
    self.reach = reach
    self.first = first
    let checked = reach.grant.condition?.services ?? [:]
    let services = rights.running.program.services.values.filter { checked[$0.id] != nil }
    var parts: [Condition] = []
    for service in services.sorted(by: { $0.id < $1.id }) {
      if let definitions = reach.definitions, !definitions.contains(service.id) { continue }
      if let condition = checked[service.id], let part = try part(condition, service) { parts.append(part) }
    }
    condition = .any(parts)
  }

  /// Nil where it cannot hold: the column is gone, or the store has no such value.
  private mutating func part(
    _ condition: GrantCondition.OfService, _ service: ServiceProgram
  ) throws -> Condition? {
    let names = service.everyID
    let form = rights.running.tables.forms[service.id]
    let sources = condition.sources { field in form.flatMap { Self.column(field, of: service, in: $0) } }
    let at = first + parameters.count
    let target = SQLTarget(
      rights.reader.dialect, sources: sources, parametersBefore: at + names.count)
    guard let expression = try? target.filter(condition.typed) else { return nil }
    var frame = try frame(condition.layout)
    var values = names.map(StoredValue.text)
    for parameter in expression.parameters {
      guard let bound = parameter.bound(&frame) else { return nil }
      values.append(StoredValue(bound))
    }
    parameters += values
    let isOfIt = names.indices.map { n in
      Condition.compare(.column("definition", of: GrantCondition.matter), .equal, .parameter(at + n))
    }
    let holds = Condition.expression(expression, first: at + names.count)
    return .all([.any(isOfIt), Self.readsAnswers(condition.layout) ? answered(form, holds) : holds])
  }

  /// The condition over the row of the request's answers.
  private func answered(_ form: AnswerTables.Form?, _ holds: Condition) -> Condition {
    guard let form else { return .never }
    let isIts = Condition.compare(
      .column("matter", of: GrantCondition.answers), .equal, .column("id", of: GrantCondition.matter))
    return .exists(
      Query(
        [.init(.column("matter", of: GrantCondition.answers), .integer)], from: form.table,
        as: GrantCondition.answers, where: .all([isIts, holds])))
  }

  private static func readsAnswers(_ layout: SlotLayout) -> Bool {
    layout.sources.contains { source in
      if case .part(let id) = source { GrantCondition.Asker(rawValue: id) == nil } else { false }
    }
  }

  private static func column(_ id: String, of service: ServiceProgram, in form: AnswerTables.Form) -> SQLColumn? {
    let field = service.variants.lazy.compactMap { variant in
      variant.form.byID[id].map { variant.form.fields[$0] }
    }.first
    guard let field, let column = form.column(of: field),
      let type = SQLColumnType(of: column.type, scale: column.scale)
    else { return nil }
    return SQLColumn("\(GrantCondition.answers).\"\(column.name)\"", type)
  }

  // MARK: Who asks

  private func frame(_ layout: SlotLayout) throws -> Frame {
    let now = CivilDateTime(milliseconds: rights.reader.now)
    let host = CityHost(city: rights.running.city, place: nil, divisions: rights.running.divisions)
    var frame = Frame(
      slots: [Value](repeating: .null, count: layout.count), today: now.date, now: now, host: host)
    for (slot, source) in layout.sources.enumerated() {
      switch source {
      case .part(let id): frame.slots[slot] = GrantCondition.Asker(rawValue: id).map(asker) ?? .null
      case .entity(.me): frame.slots[slot] = reference(.person, rights.caller.person)
      case .attribute(.me, let id):
        frame.slots[slot] = try attribute(id, of: .person, rights.caller.person, now.date)
      case .attribute(.organization, let id):
        frame.slots[slot] = try attribute(id, of: .organization, reach.post?.organization, now.date)
      case .field, .attribute, .entity, .name, .rows, .column, .value, .old: continue
      }
    }
    return frame
  }

  private func asker(_ asker: GrantCondition.Asker) -> Value {
    switch asker {
    case .organizationOfMe, .organization: reference(.organization, reach.post?.organization)
    case .place: reference(.place, reach.post.flatMap { rights.territory(of: $0).first })
    case .role: reach.role.map { .string($0) } ?? .null
    }
  }

  private func reference(_ kind: EntityClass, _ id: Int64?) -> Value {
    id.map { .entity(EntityReference(classID: kind.rawValue, id: $0)) } ?? .null
  }

  private func attribute(
    _ id: String, of kind: EntityClass, _ entity: Int64?, _ today: CivilDate
  ) throws -> Value {
    guard let entity, let attribute = rights.running.program.knowledge.attribute(id) else { return .null }
    let reading = rights.running.shapes.reading(kind, [attribute], rights.running.tables)
    return try reading.image(of: entity, on: today, rights.reader, for: .identity)?
      .attributes[attribute.number] ?? .null
  }
}

extension StoredValue {
  /// What a store binds for a parameter of an expression.
  init(_ bound: SQLParameter.Bound) {
    switch bound {
    case .null: self = .null
    case .integer(let number): self = .int(number)
    case .text(let text), .decimal(let text): self = .text(text)
    case .date(let date): self = .text(date.text)
    }
  }
}
