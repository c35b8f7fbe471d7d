import Core
import FEEL
import Spec

/// From checked fields to a form that runs.
extension FormLowering {
  /// The form; nil when something in it was wrong. Everything is checked in any case.
  mutating func assemble(rules: [RuleSpec]) -> FormProgram? {
    bindFields()
    inferComputedTypes()
    checkGroups()
    // What is computed from the entries of fixed rows has a type only now.
    inferComputedTypes()
    checkFormerNames()
    let scope = scope(.form)
    let conditions = pages.map { $0.draft?[.when] }.enumerated().map { at, node in
      formula(node, .boolean, self.scope(.form, rows: outerRows(at)))
    }
    let formulas = fields.indices.map { self.formulas(of: $0) }
    let order = order(formulas, pageConditions: conditions)
    let programs = rules.compactMap { rule($0, scope) }
    noteShadowed()
    let pagePrograms = pages.indices.map { page($0, when: conditions[$0]) }
    guard !findings.hasErrors else { return nil }
    let fieldPrograms = fields.indices.compactMap { field($0, formulas[$0]) }
    guard fieldPrograms.count == fields.count else { return nil }
    return FormProgram(id: id, fields: fieldPrograms, pages: pagePrograms, order: order, rules: programs)
  }

  /// The repeating group around a page or group, itself not counted.
  private func outerRows(_ page: Int) -> Int? { pages[page].parent.flatMap { pages[$0].rows } }

  private mutating func page(_ at: Int, when: Formula?) -> PageProgram {
    let entry = pages[at]
    guard let draft = entry.draft else {
      return PageProgram(
        id: "", title: title, help: nil, parent: nil, when: nil, by: nil, fields: entry.fields)
    }
    return PageProgram(
      id: draft.name, title: draft[.title]?.label ?? Label(zh: draft.name), help: draft[.help]?.label ?? (entry.isHomes ? Homes.hint : nil),
      parent: entry.parent, when: when, by: pageFillers[at], fields: entry.fields, rows: rows(at),
      entity: groupEntity(at))
  }

  private func field(_ index: Int, _ formulas: FieldFormulas) -> FieldProgram? {
    let entry = fields[index]
    let draft = entry.draft
    guard let control = entry.control, let binding = entry.binding, let type = entry.valueType else {
      return nil
    }
    return FieldProgram(
      id: entry.name, title: draft[.title]?.label ?? draft.part?.title ?? Label(zh: entry.name), help: draft[.help]?.label,
      control: control, type: type, scale: entry.scale, binding: binding, page: entry.page,
      value: formulas.value,
      fallback: formulas.fallback, required: formulas.required, when: formulas.when, check: formulas.check,
      say: draft[.say]?.label, options: formulas.options, min: formulas.min, max: formulas.max,
      unit: draft[.unit]?.text ?? entry.attribute?.unit,
      level: draft[.level]?.word.flatMap { PlaceLevel(word: $0) }, by: fillers[index],
      fillsFromLedger: draft[.fill]?.word != "none", isLocked: draft[.lock]?.bool ?? false,
      hidden: draft[.hidden]?.word.flatMap { HiddenPolicy(rawValue: $0) } ?? .drop,
      sensitivity: entry.sensitivity, settings: entry.settings, was: was(draft), convert: formulas.convert)
  }

  private func was(_ draft: DraftField) -> [String] {
    draft[.was].map { $0.children.filter { !$0.isInvalid }.map(\.text) } ?? []
  }

  /// One former name leads to one field, and to none that is there now.
  private mutating func checkFormerNames() {
    var claimed: [String: SourceRange] = [:]
    for entry in fields {
      for node in entry.draft[.was].map({ Array($0.children) }) ?? [] where !node.isInvalid {
        if let now = fieldByName[node.text], fields[now].rows == entry.rows {
          findings.report(
            .wasClash, node.range, "「\(node.text)」还是现在的字段，不能又是「\(entry.name)」的曾用名",
            "`\(node.text)` is a field now and cannot be a former name of `\(entry.name)`",
            notes: [DiagnosticNote(at: fields[now].draft.nameRange, Message(zh: "现在的字段", en: "the field"))])
        } else if let first = claimed.updateValue(node.range, forKey: node.text) {
          findings.report(
            .wasClash, node.range, "两个字段都说曾叫「\(node.text)」",
            "Two fields claim the former name `\(node.text)`",
            notes: [DiagnosticNote(at: first, Message(zh: "另一个在这里", en: "the other one"))])
        }
      }
    }
  }

  private mutating func rule(_ rule: RuleSpec, _ scope: NameScope) -> RuleProgram? {
    guard !rule.isInvalid else { return nil }
    let check = formula(rule.check, .boolean, scope)
    let when = formula(rule.when, .boolean, scope)
    var at: Int?
    if let node = rule.at { at = position(node) }
    if let check { checkDepends(check, "这条规则", "This rule") }
    guard let check, let say = rule.say else { return nil }
    return RuleProgram(check: check, say: say, when: when, at: at)
  }

  /// A field that hides an attribute of the subject, where an expression reads it by that name.
  private mutating func noteShadowed() {
    guard let subject = names.subjectClass else { return }
    for index in names.issuer.readFields.sorted() where fields.indices.contains(index) {
      let entry = fields[index]
      guard let hidden = context.knowledge.attribute(entry.name, of: subject),
        hidden.qualifiedID != entry.attribute?.qualifiedID, entry.control == nil || entry.attribute == nil
      else { continue }
      if let control = entry.control, control.attributes.contains(hidden.qualifiedID) { continue }
      findings.report(
        .nameShadowed, entry.draft.nameRange,
        "表达式里的「\(entry.name)」是这个字段，不是属性「\(hidden.title.zh)」（\(hidden.qualifiedID)）",
        "In expressions `\(entry.name)` is this field, not the attribute `\(hidden.qualifiedID)`")
    }
  }
}
