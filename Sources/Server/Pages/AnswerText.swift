import Core
import Engine

/// Answers between JSON and a plain page: what stands in an input, what a person reads, what was typed.
enum AnswerText {
  /// What an input holds.
  static func typed(_ value: Answer) -> String {
    switch value {
    case .null, .list, .object: ""
    case .bool(let value): value ? "true" : "false"
    case .number(let text), .text(let text): text
    }
  }

  /// The chosen codes.
  static func codes(_ value: Answer) -> [String] {
    if case .list(let elements) = value { return elements.map(typed) }
    let one = typed(value)
    return one.isEmpty ? [] : [one]
  }

  /// The path of the first field of a page with a file that was chosen and not sent; nil = none.
  static func unsent(_ posted: FieldList, _ form: FormView) -> String? {
    let waiting = posted.pairs.filter { $0.name.hasPrefix("u.") && !$0.value.isEmpty }
    return waiting.map { String($0.name.dropFirst(2)) }.first { form.fileField($0) != nil }
  }

  static let unsent = Label(
    zh: "选好的文件还没有上传，请按“上传”", en: "The chosen file was not sent yet: press “Upload”")

  /// What a person reads on a check page.
  static func shown(_ field: FormField, _ value: Answer, _ language: Language) -> String {
    if !field.parts.isEmpty {
      let members = value.members ?? [:]
      return field.parts.map { shown($0, members[$0.id] ?? .null, language) }.filter { !$0.isEmpty }
        .joined(separator: language == .zh ? "，" : ", ")
    }
    if case .bool(let value) = value { return language == .zh ? (value ? "是" : "否") : value ? "Yes" : "No" }
    if field.isFile {
      let count = codes(value).count
      return count == 0 ? "" : language == .zh ? "\(count) 个文件" : "\(count) file(s)"
    }
    if field.widget == .map {
      let text = position(value)
      return text.isEmpty ? "" : text + "（WGS-84）"
    }
    let titles = codes(value).map { code in
      field.choices.first { $0.code == code }?.title.text(in: language) ?? code
    }
    let text = titles.joined(separator: language == .zh ? "、" : ", ")
    if value == field.value, let shown = field.shown { return shown }
    return field.unit.map { text.isEmpty ? text : text + " " + $0 } ?? text
  }

  /// A row of a repeating group on one line.
  static func shown(row: [FormField], _ language: Language) -> String {
    row.filter(\.isShown).compactMap { field in
      let text = shown(field, field.value, language)
      return text.isEmpty ? nil : field.title.text(in: language) + (language == .zh ? " " : ": ") + text
    }.joined(separator: language == .zh ? "，" : ", ")
  }

  /// The answers of a posted page, by the fields of its form; fields that are shown only are never taken from
  /// it. A field that the page says it held (`s`) and that is empty was cleared.
  ///
  /// - Parameters:
  ///   - keepsEmptyRows: rows with nothing in them stay, for somebody who is about to fill them.
  ///   - files: what a row of a group holds already of a field that is answered by files, which no page sends.
  static func answers(
    _ posted: FieldList, _ form: FormView, keepsEmptyRows: Bool = false,
    files: (_ group: String, _ row: Int, _ field: String) -> Answer? = { _, _, _ in nil }
  ) -> [String: Answer] {
    let held = Set(posted.all("s"))
    var answers: [String: Answer] = [:]
    for page in form.pages {
      for field in page.fields {
        if let rows = field.rows {
          guard let count = posted["n." + field.id].flatMap({ Int($0) }), count >= 0 else { continue }
          let read = (0..<min(count, rows.most)).map { at in
            row(field, rows, at, posted, held) { files(field.id, at, $0) }
          }
          answers[field.id] = .list(
            read.filter { row in
              keepsEmptyRows || !rows.titles.isEmpty || !row.values.allSatisfy { $0 == .null }
            }.map(Answer.object))
        } else if isTaken(field) {
          answers[field.id] = answer(field, [field.id], posted) ?? (held.contains(field.id) ? .null : nil)
        }
      }
    }
    return answers
  }

  private static func isTaken(_ field: FormField) -> Bool {
    // Files come and go by buttons of their own.
    !field.isComputed && !field.isLocked && field.widget != .none && !field.isFile
  }

  private static func row(
    _ group: FormField, _ rows: FormField.Rows, _ at: Int, _ posted: FieldList, _ held: Set<String>,
    _ files: (String) -> Answer?
  ) -> [String: Answer] {
    var members: [String: Answer] = [:]
    for field in rows.filled.indices.contains(at) ? rows.filled[at] : rows.fields {
      if field.isFile { members[field.id] = files(field.id) }
      guard isTaken(field) else { continue }
      let path = [group.id, String(at), field.id]
      let isHeld = held.contains(path.joined(separator: "."))
      members[field.id] = answer(field, path, posted) ?? (isHeld ? .null : nil)
    }
    return members
  }

  /// Nil when the page did not hold the field at all; null when it was left empty.
  private static func answer(_ field: FormField, _ path: [String], _ posted: FieldList) -> Answer? {
    let name = FormMarkup.name(path)
    if !field.parts.isEmpty {
      var members: [String: Answer] = [:]
      for part in field.parts {
        if let answer = answer(part, path + [part.id], posted), answer != .null { members[part.id] = answer }
      }
      return members.isEmpty ? nil : .object(members)
    }
    let typed = posted.all(name).filter { !$0.isEmpty }
    if field.isYesNo { return typed.first.map { .bool($0 == "true") } }
    switch field.widget {
    case .checks: return typed.isEmpty ? nil : .list(typed.map(Answer.text))
    case .tree:
      // The path that was shown stands for the place it was made of.
      if let shown = field.shown, typed.first == shown { return field.value }
      return typed.first.map { .text(clean($0)) }
    default: return typed.first.map { .text(clean($0)) }
    }
  }

  /// Browsers end lines with CR LF.
  private static func clean(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\r" }))
  }
}
