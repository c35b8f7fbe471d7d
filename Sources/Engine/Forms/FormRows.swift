import Core
import FEEL

/// One row of a repeating group after the pass; everything by position in the group's `fields`.
package struct FormRow: Sendable {
  package var values: [Value]
  package var visible: [Bool]
  package var required: [Bool]
  package var offered: [[String]?]
  var answered: [Bool]
  var failed: [Bool]

  init(_ count: Int) {
    values = [Value](repeating: .null, count: count)
    visible = [Bool](repeating: true, count: count)
    required = [Bool](repeating: false, count: count)
    offered = [[String]?](repeating: nil, count: count)
    answered = [Bool](repeating: false, count: count)
    failed = answered
  }
}

/// Rows of repeating groups: each is a form of its own for a moment, its answers in the slots of their fields.
extension FormEvaluation {
  /// Does `body` for every row with the row's answers in place.
  mutating func eachRow(_ page: Int, _ body: (inout FormEvaluation) -> Void) {
    guard let group = form.pages[page].rows, let count = out.rows[page]?.count else { return }
    for row in 0..<count {
      swapRow(page, row, group)
      if let each = group.each, each.items.indices.contains(row), out.frame.slots.indices.contains(each.slot) {
        out.frame.slots[each.slot] = .context(each.items[row])
      }
      path = "\(form.pages[page].id).\(row)."
      body(&self)
      path = ""
      swapRow(page, row, group)
    }
    stale.insert(page)
  }

  private mutating func swapRow(_ page: Int, _ row: Int, _ group: RowsProgram) {
    guard var kept = out.rows[page]?[row] else { return }
    for (at, field) in group.fields.enumerated() {
      swap(&kept.values[at], &out.frame.slots[field])
      swap(&kept.visible[at], &out.visible[field])
      swap(&kept.required[at], &out.required[field])
      swap(&kept.offered[at], &out.offered[field])
      swap(&kept.answered[at], &answered[field])
      swap(&kept.failed[at], &failed[field])
    }
    out.rows[page]?[row] = kept
  }

  /// The rows that were sent; without any, those that are known (`filled` by field, one value for each row).
  mutating func readRows(_ page: Int, _ answers: [String: Answer]) {
    guard let group = form.pages[page].rows else { return }
    let id = form.pages[page].id
    switch answers[id] {
    case nil: knownRows(page, group)
    case .null? where group.each == nil: out.rows[page] = []
    case .null?: out.rows[page] = (0..<group.most).map { _ in startingRow(group) }
    case .list(let items)?:
      if items.count > group.most {
        out.errors.append(.init(field: id, code: "too-large", message: StandardWords.mostRows(group.most)))
      }
      // Of fixed rows all are there, whatever was sent.
      let fixed = group.each?.items.count ?? 0
      let items = items.prefix(group.most) + [Answer](repeating: .object([:]), count: max(0, fixed - items.count))
      out.rows[page] = items.map { _ in startingRow(group) }
      var at = 0
      eachRow(page) { evaluation in
        if case .object(let members) = items[at] {
          evaluation.readRow(group, members)
        } else {
          evaluation.refuse(id, StandardWords.notRows)
        }
        at += 1
      }
    default:
      out.rows[page] = []
      refuse(id, StandardWords.notRows)
    }
    // Also where nothing in the rows is looked at: what reads their list finds it.
    stale.insert(page)
    refreshRows()
  }

  private mutating func refuse(_ field: String, _ words: Label) {
    if !out.errors.contains(where: { $0.field == field && $0.code == "invalid" }) {
      out.errors.append(.init(field: field, code: "invalid", message: words))
    }
  }

  private func startingRow(_ group: RowsProgram) -> FormRow {
    var row = FormRow(group.fields.count)
    for (at, field) in group.fields.enumerated() {
      row.required[at] = startsRequired(field)
      row.visible[at] = form.fields[field].by == nil
    }
    return row
  }

