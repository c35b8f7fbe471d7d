import Core
import Engine

/// A resident's requests: submit, follow, act. The way of a submission is short on purpose: bytes → tree → command →
/// engine → reply, without a thread while the disk works.
enum RequestRoutes {
  /// `POST /api/v1/services/{id}/requests`
  static func submit(_ call: Call) throws {
    var body = try call.object()
    guard case .object(let answers)? = body.removeValue(forKey: "answers") else {
      throw Problem.malformed("缺少 answers 对象", "The object `answers` is missing")
    }
    let person = try person(&body)
    try nothingElse(body)
    try perform(call, .submit(service: call.parameter(0), answers: answers, forPerson: person))
  }

  /// `PUT /api/v1/services/{id}/draft`
  static func saveDraft(_ call: Call) throws {
    var body = try call.object()
    guard let answers = body.removeValue(forKey: "answers"), answers.members != nil else {
      throw Problem.malformed("缺少 answers 对象", "The object `answers` is missing")
    }
    let person = try person(&body)
    try nothingElse(body)
    var json = JSONWriter(capacity: call.request.body.count)
    json.value(answers)
    try perform(call, .saveDraft(service: call.parameter(0), payload: json.bytes, forPerson: person))
  }

  /// `POST /api/v1/requests/{code}/{verb}`
  static func act(_ call: Call) throws {
    var body = call.request.body.isEmpty ? [:] : try call.object()
    if call.parameter(1) == "retry" {
      let step = try text(&body, "step")
      try nothingElse(body)
      return try perform(call, .retry(code: code(call.parameter(0)), step: step))
    }
    guard let verb = Verb(rawValue: call.parameter(1)), verb != .submit else { throw Problem.notFound }
    if verb == .draft { return try saveStepDraft(call, body) }
    let reason = try text(&body, "reason")
    let to = try text(&body, "to")
    let details = try details(&body)
    let answers = try body.removeValue(forKey: "answers").map { answers in
      guard let members = answers.members else {
        throw Problem.malformed("answers 要是对象", "`answers` is no object")
      }
      return members
    }
    try nothingElse(body)
    try perform(
      call,
      .verb(verb, code: code(call.parameter(0)), reason: reason, answers: answers, to: to, details: details))
  }

  /// `POST /api/v1/requests/{code}/draft`: what the holder of a step has written so far.
  private static func saveStepDraft(_ call: Call, _ body: [String: Answer]) throws {
    var body = body
    guard let answers = body.removeValue(forKey: "answers"), answers.members != nil else {
      throw Problem.malformed("缺少 answers 对象", "The object `answers` is missing")
    }
    let step = try text(&body, "step")
    try nothingElse(body)
    var json = JSONWriter(capacity: call.request.body.count)
    json.value(answers)
    try perform(call, .saveStepDraft(code: code(call.parameter(0)), step: step, payload: json.bytes))
  }

  /// `step`, `as`, `where`, `until`, `stars`, `fields`: what some verbs ask for.
  static func details(_ body: inout [String: Answer]) throws -> VerbDetails {
    var details = VerbDetails(step: try text(&body, "step"))
    if let post = try text(&body, "as") {
      guard let post = Int64(post) else { throw Problem.malformed("as 要是岗位的编号", "`as` is no id of a post") }
      details.post = post
    }
    switch try text(&body, "where") {
    case nil, "before": break
    case "behind": details.isBehind = true
    default: throw Problem.malformed("where 只有 before 和 behind", "`where` is `before` or `behind`")
    }
    details.until = try text(&body, "until")
    switch body.removeValue(forKey: "fields") {
    case nil, .null: break
    case .list(let names) where names.count <= 500 && names.allSatisfy({ $0.text != nil }):
      details.fields = names.compactMap(\.text)
    default: throw Problem.malformed("fields 要是字段名的列表", "`fields` is no list of field ids")
    }
    switch body.removeValue(forKey: "stars") {
    case nil, .null: break
    case .number(let text), .text(let text):
      guard let stars = Int(text) else { throw Problem.malformed("stars 要是整数", "`stars` is no whole number") }
      details.stars = stars
    default: throw Problem.malformed("stars 要是整数", "`stars` is no whole number")
    }
    return details
  }

