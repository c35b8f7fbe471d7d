import Core
import FEEL
import Spec

/// One ledger document → `LedgerProgram`, its columns being known.
struct LedgerLowering {
  private let context: CompileContext
  private let document: SpecDocument
  private let spec: LedgerSpec
  private let shape: LedgerShape
  private let slots = SlotTable()
  var sink = DiagnosticSink()

  init(_ context: CompileContext, _ document: SpecDocument, _ shape: LedgerShape) {
    self.context = context
    self.document = document
    self.shape = shape
    spec = LedgerSpec(document.root)
  }

  mutating func lower() -> LedgerProgram {
    let condition = sink.formula(spec.where, scope(), expecting: .boolean)
    let columns = shape.columns.compactMap { column($0) }
    checkMatch()
    checkPlace()
    checkLater()
    checkPrivacy()
    let keeper = spec.keeper.flatMap { sink.actor($0, context) }
    let owner = context.owner
    return LedgerProgram(
      id: shape.id, title: shape.title, hash: context.hash(), entityClass: shape.entityClass, root: shape.root,
      condition: condition, layout: slots.layout, columns: columns, keeper: keeper,
      update: spec.update.flatMap { UpdatePolicy(rawValue: $0) } ?? .ask,
      territory: spec.node.has(.for) ? context.territory(spec.for) : owner?.governs ?? [])
  }

  private func scope() -> DocumentScope {
    var scope = DocumentScope(context, slots: slots)
    scope.entity = (.subject, shape.root)
    scope.roots = [.place: .place, .subject: shape.root]
    scope.hasLedgers = true
    for column in shape.columns {
      guard case .computed = column.source else {
        scope.names[column.id] = .slot(slots.slot(slot(column)), column.feelType(context.knowledge))
        continue
      }
    }
    return scope
  }

  private func slot(_ column: LedgerShape.Column) -> SlotSource {
    if case .attribute(let attribute) = column.source { return .attribute(.subject, qualifiedID: attribute.qualifiedID) }
    return .column(ledger: shape.id, column: column.id)
  }

  // MARK: Columns

  private mutating func column(_ column: LedgerShape.Column) -> LedgerProgram.Column? {
    let spec = ColumnSpec(column.node)
    let source: LedgerProgram.Column.Source
    switch column.source {
    case .attribute(let attribute): source = .attribute(attribute)
    case .local: source = .local(column.type, scale: column.scale)
    case .computed:
      guard let formula = sink.formula(spec.value, scope()) else { return nil }
      source = .computed(formula)
    case .relation(let reading):
      sink.notYet(spec.nameRange, "由关系「\(reading.relation.title.zh)」来的列", "A column of the relation `\(reading.name)`")
      return nil
    }
    for key in [SpecKey.convert, .authority] where spec.node.has(key) {
      sink.notYet(spec.node[key]?.nameRange ?? spec.nameRange, "列的 `\(key.name)`", "`\(key.name)` of a column")
    }
    return LedgerProgram.Column(
      id: column.id, title: column.title, source: source, control: column.control, min: least(spec, column),
      update: spec.update.flatMap { UpdatePolicy(rawValue: $0) } ?? self.spec.update.flatMap { UpdatePolicy(rawValue: $0) } ?? .ask,
      fresh: spec.fresh.map { $0.roughSeconds / 86_400 }, sensitivity: column.sensitivity)
  }

  /// `min` as the column stores numbers: scaled to whole ones.
  private mutating func least(_ spec: ColumnSpec, _ column: LedgerShape.Column) -> Int64? {
    guard let node = spec.min, !node.isInvalid else { return nil }
    if node.type == .expression { _ = sink.formula(node, scope()) }
    guard column.type.isNumeric, let number = Number(text: node.text) else { return nil }
    return number.scaled(by: column.scale)
  }

  // MARK: Checks

  private mutating func checkMatch() {
    for node in spec.match where !node.isInvalid {
      guard let column = shape.column(node.text) else {
        sink.report(columnUnknown(node))
        continue
      }
      if case .computed = column.source { sink.report(notKey(node)) }
      if column.type == .boolean || column.type == .file || column.type == .files { sink.report(notKey(node)) }
    }
  }

  private mutating func checkPlace() {
    guard let node = spec.place, !node.isInvalid else { return }
    if let column = shape.column(node.text) {
      if column.type == .place { sink.notYet(node.range, "用一列作地点", "A column as the place of a row") }
      return
    }
    guard let reading = context.knowledge.reading(node.text) else {
      sink.report(columnUnknown(node))
      return
    }
    if reading.from(shape.root, in: context.knowledge)?.target != .place {
      sink.report(
        Diagnostic(
          .relationEnds, at: node.range,
          Message(
            zh: "关系「\(reading.relation.title.zh)」不是从台账的一行到地点",
            en: "The relation `\(reading.name)` does not lead from a row to a place")))
    }
  }

  /// Words that later parts of the product act on.
  private mutating func checkLater() {
    let later: [SpecKey] = [.authority, .stale, .task, .import, .after, .measures]
    for key in later {
      guard let node = spec.node[key], !node.isInvalid, node.word != "ask" else { continue }
      sink.notYet(node.nameRange, "台账的 `\(key.name)`", "`\(key.name)` of a ledger")
    }
    for node in spec.import?.children.map({ $0 }) ?? [] where !node.isInvalid {
      if shape.column(node.text) == nil { sink.report(columnUnknown(node)) }
    }
    checkAfter()
  }

  private mutating func checkAfter() {
    guard let after = spec.after, !after.isInvalid else { return }
    for event in after.children {
      guard let name = event.name else { continue }
      guard let word = context.table.word(name, in: "event") else {
        sink.report(
          Diagnostic(
            .unknownWord, at: event.nameRange, Message(zh: "没有事件「\(name)」", en: "There is no event `\(name)`"),
            hint: Nearest.hint(name, among: context.table.words("event").flatMap { [$0.name, $0.alias] })))
        continue
      }
      if !["created", "changed", "ended"].contains(word) {
        sink.report(
          Diagnostic(
            .unknownWord, at: event.nameRange,
            Message(zh: "台账的行只有新增、变动、终止后", en: "Rows of a ledger are created, changed or ended")))
      }
    }
  }

  private mutating func checkPrivacy() {
    let highest = shape.columns.map(\.sensitivity).max() ?? .public
    let sensitive = shape.columns.first { $0.sensitivity == .sensitivePersonal }
    sink.report(
      context.privacy(document.root, highest: highest, example: sensitive?.node ?? shape.columns.first { $0.sensitivity == highest }?.node))
    guard let group = spec.smallestGroup, group < 5, let node = spec.node[.smallestGroup], sensitive != nil else { return }
    sink.report(
      Diagnostic(
        .smallCells, at: node.range,
        Message(zh: "有敏感个人信息的台账，最小组至少是 5", en: "With sensitive personal data the smallest group is at least 5")))
  }

  private func columnUnknown(_ node: SpecNode) -> Diagnostic {
    Diagnostic(
      .unknownColumn, at: node.range, Message(zh: "台账没有列「\(node.text)」", en: "The ledger has no column `\(node.text)`"),
      hint: Nearest.hint(node.text, among: shape.columns.map(\.id)))
  }

  private func notKey(_ node: SpecNode) -> Diagnostic {
    Diagnostic(
      .matchNotKey, at: node.range,
      Message(zh: "列「\(node.text)」认不出是哪一行", en: "The column `\(node.text)` does not tell rows apart"))
  }
}
