import Core
import Engine

/// The answers of a form as they were typed, before they are sent.
struct TypedAnswers {
  private(set) var all: [String: Answer]

  /// Takes what a page holds. Rows that were left empty are dropped, but not while rows are being added.
  mutating func take(_ posted: FieldList, _ form: FormView, _ act: FormAct) {
    let read = AnswerText.answers(posted, form, keepsEmptyRows: act != .next) { group, row, field in
      let rows = items(group, form)
      return rows.indices.contains(row) ? rows[row].members?[field] : nil
    }
    let taken = act == .look ? read.filter { isOfNow($0.key, $0.value, form) } : read
    all.merge(taken) { $1 }
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
    case .drop(let path, let position):
      guard form.fileField(path) != nil else { return }
      change(path, form) { files in if files.indices.contains(position) { files.remove(at: position) } }
    case .next, .back, .look, .save, .report: return
    }
  }

  /// Rows are added and taken away by buttons alone: a page that keeps itself and has another number of them was
  /// overtaken by one, and does not undo it.
  private func isOfNow(_ id: String, _ answer: Answer, _ form: FormView) -> Bool {
    guard let rows = form.field(id)?.rows, rows.titles.isEmpty, case .list(let sent) = answer, case .list(let kept)? = all[id]
    else { return true }
    return sent.count == kept.count || (kept.count < rows.least && sent.count <= max(rows.least, kept.count))
  }

  /// One file more in an answer, or in that of a row by its whole path.
  mutating func add(_ hash: String, to path: String, _ form: FormView) {
    guard let field = form.fileField(path) else { return }
    change(path, form) { files in
      // One person signs once: another signature takes the place of the first.
      if field.widget == .sign { files = [] }
      if !files.contains(.text(hash)), files.count < 100 { files.append(.text(hash)) }
    }
  }

  /// Changes the files that stand under a path; a row that the page only offers is there from now on.
  private mutating func change(_ path: String, _ form: FormView, _ body: (inout [Answer]) -> Void) {
    let parts = path.split(separator: ".").map(String.init)
    guard parts.count == 3, let row = Int(parts[1]) else {
      var files = items(path, form)
      body(&files)
      all[path] = .list(files)
      return
    }
    var rows = items(parts[0], form)
    guard let group = form.field(parts[0])?.rows, (0..<group.most).contains(row) else { return }
    while rows.count <= row { rows.append(.object([:])) }
    var members = rows[row].members ?? [:], files = Self.list(members[parts[2]])
    body(&files)
    members[parts[2]] = .list(files)
    rows[row] = .object(members)
    all[parts[0]] = .list(rows)
  }

  mutating func set(_ field: String, _ answer: Answer?) { all[field] = answer }

  /// The elements of an answer; where nothing was typed, those that the form came with.
  private func items(_ id: String, _ form: FormView) -> [Answer] { Self.list(all[id] ?? form.field(id)?.value) }

  private static func list(_ answer: Answer?) -> [Answer] {
    switch answer {
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
