import Core
import FEEL
import Spec

/// Which attribute or relation an answer is, and whose (LANGUAGE.md 6).
extension FormLowering {
  /// Whose attribute or relation: decided, known but not run, or not there.
  enum Owner {
    case root(EntityRoot)
    case notYet(zh: String, en: String)
    case ambiguous([SourceRange])
    case none
  }

  mutating func bindFields() {
    for index in fields.indices { bind(index) }
    for index in fields.indices { bindToRelation(index) }
    for index in fields.indices { publish(index) }
  }

  /// Makes type and attribute of a field known to expressions.
  func publishedType(_ entry: FieldEntry) -> Type { entry.type }

  mutating func publish(_ index: Int) {
    let entry = fields[index]
    if let at = names.fields[entry.name]?.firstIndex(where: { $0.position == index }) {
      names.fields[entry.name]?[at].type = entry.type
      names.fields[entry.name]?[at].attribute = entry.attribute?.qualifiedID
    }
    if let rows = entry.rows {
      names.rows[names.rowsNames[rows]]?.members[entry.name] = entry.type
    }
  }

  private mutating func bind(_ index: Int) {
    let entry = fields[index]
    let draft = entry.draft
    if draft.part == .days { return bindDays(entry) }
    checkLocal(draft)
    let chosen = draft[.control].map { $0.isInvalid ? nil : context.control($0.text) } ?? nil
    entry.control = chosen
    if let node = draft[.bind] {
      bindWritten(entry, node)
    } else if let local = draft[.local] {
      entry.binding = .local(local.text)
      if draft[.control] == nil, !entry.isComputed { controlMissing(draft) }
    } else if entry.isComputed {
      entry.binding = .computed
    } else if chosen?.id == Kinship.control, picksLink(index), let code = context.knowledge.attribute(Kinship.code) {
      // It says the relation of the one who stands in the row, not what they are to the head of their household.
      entry.attribute = code
      entry.binding = .ofGroup(code)
    } else if let control = chosen {
      bindByControl(entry, control)
    } else if draft[.control] == nil {
      unbound(draft)
    }
    decideType(entry)
    checkLock(entry)
  }

  private mutating func checkLocal(_ draft: DraftField) {
    guard let local = draft[.local], !local.isInvalid else { return }
    // Both `local` and `bind`, or nothing but blanks: said when the document was read.
    if !local.text.allSatisfy(\.isWhitespace),
      !local.text.unicodeScalars.contains(where: { $0.properties.isAlphabetic })
    {
      findings.report(
        .reasonMissing, local.range, "「\(draft.name)」没有说明为什么不绑定",
        "`\(draft.name)` does not say why it is bound to nothing")
    }
  }

  private mutating func controlMissing(_ draft: DraftField) {
    findings.report(
      .missingKey, draft.nameRange, "「\(draft.name)」没有绑定属性，要写明控件 `control`",
      "`\(draft.name)` is bound to nothing and needs a `control`")
  }

  private mutating func unbound(_ draft: DraftField) {
    findings.report(
      .unboundField, draft.nameRange, "「\(draft.name)」没有绑定到知识体系", "`\(draft.name)` is bound to nothing",
      hint: (
        "写 `bind: 类.属性`，或用 `local: 理由` 说明为什么只在本表用",
        "Write `bind: class.attribute`, or `local:` with the reason"
      ))
  }

  private mutating func checkLock(_ entry: FieldEntry) {
    guard let lock = entry.draft[.lock], lock.bool == true else { return }
    switch entry.binding {
    case .attribute, .relation, .parts, nil: break
    case .ofGroup, .ofRelation:
      findings.notYet(lock.range, "锁定实体分组里的「\(entry.name)」", "`\(entry.name)`, locked inside a group with `entity`")
    case .local, .computed:
      findings.report(
        .lockUnbound, lock.range, "「\(entry.name)」没有绑定属性，没有可以锁定的值",
        "`\(entry.name)` is bound to nothing: there is no value to lock")
    }
  }

  // MARK: bind

