import Core
import FEEL
import Spec

/// The columns of a ledger, as other documents may know them before any expression is read.
struct LedgerColumns {
  private let context: CompileContext
  private let document: SpecDocument
  private let spec: LedgerSpec
  var sink = DiagnosticSink()

  init(_ context: CompileContext, _ document: SpecDocument) {
    self.context = context
    self.document = document
    spec = LedgerSpec(document.root)
  }

  mutating func lower() -> LedgerShape? {
    guard let node = spec.class, !node.isInvalid, let found = context.knowledge.entityClass(node.text) else { return nil }
    var columns: [LedgerShape.Column] = []
    for column in spec.columns where !column.isInvalid {
      if let made = self.column(column, found.root) { columns.append(made) }
    }
    var byName: [String: Int] = [:]
    for (at, column) in columns.enumerated() { byName[column.id] = at }
    for (at, column) in columns.enumerated() where byName[column.title.zh] == nil { byName[column.title.zh] = at }
    return LedgerShape(
      id: document.id, title: document.title ?? Label(zh: document.id), entityClass: found.id, root: found.root,
      columns: columns, byName: byName, isComputed: spec.where != nil)
  }

  private mutating func column(_ spec: ColumnSpec, _ root: EntityClass) -> LedgerShape.Column? {
    var control: ControlProgram?
    if let node = spec.control {
      // Unknown and not-yet controls are reported with the references.
      guard !node.isInvalid else { return nil }
      control = context.control(node.text)
    }
    guard let source = source(spec, control, root) else { return nil }
    if control == nil, spec.control == nil, case .attribute(let attribute) = source {
      control = context.control(ControlProgram.usual(for: attribute))
    }
    let type = type(source, control)
    return LedgerShape.Column(
      id: spec.name, title: spec.title ?? Label(zh: spec.name), source: source, type: type,
      entityClass: nil, options: options(spec, source, control), control: control, scale: scale(spec, source),
      sensitivity: sensitivity(spec, source, control), node: spec.node)
  }

  private mutating func source(
    _ spec: ColumnSpec, _ control: ControlProgram?, _ root: EntityClass
  ) -> LedgerShape.Column.Source? {
    if spec.value != nil { return .computed }
    if let bind = spec.bind {
      guard !bind.isInvalid else { return nil }
      if let attribute = context.knowledge.attribute(bind.text) {
        guard fits(attribute, root) else {
          sink.report(foreign(bind, attribute.title.zh, attribute.qualifiedID, root))
          return nil
        }
        if let control, !control.type.canHold(attribute) { sink.report(clash(spec, control, attribute)) }
        return .attribute(attribute)
      }
      guard let reading = context.knowledge.reading(bind.text) else { return nil }
      guard let turned = reading.from(root, in: context.knowledge) else {
        sink.report(foreign(bind, reading.relation.title.zh, reading.name, root))
        return nil
      }
      return .relation(turned)
    }
    if spec.local != nil { return .local }
    guard let control else {
      if spec.control == nil { sink.report(unbound(spec)) }
      return nil
    }
    for name in control.attributes {
      if let attribute = context.knowledge.attribute(name), fits(attribute, root) { return .attribute(attribute) }
    }
    for name in control.relations {
      if let reading = context.knowledge.reading(name)?.from(root, in: context.knowledge) { return .relation(reading) }
    }
    sink.report(unbound(spec))
    return nil
  }

  private func fits(_ attribute: KnowledgeAttribute, _ root: EntityClass) -> Bool {
    switch attribute.owner {
    case .entity(let owner): owner == root
    case .relation, .everyRelation: true
    }
  }

  private func type(_ source: LedgerShape.Column.Source, _ control: ControlProgram?) -> ValueType {
    switch source {
    case .attribute(let attribute): attribute.type
    case .relation(let reading): reading.target == .place ? .place : .entity
    case .local, .computed: control?.type ?? .string
    }
  }

