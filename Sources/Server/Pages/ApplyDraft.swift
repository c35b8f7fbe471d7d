import Core
import Engine

/// What a press on a page of a form wants.
enum FormAct: Equatable {
  case next, back
  /// Keeps what is typed and shows the page as it is then.
  case look
  case add(group: String)
  case remove(group: String, row: Int)
  /// Takes a file out of an answer.
  case drop(field: String, position: Int)

  init(_ text: String?) {
    let parts = (text ?? "").split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    switch (parts.first, parts.count) {
    case ("back", 1): self = .back
    case ("look", 1): self = .look
    case ("add", 2): self = .add(group: parts[1])
    case ("remove", 3): self = Int(parts[2]).map { .remove(group: parts[1], row: $0) } ?? .next
    case ("drop", 3): self = Int(parts[2]).map { .drop(field: parts[1], position: $0) } ?? .next
    default: self = .next
    }
  }
}

/// The answers of one person to one form before they are sent, kept by the engine as they were typed.
struct ApplyDraft {
  let call: Call
  let service: String
  /// Whom it is for; nil = who is signed in.
  let person: Int64?
  private(set) var answers: [String: Answer]
  /// Whether something was kept before.
  let isKept: Bool

  init(_ call: Call, person: String?) throws {
    self.call = call
    service = call.parameter(0)
    self.person = try ServiceRoutes.person(person)
    let kept = try call.site.desk.draft(call.caller(), service, self.person)
    isKept = kept != nil
    answers = try kept.map { try JSONReader.read($0).members ?? [:] } ?? [:]
  }

  /// The form as it looks with the answers; nothing is demanded of one that was never begun.
  func form() throws -> FormView {
    try call.site.desk.form(call.caller(), service, person, isKept || !answers.isEmpty ? answers : nil)
  }

  /// Takes what a page holds. Rows that were left empty are dropped, but not while rows are being added.
  mutating func take(_ posted: FieldList, _ form: FormView, _ act: FormAct) {
    answers.merge(AnswerText.answers(posted, form, keepsEmptyRows: act != .next)) { $1 }
    switch act {
    case .add(let group):
      guard let most = form.field(group)?.rows?.most else { return }
      let rows = rows(group)
      if rows.count < most { answers[group] = .list(rows + [.object([:])]) }
    case .remove(let group, let row):
      var rows = rows(group)
      guard form.field(group)?.rows != nil, rows.indices.contains(row) else { return }
      rows.remove(at: row)
      answers[group] = .list(rows)
    case .drop(let id, let position):
      var files = rows(id)
      guard form.field(id)?.isFile ?? false, files.indices.contains(position) else { return }
      files.remove(at: position)
      answers[id] = .list(files)
    case .next, .back, .look: return
    }
  }

  private func rows(_ group: String) -> [Answer] {
    if case .list(let rows)? = answers[group] { rows } else { [] }
  }

  /// One file more in an answer.
  mutating func add(_ hash: String, to field: String) {
    let files = rows(field)
    if !files.contains(.text(hash)), files.count < 100 { answers[field] = .list(files + [.text(hash)]) }
  }

  func save() throws {
    var json = JSONWriter()
    json.value(.object(answers))
    let command = Command(
      act: .saveDraft(service: service, payload: json.bytes, forPerson: person), caller: try call.caller(), key: nil,
      body: [])
    _ = try call.site.performAndWait(command)
  }

  // MARK: Paths

  func path(page: Int?, then: String? = nil) -> String {
    var query: [String] = []
    if let page { query.append("page=\(page)") }
    if let then { query.append("then=\(then)") }
    if let person { query.append("for=\(person)") }
    return PagePath.of("services", service) + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
  }

  var checkPath: String { PagePath.of("services", service, "check") + (person.map { "?for=\($0)" } ?? "") }
}
