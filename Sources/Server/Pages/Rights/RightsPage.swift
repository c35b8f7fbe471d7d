import Core
import Engine
import FEEL

/// Why somebody may or may not, who may, what somebody may: asked in words, kept in an address that names nobody.
enum RightsPage {
  static func show(_ call: Call) throws -> Response {
    let question = PageQuestion(call.query)
    // A name that stands in an address all the same is answered as a typed one.
    if question.isOfUser, let user = question.user, !(try isThere(call, user)) { return try resolve(call, question) }
    guard question.isAsked else { return try page(call, question, nil, .none) }
    do {
      return try page(call, question, nil, answer(call, question))
    } catch let refusal as Refusal where refusal.code == .notFound {
      return try page(call, question, unseen, .none)
    } catch let problem as Problem where problem.status == 400 || problem.status == 404 {
      return try page(call, question, problem.status == 404 ? unseen : problem, .none)
    }
  }

  /// Whether an address names somebody by a token, and they are there.
  private static func isThere(_ call: Call, _ user: String) throws -> Bool {
    guard let token = RightsUser(token: user) else { return false }
    if try token == .person(call.caller().person) { return true }
    if case .one = try call.site.desk.rights.user(user) { return true }
    return false
  }

  /// What was typed, as an address; several people of one name are offered to choose from.
  static func ask(_ call: Call) throws -> Response { try resolve(call, PageQuestion(try call.form())) }

  private static func resolve(_ call: Call, _ asked: PageQuestion) throws -> Response {
    var question = asked
    if question.isOfUser, let typed = question.user {
      // Who may not ask of others learns nothing of which logins and phones there are.
      guard try mayAsk(call) else { return try page(call, question, unseen, .none) }
      let found = try call.site.desk.rights.user(typed)
      switch found {
      case .one(let user): question.user = user.token
      case .several(let named):
        let problem = Problem.malformed(
          "有 \(named.count) 个人叫「\(typed)」，请选一个", "\(named.count) people are called `\(typed)`: choose one")
        return try page(call, question, problem, .people(named))
      case .alike(let named):
        let problem = Problem.malformed(
          "有 \(named.count) 个岗位或单位叫「\(typed)」，请选一个", "\(named.count) posts or bodies are called `\(typed)`: choose one")
        return try page(call, question, problem, .alike(named))
      case .nobody:
        return try page(call, question, Problem.malformed(found.words(for: typed)), .none)
      }
    }
    if question.ask != .what {
      guard let typed = question.thing, let thing = try call.site.desk.rights.thing(typed) else {
        return try page(call, question, nothing(question.thing), .none)
      }
      question.thing = thing.token
    }
    return .redirect(to: question.path)
  }

  /// Asked of nobody, it is answered to who may ask of others.
  private static func mayAsk(_ call: Call) throws -> Bool {
    do {
      _ = try call.site.desk.rights.what(call.caller(), .person(0))
      return true
    } catch let refusal as Refusal where refusal.code == .notFound {
      return false
    }
  }

  private static let unseen = Problem(
    Refusal(
      .notFound,
      Label(
        zh: "没有这件事，或者您没有对它「看权限」的权。只问自己的不用这项权",
        en: "It is not there, or you do not hold the right `explain` over it. To ask about yourself you need none")))

  private static func nothing(_ typed: String?) -> Problem {
    guard let typed else {
      return Problem.malformed(
        "请写是哪件事：申请编号、服务、#标签、「服务」「地名」「通讯录」或台账",
        "Say of what: a request's code, a service, #tag, `service`, `places`, `directory` or a ledger")
    }
    return Problem.malformed(
      "没有叫「\(typed)」的服务、标签或台账，它也不是申请编号",
      "No service, tag or ledger is called `\(typed)`, and it is no request's code")
  }

  // MARK: The answer

  enum Answer {
    case none
    case people([StaffMember])
    case alike([(user: RightsUser, title: String)])
    case why(RightsAnswer)
    case who(RightsHolders)
    case what([RightsHolding], RightsBeside)
  }

  private static func answer(_ call: Call, _ question: PageQuestion) throws -> Answer {
    let rights = call.site.desk.rights, caller = try call.caller()
    switch question.ask {
    case .why:
      guard let thing = try question.thing.flatMap({ try rights.thing($0) }) else { throw Problem.notFound }
      return .why(try rights.why(caller, question.subject(caller), question.right, thing))
    case .who:
      guard let thing = try question.thing.flatMap({ try rights.thing($0) }) else { throw Problem.notFound }
      return .who(try rights.who(caller, question.right, thing))
    case .what:
      let user = question.subject(caller)
      return .what(try rights.what(caller, user), try call.rightsBeside(user))
    }
  }

  private static func page(
    _ call: Call, _ question: PageQuestion, _ problem: Problem?, _ answer: Answer
  ) throws -> Response {
    let caller = try call.caller()
    let layout = Layout(call), services = try call.site.desk.rights.services()
    let parts = RightsParts(layout: layout, question: question, services: services)
    let form = RightsForm(layout: layout, question: question, services: services)
    let name = try isTold(answer) ? call.site.desk.rights.name(caller, question.subject(caller)) : nil
    return layout.page(problem?.status ?? 200, title: layout.say("权限", "Rights")) { html in
      html.tag("h1", [], layout.say("权限", "Rights"))
      form.write(&html)
      if let problem { layout.call("bad", problem.detail.text(in: layout.language), &html) }
      let who = question.user == nil ? layout.say("您", "You") : name?.text(in: layout.language) ?? ""
      switch answer {
      case .none: break
      case .alike(let found): parts.alike(found, &html)
      case .people(let members): parts.people(members, &html)
      case .why(let answer): parts.why(answer, who, &html)
      case .who(let holders): parts.who(holders, &html)
      case .what(let holdings, let beside): RightsHoldingParts(layout: layout, question: question).write(holdings, beside, who, &html)
      }
    }
  }

  private static func isTold(_ answer: Answer) -> Bool {
    switch answer {
    case .why, .what: true
    case .none, .people, .alike, .who: false
    }
  }
}

/// A question as a page holds it.
struct PageQuestion {
  enum Ask: String, CaseIterable { case why, who, what }

  var ask: Ask
  /// A token in an address, else what was typed; nil = of oneself.
  var user: String?
  var right: Right
  var thing: String?
  let isAsked: Bool

  init(_ fields: FieldList) {
    func given(_ name: String) -> String? {
      fields[name].map { Text.trimmed($0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    ask = given("ask").flatMap(Ask.init(rawValue:)) ?? .why
    user = given("user")
    right = given("action").flatMap { Right(word: $0) } ?? .read
    thing = given("thing")
    isAsked = ask == .what ? given("ask") != nil : thing != nil
  }

  var isOfUser: Bool { ask != .who }

  func subject(_ caller: Caller) -> RightsUser {
    user.flatMap { RightsUser(token: $0) } ?? .person(caller.person)
  }

  var path: String {
    Self.path(ask, user: isOfUser ? user : nil, right: right, thing: ask == .what ? nil : thing)
  }

  static func path(_ ask: Ask, user: String? = nil, right: Right = .read, thing: String? = nil) -> String {
    var pairs = [("ask", ask.rawValue)]
    if let user { pairs.append(("user", user)) }
    if ask != .what { pairs.append(("action", right.rawValue)) }
    if let thing { pairs.append(("thing", thing)) }
    return "/rights?" + pairs.map { "\($0.0)=\(PercentText.encode($0.1))" }.joined(separator: "&")
  }
}
