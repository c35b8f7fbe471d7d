import Core
import FEEL

/// What one command wants known of entities: gathered while it runs, compared with the ledger and written once for each
/// entity at the end.
struct EntityWrites {
  struct Attribute {
    let attribute: KnowledgeAttribute
    let value: Value
    /// The field it was answered in; nil for an act.
    let field: String?
    /// An act's value is a decision and is written; an answer that differs is proposed by the attribute's policy.
    let isDecision: Bool
    let isLocked: Bool
    /// Said of somebody else: never written without a keeper, not even where nothing is known.
    var isOnlyProposed = false
  }

  struct Relation {
    let reading: RelationReading
    let other: Int64
    let field: String?
  }

  struct Target {
    let root: EntityClass
    let id: Int64
    /// Made by this command: nothing to compare with.
    var isNew = false
    var attributes: [Attribute] = []
    var relations: [Relation] = []
  }

  private(set) var targets: [Target] = []

  var isEmpty: Bool { targets.isEmpty }

  /// The answers of a form, each on the entity it is bound to. A null says nothing.
  mutating func collect(
    _ variant: VariantProgram, _ values: [Value], _ images: [EntityRoot: EntityImage], _ running: Running
  ) {
    let fields = variant.form.fields
    for i in fields.indices where values.indices.contains(i) && !values[i].isNull {
      switch fields[i].binding {
      case .attribute(let attribute, let root):
        guard attribute.value == nil, let image = images[root] else { continue }
        add(image.root, image.id, attribute, values[i], field: fields[i])
      case .relation(let reading, let root):
        guard let image = images[root], case .entity(let other) = values[i] else { continue }
        let at = target(image.root, image.id)
        targets[at].relations.append(Relation(reading: reading, other: other.id, field: fields[i].id))
      case .parts(let root):
        guard let image = images[root], case .context(let parts) = values[i] else { continue }
        for part in fields[i].control.parts {
          if let attribute = part.attribute, let value = parts[part.id], !value.isNull {
            add(image.root, image.id, attribute, value, field: fields[i])
          }
        }
      case .ofGroup, .local, .computed: continue
      }
    }
    fill(variant, values, images, running)
  }

  /// What controls set by themselves (an ID number says the birth date), where no field answers it.
  private mutating func fill(
    _ variant: VariantProgram, _ values: [Value], _ images: [EntityRoot: EntityImage], _ running: Running
  ) {
    let fields = variant.form.fields
    for i in fields.indices where values.indices.contains(i) && !values[i].isNull && !fields[i].control.fill.isEmpty {
      let field = fields[i]
      guard let root = Self.root(field.binding), let image = images[root] else { continue }
      var frame = Frame(slots: field.control.slots(for: values[i]))
      for (id, formula) in field.control.fill {
        guard let attribute = running.program.knowledge.attribute(id), attribute.owner == .entity(image.root),
          attribute.value == nil
        else { continue }
        let at = target(image.root, image.id)
        if targets[at].attributes.contains(where: { $0.attribute.number == attribute.number }) { continue }
        let value = formula.expression.evaluate(&frame)
        if !value.isNull { add(image.root, image.id, attribute, value, field: field) }
      }
    }
  }

  /// Whose attributes a field answers with.
  private static func root(_ binding: FieldProgram.Binding) -> EntityRoot? {
    switch binding {
    case .attribute(_, let root), .parts(let root): root
    case .relation, .ofGroup, .local, .computed: nil
    }
  }

  /// What a form says of an entity; a later word takes the place of an earlier one.
  mutating func add(
    _ root: EntityClass, _ id: Int64, _ attribute: KnowledgeAttribute, _ value: Value, field: FieldProgram,
    isOnlyProposed: Bool = false
  ) {
    guard attribute.owner == .entity(root) else { return }
    let at = target(root, id)
    targets[at].attributes.removeAll { $0.attribute.number == attribute.number }
    targets[at].attributes.append(
      Attribute(
        attribute: attribute, value: value, field: field.id, isDecision: false, isLocked: field.isLocked,
        isOnlyProposed: isOnlyProposed))
  }

  /// An act's value: written whatever stood there.
  mutating func decide(_ root: EntityClass, _ id: Int64, _ attribute: KnowledgeAttribute, _ value: Value) {
    let at = target(root, id)
    targets[at].attributes.removeAll { $0.attribute.number == attribute.number }
    targets[at].attributes.append(
      Attribute(attribute: attribute, value: value, field: nil, isDecision: true, isLocked: false))
  }

  mutating func create(_ root: EntityClass, _ id: Int64) {
    let at = target(root, id)
    targets[at].isNew = true
  }

  private mutating func target(_ root: EntityClass, _ id: Int64) -> Int {
    if let at = targets.firstIndex(where: { $0.id == id && $0.root == root }) { return at }
    targets.append(Target(root: root, id: id))
    return targets.count - 1
  }
}