  private mutating func options(
    _ spec: ColumnSpec, _ source: LedgerShape.Column.Source, _ control: ControlProgram?
  ) -> OptionsProgram? {
    if let node = spec.options, !node.isInvalid {
      if node.kind == .scalar { return context.knowledge.list(node.text)?.program }
      return OptionsProgram(
        node.children.filter { !$0.isInvalid }.map { child in
          let option = OptionSpec(child)
          return .init(
            code: option.value.map(\.text) ?? option.name, title: option.title ?? Label(zh: option.name), when: nil,
            was: option.was.map(\.text))
        })
    }
    if case .attribute(let attribute) = source, let list = attribute.list { return context.knowledge.list(list)?.program }
    return control?.options
  }

  private mutating func scale(_ spec: ColumnSpec, _ source: LedgerShape.Column.Source) -> Int {
    guard case .attribute(let attribute) = source, let stored = attribute.scale else { return spec.scale ?? 0 }
    if let scale = spec.scale, scale < stored, let node = spec.node[.scale] {
      sink.report(
        Diagnostic(
          .scaleLossy, at: node.range,
          Message(
            zh: "小数位 \(scale) 比属性「\(attribute.title.zh)」的 \(stored) 位少，会丢掉尾数",
            en: "\(scale) decimal places are fewer than the \(stored) that `\(attribute.qualifiedID)` keeps")))
    }
    return stored
  }

  private mutating func sensitivity(
    _ spec: ColumnSpec, _ source: LedgerShape.Column.Source, _ control: ControlProgram?
  ) -> Sensitivity {
    var least = control?.sensitivity ?? .public
    switch source {
    case .attribute(let attribute): least = max(least, attribute.sensitivity)
    case .relation: least = max(least, .internal)
    case .local, .computed: least = max(least, .internal)
    }
    guard let node = spec.node[.sensitivity], let own = spec.sensitivity.flatMap({ Sensitivity(word: $0) }) else { return least }
    if own < least, case .attribute = source {
      sink.report(
        Diagnostic(
          .sensitivityLowered, at: node.range,
          Message(
            zh: "敏感级只能提高：「\(spec.name)」至少是「\(least.alias)」", en: "Sensitivity may only be raised: `\(spec.name)` is at least `\(least.word)`")))
    }
    return max(own, least)
  }

  // MARK: Messages

  private func foreign(_ node: SpecNode, _ zh: String, _ id: String, _ root: EntityClass) -> Diagnostic {
    let name = context.knowledge.entityClass(root.rawValue)?.title.zh ?? root.rawValue
    return Diagnostic(
      .unknownAttribute, at: node.range,
      Message(zh: "台账的一行是「\(name)」，没有「\(zh)」", en: "A row is of class `\(root.rawValue)`, which has no `\(id)`"))
  }

  private func clash(_ spec: ColumnSpec, _ control: ControlProgram, _ attribute: KnowledgeAttribute) -> Diagnostic {
    Diagnostic(
      .bindTypeClash, at: spec.control?.range ?? spec.nameRange,
      Message(
        zh: "控件「\(control.title.zh)」的值是\(control.type.alias)，存不进属性「\(attribute.title.zh)」（\(attribute.type.alias)）",
        en: "`\(control.id)` gives \(control.type.rawValue), which `\(attribute.qualifiedID)` (\(attribute.type.rawValue)) cannot hold"))
  }

  private func unbound(_ spec: ColumnSpec) -> Diagnostic {
    Diagnostic(
      .unboundField, at: spec.nameRange,
      Message(zh: "列「\(spec.name)」没有绑定知识体系里的属性", en: "The column `\(spec.name)` is bound to no attribute"),
      hint: Message(zh: "写 `bind`（绑定），或用 `local`（仅本表）说明原因", en: "Give a `bind`, or say why not in `local`"))
  }
}

extension RelationReading {
  /// The same relation read from an entity of that class; nil when it does not join the class.
  func from(_ root: EntityClass, in knowledge: KnowledgeSchema) -> RelationReading? {
    if source == root { return self }
    return target == root ? knowledge.reading(isInverse ? relation.id : relation.inverse) : nil
  }
}
