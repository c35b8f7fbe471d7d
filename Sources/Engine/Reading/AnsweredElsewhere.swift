import Core
import FEEL

extension Preparation {
  /// What a matter's form has answered outside of the page that somebody fills now, as far as formulas read it: by the
  /// name of a field, or of a repeating group as the list of its rows. Only what the caller may read unmasked.
  ///
  /// - Parameters:
  ///   - page: the fields of that page, by position; nil = all that whoever filed writes, so that nothing is elsewhere.
  ///   - isFilling: fields that others fill count too.
  func elsewhere(_ matter: LiveMatter, page: Set<Int>?, isFilling: Bool) throws -> [(name: String, value: Value)] {
    guard let page,
      let sight = try Rights(running, caller, reader).sight(matter.row, matter.steps, matter.service)
    else { return [] }
    let form = matter.variant.form
    let read = form.slotsRead
    func isOpen(_ i: Int) -> Bool {
      let field = form.fields[i]
      return field.value == nil && field.type.travels && (isFilling || !form.isFilledByOthers(i)) && sight.shows(field)
        && !sight.masks(field)
    }
    var found: [(name: String, value: Value)] = []
    for i in form.fields.indices where form.group[i] == nil && !page.contains(i) && read.contains(i) && isOpen(i) {
      found.append((form.fields[i].id, matter.values.indices.contains(i) ? matter.values[i] : .null))
    }
    for group in form.pages {
      guard let rows = group.rows, read.contains(rows.slot), !rows.fields.contains(where: page.contains) else { continue }
      let open = Set(rows.fields.filter(isOpen).map { form.fields[$0].id })
      if open.isEmpty { continue }
      let seen = form.rows(rows, matter.values).map { row in
        Context(zip(row.keys, row.values).filter { open.contains($0.0) })
      }
      found.append((group.id, .list(seen.map { .context($0) })))
    }
    return found
  }
}

extension FormProgram {
  /// What a draft of a form holds and formulas read, for the script of the page that is open: by the name of a field, or of
  /// a repeating group as the list of its rows. What the register would put into a field that is hidden now is not told.
  func elsewhere(_ outcome: FormOutcome, typed: [String: Answer]) -> [(name: String, value: Value)] {
    let read = slotsRead
    func isOpen(_ i: Int) -> Bool {
      fields[i].value == nil && fields[i].type.travels && !isFilledByOthers(i) && outcome.read.indices.contains(i)
        && outcome.read[i] != nil
    }
    var found: [(name: String, value: Value)] = []
    for i in fields.indices where group[i] == nil && read.contains(i) && isOpen(i) {
      guard let value = outcome.read[i], typed[fields[i].id] != nil || outcome.visible[i] else { continue }
      // One that was left empty by hand gets no first value, and one that was never answered does.
      if value.isNull, fields[i].fallback != nil { continue }
      found.append((fields[i].id, value))
    }
    for (at, page) in pages.enumerated() {
      guard let rows = page.rows, read.contains(rows.slot), rows.each == nil, typed[page.id] != nil || outcome.shown[at]
      else { continue }
      let open = Set(rows.fields.filter { isOpen($0) && fields[$0].fallback == nil }.map { fields[$0].id })
      if open.isEmpty { continue }
      let values = outcome.read.map { $0 ?? .null }
      let seen = self.rows(rows, values).map { Context(zip($0.keys, $0.values).filter { open.contains($0.0) }) }
      found.append((page.id, .list(seen.map { .context($0) })))
    }
    return found
  }
}

extension ValueType {
  /// Values that mean the same outside of the city's records.
  fileprivate var travels: Bool {
    switch self {
    case .string, .number, .integer, .money, .boolean, .code, .codes, .date, .time, .dateTime: true
    default: false
    }
  }
}

extension FormProgram {
  /// The slots that its formulas read.
  fileprivate var slotsRead: Set<Int> {
    var formulas: [Formula?] = pages.map(\.when)
    for field in fields {
      formulas += [field.value, field.fallback, field.when, field.check, field.min, field.max]
      if case .when(let formula) = field.required { formulas.append(formula) }
      formulas += field.options?.options.map(\.when) ?? []
    }
    for rule in rules { formulas += [rule.check, rule.when] }
    return formulas.reduce(into: []) { found, formula in
      if let formula { found.formUnion(formula.expression.slots) }
    }
  }
}
