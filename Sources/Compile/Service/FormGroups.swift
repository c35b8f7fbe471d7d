import Core
import FEEL
import Spec

/// Pages and groups: rows, entities, relations, other hands. What is not run yet is checked as a whole all
/// the same.
extension FormLowering {
  mutating func checkGroups() {
    for at in pages.indices {
      guard let draft = pages[at].draft else { continue }
      checkRows(draft, at)
      checkEntity(draft, at)
      if let by = draft[.by], !by.isInvalid {
        pageFillers[at] = filler(by)
      }
    }
    for (range, name) in checkRowBindings() {
      findings.notYet(
        range, "重复分组里绑定到知识体系的字段「\(name)」", "field `\(name)` of rows, which is bound to knowledge")
    }
    for at in fields.indices {
      guard let by = fields[at].draft[.by], !by.isInvalid else { continue }
      fillers[at] = filler(by)
    }
  }

  /// Who fills it in a step of the flow; nil for who files anyway.
  private mutating func filler(_ node: SpecNode) -> ActorProgram? {
    let actors = (node.kind == .list ? Array(node.children) : [node]).compactMap { actor($0) }
    return actors.first { actor in
      switch actor {
      case .recipient(.applicant), .recipient(.filer), .recipient(.subject): false
      case .recipient, .role, .inside: true
      }
    }
  }

  /// The fields of a page and of the groups inside it.
  func fieldsInside(_ page: Int) -> [Int] {
    fields.indices.filter { isInside(fields[$0].page, page) }
  }

  /// The fields that somebody else than the filer writes.
  var filledByOthers: [Int] {
    fields.indices.filter { at in
      fillers[at] != nil || pageFillers.keys.contains { isInside(fields[at].page, $0) }
    }
  }

  private func isInside(_ page: Int, _ outer: Int) -> Bool {
    var at: Int? = page
    for _ in 0...pages.count {
      guard let here = at, pages.indices.contains(here) else { return false }
      if here == outer { return true }
      at = pages[here].parent
    }
    return false
  }

  private mutating func checkRows(_ draft: DraftField, _ at: Int) {
    if pages[at].isHomes { checkHomes(draft) }
    if pages[at].isHomes, names.rows[draft.name]?.outer != nil { return checkNesting(draft) }
    guard let node = draft[.repeat], !node.isInvalid, node.bool != false else { return }
    if let spec = node.kind == .keys ? RepeatSpec(node) : nil, let each = spec.each {
      checkFixedRows(draft, each, at)
      if !each.isInvalid, context.knowledge.list(each.text) == nil {
        findings.notYet(each.range, "按表达式定行数的分组「\(draft.name)」", "group `\(draft.name)` with the rows of an expression")
      }
    }
    if names.rows[draft.name]?.outer != nil { checkNesting(draft) }
  }

  private mutating func checkNesting(_ draft: DraftField) {
    findings.notYet(draft.nameRange, "重复分组里的重复分组「\(draft.name)」", "`\(draft.name)`, which repeats inside rows")
  }

  /// Keys that speak of one answer say nothing of several homes.
  private mutating func checkHomes(_ draft: DraftField) {
    for key in [SpecKey.value, .default, .check, .lock, .convert, .local] {
      guard let node = draft[key], !node.isInvalid, node.bool != false else { continue }
      findings.notYet(node.nameRange, "有几处住址时的 `\(key.name)`", "`\(key.name)` of several homes")
    }
    for key in [SpecKey.required, .min, .max] {
      guard let node = draft[key], !node.isInvalid, node.bool == nil, Self.rows(node) == nil else { continue }
      findings.notYet(node.range, "按表达式定住址的多少", "how many homes, by an expression")
    }
  }

  /// A number of rows, where it is written as one.
  private static func rows(_ node: SpecNode) -> Int? {
    node.kind == .scalar && node.type != .expression ? Int(node.text) : nil
  }

  /// The rows of an address that asks for several homes.
  private func homes(_ at: Int, _ draft: DraftField) -> RowsProgram {
    let most = min(max(draft[.max].flatMap(Self.rows) ?? Homes.most, 1), Homes.most)
    let least = draft[.min].flatMap(Self.rows) ?? (draft[.required]?.bool == false ? 0 : 1)
    return RowsProgram(
      least: min(max(least, 0), most), most: most, fields: pages[at].fields.map { (fields[$0].name, $0) },
      slot: names.issuer.slot(.rows(draft.name)),
      was: draft[.was].map { $0.children.filter { !$0.isInvalid }.map(\.text) } ?? [])
  }

