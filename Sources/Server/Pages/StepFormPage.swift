import Core
import Engine

/// The page on which a running request is answered: a return by the applicant, a step by its holder. One page
/// with all that is asked; its buttons keep the draft and lead on by a redirect.
struct StepFormPage: Sendable {
  let verb: Verb

  static let supplement = StepFormPage(verb: .supplement)
  static let fill = StepFormPage(verb: .complete)

  func show(_ call: Call) throws -> Response {
    let draft = try StepDraft(call, verb, step: call.query["step"])
    return StepFormMarkup(draft: draft, form: try draft.form()).page([])
  }

  /// What was typed on the page, as a draft. - Returns: the page's path.
  func keep(_ call: Call, _ posted: FieldList) throws -> String {
    var draft = try open(call, posted)
    draft.typed.take(posted, try draft.form(), .save)
    try draft.save()
    return draft.path
  }

  /// A press on one of its buttons. A second press of the one that sends leads where the first did.
  func act(_ call: Call) throws -> Response {
    let posted = try call.form()
    do {
      return try press(posted, call)
    } catch let error where !Self.isSaid(error) {
      let code = try RequestRoutes.code(call.parameter(0))
      guard FormAct(posted["act"]) == .next, let key = Self.key(posted) else { throw error }
      let sent = Command(
        act: .verb(verb, code: code, reason: nil, answers: nil, to: nil), caller: try call.caller(), key: key,
        body: Self.digest(code, key))
      guard try call.site.desk.repeated(sent) != nil else { throw error }
      return .redirect(to: PagePath.of("requests", code))
    }
  }

  /// Whether the store or the disk failed: then nothing is known of an earlier press.
  private static func isSaid(_ error: any Error) -> Bool { (error as? Refusal)?.code == .unavailable }

  private func press(_ posted: FieldList, _ call: Call) throws -> Response {
    let act = FormAct(posted["act"])
    var draft = try open(call, posted)
    let before = try draft.form()
    draft.typed.take(posted, before, act)
    try draft.save()
    switch act {
    case .look: return StepFormMarkup(draft: draft, form: try draft.form()).look()
    case .report: return .redirect(to: PlacesPage.path(backTo: draft.path))
    case .save, .back: return .redirect(to: draft.path)
    case .add(let group), .remove(let group, _): return .redirect(to: draft.path + ApplyMarkup.anchor([group]))
    case .drop(let field, _): return .redirect(to: draft.path + ApplyMarkup.anchor([field]))
    case .next: return try send(posted, before, draft)
    }
  }

  /// Files, sent with the page they stand on.
  func upload(_ call: Call) throws -> Response {
    guard let parts = Multipart(call.request.body, contentType: call.request.head.header(.contentType)) else {
      throw Problem.malformed("表单读不出来", "The form cannot be read")
    }
    var draft = try open(call, parts.fields)
    let errors = try FilesPage.receive(parts, try draft.form(), &draft.typed, call)
    try draft.save()
    return errors.isEmpty
      ? .redirect(to: draft.path) : StepFormMarkup(draft: draft, form: try draft.form()).page(errors)
  }

  private func open(_ call: Call, _ posted: FieldList) throws -> StepDraft {
    var draft = try StepDraft(call, verb, step: posted["step"])
    if let words = posted["reason"] { draft.words = words.isEmpty ? nil : words }
    draft.post = posted["as"].flatMap { Int64($0) }
    return draft
  }

  private func send(_ posted: FieldList, _ before: FormView, _ draft: StepDraft) throws -> Response {
    let call = draft.call
    let markup = StepFormMarkup(draft: draft, form: try draft.form())
    if let unsent = AnswerText.unsent(posted, before) {
      return markup.page([.init(field: unsent, code: "file-unsent", message: AnswerText.unsent)])
    }
    let key = Self.key(posted)
    let command = Command(
      act: .verb(
        verb, code: draft.code, reason: draft.words, answers: draft.typed.all, to: nil,
        details: details(of: draft)),
      caller: try call.caller(), key: key, body: Self.digest(draft.code, key ?? ""))
    do {
      _ = try call.site.performAndWait(command)
      return .redirect(to: PagePath.of("requests", draft.code))
    } catch let refusal as Refusal where !refusal.fields.isEmpty {
      return markup.page(refusal.fields)
    }
  }

  private func details(of draft: StepDraft) -> VerbDetails {
    var details = VerbDetails(step: verb == .supplement ? nil : draft.step)
    details.post = draft.post
    return details
  }

  private static func key(_ posted: FieldList) -> String? { posted["key"].flatMap { $0.utf8.count == 32 ? $0 : nil } }

  /// The answers lie in the draft, which the command takes away: the key alone says what was sent.
  private static func digest(_ code: String, _ key: String) -> [UInt8] { Secrets.digest("answer \(code) \(key)") }
}
