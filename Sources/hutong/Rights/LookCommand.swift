import Core
import Engine
import FEEL
import Glibc
import Server

/// `hutong rights look THING --reason TEXT`, `looks`, `end-look ID`: emergency looks at a running server, by somebody who
/// signs in; the server decides, tells and writes down as for its own pages.
/// 0 done, 1 refused, 2 usage or no answer.
struct LookCommand {
  private let word: String
  private let rest: [String]
  private let language: Language
  private let options: Arguments?

  /// Nil where it is another command about rights.
  init?(_ arguments: [String]) {
    guard let word = arguments.first, ["look", "looks", "end-look"].contains(word) else { return nil }
    self.word = word
    options = try? Arguments(
      Array(arguments.dropFirst()), valued: ServerAccess.options.union(["reason", "minutes"]), plain: ["all", "json"])
    rest = options?.rest ?? []
    language = Terminal.language
  }

  /// Nil where it was called wrongly.
  func run() -> Int32? {
    guard let options, options["server"] != nil else { return nil }
    do {
      switch (word, rest.count) {
      case ("look", 1):
        guard let body = body(options) else { return nil }
        let server = try ServerAccess(options)
        guard let path = try path(rest[0], server) else { return 1 }
        return try open(path, body, server)
      case ("looks", 0): return try list(ServerAccess(options), all: options.has("all"))
      case ("end-look", 1):
        guard Int64(rest[0]) != nil else { return nil }
        return try end(ServerAccess(options))
      default: return nil
      }
    } catch let failure as HTTPClient.Failure {
      Terminal.error(failure.words)
    } catch {
      Terminal.error(OpenStore.words(error))
    }
    return 2
  }

  // MARK: Acts

  private func open(_ path: String, _ body: [UInt8], _ server: ServerAccess) throws -> Int32 {
    guard let answer = try heard(server.send("POST", path, key: Self.key, body)) else { return 1 }
    if tellsJSON(answer) { return 0 }
    let id = answer["look"]?.text ?? "", until = Self.moment(answer["until"])
    Terminal.print(
      say(
        "应急查看已打开：\(rest[0])，到 \(until) 为止。已告知上级和当事人。\n看完就结束：hutong rights end-look \(id)\n",
        "open for an emergency: \(rest[0]), until \(until). The superior and the person were told.\nend it when done: hutong rights end-look \(id)\n"))
    return 0
  }

  private func list(_ server: ServerAccess, all: Bool) throws -> Int32 {
    var shown: [[String: Answer]] = [], before: String?
    repeat {
      let page = before.map { "?before=\($0)" } ?? ""
      guard let answer = try heard(server.send("GET", "/api/v1/looks" + page)) else { return 1 }
      let looks = (answer["looks"]?.elements ?? []).compactMap(\.members)
      shown += looks.filter { all || $0["open"] == .bool(true) }
      before = looks.last?["id"]?.text
    } while before != nil
    if options?.has("json") ?? false {
      var json = JSONWriter()
      json.object { json in json.member("looks", shown) { $0.value(.object($1)) } }
      Terminal.print(String(decoding: json.bytes, as: UTF8.self) + "\n")
      return 0
    }
    if shown.isEmpty { Terminal.print(say("没有开着的应急查看\n", "no emergency look is open\n")) }
    for look in shown { tell(look) }
    return 0
  }

  private func tell(_ look: [String: Answer]) {
    func text(_ name: String) -> String { look[name]?.text ?? "" }
    let thing = [text("service"), text("code")].filter { !$0.isEmpty }.joined(separator: " ")
    let until = Self.moment(look["until"]), ended = Self.moment(look["ended"])
    let state =
      look["open"] == .bool(true)
      ? say("开着，到 \(until) 为止", "open until \(until)")
      : say("已结束（\(ended.isEmpty ? until : ended)）", "ended (\(ended.isEmpty ? until : ended))")
    Terminal.print("\(text("id"))  \(thing)  \(text("name"))（\(text("post"))）  \(state)\n")
    let told = (look["told"]?.elements ?? []).compactMap(\.text).joined(separator: say("、", ", "))
    Terminal.print(
      say("  原因：\(text("reason"))\n", "  reason: \(text("reason"))\n")
        + (told.isEmpty ? "" : say("  告知：\(told)\n", "  told: \(told)\n")))
  }

