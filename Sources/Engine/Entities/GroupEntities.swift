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

  mutating func collectGroups(_ matter: inout LiveMatter) throws {
    // Two rows of one key are one entity, also before anybody else can see it.
    var found: [StrongKey: Int64] = [:]
    var linked: Set<[Int64]> = []
    // A person who is known already and is not of this request: what others say of them is only proposed.
    var made: Set<Int64> = []
    for page in matter.variant.form.pages {
      guard let group = page.entity else { continue }
      for facts in facts(of: group, matter) where !facts.isEmpty {
        let known = try keys(of: group.root, facts, &found)
        guard let entity = entity(known, group.root, &matter) else {
          note("act-skipped", matter)
          continue
        }
        if !known.contains(where: { $0.entity != nil }) { made.insert(entity) }
        let isStranger = group.root == .person && !made.contains(entity) && !matter.row.names(entity)
        for fact in facts {
          matter.entities.add(
            group.root, entity, fact.attribute, fact.value, field: matter.variant.form.fields[fact.field],
            isOnlyProposed: isStranger)
        }
        for key in keys(group.root, facts) { found[key] = entity }
        if let link = group.link, let far = otherEnd(link, matter), far != entity, linked.insert([entity, far]).inserted {
          try relate(link.reading, entity, far, matter)
        }
      }
    }
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

  /// The entity that has one of the keys, else a new one; nil when nothing says who it is.
  private mutating func entity(
    _ keys: [(key: StrongKey, entity: Int64?)], _ root: EntityClass, _ matter: inout LiveMatter
  ) -> Int64? {
    if keys.isEmpty { return nil }
    if let known = keys.lazy.compactMap(\.entity).first { return known }
    let id = nextID()
    matter.entities.create(root, id)
    return id
  }

  // MARK: Whose it is

  private func otherEnd(_ link: GroupEntity.Link, _ matter: LiveMatter) -> Int64? {
    if link.to == .place { return matter.row.place }
    return matter.images[link.to]?.id ?? matter.person(link.to)
  }

  /// A relation that holds already stays; one of which there may be only one is proposed.
  private mutating func relate(
    _ reading: RelationReading, _ near: Int64, _ far: Int64, _ matter: LiveMatter
  ) throws {
    let held = try related(reading, to: near)
    if held.contains(where: { $0.other == far }) { return }
    guard held.isEmpty || reading.isMany else {
      return propose(
        reading.source, near, -reading.relation.number, .one(.int(far)), nil, matter)
    }
    link(reading, near, far, until: nil, matter: matter.row.id)
    relationSet(reading, near, old: nil, new: far, matter)
  }
}