  private mutating func bindWritten(_ entry: FieldEntry, _ node: SpecNode) {
    guard !node.isInvalid else { return }
    if let attribute = context.knowledge.attribute(node.text) {
      entry.attribute = attribute
      if entry.draft[.control] == nil { entry.control = usualControl(attribute, entry.draft, node) }
      if let control = entry.control { checkFit(entry.draft, control, attribute) }
      bindAttribute(entry, attribute, at: node.range)
    } else if let reading = context.knowledge.reading(node.text) {
      if entry.draft[.control] == nil { entry.control = usualControl(reading, entry.draft, node) }
      bindRelation(entry, reading, at: node.range)
    }
  }

  private mutating func bindAttribute(
    _ entry: FieldEntry, _ attribute: KnowledgeAttribute, at range: SourceRange
  ) {
    // Which field makes the relation is known when all are bound.
    guard case .entity(let wanted) = attribute.owner else { return }
    if entry.draft[.of] == nil, group(of: wanted, around: entry.page) != nil {
      entry.binding = .ofGroup(attribute)
      return
    }
    guard
      let root = owner(of: wanted, page: entry.page, draft: entry.draft, what: attribute.title.zh, at: range)
    else { return }
    entry.binding = .attribute(attribute, of: root)
  }

  /// The relation's attribute goes to the relation that a field of the same page or group makes.
  private mutating func bindToRelation(_ index: Int) {
    let entry = fields[index]
    guard entry.binding == nil, let attribute = entry.attribute, let bind = entry.draft[.bind], !bind.isInvalid
    else { return }
    if case .entity = attribute.owner { return }
    let maker = pages[entry.page].fields.first { other in
      guard case .relation(let reading, _) = fields[other].binding else { return false }
      return attribute.owner == .relation(reading.relation.id)
    }
    guard let maker, attribute.value == nil, !attribute.isMany else {
      return findings.notYet(
        bind.range, "关系的属性「\(attribute.title.zh)」", "the relation's attribute `\(attribute.qualifiedID)`")
    }
    entry.binding = .ofRelation(attribute, by: maker)
    checkLock(entry)
  }

  /// The days of a home: digits of the week's days on the relation that the home beside it makes.
  private mutating func bindDays(_ entry: FieldEntry) {
    guard let choices = context.control("choices"),
      let attribute = context.knowledge.attribute(Homes.days, ofRelation: Homes.relation),
      let home = pages[entry.page].fields.first(where: { fields[$0].draft.part == .place })
    else {
      return findings.notYet(
        entry.draft.nameRange, "没有「每周哪几天住」这个属性的知识体系里的 `weekly`",
        "`weekly` in a knowledge schema without `\(Homes.relation).\(Homes.days)`")
    }
    entry.control = choices
    entry.binding = .ofRelation(attribute, by: home)
    entry.valueType = .codes
    entry.options = Homes.week
    entry.sensitivity = max(attribute.sensitivity, .personal)
    entry.settings = choices.settings
    entry.type = .list(
      .code(
        ClosedValues(
          name: "", options: Homes.week.options.map { .init(code: $0.code, spellings: [$0.title.zh, $0.title.text(in: .en)]) })))
  }

  /// The innermost page or group around a place of the form that is an entity of a class.
  func group(of wanted: EntityClass, around page: Int) -> Int? {
    var at: Int? = page
    while let here = at {
      if pages[here].entityClass == wanted { return here }
      at = pages[here].parent
    }
    return nil
  }

  private mutating func bindRelation(
    _ entry: FieldEntry, _ reading: RelationReading, at range: SourceRange
  ) {
    // A relation may be written by either end: what is answered stands at the other.
    entry.entityClass = reading.target
    guard
      let root = owner(
        of: reading.source, page: entry.page, draft: entry.draft, what: reading.relation.title.zh, at: range)
    else { return }
    entry.binding = .relation(reading, of: root)
  }

  private mutating func bindByControl(_ entry: FieldEntry, _ control: ControlProgram) {
    let range = entry.draft[.control]?.range ?? entry.draft.nameRange
    if control.parts.contains(where: { $0.attribute != nil }) {
      let wanted = control.parts.compactMap(\.attribute).first?.owner
      guard case .entity(let wanted)? = wanted,
        let root = owner(of: wanted, page: entry.page, draft: entry.draft, what: control.title.zh, at: range)
      else { return }
      entry.binding = .parts(of: root)
      return
    }
    let attributes = control.attributes.compactMap { context.knowledge.attribute($0) }
    let readings = control.relations.compactMap { context.knowledge.reading($0) }
    guard !attributes.isEmpty || !readings.isEmpty else { return unbound(entry.draft) }
    for wanted in classesInSight(entry.page) {
      if let attribute = attributes.first(where: { $0.owner == .entity(wanted) }) {
        entry.attribute = attribute
        return bindAttribute(entry, attribute, at: range)
      }
      if let reading = readings.first(where: { $0.source == wanted }) {
        return bindRelation(entry, reading, at: range)
      }
    }
    findings.report(
      .noSubject, range, "控件「\(control.title.zh)」的属性在这里没有主体",
      "Nobody here has the attributes of control `\(control.id)`",
      hint: ("写 `bind` 和 `of`，或用 `local` 说明理由", "Write `bind` and `of`, or `local` with the reason"))
  }

