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

  /// What a person reads on a check page.
  static func shown(_ field: FormField, _ value: Answer, _ language: Language) -> String {
    if !field.parts.isEmpty {
      let members = value.members ?? [:]
      return field.parts.map { shown($0, members[$0.id] ?? .null, language) }.filter { !$0.isEmpty }
        .joined(separator: language == .zh ? "，" : ", ")
    }
    if case .bool(let value) = value { return language == .zh ? (value ? "是" : "否") : value ? "Yes" : "No" }
    let titles = codes(value).map { code in
      field.choices.first { $0.code == code }?.title.text(in: language) ?? code
    }
    let text = titles.joined(separator: language == .zh ? "、" : ", ")
    if value == field.value, let shown = field.shown { return shown }
    return field.unit.map { text.isEmpty ? text : text + " " + $0 } ?? text
  }

  /// The answers of a posted page, by the fields of its form; fields that are shown only are never taken from it.
  static func answers(_ posted: FieldList, _ form: FormView) -> [String: Answer] {
    var answers: [String: Answer] = [:]
    for page in form.pages {
      for field in page.fields where !field.isComputed && !field.isLocked && field.widget != .none {
        if let answer = answer(field, [field.id], posted) { answers[field.id] = answer }
      }
    }
    return answers
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
    switch field.widget {
    case .checks: return typed.isEmpty ? nil : .list(typed.map(Answer.text))
    case .toggle: return typed.first.map { .bool($0 == "true") }
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
