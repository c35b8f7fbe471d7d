import Core
import FEEL
import Spec

/// Which expression was compiled where: variants that share a form share its formulas.
struct FormulaKey: Hashable {
  let tree: ObjectIdentifier
  let node: Int
  let position: NamePosition
  let ledger: String?
}

/// Checks one form and makes what runs of it. Several variants of a service that change nothing in the form
/// share one; flows, acts and templates are lowered through it, because they share its names and slots.
struct FormLowering {
  let context: CompileContext
  /// Stable id of the form.
  let id: String
  let title: Label
  var names: FormNames
  var findings = Findings()
  var pages: [PageEntry] = []
  var fields: [FieldEntry] = []
  var fieldByName: [String: Int] = [:]
  var formulas: [FormulaKey: Formula?] = [:]
  /// What formulas read of lists of rows, by the formula.
  var rowReads: [ObjectIdentifier: RowReads] = [:]
  /// Decimal places of what a figure sums over rows, by the formula.
  var rowDecimals: [ObjectIdentifier: Int] = [:]
  /// What a literal names; made once, because every scope takes it along.
  private let reference: @Sendable (ReferenceKind, String) -> Value?
  /// Places where it is open; empty = everywhere. Roles have to be held there.
  var territory: [Int64] = []
  /// Nobody files a task's form: all of it is asked for in steps.
  var isTask = false
  /// Reminders of the matter, for steps without their own.
  var matterReminders: [ReminderProgram] = []
  /// Sub-flows by the author's names, and those that come back to themselves.
  var namedFlows: [SpecNode] = []
  var circular: Set<String> = []
  /// Who fills a field or page instead of who files, by position.
  var fillers: [Int: ActorProgram] = [:]
  var pageFillers: [Int: ActorProgram] = [:]

  init(_ context: CompileContext, id: String, title: Label, form: [DraftField], issuer: SlotIssuer) {
    self.context = context
    self.id = id
    self.title = title
    names = FormNames(knowledge: context.knowledge, table: context.table, issuer: issuer)
    let handle = ContextHandle(context: context)
    reference = { referenced($0, $1, in: handle.context) }
    names.ledgerRows = { title in FormLowering.rows(ofLedger: title, in: handle.context, issuer: issuer) }
    collect(form)
  }

  /// A ledger by its title, as the list of its rows (LANGUAGE.md 17, L).
  private static func rows(ofLedger title: String, in context: CompileContext, issuer: SlotIssuer) -> Type? {
    guard context.ledgerTitles.contains(title), let ledger = context.ledger(title) else { return nil }
    let names = FormNames(knowledge: context.knowledge, table: context.table, issuer: issuer)
    return .list(
      .context(
        Dictionary(
          ledger.columns.map { ($0.id, names.type(of: $0)) }, uniquingKeysWith: { first, _ in first })))
  }

  // MARK: Pages and fields

  private mutating func collect(_ form: [DraftField]) {
    var found: [(draft: DraftField, page: Int, rows: Int?)] = []
    var loose: Int?
    for draft in form {
      if draft.isGroup {
        loose = nil
        collect(draft, parent: nil, rows: nil, depth: 0, into: &found)
      } else {
        if loose == nil {
          loose = pages.count
          pages.append(PageEntry(draft: nil, parent: nil, rows: nil))
        }
        collect(draft, page: loose ?? 0, rows: nil, into: &found)
      }
    }
    // Fields of the base first: see `DraftField.isAdded`. What a page shows follows the author's order.
    var positions = [Int](repeating: 0, count: found.count)
    for isAdded in [false, true] {
      for (at, item) in found.enumerated() where item.draft.isAdded == isAdded {
        positions[at] = fields.count
        insert(FieldEntry(draft: item.draft, page: item.page, rows: item.rows))
      }
    }
    for (at, item) in found.enumerated() { pages[item.page].fields.append(positions[at]) }
  }

  private mutating func collect(
    _ group: DraftField, parent: Int?, rows: Int?, depth: Int,
    into found: inout [(draft: DraftField, page: Int, rows: Int?)]
  ) {
    guard depth < 32 else { return }
    var rows = rows
    let page = pages.count
    if group.spec.node.has(.repeat), group[.repeat]?.bool != false {
      let index = names.rowsNames.count
      names.rowsNames.append(group.name)
      names.rows[group.name] = FormNames.Rows(index: index, outer: rows, members: [:])
      rows = index
    }
    pages.append(PageEntry(draft: group, parent: parent, rows: rows, entityClass: entityClass(of: group)))
    for child in group.children {
      if child.isGroup {
        collect(child, parent: page, rows: rows, depth: depth + 1, into: &found)
      } else {
        collect(child, page: page, rows: rows, into: &found)
      }
    }
  }

  /// A field, or the group of rows that it stands for.
  private mutating func collect(
    _ field: DraftField, page: Int, rows: Int?, into found: inout [(draft: DraftField, page: Int, rows: Int?)]
  ) {
    let homes = field.homes(context.table)
    guard homes.isSeveral, Self.isAddress(field, context) else { return found.append((field, page, rows)) }
    let index = names.rowsNames.count, at = pages.count
    names.rowsNames.append(field.name)
    names.rows[field.name] = FormNames.Rows(index: index, outer: rows, members: [:])
    pages.append(PageEntry(draft: field, parent: page, rows: index, isHomes: true))
    found.append((field.home(.place), at, index))
    if homes.isWeekly { found.append((field.home(.days), at, index)) }
  }

  /// Whether a field's answer is where somebody lives: only such have several homes.
  private static func isAddress(_ field: DraftField, _ context: CompileContext) -> Bool {
    guard let control = field[.control], !control.isInvalid else { return false }
    return context.control(control.text)?.relations.contains(Homes.relation) ?? false
  }

