import Core
import Engine

/// Signing in and out. The rules stand here once; the pages call them too.
enum SessionRoutes {
  /// `POST /api/v1/session/code`
  static func sendCode(_ call: Call) throws -> Response {
    let phone = try phone(call.object()["phone"]?.text)
    let delivery = try deliver(call, phone)
    return call.json { json in
      json.object { json in
        json.member("sent", true)
        json.member("seconds", OneTimeCodes.lifetime / 1000)
        if case .shown(let code) = delivery { json.member("code", code) }
      }
    }
  }

  /// `POST /api/v1/session`
  static func signIn(_ call: Call) throws -> Response {
    let body = try call.object()
    let opened: (token: String, session: SignedIn)
    if let login = body["login"]?.text {
      opened = try password(call, login, body["password"]?.text ?? "")
    } else {
      opened = try code(call, phone(body["phone"]?.text), body["code"]?.text ?? "")
    }
    let who = try call.site.desk.who(opened.session.caller(call.language))
    return call.json(201) { json in
      json.object { json in
        json.member("token", opened.token)
        json.name("who")
        write(who, opened.session, &json)
      }
    }
  }

  static func who(_ call: Call) throws -> Response {
    guard let session = call.session else { throw Problem.unauthenticated }
    let who = try call.site.desk.who(call.caller())
    return call.json { write(who, session, &$0) }
  }

  static func signOut(_ call: Call) throws -> Response {
    if let session = call.session { try call.site.sessions.revoke(session) }
    return Response(204)
  }

  static func represented(_ call: Call) throws -> Response {
    let people = try call.site.desk.represented(call.caller())
    return call.json { json in
      json.object { json in
        json.member("represented", people) { json, person in
          json.object { json in
            json.member("id", String(person.id))
            json.member("name", person.name)
            json.member("relation", person.relation?.text(in: call.language))
            json.member("until", person.until)
          }
        }
      }
    }
  }

  // MARK: Rules

  /// Digits of a phone number, without blanks and hyphens. - Throws: `Problem` 422.
  static func phone(_ typed: String?) throws -> String {
    let digits = (typed ?? "").unicodeScalars.filter { $0 != " " && $0 != "-" }
    guard (5...15).contains(digits.count), digits.allSatisfy({ $0.value >= 48 && $0.value <= 57 }) else {
      throw field("phone", "phone", Label(zh: "请填写手机号，11 位数字", en: "Give the phone number in digits"))
    }
    return String(String.UnicodeScalarView(digits))
  }

  /// Makes and sends a code. An unknown phone is sent something too, so that nobody can try out who is registered: not by
  /// the reply, its time, or what a silent gateway does to it.
  ///
  /// - Throws: `Problem` 503 when nothing here carries codes, and when this one did not leave.
  static func deliver(_ call: Call, _ phone: String) throws -> CodeDelivery {
    let site = call.site
    guard let sender = site.options.codeSender, try sender.isReady() else { throw noCodes(site) }
    try site.limits.here("code:\(address(call))", most: site.rules.codesPerAddress)
    try site.limits.here("code:\(phone)", most: site.rules.codesPerPhone)
    try site.limits.everywhere("code:\(phone)", most: site.rules.codesPerPhone)
    let code = try site.codes.issue(phone)
    let isKnown = try person(site, phone) != nil || sender is CodeOnScreen
    let delivery = try sender.send(isKnown ? .code(code) : .stranger, to: phone, call.language)
    site.sawCode(delivery)
    if delivery == .lost {
      throw Problem(
        503, "not-sent", Label(zh: "验证码没有发出去，请重试", en: "The code could not be sent, please try again"))
    }
    return delivery
  }

  /// Nobody can be sent a code here yet, and who may help.
  static func noCodes(_ site: Site) -> Problem {
    let office = (try? site.desk.frontOffice()) ?? nil
    return Problem(
      503, "unavailable",
      Label(
        zh: "这里还不能发验证码，居民暂时不能在网上登录。要办事，请联系\(office.map { "「\($0)」" } ?? "您所在的社区或街道")。",
        en: "Codes cannot be sent here yet, so residents cannot sign in. Please ask \(office ?? "your community or subdistrict office")."
      ), retryAfter: 3600)
  }

  /// Signs a resident in. - Throws: `Problem` 401, `TooMany`.
  static func code(_ call: Call, _ phone: String, _ code: String) throws -> (token: String, session: SignedIn)
  {
    let site = call.site
    try countFailure(call, "entry:\(phone)")
    guard try site.codes.redeem(phone, code), let person = try person(site, phone) else {
      throw Problem(
        401, "unauthenticated",
        Label(zh: "验证码不对或者过期了，请核对，或重新获取", en: "The code is wrong or too old; check it or get a new one"))
    }
    try forgive(call, "entry:\(phone)")
    return try site.sessions.open(person: person, kind: .resident, assurance: .phone)
  }

  /// Signs staff in. - Throws: `Problem` 401, `TooMany`.
  static func password(_ call: Call, _ login: String, _ password: String) throws -> (
    token: String, session: SignedIn
  ) {
    let site = call.site
    try countFailure(call, "login:\(login)")
    guard login.utf8.count <= 200, password.utf8.count <= 1_024, let person = try staff(site, login, password)
    else {
      throw Problem(
        401, "unauthenticated", Label(zh: "工号或密码不对", en: "The login or the password is wrong"))
    }
    try forgive(call, "login:\(login)")
    return try site.sessions.open(person: person, kind: .staff, assurance: .verified)
  }

  private static func staff(_ site: Site, _ login: String, _ password: String) throws -> Int64? {
    if let invented = site.options.demonstration?.staff[login] {
      return Secrets.same(invented.password, password) ? invented.person : nil
    }
    guard let account = try site.accounts.login(login) else {
      _ = Secrets.matches(password, Secrets.nobody)
      return nil
    }
    return Secrets.matches(password, account.secret) ? account.person : nil
  }

  private static func person(_ site: Site, _ phone: String) throws -> Int64? {
    if let invented = site.options.demonstration?.residents[phone] { return invented }
    return try site.accounts.person(phone: phone)
  }

  /// Counted before the try, taken back when it was right: many at once get no more tries than one.
  private static func countFailure(_ call: Call, _ account: String) throws {
    let site = call.site
    try site.limits.here("entry:\(address(call))", most: site.rules.failuresPerAddress)
    try site.limits.everywhere(account, most: site.rules.failuresPerAccount)
  }

  private static func forgive(_ call: Call, _ account: String) throws {
    call.site.limits.forgive("entry:\(address(call))")
    try call.site.limits.forgiveEverywhere(account)
  }

  private static func address(_ call: Call) -> String { Secrets.hex(call.request.head.client.bytes) }

  static func field(_ field: String, _ code: String, _ message: Label) -> Problem {
    Problem(Refusal(.invalidAnswers, message, fields: [.init(field: field, code: code, message: message)]))
  }

  private static func write(_ who: Who, _ session: SignedIn, _ json: inout JSONWriter) {
    json.object { json in
      json.member("kind", session.kind.rawValue)
      json.member("name", who.name)
      json.member("place", who.place)
      json.member("assurance", session.assurance.rawValue)
      json.member("csrf", session.csrf)
      json.member("posts", who.posts) { json, post in
        json.object { json in
          json.member("name", post.name)
          json.member("organization", post.organization)
          json.member("place", post.place)
        }
      }
    }
  }
}
