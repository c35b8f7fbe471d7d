import Core
import Engine

/// Explanations of rights.
enum RightsRoutes {
  /// `GET /api/v1/rights/why?user=&action=&thing=`
  static func why(_ call: Call) throws -> Response {
    let question = RightsQuestion(call)
    let right = try question.right(), thing = try question.thing()
    let answer = try question.ofUser { try call.site.desk.rights.why(call.caller(), $0, right, thing) }
    return call.json { $0.rights(answer, call.language) }
  }

  /// `GET /api/v1/rights/who?action=&thing=`
  static func who(_ call: Call) throws -> Response {
    let question = RightsQuestion(call)
    let right = try question.right(), thing = try question.thing()
    let holders = try call.site.desk.rights.who(call.caller(), right, thing)
    return call.json { $0.rights(holders, call.language) }
  }

  /// `GET /api/v1/rights/what?user=`
  static func what(_ call: Call) throws -> Response {
    let (holdings, beside) = try RightsQuestion(call).ofUser { user in
      (try call.site.desk.rights.what(call.caller(), user), try call.rightsBeside(user))
    }
    return call.json { $0.rights(holdings, beside, call.language) }
  }

  /// `POST /api/v1/requests/{code}/look`
  static func look(_ call: Call) throws {
    var body = try call.object()
    let reason = try RequestRoutes.text(&body, "reason"), minutes = try minutes(&body)
    try RequestRoutes.nothingElse(body)
    try RequestRoutes.perform(
      call, .breakGlass(code: RequestRoutes.code(call.parameter(0)), reason: reason, minutes: minutes))
  }

  /// `POST /api/v1/directory/people/{person}/look`
  static func lookAtNumbers(_ call: Call) throws {
    let person = try call.id(0)
    var body = try call.object()
    let reason = try RequestRoutes.text(&body, "reason"), minutes = try minutes(&body)
    try RequestRoutes.nothingElse(body)
    try RequestRoutes.perform(call, .lookAtNumbers(person: person, reason: reason, minutes: minutes))
  }

  /// For how long; nil = as long as the role allows.
  private static func minutes(_ body: inout [String: Answer]) throws -> Int64? {
    switch body.removeValue(forKey: "minutes") {
    case nil, .null: return nil
    case .number(let text):
      if let minutes = Int64(text), minutes > 0 { return minutes }
    default: break
    }
    throw Problem.malformed("minutes 要是 1 以上的整数分钟", "`minutes` is a whole number of minutes, 1 or more")
  }

  /// `POST /api/v1/directory/people/{person}/numbers`
  static func numbers(_ call: Call) throws -> Response {
    let person = try call.id(0)
    let found = try call.site.desk.directory.numbers(call.caller(), person)
    return call.json { json in
      json.object { json in
        json.member("name", found.name)
        json.member("numbers", found.numbers) { json, number in
          json.object { json in
            json.member("title", number.title.text(in: call.language))
            json.member("number", number.number)
          }
        }
      }
    }
  }

  /// `POST /api/v1/requests/{code}/unmask`
  static func unmask(_ call: Call) throws -> Response {
    var body = try call.object()
    let field = try RequestRoutes.text(&body, "field") ?? ""
    try RequestRoutes.nothingElse(body)
    let code = try RequestRoutes.code(call.parameter(0))
    let answer = try call.site.desk.rights.unmasked(call.caller(), code, field)
    return call.json { json in
      json.object { json in
        json.member("title", answer.title.text(in: call.language))
        json.member("values", answer.texts) { $0.text($1) }
      }
    }
  }

  /// `POST /api/v1/looks/{id}/end`
  static func endLook(_ call: Call) throws {
    let id = try call.id(0)
    try RequestRoutes.perform(call, .endLook(id))
  }

  /// `GET /api/v1/looks?before=`: all of them for who administers security, else one's own.
  static func looks(_ call: Call) throws -> Response {
    let isWatching = try call.session.map { try call.site.administers(.security, $0, call.language) } ?? false
    let rights = call.site.desk.rights, before = call.query["before"].flatMap { Int64($0) }
    let looks = try isWatching ? rights.looks(call.caller(), before) : rights.ownLooks(call.caller(), before)
    return call.json { json in
      json.object { json in
        json.member("looks", looks) { json, look in
          json.object { json in
            json.member("id", String(look.id))
            json.member("code", look.code)
            json.member("service", look.service.text(in: call.language))
            json.member("name", look.name)
            json.member("post", look.post.text(in: call.language))
            json.member("reason", look.reason)
            json.member("opened", look.opened)
            json.member("until", look.until)
            json.optional("ended", look.ended)
            json.member("endedBy", look.endedBy)
            json.member("told", look.told) { $0.text($1.text(in: call.language)) }
            json.member("open", look.isOpen)
          }
        }
      }
    }
  }
}

extension Call {
  /// What somebody may do beside services. Whom a demonstration made an administrator knows this process alone.
  func rightsBeside(_ user: RightsUser) throws -> RightsBeside {
    var beside = try site.desk.rights.beside(caller(), user)
    if beside.own != nil, case .person(let person) = user, let made = site.options.demonstration?.administrators[person] {
      beside.administration = made
    }
    return beside
  }
}

/// The parts of a question about rights, as they were typed.
struct RightsQuestion {
  private let call: Call

  init(_ call: Call) { self.call = call }

  /// Asks of oneself where nobody is named. Who may not ask learns nothing of which names there are: of a name that
  /// nobody has it is asked first as of anybody.
  func ofUser<Answer>(_ ask: (RightsUser) throws -> Answer) throws -> Answer {
    guard let text = text("user") else { return try ask(.person(try call.caller().person)) }
    let found = try call.site.desk.rights.user(text)
    guard case .one(let user) = found else {
      _ = try ask(.person(0))
      throw Problem.malformed(found.words(for: text))
    }
    return try ask(user)
  }

  /// A right by either spelling; to read where none is named.
  func right() throws -> Right {
    guard let text = text("action") else { return .read }
    guard let right = Right(word: text) else {
      throw Problem.malformed("没有叫「\(text)」的权利", "No right is called `\(text)`")
    }
    return right
  }

  func thing() throws -> RightsThing {
    guard let text = text("thing") else {
      throw Problem.malformed("缺少 thing：申请编号或服务", "thing is missing: the code of a request, or a service")
    }
    guard let thing = try call.site.desk.rights.thing(text) else { throw Problem.notFound }
    return thing
  }

  private func text(_ name: String) -> String? {
    call.query[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
