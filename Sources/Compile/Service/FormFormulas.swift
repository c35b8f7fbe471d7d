import Core
import FEEL
import Spec

/// All formulas of one field.
struct FieldFormulas {
  var value: Formula?
  var fallback: Formula?
  var required = FieldProgram.Requirement.always
  var when: Formula?
  var check: Formula?
  var min: Formula?
  var max: Formula?
  var convert: Formula?
  var options: OptionsProgram?
}

/// The expressions of fields and pages, checked against the names of the form.
extension FormLowering {
  /// Types of computed fields without a control come out of their expressions; those that read other
  /// computed fields wait for them.
  mutating func inferComputedTypes() {
    var waiting = fields.indices.filter { fields[$0].isComputed && fields[$0].valueType == nil }
    guard !waiting.isEmpty else { return }
    var reads: [Int: Set<Int>] = [:]
    for index in waiting { reads[index] = probe(index)?.slots }
    for _ in 0..<waiting.count {
      guard
        let next = waiting.first(where: { index in
          !waiting.contains { $0 != index && (reads[index]?.contains($0) ?? false) }
        })
      else { break }
      waiting.removeAll { $0 == next }
      if let compiled = probe(next) { setType(next, compiled.type) }
    }
    for index in waiting { setType(index, .unknown) }
  }

  func probe(_ index: Int) -> CompiledExpression? {
    guard let node = fields[index].draft[.value], !node.isInvalid, node.kind == .scalar else { return nil }
    let compiled = Expression.compile(node.text, scope: scope(.form, rows: fields[index].rows)).0
    _ = names.issuer.takeUnrun()
    return compiled
  }

  private mutating func setType(_ index: Int, _ type: Type) {
    let found: (ValueType, String)? =
      switch type {
      case .boolean: (.boolean, "yes-no")
      case .number: (.number, "number")
      case .date: (.date, "date")
      case .time: (.time, "time")
      case .dateTime: (.dateTime, "date-time")
      case .string, .code, .null, .unknown: (.string, "text")
      default: nil
      }
    if let (value, id) = found {
      fields[index].valueType = value
      fields[index].control = fields[index].control ?? context.control(id)
      fields[index].scale = scale(of: fields[index])
    } else if let node = fields[index].draft[.value] {
      findings.notYet(node.range, "算出\(type.zh)的字段", "a field that computes a \(type.en)")
    }
    fields[index].type = type
    publish(index)
  }

  // MARK: Fields

  mutating func formulas(of index: Int) -> FieldFormulas {
    let entry = fields[index]
    let draft = entry.draft
    let scope = scope(.form, rows: entry.rows)
    var found = FieldFormulas()
    let wanted: Type? = entry.type.isUnknown ? nil : entry.type
    found.value = formula(
      draft[.value], entry.attribute == nil && draft[.control] == nil ? nil : wanted, scope)
    found.fallback = formula(draft[.default], wanted, scope)
    found.when = formula(draft[.when], .boolean, scope)
    found.required = requirement(entry, scope)
    found.options = optionsWithConditions(index)
    found.check = formula(draft[.check], .boolean, scope)
    let measure = FormLowering.boundType(entry)
    found.min = bound(draft[.min], measure, scope)
    found.max = bound(draft[.max], measure, scope)
    found.convert = convert(entry)
    checkBounds(entry, found)
    checkDecimals(index)
    checkCheck(entry, found)
    checkShape(entry)
    return found
  }

  private mutating func requirement(_ entry: FieldEntry, _ scope: NameScope) -> FieldProgram.Requirement {
    // A home without days is one of every day.
    if entry.isComputed || entry.draft.part == .days { return .never }
    guard let node = entry.draft[.required], !node.isInvalid else { return .always }
    if let written = node.bool { return written ? .always : .never }
    return formula(node, .boolean, scope).map { .when($0) } ?? .always
  }

  /// Value for numbers and dates, length for texts, number for lists and files.
  private static func boundType(_ entry: FieldEntry) -> Type? {
    switch entry.valueType {
    case .date: .date
    case .dateTime: .dateTime
    case .time: .time
    case nil: nil
    default: .number
    }
  }

  private mutating func convert(_ entry: FieldEntry) -> Formula? {
    guard let node = entry.draft[.convert] else { return nil }
    findings.notYet(node.nameRange, "转换 `convert`", "`convert`")
    var scope = scope(.converter)
    let old = Resolution.slot(names.issuer.slot(.old), .unknown)
    scope.local = ["old": old, "旧值": old]
    return formula(node, entry.type.isUnknown ? nil : entry.type, scope)
  }

  private mutating func checkBounds(_ entry: FieldEntry, _ found: FieldFormulas) {
    // Two literals were compared when the document was read.
    if let min = entry.draft[.min], let max = entry.draft[.max], min.type == max.type, min.type != .expression
    {
      return
    }
    guard let min = found.min, let max = found.max, let low = min.expression.constant,
      let high = max.expression.constant, let order = Value.order(low, high), order > 0
    else { return }
    findings.report(
      .minOverMax, min.range, "「\(entry.name)」的最少比最多还大", "The least of `\(entry.name)` is above its most",
      notes: [DiagnosticNote(at: max.range, Message(zh: "最多写在这里", en: "the most is here"))])
  }

  private mutating func checkCheck(_ entry: FieldEntry, _ found: FieldFormulas) {
    guard let node = entry.draft[.check] else { return }
    // On the field itself it was said when the document was read; here it is a check that an overlay has set.
    if entry.draft[.say] == nil, entry.draft.spec.node[.check] == nil {
      findings.report(
        .sayMissing, node.range, "「\(entry.name)」有校验，没有说明文字 `say`",
        "`\(entry.name)` has a check and no words to `say`",
        hint: ("写一句给填表人看的话", "Write what the person reads when it fails"))
    }
    if let check = found.check { checkDepends(check, "「\(entry.name)」的校验", "The check of `\(entry.name)`") }
  }

  /// A check has to look at an answer.
  mutating func checkDepends(_ formula: Formula, _ zh: String, _ en: String) {
    guard !formula.expression.slots.contains(where: { $0 < fields.count }), readsNoRows(formula) else {
      return
    }
    findings.report(.checkConstant, formula.range, "\(zh)和任何答案都没有关系", "\(en) depends on no answer")
  }

  private func readsNoRows(_ formula: Formula) -> Bool {
    let sources = names.issuer.sources
    return !formula.expression.slots.contains { slot in
      if sources.indices.contains(slot), case .rows = sources[slot] { true } else { false }
    }
  }

  private mutating func checkShape(_ entry: FieldEntry) {
    let draft = entry.draft
    for key in [SpecKey.entity, .link] {
      guard let node = draft[key], !node.isInvalid else { continue }
      findings.report(
        .unknownKey, node.nameRange, "`\(key.name)` 只写在页面或分组上，「\(entry.name)」是字段",
        "`\(key.name)` belongs to a page or group; `\(entry.name)` is a field")
    }
    if let node = draft[.level], entry.valueType != nil, entry.valueType != .place, !node.isInvalid {
      findings.report(
        .unknownKey, node.nameRange, "`level` 只用于地点，「\(entry.name)」不是地点",
        "`level` is for places; `\(entry.name)` is none")
    }
  }
}
