import Core
import Engine

/// The answers of a form as they were typed, before they are sent.
struct TypedAnswers {
  private(set) var all: [String: Answer]

  /// Takes what a page holds. Rows that were left empty are dropped, but not while rows are being added.
  mutating func take(_ posted: FieldList, _ form: FormView, _ act: FormAct) {
    all.merge(AnswerText.answers(posted, form, keepsEmptyRows: act != .next)) { $1 }
    switch act {
    case .add(let group):
      guard let most = form.field(group)?.rows?.most else { return }
      let rows = items(group, form)
      if rows.count < most { all[group] = .list(rows + [.object([:])]) }
    case .remove(let group, let row):
      var rows = items(group, form)
      guard form.field(group)?.rows != nil, rows.indices.contains(row) else { return }
      rows.remove(at: row)
      all[group] = .list(rows)
    case .drop(let id, let position):
      var files = items(id, form)
      guard let field = form.field(id), field.isFile, !field.isLocked, files.indices.contains(position) else { return }
      files.remove(at: position)
      all[id] = .list(files)
    case .next, .back, .look, .save: return
    }
  }

  /// One file more in an answer.
  mutating func add(_ hash: String, to field: String, _ form: FormView) {
    // One person signs once: another signature takes the place of the first.
    let files = form.field(field)?.widget == .sign ? [] : items(field, form)
    if !files.contains(.text(hash)), files.count < 100 { all[field] = .list(files + [.text(hash)]) }
  }

  mutating func set(_ field: String, _ answer: Answer?) { all[field] = answer }

  /// The elements of an answer; where nothing was typed, those that the form came with.
  private func items(_ id: String, _ form: FormView) -> [Answer] {
    switch all[id] ?? form.field(id)?.value {
    case .list(let items)?: items
    case .text(let one)?: one.isEmpty ? [] : [.text(one)]
    default: []
    }
  }

  var json: [UInt8] {
    var json = JSONWriter()
    json.value(.object(all))
    return json.bytes
  }
}
