import Core
import Engine

/// What a press on a page of a form wants.
enum FormAct: Equatable {
  case next, back
  /// Keeps what is typed and shows the page as it is then.
  case look
  /// Keeps what is typed and shows the page again.
  case save
  /// Keeps what is typed and leaves for the places, to report one that is missing.
  case report
  case add(group: String)
  case remove(group: String, row: Int)
  /// Takes a file out of an answer; that of a row by its whole path.
  case drop(field: String, position: Int)

  init(_ text: String?) {
    let parts = (text ?? "").split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    switch (parts.first, parts.count) {
    case ("back", 1): self = .back
    case ("look", 1): self = .look
    case ("save", 1): self = .save
    case ("report", 1): self = .report
    case ("add", 2): self = .add(group: parts[1])
    case ("remove", 3): self = Int(parts[2]).map { .remove(group: parts[1], row: $0) } ?? .next
    case ("drop", 3), ("drop", 5):
      let path = parts[1..<(parts.count - 1)].joined(separator: ".")
      self = Int(parts[parts.count - 1]).map { .drop(field: path, position: $0) } ?? .next
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
  var typed: TypedAnswers
  var answers: [String: Answer] { typed.all }
  /// Whether something was kept before.
  let isKept: Bool
  /// What was kept for questions that the form does not ask any more, by their names.
  let gone: [String: Answer]
  private let names: AnswerNames?

  init(_ call: Call, person: String?) throws {
    self.call = call
    service = call.parameter(0)
    self.person = try ServiceRoutes.person(person)
    let kept = try call.site.desk.draft(call.caller(), service, self.person)
    isKept = kept != nil
    let answers = try kept.map { try JSONReader.read($0).members ?? [:] } ?? [:]
    // It may have been kept under an earlier edition of the form.
    names = try call.site.desk.answerNames(service)
    let carried = names?.carry(answers) ?? (answers: answers, gone: [])
    typed = TypedAnswers(all: carried.answers)
    gone = answers.filter { carried.gone.contains($0.key) }
  }

  /// A page that was open when the form changed, under the names of now.
  func carried(_ posted: FieldList) -> FieldList {
    guard let names else { return posted }
    return FieldList(
      posted.pairs.map { name, value in
        if name == "s" { return (name, names.path(value)) }
        let mark = name.prefix(2)
        guard ["f.", "n.", "u."].contains(mark) else { return (name, value) }
        return (String(mark) + names.path(String(name.dropFirst(2))), value)
      })
  }

  /// The form as it looks with the answers; nothing is demanded of one that was never begun.
  func form() throws -> FormView {
    try call.site.desk.form(call.caller(), service, person, isKept || !answers.isEmpty ? answers : nil)
  }

  /// - Parameter forgets: what is not asked any more is let go; the person has been told.
  func save(forgets: Bool = false) throws {
    var kept = typed
    if !forgets { for (name, answer) in gone where kept.all[name] == nil { kept.set(name, answer) } }
    let command = Command(
      act: .saveDraft(service: service, payload: kept.json, forPerson: person), caller: try call.caller(), key: nil,
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
