/// The state of one build of a schema: lists and classes first, then relations, then attributes, which name
/// all three.
struct KnowledgeAssembly {
  typealias Problem = KnowledgeSchemaBuilder.Problem

  var problems: [Problem] = []
  private var numbers: IssuedNumbers
  private var classes: [KnowledgeClass] = []
  private var attributes: [KnowledgeAttribute] = []
  private var relations: [KnowledgeRelation] = []
  private var lists: [CodeList] = []
  private var classByName: [String: Int] = [:]
  private var attributeByQualifiedID: [String: Int] = [:]
  private var attributeByOwner: [AttributeOwner: [Int]] = [:]
  private var attributeByName: [AttributeOwner: [String: Int]] = [:]
  private var readingByName: [String: RelationReading] = [:]
  private var relationByID: [String: Int] = [:]
  private var readingsByRole: [EntityClass: [String: [RelationReading]]] = [:]
  private var listByID: [String: Int] = [:]

  init(numbers: IssuedNumbers) {
    self.numbers = numbers
  }

  mutating func addLists(_ entries: [(id: String, codes: [KnowledgeCode])]) {
    for entry in entries {
      guard listByID[entry.id] == nil else {
        problems.append(.duplicate(id: entry.id))
        continue
      }
      if Set(entry.codes.map(\.code)).count != entry.codes.count {
        problems.append(.ambiguousName(subject: entry.id, name: entry.id))
      }
      listByID[entry.id] = lists.count
      lists.append(CodeList(id: entry.id, codes: entry.codes))
    }
  }

  mutating func addClasses(_ entries: [KnowledgeSchemaBuilder.ClassEntry]) {
    var byName: [String: KnowledgeSchemaBuilder.ClassEntry] = [:]
    for entry in entries { byName[entry.id] = byName[entry.id] ?? entry }
    for entry in entries { byName[entry.title.zh] = byName[entry.title.zh] ?? entry }
    for entry in entries {
      guard classByName[entry.id] == nil else {
        problems.append(.duplicate(id: entry.id))
        continue
      }
      var root = entry
      var steps = 0
      while let parent = root.parent, steps <= entries.count {
        guard let above = byName[parent] else { break }
        root = above
        steps += 1
      }
      guard root.parent == nil, let base = EntityClass(rawValue: root.id) else {
        if steps > entries.count {
          problems.append(.classCycle(id: entry.id))
        } else {
          problems.append(.unknownClass(subject: entry.id, name: root.parent ?? root.id))
        }
        continue
      }
      classByName[entry.id] = classes.count
      if classByName[entry.title.zh] == nil { classByName[entry.title.zh] = classes.count }
      classes.append(
        KnowledgeClass(
          id: entry.id, title: entry.title, root: base, parent: entry.parent.flatMap { byName[$0]?.id },
          condition: entry.condition))
    }
  }

  mutating func addRelations(_ entries: [KnowledgeSchemaBuilder.RelationEntry]) {
    for entry in entries {
      guard relationByID[entry.id] == nil else {
        problems.append(.duplicate(id: entry.id))
        continue
      }
      guard let from = root(entry.from, of: entry.id), let to = root(entry.to, of: entry.id) else { continue }
      let relation = KnowledgeRelation(
        number: numbers.number(ofRelation: entry.id), id: entry.id, title: entry.title, from: from, to: to,
        cardinality: entry.cardinality, inverse: entry.inverse,
        isSymmetric: entry.isSymmetric, fromRole: entry.fromRole ?? entry.title.zh,
        toRole: entry.toRole ?? entry.title.zh)
      relationByID[entry.id] = relations.count
      relations.append(relation)
      let forward = RelationReading(relation: relation, isInverse: false)
      let backward = RelationReading(relation: relation, isInverse: true)
      readingByName[entry.id] = forward
      if readingByName[entry.title.zh] == nil { readingByName[entry.title.zh] = forward }
      readingsByRole[from, default: [:]][relation.toRole, default: []].append(forward)
      guard !entry.isSymmetric else { continue }
      if readingByName.updateValue(backward, forKey: entry.inverse) != nil {
        problems.append(.duplicate(id: entry.inverse))
      }
      readingsByRole[to, default: [:]][relation.fromRole, default: []].append(backward)
    }
  }

