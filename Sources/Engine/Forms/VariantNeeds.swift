import Core
import FEEL

/// What must be read of each entity before a variant can be evaluated, with the readings that do it; made once for a
/// variant and its tables.
package final class VariantNeeds: Sendable {
  /// Those that read the most of an entity first, so that the others need not read it again.
  package let readings: [(root: EntityRoot, reading: EntityReading)]

  package init(_ variant: VariantProgram, subject: EntityClass, program: Program, tables: AnswerTables) {
    var attributes: [EntityRoot: [Int: KnowledgeAttribute]] = [:]
    var relations: [EntityRoot: [String: RelationReading]] = [:]
    /// Attributes of a relation that are asked for beside it.
    var saying: [String: [KnowledgeAttribute]] = [:]
    func need(_ attribute: KnowledgeAttribute, _ root: EntityRoot) {
      attributes[root, default: [:]][attribute.number] = attribute
      guard let derived = program.derived[attribute.qualifiedID] else { return }
      for case .attribute(_, let id) in derived.layout.sources {
        if let input = program.knowledge.attribute(id), attributes[root]?[input.number] == nil { need(input, root) }
      }
    }
    for case .attribute(let root, let id) in variant.layout.sources {
      if let attribute = program.knowledge.attribute(id) { need(attribute, root) }
    }
    /// Named as a whole: who or what it is has to be known, whether or not anything else of it is.
    var named: Set<EntityRoot> = [.subject]
    for case .entity(let root) in variant.layout.sources { named.insert(root) }
    for field in variant.form.fields {
      switch field.binding {
      case .attribute(let attribute, let root): need(attribute, root)
      case .relation(let reading, let root):
        relations[root, default: [:]][reading.name] = reading
        if let main = program.knowledge.attribute(Homes.main, ofRelation: reading.relation.id) {
          saying[reading.name, default: []].append(main)
        }
      case .parts(let root):
        for part in field.control.parts { if let attribute = part.attribute { need(attribute, root) } }
      case .ofRelation(let attribute, let by):
        if case .relation(let reading, _) = variant.form.fields[by].binding { saying[reading.name, default: []].append(attribute) }
      case .ofGroup, .local, .computed: continue
      }
      // Attributes that a control sets by itself are compared with what is known.
      switch field.binding {
      case .attribute(_, let root), .parts(let root):
        for (id, _) in field.control.fill { if let attribute = program.knowledge.attribute(id) { need(attribute, root) } }
      case .relation, .ofGroup, .ofRelation, .local, .computed: continue
      }
    }
    var readings: [(root: EntityRoot, reading: EntityReading)] = []
    for root in EntityRoot.allCases {
      guard attributes[root] != nil || relations[root] != nil || named.contains(root) else { continue }
      let wanted = (attributes[root] ?? [:]).values.sorted { $0.number < $1.number }
      let related = (relations[root] ?? [:]).values.sorted { $0.name < $1.name }
      let reading = EntityReading(
        Self.entityClass(root, subject), attributes: wanted.filter { $0.owner == .entity(Self.entityClass(root, subject)) },
        relations: related, saying: saying, tables: tables)
      readings.append((root, reading))
    }
    self.readings = readings.filter { !$0.reading.needsNoColumns } + readings.filter(\.reading.needsNoColumns)
  }

  private static func entityClass(_ root: EntityRoot, _ subject: EntityClass) -> EntityClass {
    switch root {
    case .subject: subject
    case .applicant, .filer, .me: .person
    case .organization: .organization
    case .place: .place
    case .item: .matter
    }
  }
}
