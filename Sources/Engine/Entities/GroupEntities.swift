import Core
import FEEL

/// The entities that pages, groups and rows of a form are. Known when the matter is done: each is found by a strong key
/// that its fields answer, else made; what it is related to comes with it.
extension Preparation {
  private struct Fact {
    let field: Int
    let attribute: KnowledgeAttribute
    let value: Value
  }

  /// What the groups of one request have found or made so far.
  private struct Gathered {
    /// Two rows of one key are one entity, also before anybody else can see it.
    var found: [StrongKey: Int64] = [:]
    /// Without a key, two rows that say the same are one.
    var unkeyed: [(facts: [Fact], entity: Int64)] = []
    var linked: Set<[Int64]> = []
    /// A person who is known already and is not of this request: what others say of them is only proposed.
    var made: Set<Int64> = []
  }

  mutating func collectGroups(_ matter: inout LiveMatter) throws {
    var gathered = Gathered()
    for page in matter.variant.form.pages {
      guard let group = page.entity else { continue }
      for (row, facts) in facts(of: group, matter).enumerated() where !facts.isEmpty {
        try collect(facts, group, row: row, &gathered, &matter)
      }
    }
  }

  private mutating func collect(
    _ facts: [Fact], _ group: GroupEntity, row: Int, _ gathered: inout Gathered, _ matter: inout LiveMatter
  ) throws {
    let known = try keys(of: group.root, facts, &gathered.found)
    let link = group.link.flatMap { found in relation(found, row: row, matter).map { ($0.reading, $0.code, found) } }
    let far = link.flatMap { otherEnd($0.2, matter) }
    var entity = known.lazy.compactMap(\.entity).first
    if known.isEmpty { entity = try alike(facts, group.root, link?.0, far, gathered) }
    let isNew = entity == nil
    let id = entity ?? nextID()
    if isNew {
      matter.entities.create(group.root, id)
      gathered.made.insert(id)
    }
    let isStranger = group.root == .person && !gathered.made.contains(id) && !matter.row.names(id)
    for fact in facts {
      matter.entities.add(
        group.root, id, fact.attribute, fact.value, field: matter.variant.form.fields[fact.field],
        isOnlyProposed: isStranger)
    }
    for key in keys(group.root, facts) { gathered.found[key] = id }
    if known.isEmpty { gathered.unkeyed.append((facts, id)) }
    guard let (reading, code, found) = link, let far, far != id, gathered.linked.insert([id, far]).inserted else { return }
    if found.to == .item { matter.entities.mention(.matter, far) }
    let isSettled = !isStranger && (known.isEmpty || matter.isVouchedFor)
    try relate(reading, id, far, code: code, isOnlyProposed: reading.speaksFor && !isSettled, matter)
  }

  // MARK: Facts

  /// What the group answers, row by row; a group that is there once is one row.
  private func facts(of group: GroupEntity, _ matter: LiveMatter) -> [[Fact]] {
    let form = matter.variant.form
    var rows: [[Fact]] = []
    for i in group.fields where matter.values.indices.contains(i) {
      guard case .ofGroup(let attribute) = form.fields[i].binding, attribute.value == nil else { continue }
      let values: [Value]
      if form.group[i] == nil {
        values = [matter.values[i]]
      } else if case .list(let column) = matter.values[i] {
        values = column
      } else {
        continue
      }
      for (row, value) in values.enumerated() {
        if row == rows.count { rows.append([]) }
        if !value.isNull { rows[row].append(Fact(field: i, attribute: attribute, value: value)) }
      }
    }
    return rows.map { completed($0, group.root, form) }
  }

  /// With what controls set by themselves: an ID number says its kind, the birth date and more.
  private func completed(_ facts: [Fact], _ root: EntityClass, _ form: FormProgram) -> [Fact] {
    let knowledge = running.program.knowledge
    var all = facts
    func complete(_ attribute: KnowledgeAttribute?, _ value: @autoclosure () -> Value, _ field: Int) {
      guard let attribute, attribute.owner == .entity(root), attribute.value == nil,
        !all.contains(where: { $0.attribute.number == attribute.number })
      else { return }
      let value = value()
      if !value.isNull { all.append(Fact(field: field, attribute: attribute, value: value)) }
    }
    for fact in facts {
      let control = form.fields[fact.field].control
      var frame = Frame(slots: control.slots(for: fact.value))
      for (id, formula) in control.fill {
        complete(knowledge.attribute(id), formula.expression.evaluate(&frame), fact.field)
      }
      if root == .person, fact.attribute.id == "id_number" {
        complete(knowledge.attribute("id_doc_type", of: .person), .string(StrongKey.identityCard), fact.field)
      }
    }
    return all
  }

  // MARK: Who it is