  private func end(_ server: ServerAccess) throws -> Int32 {
    guard let answer = try heard(server.send("POST", "/api/v1/looks/\(rest[0])/end", key: Self.key, Array("{}".utf8)))
    else { return 1 }
    if !tellsJSON(answer) { Terminal.print(say("应急查看已结束\n", "the emergency look is over\n")) }
    return 0
  }

  // MARK: Words

  /// Of the request with this code, or of the numbers of the member of staff who is named; nil, with the reason said, where
  /// that is not one.
  private func path(_ thing: String, _ server: ServerAccess) throws -> String? {
    func numbers(_ person: String) -> String { "/api/v1/directory/people/\(person)/look" }
    if let code = MatterCode.parse(thing) { return "/api/v1/requests/\(code)/look" }
    if thing.hasPrefix("person:"), let person = Int64(thing.dropFirst(7)) { return numbers(String(person)) }
    let asked = "/api/v1/directory?q=" + ServerAccess.escaped(thing)
    guard let found = try heard(server.send("GET", asked)) else { return nil }
    var people: [String: [String]] = [:]
    for post in (found["posts"]?.elements ?? []).compactMap(\.members) {
      let title = [post["organizationName"]?.text, post["name"]?.text].compactMap { $0 }.joined(separator: "/")
      for one in (post["staff"]?.elements ?? []).compactMap(\.members) where one["name"]?.text == thing {
        if let person = one["person"]?.text { people[person, default: []].append(title) }
      }
    }
    if people.count == 1, let person = people.keys.first { return numbers(person) }
    let lines = people.sorted { $0.key < $1.key }.map { "person:\($0.key) (\($0.value.joined(separator: say("、", ", "))))" }
    Terminal.error(
      people.isEmpty
        ? say(
          "没有叫「\(thing)」的工作人员，它也不是申请编号", "no member of staff is called `\(thing)`, and it is no code of a request")
        : say(
          "有 \(people.count) 个人叫「\(thing)」，请写编号：", "\(people.count) people are called `\(thing)`, give the number: ")
          + lines.joined(separator: say("；", "; ")))
    return nil
  }

  /// Nil where `--minutes` is no number of minutes; that a reason is missing the server says.
  private func body(_ options: Arguments) -> [UInt8]? {
    var json = JSONWriter()
    let minutes = options["minutes"].map { Int64($0) }
    if case .some(nil) = minutes { return nil }
    json.object { json in
      json.member("reason", options["reason"])
      if let minutes = minutes ?? nil { json.member("minutes", minutes) }
    }
    return json.bytes
  }

  private static var key: String { "look-\(time(nil))-\(getpid())" }

  /// What the server answered; nil, with its words said, where it refused.
  private func heard(_ answer: HTTPClient.Answer) throws -> [String: Answer]? {
    let members = try? JSONReader.read(answer.body).members
    if answer.status < 300, let members { return members }
    guard answer.status < 500, let words = members?["detail"]?.text ?? members?["title"]?.text else {
      throw OpenStore.Failure(reason: "HTTP \(answer.status): " + String(decoding: answer.body.prefix(500), as: UTF8.self))
    }
    Terminal.error(words)
    return nil
  }

  private func tellsJSON(_ answer: [String: Answer]) -> Bool {
    guard options?.has("json") ?? false else { return false }
    var json = JSONWriter()
    json.value(.object(answer))
    Terminal.print(String(decoding: json.bytes, as: UTF8.self) + "\n")
    return true
  }

  /// Minute and day in Shanghai; empty where there is none.
  private static func moment(_ answer: Answer?) -> String {
    guard case .number(let text)? = answer, let milliseconds = Int64(text) else { return "" }
    return String(CivilDateTime(milliseconds: milliseconds).text.prefix(16)).replacing("T", with: " ")
  }

  private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
}