  /// Classes that have somebody to bind to, nearest first.
  private func classesInSight(_ page: Int) -> [EntityClass] {
    var found: [EntityClass] = []
    var at: Int? = page
    while let here = at {
      if let inside = pages[here].entityClass { found.append(inside) }
      at = pages[here].parent
    }
    if let subject = names.subjectClass { found.append(subject) }
    return found + [.person, .matter, .organization, .place]
  }

  // MARK: Whose

  private mutating func owner(
    of wanted: EntityClass, page: Int, draft: DraftField, what: String, at range: SourceRange
  ) -> EntityRoot? {
    switch findOwner(of: wanted, page: page, draft: draft) {
    case .root(let root): return root
    case .notYet(let zh, let en):
      findings.notYet(range, zh, en)
    case .ambiguous(let ranges):
      findings.report(
        .ambiguousSubject, range, "「\(what)」是谁的？这里有几个可能", "Whose is `\(what)`? There are several here",
        hint: ("用 `of` 写明", "Say it by `of`"),
        notes: ranges.map { DiagnosticNote(at: $0, Message(zh: "可能是这一个", en: "it may be this one")) })
    case .none:
      findings.report(
        .noSubject, range, "这里没有可以有「\(what)」的\(wanted.zh)",
        "There is no \(wanted.rawValue) here to have `\(what)`",
        hint: (
          "用 `subject` 或 `of` 指明，或放进有 `entity` 的分组",
          "Name one by `subject` or `of`, or by a group with `entity`"
        ))
    }
    return nil
  }

  private mutating func findOwner(of wanted: EntityClass, page: Int, draft: DraftField) -> Owner {
    if let node = draft[.of] { return written(node, wanted) }
    var at: Int? = page
    while let here = at {
      if pages[here].entityClass == wanted {
        return .notYet(zh: "实体分组里的绑定", en: "binding inside a group with `entity`")
      }
      at = pages[here].parent
    }
    if names.subjectClass == wanted || (names.isSubjectOpen && wanted != .matter) {
      return .root(names.subject)
    }
    switch wanted {
    case .person: return .root(.applicant)
    case .place: return .root(.place)
    case .matter: return .root(.item)
    case .organization, .object:
      let answers = fields.filter { $0.entityClass == wanted && $0.name != draft.name }
      if answers.count > 1 { return .ambiguous(answers.map(\.draft.nameRange)) }
      return wanted == .organization ? .root(.organization) : .none
    }
  }

  private mutating func written(_ node: SpecNode, _ wanted: EntityClass) -> Owner {
    guard !node.isInvalid else { return .notYet(zh: "这样的主体", en: "such a subject") }
    if let word = context.table.word(node.text, in: "name"), fieldByName[node.text] == nil {
      guard let root = EntityRoot(word: word), names.entityClass(of: root) == wanted else { return .none }
      return .root(root)
    }
    guard fieldByName[node.text] != nil || pages.contains(where: { $0.draft?.name == node.text }) else {
      findings.unknownField(node, fieldNames)
      return .notYet(zh: "这样的主体", en: "such a subject")
    }
    return .notYet(zh: "以字段的答案为主体", en: "binding to the entity that a field answers")
  }
}

extension EntityRoot {
  /// Whom a word names; `request` and `item` are the matter itself, seen from a service or a task.
  init?(word: String) { self.init(rawValue: word == "request" ? EntityRoot.item.rawValue : word) }
}

extension EntityClass {
  /// The class in Chinese, for messages.
  var zh: String {
    switch self {
    case .person: "人"
    case .place: "地点"
    case .matter: "事项"
    case .object: "物件"
    case .organization: "单位"
    }
  }
}