  private func entityClass(of group: DraftField) -> EntityClass? {
    guard let node = group[.entity], !node.isInvalid else { return nil }
    return context.knowledge.entityClass(node.text)?.root ?? context.ledger(node.text)?.root
  }

  /// Fields of a form, pages and groups not counted.
  static func count(_ form: [DraftField]) -> Int {
    var count = 0
    for draft in form { draft.walk { if !$0.isGroup { count += 1 } } }
    return count
  }

  private mutating func insert(_ entry: FieldEntry) {
    let position = fields.count
    let name = entry.name
    if let twin = names.fields[name]?.first(where: { $0.rows == entry.rows }) {
      let first = fields[twin.position].draft.nameRange
      findings.report(
        .nameTwice, entry.draft.nameRange, "字段「\(name)」在这张表单里用了两次", "The form has two fields `\(name)`",
        notes: [DiagnosticNote(at: first, Message(zh: "第一次用在这里", en: "first used here"))])
    } else {
      names.fields[name, default: []].append(.init(position: position, rows: entry.rows, type: .unknown))
      // A field that is there once goes before one of the same name in rows.
      if fieldByName[name].map({ fields[$0].rows != nil && entry.rows == nil }) ?? true { fieldByName[name] = position }
    }
    fields.append(entry)
  }

  var fieldNames: [String] { fields.map(\.name) }

  /// The position of the field that a reference names; reports when there is none.
  mutating func position(_ node: SpecNode) -> Int? {
    guard !node.isInvalid else { return nil }
    if let found = fieldByName[node.text] {
      if fields[found].rows == nil { return found }
      findings.notYet(node.range, "重复分组里的字段「\(node.text)」放在这里", "`\(node.text)`, a field of rows, in this place")
      return nil
    }
    if names.rows[node.text] != nil {
      findings.notYet(node.range, "重复分组「\(node.text)」放在这里", "`\(node.text)`, a group of rows, in this place")
      return nil
    }
    findings.unknownField(node, fieldNames)
    return nil
  }

  // MARK: Expressions

  func scope(_ position: NamePosition, rows: Int? = nil) -> NameScope {
    var scope = NameScope(names: names, position: position, rows: rows, reference: reference)
    if let rows, let each = names.rows[names.rowsNames[rows]]?.each {
      let slot = Resolution.slot(names.issuer.slot(.part("each")), each)
      scope.local = ["each": slot, "逐个": slot]
    }
    return scope
  }

  /// An expression that gives `wanted`; nil when it is wrong, which is reported.
  mutating func formula(_ node: SpecNode?, _ wanted: Type?, _ scope: NameScope) -> Formula? {
    guard let node, !node.isInvalid, node.kind == .scalar else { return nil }
    let key = FormulaKey(
      tree: ObjectIdentifier(node.tree), node: node.index, position: scope.position, ledger: scope.ledger)
    if let known = formulas[key] { return known }
    let formula = compile(node, text: node.text, wanted, scope)
    formulas[key] = .some(formula)
    return formula
  }

  private mutating func compile(_ node: SpecNode, text: String, _ wanted: Type?, _ scope: NameScope)
    -> Formula?
  {
    let (compiled, problems) = Expression.compile(text, scope: scope, expecting: wanted)
    for problem in problems where problem.kind != .nameShadowed { findings.report(problem, in: node) }
    noteUnrun(compiled, at: node.range)
    // What kind of figure a measure is can be told by its tree alone.
    let made = compiled.map { Formula(scope.position == .measure ? $0 : $0.settled, range: node.range) }
    if scope.position == .form, !names.rows.isEmpty, let made, let typed = compiled?.typed {
      let reads = RowReads(typed, slots: Set(names.rows.keys.map { names.issuer.slot(.rows($0)) }))
      if !reads.members.isEmpty { rowReads[ObjectIdentifier(made)] = reads }
    }
    return made
  }

  /// Names and functions that are known and that nothing supplies when it runs.
  mutating func noteUnrun(_ compiled: CompiledExpression?, at range: SourceRange) {
    let names = Set(self.names.issuer.takeUnrun())
    guard let typed = compiled?.typed else { return }
    for name in names.union(UnrunCalls(typed).names).sorted() {
      findings.notYet(range, "表达式里的「\(name)」", "`\(name)` in an expression")
    }
  }

  /// A value written as number, day or expression: `min: 1`, `min: 2026-01-01`, `min: today()`.
  mutating func bound(_ node: SpecNode?, _ wanted: Type?, _ scope: NameScope) -> Formula? {
    guard let node, !node.isInvalid, node.kind == .scalar else { return nil }
    guard node.type == .date else { return formula(node, wanted, scope) }
    return compile(node, text: "date(\"\(node.text)\")", wanted, scope)
  }
}

/// The thing that a literal names where a function wants a place, level, class, relation or role.
func referenced(_ kind: ReferenceKind, _ text: String, in context: CompileContext) -> Value? {
  switch kind {
  case .place:
    guard case .one(let index) = context.city.tree.resolve(text), let id = context.city.id(of: index) else {
      return nil
    }
    return .entity(EntityReference(classID: EntityClass.place.rawValue, id: id))
  case .level: return PlaceLevel(word: text).map { .string($0.word) }
  case .entityClass: return context.knowledge.entityClass(text).map { .string($0.id) }
  case .relation:
    return context.knowledge.reading(text).map {
      .string($0.isInverse ? $0.relation.inverse : $0.relation.id)
    }
  case .role: return context.role(text).map { .string($0.id) }
  }
}