  /// `GET /api/v1/requests/{code}/form`
  static func stepForm(_ call: Call) throws -> Response {
    let step = call.query["step"].flatMap { $0.isEmpty ? nil : $0 }
    let view = try call.site.desk.stepForm(call.caller(), code(call.parameter(0)), step, nil)
    var response = call.json { json in
      json.object { json in
        json.member("step", view.step)
        json.member("title", view.form.title.text(in: call.language))
        json.member("pages", view.form.pages) { json, page in
          json.object { json in
            json.member("id", page.id)
            json.member("title", page.title.text(in: call.language))
            json.member("help", page.help?.text(in: call.language))
            json.member("fields", page.fields) { ServiceRoutes.write($1, call.language, &$0) }
          }
        }
        json.name("draft")
        if let draft = view.draft { json.raw(draft) } else { json.null() }
      }
    }
    response.epoch = view.form.epoch
    response.program = view.form.program
    return response
  }

  /// `GET /api/v1/requests`
  static func mine(_ call: Call) throws -> Response {
    let cards = try call.site.desk.requests(call.caller())
    return call.json { json in
      json.object { json in
        json.member("requests", cards) { MatterJSON.write($1, call.language, &$0) }
      }
    }
  }

  /// `GET /api/v1/requests/{code}`
  static func one(_ call: Call) throws -> Response {
    let view = try call.site.desk.request(call.caller(), code(call.parameter(0)))
    var response = call.json { MatterJSON.write(view, call.language, &$0) }
    response.program = view.program
    response.epoch = view.epoch
    return response
  }

  // MARK: Steps

  /// Hands a command to the engine and the reply to the client.
  static func perform(_ call: Call, _ act: Command.Act) throws {
    let command = try Command(
      act: act, caller: call.caller(), key: call.idempotencyKey(), body: call.digest())
    call.site.desk.perform(command) { result in
      call.responder.send(response(result, call))
    }
  }

  /// The same on a worker, for acts that read before they are decided.
  static func performed(_ call: Call, _ act: Command.Act) throws -> Response {
    let command = try Command(act: act, caller: call.caller(), key: call.idempotencyKey(), body: call.digest())
    return response(try call.site.performAndWait(command))
  }

  private static func response(_ reply: Reply) -> Response {
    var response = Response(reply.status, .json, reply.json)
    response.epoch = reply.epoch
    response.program = reply.program
    return response
  }

  static func response(_ result: Result<Reply, any Error>, _ call: Call) -> Response {
    switch result {
    case .success(let reply):
      call.site.commits.add(1, ordering: .relaxed)
      return response(reply)
    case .failure(let error):
      return Problem(error).json(call.language)
    }
  }

  /// The code as stored. - Throws: `Problem` 404 for one that can be nobody's.
  static func code(_ typed: String) throws -> String {
    guard let code = MatterCode.parse(typed) else { throw Problem.notFound }
    return code
  }

  private static func person(_ body: inout [String: Answer]) throws -> Int64? {
    switch body.removeValue(forKey: "for") {
    case nil, .null: nil
    case .text(let text), .number(let text): try ServiceRoutes.person(text)
    default: throw Problem.malformed("for 不对", "for is not an id")
    }
  }

  static func text(_ body: inout [String: Answer], _ name: String) throws -> String? {
    switch body.removeValue(forKey: name) {
    case nil, .null: nil
    case .text(let text): text
    default: throw Problem.malformed("\(name) 要是文字", "`\(name)` is not a text")
    }
  }

  /// A key that means nothing here is a mistake of the client, not something to pass over.
  static func nothingElse(_ body: [String: Answer]) throws {
    guard let name = body.keys.min() else { return }
    let words = Label(zh: "这里没有「\(name.prefix(40))」", en: "There is no `\(name.prefix(40))` here")
    throw Problem(
      Refusal(
        .invalidAnswers, words,
        fields: [.init(field: String(name.prefix(40)), code: "unknown-key", message: words)]))
  }
}
