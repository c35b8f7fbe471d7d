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
    /// Attributes of the relation itself that were answered beside it.
    var saying: [(attribute: KnowledgeAttribute, value: StoredValue)] = []
    /// One of several that were named together: the others that are known are no contradiction.
    var isOneOfMany = false
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
        add(image.root, image.id, attribute, Self.kept(values[i], attribute, running), field: fields[i])
      case .relation(let reading, let root):
        guard let image = images[root] else { continue }
        let main = running.program.knowledge.attribute(Homes.main, ofRelation: reading.relation.id)
        relate(image, reading, variant.form, i, values, main: main)
      case .parts(let root):
        guard let image = images[root], case .context(let parts) = values[i] else { continue }
        for part in fields[i].control.parts {
          if let attribute = part.attribute, let value = parts[part.id], !value.isNull {
            add(image.root, image.id, attribute, value, field: fields[i])
          }
        }
      case .ofGroup, .ofRelation, .local, .computed: continue
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
    case .relation, .ofGroup, .ofRelation, .local, .computed: nil
    }
  }

  /// An answer as its attribute keeps it: a place under an attribute of text is written as its path.
  private static func kept(_ value: Value, _ attribute: KnowledgeAttribute, _ running: Running) -> Value {
    guard attribute.type == .string, case .entity = value, let place = value.placeID,
      let at = running.city.position(of: place)
    else { return value }
    return .string(running.city.tree.path(of: at))
  }

  /// The relation that a field makes, or each row of it, with what is answered beside it of the relation itself.
  ///
  /// - Parameter main: says which of several homes is the main one.
  private mutating func relate(
    _ image: EntityImage, _ reading: RelationReading, _ form: FormProgram, _ field: Int, _ values: [Value],
    main: KnowledgeAttribute?
  ) {
    let isOneOfMany = form.group[field] != nil
    let others: [Value]
    if isOneOfMany {
      guard case .list(let column) = values[field] else { return }
      others = column
    } else {
      others = [values[field]]
    }
    let at = target(image.root, image.id), first = targets[at].relations.count
    for (row, other) in others.enumerated() {
      guard case .entity(let other) = other,
        !targets[at].relations.contains(where: { $0.reading == reading && $0.other == other.id })
      else { continue }
      targets[at].relations.append(
        Relation(
          reading: reading, other: other.id, field: form.fields[field].id,
          saying: Self.said(of: field, row: isOneOfMany ? row : nil, form, values), isOneOfMany: isOneOfMany))
    }
    guard let main, isOneOfMany, targets[at].relations.count > first + 1 else { return }
    for named in targets[at].relations.indices.dropFirst(first) {
      targets[at].relations[named].saying.append((main, StoredValue(named == first)))
    }
  }

  private static func said(
    of field: Int, row: Int?, _ form: FormProgram, _ values: [Value]
  ) -> [(attribute: KnowledgeAttribute, value: StoredValue)] {
    form.fields.indices.compactMap { i in
      guard case .ofRelation(let attribute, by: field) = form.fields[i].binding, values.indices.contains(i) else { return nil }
      var value = values[i]
      if let row {
        if case .list(let column) = value, column.indices.contains(row) { value = column[row] } else { value = .null }
      }
      guard let stored = value.isNull ? .null : attribute.said(value) else { return nil }
      // Of several homes that are named together no days are a word too: every day.
      let isWord = row != nil && attribute.qualifiedID == "\(Homes.relation).\(Homes.days)"
      if stored.isNull && !isWord { return nil }
      return (attribute, stored)
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

  /// Whether anything is said of an entity.
  func says(of root: EntityClass, _ id: Int64) -> Bool { targets.contains { $0.root == root && $0.id == id } }

  /// It is there, though nothing else may be said of it.
  mutating func mention(_ root: EntityClass, _ id: Int64) { _ = target(root, id) }

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

extension KnowledgeAttribute {
  /// An answer as the relation's row holds it; nil when it does not fit. Days of a home are digits of one text.
  func said(_ value: Value) -> StoredValue? {
    if type == .string, case .list(let codes) = value {
      return StoredValue(Homes.stored(codes.compactMap(\.string)))
    }
    return ValueCodec.store(value, type: type, scale: scale ?? 0)
  }

  /// What a relation's row holds as the answer of a field of that type.
  func heard(_ stored: StoredValue, as asked: ValueType) -> Value {
    guard type == .string, asked == .codes else { return ValueCodec.load(stored, type: type, scale: scale ?? 0) }
    let codes = stored.text.map(Homes.codes) ?? []
    return codes.isEmpty ? .null : .list(codes.map(Value.string))
  }
}
