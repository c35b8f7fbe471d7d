import Core
import Engine
import FEEL

/// Organisations and posts for programs.
enum DirectoryRoutes {
  /// `GET /api/v1/directory?q=`: what words find, else the bodies at the top.
  static func list(_ call: Call) throws -> Response {
    let directory = call.site.desk.directory
    let caller = try call.caller()
    let words = call.query["q"] ?? ""
    let found =
      words.isEmpty
      ? DirectoryFound(bodies: try directory.roots(caller), posts: [], isMore: false) : try directory.find(caller, words)
    return call.json { json in
      json.object { json in
        json.member("organizations", found.bodies) { write($1, call.language, &$0) }
        json.member("posts", found.posts) { write($1, call.language, &$0) }
        json.member("more", found.isMore)
      }
    }
  }

  /// `GET /api/v1/directory/{organization}`
  static func one(_ call: Call) throws -> Response {
    guard let id = Int64(call.parameter(0)), let body = try call.site.desk.directory.one(call.caller(), id) else {
      throw Problem.notFound
    }
    return call.json { json in
      json.object { json in
        json.member("id", String(body.line.id))
        json.member("name", body.line.name)
        json.member("kind", body.line.kind.text(in: call.language))
        json.member("above", body.above) { write($1, call.language, &$0) }
        json.member("below", body.below) { write($1, call.language, &$0) }
        json.member("governs", body.governs) { $0.text($1) }
        json.member("at", body.at)
        json.member("phone", body.phone)
        json.member("posts", body.posts) { write($1, call.language, &$0) }
      }
    }
  }

  /// `GET /api/v1/directory/posts/{post}`: one post with its terms, which `dismiss` names.
  static func post(_ call: Call) throws -> Response {
    guard let id = Int64(call.parameter(0)),
      let detail = try call.site.desk.directory.post(call.caller(), id, call.directoryAuthority())
    else { throw Problem.notFound }
    return call.json { json in
      json.object { json in
        json.name("post")
        write(detail.post, call.language, &json)
        json.member("terms", detail.terms) { json, term in
          json.object { json in
            json.member("id", String(term.id))
            json.member("person", String(term.person))
            json.member("name", term.name)
            json.member("from", term.from)
            json.member("until", term.until)
            json.member("over", term.isOver)
          }
        }
        json.member("described", detail.described.map { String($0) })
        json.member("appointed", detail.appointed.map { String($0) })
        json.member("stranded", detail.stranded) { $0.text($1.text(in: call.language)) }
        json.member("mayEdit", detail.mayEdit)
      }
    }
  }

  /// `GET /api/v1/directory/posts/{post}/people?q=`: who can be put there, the best that words find, and how many more.
  static func people(_ call: Call) throws -> Response {
    let post = try call.id(0)
    let found = try call.site.desk.directory.people(
      call.caller(), post, call.query["q"] ?? "", call.directoryAuthority())
    return call.json { json in
      json.object { json in
        json.member("people", found.lines) { json, member in
          json.object { json in
            json.member("person", String(member.person))
            json.member("name", member.name)
            json.member("posts", member.posts) { $0.text($1) }
          }
        }
        json.member("more", found.left)
      }
    }
  }

  /// `POST /api/v1/directory/posts/{post}/{act}`: the acts are those of the page.
  static func act(_ call: Call) throws -> Response {
    let post = try call.id(0)
    var body = try call.object()
    var texts: [String: String] = [:]
    for name in ["person", "term", "to", "deputy", "record", "from", "until"] + PostWord.allCases.map(\.rawValue) {
      texts[name] = try RequestRoutes.text(&body, name)
    }
    try RequestRoutes.nothingElse(body)
    guard let change = try change(call.parameter(1), { texts[$0] }) else { throw Problem.notFound }
    return try RequestRoutes.performed(call, .changePost(post, change, call.directoryAuthority()))
  }