  private mutating func knownRows(_ page: Int, _ group: RowsProgram) {
    let columns = group.fields.map { field -> [Value] in
      if case .list(let values)? = filled[field] { values } else { [] }
    }
    let count = columns.map(\.count).max() ?? 0
    out.rows[page] = (0..<min(max(count, group.each?.items.count ?? 0), group.most)).map { row in
      var made = startingRow(group)
      guard row < count else { return made }
      for (at, column) in columns.enumerated() where column.indices.contains(row) { made.values[at] = column[row] }
      // A value that was given before is an answer: no first value comes in its place.
      made.answered = made.answered.map { _ in true }
      return made
    }
  }

  private mutating func readRow(_ group: RowsProgram, _ members: [String: Answer]) {
    for name in members.keys.sorted() where group.byID[name] == nil {
      out.errors.append(.init(field: path + name, code: "unknown-field", message: StandardWords.unknownField))
    }
    for field in group.fields where form.fields[field].value == nil {
      read(field, members[form.fields[field].id])
    }
  }

  /// Puts the lists of rows that changed into their slots.
  mutating func refreshRows() {
    for page in stale {
      guard let group = form.pages[page].rows, out.frame.slots.indices.contains(group.slot) else { continue }
      let keys = group.fields.map { form.fields[$0].id }
      out.frame.slots[group.slot] = .list(
        (out.rows[page] ?? []).enumerated().map { row, state in
          .context(group.each?.named(keys, state.values, row: row) ?? Context(keys: keys, values: state.values))
        })
    }
    stale = []
  }

  /// How many rows there are, and what each of them lacks.
  mutating func finishRows() {
    if form.group.isEmpty { return refreshRows() }
    for page in form.pages.indices {
      guard let group = form.pages[page].rows else { continue }
      if mode == .submit {
        if pageShown[page], let count = out.rows[page]?.count, count < group.least {
          out.errors.append(
            .init(field: form.pages[page].id, code: "too-small", message: StandardWords.leastRows(group.least)))
        }
        eachRow(page) { evaluation in for field in group.fields { evaluation.demand(field) } }
      }
      if !pageShown[page], out.rows[page]?.allSatisfy({ $0.values.allSatisfy(\.isNull) }) ?? false {
        out.rows[page] = []
        stale.insert(page)
      }
    }
    refreshRows()
    for page in form.pages.indices {
      guard let group = form.pages[page].rows, let rows = out.rows[page], !rows.isEmpty else { continue }
      for (at, field) in group.fields.enumerated() { out.values[field] = .list(rows.map { $0.values[at] }) }
    }
  }
}

extension FormProgram {
  /// The rows of a group out of values by position of the field, as a list of contexts; empty without rows.
  package func rows(_ group: RowsProgram, _ values: [Value]) -> [Context] {
    let columns = group.fields.map { field -> [Value] in
      if values.indices.contains(field), case .list(let column) = values[field] { column } else { [] }
    }
    let keys = group.fields.map { fields[$0].id }
    return (0..<(columns.map(\.count).max() ?? 0)).map { row in
      Context(keys: keys, values: columns.map { $0.indices.contains(row) ? $0[row] : .null })
    }
  }

  /// Puts values by position of the field into a frame: answers into their slots, rows into their group's.
  package func put(_ values: [Value], into frame: inout Frame) {
    for (i, value) in values.enumerated() where frame.slots.indices.contains(i) && group[i] == nil {
      frame.slots[i] = value
    }
    if group.isEmpty { return }
    for page in pages.indices {
      guard let rows = pages[page].rows, frame.slots.indices.contains(rows.slot) else { continue }
      frame.slots[rows.slot] = .list(
        self.rows(rows, values).enumerated().map { row, context in
          .context(rows.each?.named(context.keys, context.values, row: row) ?? context)
        })
    }
  }
}
