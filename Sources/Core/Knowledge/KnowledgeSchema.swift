/// One version of the city knowledge schema: classes, attributes, relations, code lists; immutable, with
/// every lookup a check or a form needs in constant time. Made by `KnowledgeSchemaBuilder`. A class: every scope of every
/// expression holds it.
package final class KnowledgeSchema: Sendable {
  package let version: String
  package let classes: [KnowledgeClass]
  package let attributes: [KnowledgeAttribute]
  package let relations: [KnowledgeRelation]
  package let lists: [CodeList]
  /// All numbers issued so far, those of this version among them: to be stored when the version is installed.
  package let numbers: IssuedNumbers

  let classByName: [String: Int]
  let attributeBySpelling: [String: Int]
  let attributeByOwner: [AttributeOwner: [Int]]
  let attributeByName: [AttributeOwner: [String: Int]]
  let readingByName: [String: RelationReading]
  let relationByID: [String: Int]
  let readingsByRole: [EntityClass: [String: [RelationReading]]]
  let listByID: [String: Int]

  init(
    version: String, classes: [KnowledgeClass], attributes: [KnowledgeAttribute], relations: [KnowledgeRelation],
    lists: [CodeList], numbers: IssuedNumbers, classByName: [String: Int], attributeBySpelling: [String: Int],
    attributeByOwner: [AttributeOwner: [Int]], attributeByName: [AttributeOwner: [String: Int]],
    readingByName: [String: RelationReading], relationByID: [String: Int],
    readingsByRole: [EntityClass: [String: [RelationReading]]], listByID: [String: Int]
  ) {
    self.version = version
    self.classes = classes
    self.attributes = attributes
    self.relations = relations
    self.lists = lists
    self.numbers = numbers
    self.classByName = classByName
    self.attributeBySpelling = attributeBySpelling
    self.attributeByOwner = attributeByOwner
    self.attributeByName = attributeByName
    self.readingByName = readingByName
    self.relationByID = relationByID
    self.readingsByRole = readingsByRole
    self.listByID = listByID
  }

  // MARK: Classes

  /// The class with that id or Chinese name.
  package func entityClass(_ name: String) -> KnowledgeClass? { classByName[name].map { classes[$0] } }

  /// The class and everything above it, innermost first.
  package func chain(of name: String) -> [KnowledgeClass] {
    var chain: [KnowledgeClass] = []
    var next: String? = name
    while let name = next, let found = entityClass(name), chain.count <= classes.count {
      chain.append(found)
      next = found.parent
    }
    return chain
  }

  /// True when the first class is the second or a subtype of it; either spelling.
  package func isClass(_ name: String, within ancestor: String) -> Bool {
    guard let ancestor = entityClass(ancestor) else { return false }
    return chain(of: name).contains { $0.id == ancestor.id }
  }

  // MARK: Attributes

  /// The attribute that a reference names: `person.mobile_phone`, `人.手机号码`, `elderly_person.age` (a subtype
  /// has the attributes of its class), `resides_at.dwell_days_week`, `常住.每周居住天数`; an attribute of all
  /// relations is reached through any of them (`resides_at.valid_from`).
  package func attribute(_ reference: String) -> KnowledgeAttribute? {
    if let index = attributeBySpelling[reference] { return attributes[index] }
    guard let dot = reference.firstIndex(of: ".") else { return nil }
    let owner = String(reference[..<dot])
    let name = String(reference[reference.index(after: dot)...])
    if let found = entityClass(owner) { return attribute(name, of: found.root) }
    return reading(owner).flatMap { attribute(name, ofRelation: $0.relation.id) }
  }

  /// The attribute of a class by id or Chinese name. Every attribute of the class can be named from each of
  /// its subtypes, because one person may hold many roles; `applies` says whether it is meant for a subtype.
  package func attribute(_ name: String, of root: EntityClass) -> KnowledgeAttribute? {
    attributeByName[.entity(root)]?[name].map { attributes[$0] }
  }

  /// The attribute of a relation by id or Chinese name, its own or one that all relations have.
  package func attribute(_ name: String, ofRelation id: String) -> KnowledgeAttribute? {
    (attributeByName[.relation(id)]?[name] ?? attributeByName[.everyRelation]?[name]).map { attributes[$0] }
  }

  /// The attributes of a class, in the order of the schema: the columns of its table.
  package func attributes(of root: EntityClass) -> [KnowledgeAttribute] {
    (attributeByOwner[.entity(root)] ?? []).map { attributes[$0] }
  }

  /// The attributes of a relation: its own, then those that all have.
  package func attributes(ofRelation id: String) -> [KnowledgeAttribute] {
    let own = attributeByOwner[.relation(id)] ?? []
    let common = attributeByOwner[.everyRelation] ?? []
    return (own + common).map { attributes[$0] }
  }

  /// True when the attribute is meant for entities of that class or subtype.
  package func applies(_ attribute: KnowledgeAttribute, to name: String) -> Bool {
    guard case .entity(let root) = attribute.owner, let found = entityClass(name), found.root == root else {
      return false
    }
    if attribute.appliesTo.isEmpty { return true }
    let chain = chain(of: found.id)
    return attribute.appliesTo.contains { wanted in chain.contains { $0.id == wanted } }
  }

  /// The attributes that identify an entity, alone or together; entities merge on nothing else.
  package func strongKeys(of root: EntityClass) -> [[KnowledgeAttribute]] {
    let ids: [[String]] =
      switch root {
      case .person: [["id_doc_type", "id_number"]]
      case .organization: [["credit_code"]]
      case .place: [["place_code"]]
      case .object: [["object_code"], ["plate_no"], ["vin"], ["device_id"]]
      case .matter: [["matter_no"]]
      }
    return ids.compactMap { key in
      let found = key.compactMap { attribute($0, of: root) }
      return found.count == key.count ? found : nil
    }
  }

  // MARK: Relations

  /// The relation with that id (not its inverse).
  package func relation(_ id: String) -> KnowledgeRelation? { relationByID[id].map { relations[$0] } }

  /// The relation that a name means, and from which end: its id or Chinese name from the first end, its
  /// inverse from the other.
  package func reading(_ name: String) -> RelationReading? { readingByName[name] }

  /// The relations by which an entity of the class reaches those who stand in that role to it: 子女 of a
  /// person, 常住居民 of a place. Several when a role is used by more than one relation of the class.
  package func readings(role: String, of root: EntityClass) -> [RelationReading] {
    readingsByRole[root]?[role] ?? []
  }

  /// All roles that are seen from a class.
  package func roles(of root: EntityClass) -> [String: [RelationReading]] { readingsByRole[root] ?? [:] }

  // MARK: Lists

  /// The code list with that id.
  package func list(_ id: String) -> CodeList? { listByID[id].map { lists[$0] } }
}