  /// What a row answers belongs to the row alone until rows are entities; a relation may be made by every row.
  func checkRowBindings() -> [(SourceRange, String)] {
    fields.compactMap { entry in
      guard entry.rows != nil else { return nil }
      switch entry.binding {
      case .attribute, .parts: return (entry.draft[.bind]?.range ?? entry.draft.nameRange, entry.name)
      case .relation, .ofRelation, .ofGroup, .local, .computed, nil: return nil
      }
    }
  }

  /// The rows of a repeating page or group; nil where nothing repeats.
  func rows(_ at: Int) -> RowsProgram? {
    if let draft = pages[at].draft, pages[at].isHomes { return homes(at, draft) }
    guard let draft = pages[at].draft, let rows = pages[at].rows, names.rowsNames[rows] == draft.name,
      let node = draft[.repeat]
    else { return nil }
    let spec = node.kind == .keys ? RepeatSpec(node) : nil
    let each = spec?.each.flatMap { $0.isInvalid ? nil : context.knowledge.list($0.text) }.map { list in
      FixedRows(slot: names.issuer.slot(.part("each")), codes: list.codes.prefix(1_000).map { ($0.code, $0.title) })
    }
    let most = each?.items.count ?? min(max(spec?.max ?? 100, 1), 1_000)
    return RowsProgram(
      least: each == nil ? min(max(spec?.min ?? 0, 0), most) : most, most: most,
      fields: fields.indices.filter { fields[$0].rows == rows }.map { (fields[$0].name, $0) },
      slot: names.issuer.slot(.rows(draft.name)),
      was: draft[.was].map { $0.children.filter { !$0.isInvalid }.map(\.text) } ?? [], each: each)
  }

  /// One row per element: of a code list, or of a list that an expression gives.
  private mutating func checkFixedRows(_ draft: DraftField, _ each: SpecNode, _ at: Int) {
    guard !each.isInvalid else { return }
    let type: Type
    if context.knowledge.list(each.text) != nil {
      type = .context(FormNames.Rows.eachMembers)
      // A field of the row goes before.
      names.rows[draft.name]?.members.merge(FormNames.Rows.eachMembers) { own, _ in own }
    } else {
      let found = formula(
        each, .list(.unknown), scope(.form, rows: pages[at].parent.flatMap { pages[$0].rows }))
      type = found?.expression.type.element ?? .unknown
    }
    names.rows[draft.name]?.each = type
  }

  /// The entity that a page or group is; nil for the others.
  func groupEntity(_ at: Int) -> GroupEntity? {
    guard let draft = pages[at].draft, let root = pages[at].entityClass else { return nil }
    var link: GroupEntity.Link?
    if let node = draft[.link], !node.isInvalid, let to = linkRoot(draft) {
      if let reading = context.knowledge.reading(node.text) {
        link = GroupEntity.Link(.always(reading), to: to)
      } else if let field = fieldByName[node.text] {
        link = GroupEntity.Link(.kinship(field: field), to: to)
      }
    }
    return GroupEntity(root: root, fields: fieldsOfEntity(at), link: link)
  }

  /// Whether a field says which relation a page or group has, that around it or another.
  func picksLink(_ index: Int) -> Bool {
    let name = fields[index].name
    guard context.knowledge.reading(name) == nil else { return false }
    return pages.contains { page in
      guard let link = page.draft?[.link], !link.isInvalid, page.draft?[.entity] != nil else { return false }
      return link.text == name
    }
  }

  /// The fields that answer attributes of the entity that a page or group is.
  private func fieldsOfEntity(_ at: Int) -> [Int] {
    guard let root = pages[at].entityClass else { return [] }
    return fields.indices.filter { i in
      guard case .ofGroup(let attribute) = fields[i].binding, attribute.owner == .entity(root) else { return false }
      return group(of: root, around: fields[i].page) == at
    }
  }

  /// Whom the form names as the other end of a group's `link`; nil for an answer.
  private func linkRoot(_ draft: DraftField) -> EntityRoot? {
    guard let to = draft[.to] else { return names.subject }
    guard !to.isInvalid, fieldByName[to.text] == nil else { return nil }
    return context.table.word(to.text, in: "name").flatMap { EntityRoot(word: $0) }
  }