  mutating func addAttributes(_ entries: [KnowledgeSchemaBuilder.AttributeEntry]) {
    for entry in entries {
      guard let (owner, id, qualified) = owner(of: entry.qualifiedID) else {
        problems.append(.unknownOwner(subject: entry.qualifiedID))
        continue
      }
      guard attributeByQualifiedID[qualified] == nil else {
        problems.append(.duplicate(id: entry.qualifiedID))
        continue
      }
      if let list = entry.list, listByID[list] == nil {
        problems.append(.unknownList(subject: entry.qualifiedID, name: list))
      }
      for name in entry.appliesTo where classByName[name] == nil {
        problems.append(.unknownClass(subject: entry.qualifiedID, name: name))
      }
      let index = attributes.count
      attributes.append(attribute(entry, owner: owner, id: id, qualified: qualified))
      attributeByQualifiedID[qualified] = index
      attributeByOwner[owner, default: []].append(index)
      attributeByName[owner, default: [:]][id] = index
      if attributeByName[owner]?[entry.title.zh] == nil {
        attributeByName[owner, default: [:]][entry.title.zh] = index
      } else if entry.retired == nil, entry.title.zh != id {
        problems.append(.ambiguousName(subject: entry.qualifiedID, name: entry.title.zh))
      }
    }
    for entry in entries {
      if let name = entry.replacedBy, attributeByQualifiedID[name] == nil {
        problems.append(.unknownSuccessor(subject: entry.qualifiedID, name: name))
      }
    }
  }

  /// Every usual spelling of an attribute, so that a reference costs one look-up: owner and name, each by id or
  /// Chinese name.
  private func spellings() -> [String: Int] {
    var spellings = attributeByQualifiedID
    for (index, attribute) in attributes.enumerated() {
      let owners: [String]
      switch attribute.owner {
      case .entity(let root):
        owners = [root.rawValue] + (classByName[root.rawValue].map { [classes[$0].title.zh] } ?? [])
      case .relation(let id):
        owners = [id] + (relationByID[id].map { [relations[$0].title.zh] } ?? [])
      case .everyRelation: owners = ["relation"]
      }
      for owner in owners {
        for name in [attribute.id, attribute.title.zh] where spellings["\(owner).\(name)"] == nil {
          spellings["\(owner).\(name)"] = index
        }
      }
    }
    return spellings
  }

  func schema(version: String) -> KnowledgeSchema {
    KnowledgeSchema(
      version: version, classes: classes, attributes: attributes, relations: relations, lists: lists,
      numbers: numbers, classByName: classByName, attributeBySpelling: spellings(),
      attributeByOwner: attributeByOwner, attributeByName: attributeByName, readingByName: readingByName,
      relationByID: relationByID, readingsByRole: readingsByRole, listByID: listByID)
  }

  private mutating func attribute(
    _ entry: KnowledgeSchemaBuilder.AttributeEntry, owner: AttributeOwner, id: String, qualified: String
  ) -> KnowledgeAttribute {
    let scale: Int? = entry.type.isNumeric ? (entry.scale ?? (entry.type == .money ? 2 : 0)) : nil
    return KnowledgeAttribute(
      number: numbers.number(ofAttribute: qualified), id: id, qualifiedID: qualified, owner: owner,
      title: entry.title, type: entry.type, list: entry.list,
      isMany: entry.isMany || entry.type.isMany, unit: entry.unit, scale: scale,
      sensitivity: entry.sensitivity,
      appliesTo: entry.appliesTo.compactMap { classByName[$0].map { classes[$0].id } }, group: entry.group,
      value: entry.value, fresh: entry.fresh, update: entry.update, retired: entry.retired,
      replacedBy: entry.replacedBy)
  }

  private mutating func root(_ name: String, of subject: String) -> EntityClass? {
    if let index = classByName[name] { return classes[index].root }
    problems.append(.unknownClass(subject: subject, name: name))
    return nil
  }

  /// Owner, local id and qualified id (the owner by its id) of `owner.id`.
  private func owner(of qualified: String) -> (AttributeOwner, String, String)? {
    guard let dot = qualified.firstIndex(of: ".") else { return nil }
    let name = String(qualified[..<dot])
    let id = String(qualified[qualified.index(after: dot)...])
    if name == "relation" { return (.everyRelation, id, qualified) }
    if let index = classByName[name] {
      let root = classes[index].root
      return (.entity(root), id, "\(root.rawValue).\(id)")
    }
    if let reading = readingByName[name] {
      return (.relation(reading.relation.id), id, "\(reading.relation.id).\(id)")
    }
    return nil
  }
}