  /// What an act with its fields means; nil when there is no such act.
  ///
  /// - Parameter said: a field as it came; nil = it is not there.
  /// - Throws: `Problem` 400 that names the field which is missing or no id, or no day.
  static func change(_ act: String, _ said: (String) -> String?) throws -> PostChange? {
    func field(_ name: String) -> String? { said(name).flatMap { $0.isEmpty ? nil : $0 } }
    func id(_ name: String, _ zh: String, _ en: String) throws -> Int64 {
      guard let text = field(name) else { throw problem(name, "required", "请选\(zh)", "Please choose \(en)") }
      guard let id = Int64(text) else { throw problem(name, "malformed", "请选\(zh)", "Please choose \(en)") }
      return id
    }
    for name in ["from", "until"] {
      guard let text = field(name), !text.isEmpty else { continue }
      guard let day = CivilDate(text: text), day.text == text else {
        throw problem(name, "malformed", "日期要写成 2026-03-05", "A day is written 2026-03-05")
      }
    }
    switch act {
    case "appoint":
      return .appoint(person: try id("person", "一个人", "a person"), from: field("from"), until: field("until"))
    case "undo-appoint": return .unappoint(term: try id("term", "一段任职", "a term"))
    case "dismiss": return .dismiss(term: try id("term", "一段任职", "a term"), until: field("until"))
    case "transfer":
      return .transfer(
        person: try id("person", "一个人", "a person"), to: try id("to", "新岗位", "the new post"), on: field("from"))
    case "leave": return .leave(from: field("from"), until: field("until"))
    case "end-leave": return .endLeave(try id("record", "一次请假", "a leave"))
    case "deputy":
      return .deputy(post: try id("deputy", "代理岗位", "the deputy"), from: field("from"), until: field("until"))
    case "end-deputy": return .endDeputy(try id("record", "一次代理", "a deputy"))
    case "describe":
      let words = PostWords { said($0.rawValue) }
      if words == [:] { throw problem("rank", "required", "请写职级、职责、标签或电话", "Give rank, duties, tags or phone") }
      return .describe(words)
    case "undo-describe": return .undescribe(try id("record", "一次改动", "a change"))
    default: return nil
    }
  }

  private static func problem(_ field: String, _ code: String, _ zh: String, _ en: String) -> Problem {
    var problem = Problem.malformed(zh, en)
    problem.fields = [.init(field: field, code: code, message: problem.detail)]
    return problem
  }

  static func write(_ line: OrganizationLine, _ language: Language, _ json: inout JSONWriter) {
    json.object { json in
      json.member("id", String(line.id))
      json.member("name", line.name)
      json.member("kind", line.kind.text(in: language))
      json.member("above", line.above)
      json.member("below", line.below)
      json.member("posts", line.posts)
      json.member("vacant", line.vacant)
    }
  }

  static func write(_ post: DirectoryPost, _ language: Language, _ json: inout JSONWriter) {
    func people(_ name: String, _ people: [DirectoryPerson], _ json: inout JSONWriter) {
      json.member(name, people) { json, person in
        json.object { json in
          json.member("person", String(person.id))
          json.member("name", person.name)
        }
      }
    }
    json.object { json in
      json.member("id", String(post.id))
      json.member("name", post.name)
      json.member("organization", String(post.organization))
      json.member("organizationName", post.organizationName)
      json.member("place", post.placePath)
      json.member("roles", post.roles) { $0.text($1.text(in: language)) }
      json.member("rank", post.rank)
      json.member("duties", post.duties)
      json.member("tags", post.tags) { $0.text($1) }
      json.member("phone", post.phone)
      json.member("away", post.isAway)
      json.member("closed", post.isClosed)
      people("staff", post.people, &json)
      people("standIns", post.standIns, &json)
      for (name, spans) in [("deputies", post.deputies), ("leave", post.leave)] {
        json.member(name, spans.filter { !$0.isOver }) { json, span in
          json.object { json in
            json.member("id", String(span.id))
            if name == "deputies" { json.member("title", span.title) }
            json.member("from", span.from)
            json.member("until", span.until)
          }
        }
      }
    }
  }
}