  private mutating func checkEntity(_ draft: DraftField, _ at: Int) {
    let entity = draft[.entity]
    if let link = draft[.link], !link.isInvalid {
      if entity == nil {
        findings.report(
          .relationEnds, link.range, "`link` 要和 `entity` 一起写：从哪个实体出发",
          "`link` needs `entity`: it starts from that entity")
      }
      checkLink(draft, link, from: pages[at].entityClass)
    }
    guard let entity, !entity.isInvalid, let root = pages[at].entityClass else { return }
    if context.knowledge.entityClass(entity.text) == nil || root == .place || root == .matter {
      findings.notYet(entity.range, "以「\(entity.text)」为实体的分组「\(draft.name)」", "group `\(draft.name)` of `\(entity.text)`")
    }
    if let link = draft[.link], !link.isInvalid, linkRoot(draft) == nil {
      findings.notYet(link.range, "连到答案的关系「\(link.text)」", "the relation `\(link.text)` to an answer")
    }
    checkInside(draft, entity, at)
  }

  /// What it is must be told by its own fields, and once.
  private mutating func checkInside(_ draft: DraftField, _ entity: SpecNode, _ at: Int) {
    let inside = fieldsOfEntity(at)
    if inside.contains(where: { fields[$0].rows != pages[at].rows }) {
      findings.notYet(
        entity.range, "实体分组「\(draft.name)」里又重复的字段", "fields of `\(draft.name)` that repeat inside it")
    }
    if inside.isEmpty {
      findings.notYet(
        entity.range, "没有一个字段说它是什么的实体分组「\(draft.name)」",
        "group `\(draft.name)` with `entity` and no field that says anything of it")
    }
  }

  private mutating func checkLink(_ draft: DraftField, _ link: SpecNode, from source: EntityClass?) {
    let target = linkTarget(draft)
    if let reading = context.knowledge.reading(link.text) {
      if let source, reading.source != source {
        relationEnds(link, reading, "「\(draft.name)」是\(source.zh)", "`\(draft.name)` is a \(source.rawValue)")
      } else if let target, reading.target != target {
        relationEnds(link, reading, "另一头是\(target.zh)", "the other end is a \(target.rawValue)")
      }
      return
    }
    if let field = fieldByName[link.text] {
      let entry = fields[field]
      if entry.rows != nil, entry.rows != names.rows[draft.name]?.index {
        findings.notYet(link.range, "按别处的答案定的关系「\(link.text)」", "the relation `\(link.text)` by an answer elsewhere")
      }
      if let source, source != .person {
        findings.report(
          .relationEnds, link.range, "「\(link.text)」是亲属关系，「\(draft.name)」不是人",
          "`\(link.text)` is a kinship and `\(draft.name)` is no person")
      } else if let target, target != .person {
        findings.report(
          .relationEnds, link.range, "「\(link.text)」是亲属关系，另一头不是人",
          "`\(link.text)` is a kinship and the other end is no person")
      }
      if entry.control != nil, entry.control?.id != "kinship" {
        findings.report(
          .relationEnds, link.range, "字段「\(link.text)」的控件不是亲属关系，选不出关系",
          "Field `\(link.text)` is no kinship and picks no relation")
      }
      return
    }
    findings.report(
      .unknownRelation, link.range, "没有关系「\(link.text)」，表单里也没有这个字段",
      "There is no relation `\(link.text)`, and no such field")
  }

  private mutating func linkTarget(_ draft: DraftField) -> EntityClass? {
    guard let to = draft[.to] else { return names.subjectClass }
    guard !to.isInvalid else { return nil }
    if let position = fieldByName[to.text] { return fields[position].entityClass }
    if let word = context.table.word(to.text, in: "name"), let root = EntityRoot(word: word) {
      return names.entityClass(of: root)
    }
    if let page = pages.first(where: { $0.draft?.name == to.text }) { return page.entityClass }
    findings.unknownField(to, fieldNames)
    return nil
  }

  mutating func relationEnds(_ node: SpecNode, _ reading: RelationReading, _ zh: String, _ en: String) {
    findings.report(
      .relationEnds, node.range,
      "关系「\(reading.relation.title.zh)」从\(reading.source.zh)到\(reading.target.zh)，\(zh)",
      "Relation `\(reading.relation.id)` leads from \(reading.source.rawValue) to \(reading.target.rawValue); \(en)"
    )
  }
}
