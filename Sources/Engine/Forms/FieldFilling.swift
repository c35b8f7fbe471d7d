import Core
import FEEL

/// What the ledger already knows for the fields of a form: a fact is given once.
package struct FieldFilling: Sendable {
  /// By position of the field.
  package let values: [Int: Value]

  /// Fields bound to an attribute or relation of somebody whose image is in the context.
  package init(_ variant: VariantProgram, _ context: EvaluationContext) {
    var values: [Int: Value] = [:]
    let fields = variant.form.fields
    for i in fields.indices where fields[i].fillsFromLedger && fields[i].value == nil {
      let value: Value
      switch fields[i].binding {
      case .attribute(let attribute, let root):
        value = context.attribute(attribute.qualifiedID, of: root)
      case .relation(let reading, let root):
        value =
          variant.form.group[i] == nil
          ? Self.related(reading, context.images[root]) : Self.all(reading, context.images[root])
      case .ofRelation(let attribute, let by):
        value = Self.said(attribute, fields[i], by: by, variant.form, context.images)
      case .parts(let root):
        value = Self.parts(fields[i].control, root, context)
      case .ofGroup, .local, .computed:
        continue
      }
      if !value.isNull { values[i] = value }
    }
    self.values = values
  }

  private static func related(_ reading: RelationReading, _ image: EntityImage?) -> Value {
    guard let id = image?.related[reading.name] else { return .null }
    return .entity(EntityReference(classID: reading.target.rawValue, id: id))
  }

  /// Every row of what is known: all homes, one below the other.
  private static func all(_ reading: RelationReading, _ image: EntityImage?) -> Value {
    let known = image?.relations[reading.name] ?? []
    if known.isEmpty { return .null }
    return .list(known.map { .entity(EntityReference(classID: reading.target.rawValue, id: $0.other)) })
  }

  /// What is known of the relation that the field beside it names.
  private static func said(
    _ attribute: KnowledgeAttribute, _ field: FieldProgram, by: Int, _ form: FormProgram, _ images: [EntityRoot: EntityImage]
  ) -> Value {
    guard case .relation(let reading, let root) = form.fields[by].binding, let known = images[root]?.relations[reading.name]
    else { return .null }
    let said = known.map { attribute.heard($0.said[attribute.number] ?? .null, as: field.type) }
    if form.group[by] == nil { return said.first ?? .null }
    return said.isEmpty ? .null : .list(said)
  }

  private static func parts(_ control: ControlProgram, _ root: EntityRoot, _ context: EvaluationContext) -> Value {
    var found = Context()
    var known = false
    for part in control.parts {
      let value = part.attribute.map { context.attribute($0.qualifiedID, of: root) } ?? .null
      found[part.id] = value
      known = known || !value.isNull
    }
    return known ? .context(found) : .null
  }
}
