import Core
import FEEL
import Spec

/// What expressions knew about the fields of a form when it was compiled, out of the form that runs.
struct FieldTypes {
  /// By position of the field. Two readings where a computed field may have been given a control: its type is then that of
  /// the control, else that of its expression.
  let readings: [[Type]]

  init(_ knowledge: KnowledgeSchema, _ form: FormProgram) {
    var isTwofold = false
    var byControl: [Type] = [], byExpression: [Type] = []
    for field in form.fields {
      let type = Self.type(of: field, knowledge)
      byControl.append(type)
      if case .computed = field.binding, let own = field.value?.expression.type, own.isText, own.en != type.en {
        isTwofold = true
        byExpression.append(own)
      } else {
        byExpression.append(type)
      }
    }
    readings = isTwofold ? [byControl, byExpression] : [byControl]
  }

  /// What an expression knows about the answer of a field.
  static func type(of field: FieldProgram, _ knowledge: KnowledgeSchema) -> Type {
    var attribute: KnowledgeAttribute?
    switch field.binding {
    case .attribute(let bound, _), .ofGroup(let bound): attribute = bound
    case .ofRelation(let bound, _): attribute = bound
    case .relation, .parts, .local, .computed: break
    }
    if let options = field.options, field.type == .code || field.type == .codes || field.type == .string {
      let closed = Type.code(options.closedValues)
      return field.type == .codes ? .list(closed) : closed
    }
    switch field.type {
    case .entity:
      if case .relation(let reading, _) = field.binding { return .entity(reading.target.rawValue) }
      return .unknown
    case .context:
      return .context(
        Dictionary(
          field.control.parts.map { ($0.id, knowledge.feelType(of: $0.control.type, list: $0.attribute?.list)) },
          uniquingKeysWith: { first, _ in first }))
    default:
      if let attribute, attribute.type == field.type { return knowledge.feelType(of: attribute) }
      return knowledge.feelType(of: field.type)
    }
  }
}

extension FormNames {
  /// The names that a form which runs already was compiled with: its fields, its groups, attributes and words.
  init(
    _ knowledge: KnowledgeSchema, _ variant: VariantProgram, subject: EntityRoot, types: [Type], table: SpecTable
  ) {
    self.init(knowledge: knowledge, table: table, issuer: SlotIssuer(variant.layout))
    self.subject = subject
    let form = variant.form
    var index: [Int: Int] = [:]
    for (at, page) in form.pages.enumerated() where page.rows != nil {
      index[at] = rowsNames.count
      rows[page.id] = Rows(index: rowsNames.count, outer: form.rowsAround(at).flatMap { index[$0] }, members: [:])
      rowsNames.append(page.id)
      guard page.rows?.each != nil else { continue }
      rows[page.id]?.members = Rows.eachMembers
      rows[page.id]?.each = .context(Rows.eachMembers)
    }
    for (at, field) in form.fields.enumerated() {
      let group = form.group[at].flatMap { index[$0] }
      fields[field.id, default: []].append(.init(position: at, rows: group, type: types[at]))
      if let group { rows[rowsNames[group]]?.members[field.id] = types[at] }
    }
  }
}

extension FormProgram {
  /// The repeating group that a page or group stands in, itself not counted.
  func rowsAround(_ page: Int) -> Int? {
    var at = pages[page].parent
    while let here = at {
      if pages[here].rows != nil { return here }
      at = pages[here].parent
    }
    return nil
  }
}
