import Core
import FEEL

/// Answers on their way into the slots of a form.
extension FormEvaluation {
  mutating func refuseStrangers(_ answers: [String: Answer]) {
    let groups = Set(form.pages.filter { $0.rows != nil }.map(\.id))
    let strangers = answers.keys.sorted().filter { form.byID[$0] == nil && !groups.contains($0) }
    out.errors =
      strangers.map { .init(field: $0, code: "unknown-field", message: StandardWords.unknownField) } + out.errors
  }

  /// - Returns: how many of the answers belong to fields and groups that are read.
  mutating func read(_ answers: [String: Answer]) -> Int {
    var found = 0
    for i in form.fields.indices where form.group[i] == nil && form.fields[i].value == nil {
      let answer = answers[form.fields[i].id]
      if answer != nil { found += 1 }
      read(i, answer)
    }
    if form.group.isEmpty { return found }
    for page in form.pages.indices where form.pages[page].rows != nil {
      if answers[form.pages[page].id] != nil { found += 1 }
      readRows(page, answers)
    }
    return found
  }

  mutating func keepRead() {
    out.read = form.fields.indices.map { i in
      guard let page = form.group[i] else { return failed[i] ? nil : out.frame.slots[i] }
      guard let at = form.pages[page].rows?.fields.firstIndex(of: i), let rows = out.rows[page] else { return nil }
      return rows.contains { $0.failed[at] } ? nil : .list(rows.map { $0.values[at] })
    }
  }

  mutating func read(_ i: Int, _ answer: Answer?) {
    guard let answer else {
      if path.isEmpty, let value = filled[i], out.visible[i] { out.frame.slots[i] = value }
      return
    }
    answered[i] = true
    if !out.visible[i] || !(filling?.contains(i) ?? true) {
      if path.isEmpty, let value = filled[i], out.visible[i] { out.frame.slots[i] = value }
      if answer != .null { fail(i, "not-yours", StandardWords.notYours) }
      return
    }
    let reading = ControlReading(
      form.fields[i].control, options: form.fields[i].options, city: context.running.city, today: context.today,
      now: moment, host: host)
    do {
      var value = try reading.read(answer)
      if form.fields[i].type == .file, case .list(let files) = value {
        guard files.count == 1 else { return fail(i, "too-large", StandardWords.most("1", .files)) }
        value = files[0]
      }
      out.frame.slots[i] = value
      if path.isEmpty, form.fields[i].isLocked, let known = filled[i], !known.isNull, !known.same(as: value) {
        fail(i, "locked-value-changed", StandardWords.locked)
      }
    } catch {
      failed[i] = true
      for refused in [error] + error.others {
        let id = path + form.fields[i].id
        let name = refused.part.map { "\(id).\($0)" } ?? id
        out.errors.append(.init(field: name, code: refused.code, message: refused.message))
      }
    }
  }
}
