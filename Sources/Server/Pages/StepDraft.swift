import Core
import Engine

/// The answers that a running request asks one person for, before they are sent: by the applicant who answers
/// a return, or by the holder of a step that is filled.
struct StepDraft {
  let call: Call
  let code: String
  let verb: Verb
  /// As the request asks, with the answers it has.
  private let view: StepFormView
  var typed: TypedAnswers
  /// Words that go with the answers of a holder; kept among them under a name that no field can have.
  var words: String?
  /// By which of several posts it is filled in, as the form that was sent says.
  var post: Int64?
  /// Whether something was kept before.
  let isKept: Bool

  var step: String { view.step }
  var reason: String? { view.reason }
  var posts: [(id: Int64, title: Label)] { view.posts }

  /// - Throws: `Refusal` when the request asks this person for nothing, or not by this verb.
  init(_ call: Call, _ verb: Verb, step: String?) throws {
    self.call = call
    self.verb = verb
    code = try RequestRoutes.code(call.parameter(0))
    view = try call.site.desk.stepForm(call.caller(), code, step.flatMap { $0.isEmpty ? nil : $0 }, nil)
    guard view.isOwn == (verb == .supplement) else { throw Problem(Refusal.notAsked) }
    var answers = try view.draft.map { try JSONReader.read($0).members ?? [:] } ?? [:]
    words = answers.removeValue(forKey: Self.wordsKey)?.text
    typed = TypedAnswers(all: answers)
    isKept = view.draft != nil
  }

  private static let wordsKey = ""

  /// The form as it looks with the answers; nothing is demanded of one that was never begun.
  func form() throws -> FormView {
    guard isKept || !typed.all.isEmpty else { return view.form }
    return try call.site.desk.stepForm(call.caller(), code, view.step, typed.all).form
  }

  func save() throws {
    var kept = typed
    kept.set(Self.wordsKey, words.map(Answer.text))
    let command = Command(
      act: .saveStepDraft(code: code, step: view.step, payload: kept.json), caller: try call.caller(), key: nil, body: [])
    _ = try call.site.performAndWait(command)
  }

  // MARK: Paths

  /// The last part of the page's path.
  static func page(_ verb: Verb) -> String { verb == .supplement ? "supplement" : "fill" }

  var action: String { PagePath.of("requests", code, Self.page(verb)) }
  var path: String { "\(action)?step=\(PercentText.encode(view.step))" }
  var uploads: UploadPaths { UploadPaths(request: code, page: Self.page(verb)) }
}

extension Refusal {
  static let notAsked = Refusal(
    .verbNotHere, Label(zh: "这份申请现在没有要您填的", en: "This request asks you for nothing now"))
}