  private func keys(_ root: EntityClass, _ facts: [Fact]) -> [StrongKey] {
    var answers: [Int: StoredValue] = [:]
    for fact in facts {
      answers[fact.attribute.number] = ValueCodec.store(
        fact.value, type: fact.attribute.type, scale: fact.attribute.scale ?? 0)
    }
    return running.shapes.strongKeys(of: root, running.program).compactMap { attributes in
      StrongKey(attributes, of: root) { answers[$0.number] ?? .null }
    }
  }

  /// - Returns: the keys that the facts answer, each with who has it by now.
  private func keys(
    of root: EntityClass, _ facts: [Fact], _ found: inout [StrongKey: Int64]
  ) throws -> [(key: StrongKey, entity: Int64?)] {
    try keys(root, facts).map { ($0, try found[$0] ?? $0.entity(reader)) }
  }

  /// Whom or what facts without a key mean that was said before: in another row, or of somebody who has the same relation to
  /// the same end. Everything that is said has to be the same; what is only alike is somebody else, until a keeper merges them.
  private func alike(
    _ facts: [Fact], _ root: EntityClass, _ reading: RelationReading?, _ far: Int64?, _ gathered: Gathered
  ) throws -> Int64? {
    func said(_ facts: [Fact]) -> [Int: PackedChange.Side] {
      Dictionary(facts.map { ($0.attribute.number, stored($0.value, $0.attribute)) }, uniquingKeysWith: { a, _ in a })
    }
    let new = said(facts)
    if let twin = gathered.unkeyed.first(where: { said($0.facts) == new }) { return twin.entity }
    guard let reading, let far else { return nil }
    let wanted = facts.map(\.attribute).sorted { $0.number < $1.number }
    let image = running.shapes.reading(root, wanted, running.tables)
    let inverse = reading.isInverse ? reading.relation.id : reading.relation.inverse
    guard let back = running.program.knowledge.reading(inverse) else { return nil }
    for held in try related(back, to: far).prefix(Self.mostAlike) {
      guard let known = try image.image(of: held.other, on: today, reader, for: .subject) else { continue }
      if wanted.allSatisfy({ stored(known.attributes[$0.number] ?? .null, $0) == new[$0.number] }) { return held.other }
    }
    return nil
  }

  /// So many of those that have the relation already are looked at.
  private static let mostAlike = 100

  // MARK: Whose it is

  private func otherEnd(_ link: GroupEntity.Link, _ matter: LiveMatter) -> Int64? {
    if link.to == .place { return matter.row.place }
    if link.to == .item { return matter.row.id }
    return matter.images[link.to]?.id ?? matter.person(link.to)
  }

  /// The relation that a row has, and what it is called where the relation does not say it.
  private func relation(
    _ link: GroupEntity.Link, row: Int, _ matter: LiveMatter
  ) -> (reading: RelationReading, code: String?)? {
    switch link.choice {
    case .always(let reading): return (reading, nil)
    case .kinship(let field):
      guard matter.values.indices.contains(field) else { return nil }
      var value = matter.values[field]
      if matter.variant.form.group[field] != nil {
        guard case .list(let column) = value, column.indices.contains(row) else { return nil }
        value = column[row]
      }
      guard let code = value.string, let id = Kinship.relation(code),
        let reading = running.program.knowledge.reading(id)
      else { return nil }
      return (reading, code)
    }
  }

  /// A relation that holds already stays; one of which there may be only one is proposed, and so is one by which somebody
  /// could speak for a person who has not said so.
  private mutating func relate(
    _ reading: RelationReading, _ near: Int64, _ far: Int64, code: String?, isOnlyProposed: Bool, _ matter: LiveMatter
  ) throws {
    let held = try related(reading, to: near)
    if held.contains(where: { $0.other == far }) { return }
    guard !isOnlyProposed, held.isEmpty || reading.isMany else {
      return propose(
        reading.source, near, -reading.relation.number, .one(.int(far)), nil, matter)
    }
    let own = running.program.knowledge.attribute(Kinship.code)
    var said: [(column: String, value: StoredValue)] = []
    if let code, let own, own.owner == .relation(reading.relation.id) { said.append((own.column, .text(code))) }
    link(reading, near, far, until: nil, matter: matter.row.id, saying: said)
    relationSet(reading, near, old: nil, new: far, matter)
  }
}

extension LiveMatter {
  /// An office has looked at it and agreed.
  var isVouchedFor: Bool { steps.contains { $0.outcome == Verb.approve.rawValue } }
}

extension RelationReading {
  /// Whoever has it may file for the other.
  fileprivate var speaksFor: Bool {
    Representation.readings.contains(relation.id) || Representation.readings.contains(relation.inverse)
  }
}
