import FEEL

/// A class or subtype of the knowledge schema.
package struct KnowledgeClass: Sendable, Hashable {
  package let id: String
  package let title: Label
  /// The class of the five that it is or belongs to.
  package let root: EntityClass
  /// The id above; nil for the five.
  package let parent: String?
  /// FEEL text of a computed subtype (`age >= 60`), over the attributes of the root.
  package let condition: String?
}

/// What an attribute belongs to.
package enum AttributeOwner: Sendable, Hashable {
  case entity(EntityClass)
  /// The relation's id.
  case relation(String)
  /// All relations: the attributes written `relation.…`.
  case everyRelation
}

/// One attribute. Its number never changes and names its column `a<number>`. A class: thousands of fields name the same
/// one.
package final class KnowledgeAttribute: Sendable {
  package let number: Int
  /// Within its owner: `mobile_phone`.
  package let id: String
  /// `person.mobile_phone`, `resides_at.dwell_days_week`, `relation.valid_from`.
  package let qualifiedID: String
  package let owner: AttributeOwner
  package let title: Label
  package let type: ValueType
  /// The code list of a `code` or `codes`.
  package let list: String?
  /// Several values: kept in a table of its own.
  package let isMany: Bool
  package let unit: String?
  /// Decimal places of a number; 0 for whole numbers, nil for everything else.
  package let scale: Int?
  package let sensitivity: Sensitivity
  /// Subtypes that have it; empty = the whole class.
  package let appliesTo: [String]
  package let group: String?
  /// FEEL text of a derived attribute; its value is computed and never typed.
  package let value: String?
  /// Half-life, conflict policy, last version, successor: as written.
  package let fresh: String?
  package let update: String?
  package let retired: String?
  package let replacedBy: String?

  init(
    number: Int, id: String, qualifiedID: String, owner: AttributeOwner, title: Label, type: ValueType, list: String?,
    isMany: Bool, unit: String?, scale: Int?, sensitivity: Sensitivity, appliesTo: [String], group: String?,
    value: String?, fresh: String?, update: String?, retired: String?, replacedBy: String?
  ) {
    self.number = number
    self.id = id
    self.qualifiedID = qualifiedID
    self.owner = owner
    self.title = title
    self.type = type
    self.list = list
    self.isMany = isMany
    self.unit = unit
    self.scale = scale
    self.sensitivity = sensitivity
    self.appliesTo = appliesTo
    self.group = group
    self.value = value
    self.fresh = fresh
    self.update = update
    self.retired = retired
    self.replacedBy = replacedBy
  }

  /// The physical column of entity and relation tables.
  package var column: String { "a\(number)" }
}

/// Numbers are never used twice, so the same number of the same type is the same attribute.
extension KnowledgeAttribute: Hashable {
  package static func == (a: KnowledgeAttribute, b: KnowledgeAttribute) -> Bool {
    a === b
      || (a.number == b.number && a.qualifiedID == b.qualifiedID && a.type == b.type && a.list == b.list
        && a.isMany == b.isMany && a.scale == b.scale)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

/// One relation, directed, stored once. Its number never changes and names its table `r_<number>`.
package final class KnowledgeRelation: Sendable {
  package let number: Int
  package let id: String
  package let title: Label
  package let from: EntityClass
  package let to: EntityClass
  package let cardinality: Cardinality
  /// Id by which it is read from the `to` end; its own id when symmetric.
  package let inverse: String
  package let isSymmetric: Bool
  /// Who stands at the from end and at the to end: 父母, 子女.
  package let fromRole: String
  package let toRole: String

  init(
    number: Int, id: String, title: Label, from: EntityClass, to: EntityClass, cardinality: Cardinality,
    inverse: String, isSymmetric: Bool, fromRole: String, toRole: String
  ) {
    self.number = number
    self.id = id
    self.title = title
    self.from = from
    self.to = to
    self.cardinality = cardinality
    self.inverse = inverse
    self.isSymmetric = isSymmetric
    self.fromRole = fromRole
    self.toRole = toRole
  }

  /// The physical table.
  package var table: String { "r_\(number)" }

  /// True when both ends are of one class.
  package var isWithinClass: Bool { from == to }
}

/// Numbers are never used twice, so the same number between the same classes is the same relation.
extension KnowledgeRelation: Hashable {
  package static func == (a: KnowledgeRelation, b: KnowledgeRelation) -> Bool {
    a === b
      || (a.number == b.number && a.id == b.id && a.from == b.from && a.to == b.to && a.cardinality == b.cardinality)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

/// A relation read in one direction, as a name in a spec means it.
package struct RelationReading: Sendable, Hashable {
  package let relation: KnowledgeRelation
  /// False: from its `from` end to its `to` end.
  package let isInverse: Bool

  /// The class that one starts from, and the class that one arrives at.
  package var source: EntityClass { isInverse ? relation.to : relation.from }
  package var target: EntityClass { isInverse ? relation.from : relation.to }
  /// What the entities one arrives at are called.
  package var role: String { isInverse ? relation.fromRole : relation.toRole }
  /// The id by which the relation is read in this direction.
  package var name: String { isInverse ? relation.inverse : relation.id }
  /// True when one entity may have several of these at one moment.
  package var isMany: Bool { isInverse ? relation.cardinality.manyToOther : relation.cardinality.manyFromOne }
}

/// A code of a list.
package struct KnowledgeCode: Sendable, Hashable {
  package let code: String
  package let title: Label

  package init(code: String, title: Label) {
    self.code = code
    self.title = title
  }
}

/// A code list in its order.
package struct CodeList: Sendable {
  package let id: String
  package let codes: [KnowledgeCode]
  /// The same list as expressions see it: a literal may be a code or a title.
  package let closedValues: ClosedValues
  private let byCode: [String: Int]
  private let byTitle: [String: Int]

  package init(id: String, codes: [KnowledgeCode]) {
    self.id = id
    self.codes = codes
    closedValues = ClosedValues(
      name: id,
      options: codes.map {
        ClosedValues.Option(code: $0.code, spellings: [$0.title.zh] + ($0.title.en.map { [$0] } ?? []))
      })
    byCode = Dictionary(codes.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
    byTitle = Dictionary(
      codes.enumerated().map { ($1.title.zh, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The entry with that code.
  package func entry(code: String) -> KnowledgeCode? { byCode[code].map { codes[$0] } }

  /// The entry with that Chinese title.
  package func entry(title: String) -> KnowledgeCode? { byTitle[title].map { codes[$0] } }

  /// Place in the list's order, 0 first.
  package func rank(of code: String) -> Int? { byCode[code] }
}
