/// Collects what documents of the kind `knowledge` say and makes a `KnowledgeSchema` of it. Names stay text
/// here; the builder resolves them and answers what does not resolve, for the caller to report at the place
/// where it was written.
package struct KnowledgeSchemaBuilder: Sendable {
  package struct ClassEntry: Sendable {
    package var id: String
    package var title: Label
    /// nil for one of the five.
    package var parent: String?
    package var condition: String?

    package init(id: String, title: Label, parent: String? = nil, condition: String? = nil) {
      self.id = id
      self.title = title
      self.parent = parent
      self.condition = condition
    }
  }

  package struct AttributeEntry: Sendable {
    /// `person.mobile_phone`, `relation.valid_from`; for attributes written inside a relation
    /// `resides_at.dwell_days_week`.
    package var qualifiedID: String
    package var title: Label
    package var type: ValueType
    package var sensitivity: Sensitivity
    package var list: String?
    package var isMany = false
    package var unit: String?
    package var scale: Int?
    package var appliesTo: [String] = []
    package var group: String?
    package var value: String?
    package var fresh: String?
    package var update: String?
    package var retired: String?
    package var replacedBy: String?

    package init(
      qualifiedID: String, title: Label, type: ValueType, sensitivity: Sensitivity
    ) {
      self.qualifiedID = qualifiedID
      self.title = title
      self.type = type
      self.sensitivity = sensitivity
    }
  }

  package struct RelationEntry: Sendable {
    package var id: String
    package var title: Label
    package var from: String
    package var to: String
    package var cardinality = Cardinality.manyToMany
    package var inverse: String
    package var isSymmetric = false
    /// nil = the relation's title, seen from either end.
    package var fromRole: String?
    package var toRole: String?

    package init(id: String, title: Label, from: String, to: String, inverse: String) {
      self.id = id
      self.title = title
      self.from = from
      self.to = to
      self.inverse = inverse
    }
  }

  /// Something that does not resolve; `subject` is the id of the entry that says it.
  package enum Problem: Sendable, Hashable {
    case unknownClass(subject: String, name: String)
    case unknownList(subject: String, name: String)
    case unknownOwner(subject: String)
    case unknownSuccessor(subject: String, name: String)
    case duplicate(id: String)
    /// Two things of one owner have one Chinese name.
    case ambiguousName(subject: String, name: String)
    case classCycle(id: String)
  }

  package var version = ""
  package var classes: [ClassEntry] = []
  package var attributes: [AttributeEntry] = []
  package var relations: [RelationEntry] = []
  package var lists: [(id: String, codes: [KnowledgeCode])] = []
  /// Numbers issued before; entries without one get the next.
  package var numbers = IssuedNumbers()

  package init() {}

  /// The schema of everything that resolves, and what does not.
  package func build() -> (schema: KnowledgeSchema, problems: [Problem]) {
    var assembly = KnowledgeAssembly(numbers: numbers)
    assembly.addLists(lists)
    assembly.addClasses(classes)
    assembly.addRelations(relations)
    assembly.addAttributes(attributes)
    return (assembly.schema(version: version), assembly.problems)
  }
}
