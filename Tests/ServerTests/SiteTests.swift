import Core
import Engine
import Synchronization
import Testing

@testable import Server

@Suite struct SiteTests {
  private func bearer(_ token: String) -> [(String, String)] { [("Authorization", "Bearer \(token)")] }

  @Test func everyReplyCarriesItsHeaders() throws {
    try withServer { port, _, _ in
      let token = try signIn(port)
      for path in [
        "/healthz", "/metrics", "/api/v1/openapi.json", "/api/v1/services", "/nothing", "/sign-in", "/api/x",
      ] {
        let reply = try #require(Wire.ask(port, "GET", path, headers: bearer(token)))
        #expect(reply.headers["hutong-epoch"] == "7", "\(path)")
        #expect(reply.headers["x-content-type-options"] == "nosniff")
        #expect(reply.headers["cache-control"] == "no-store")
        #expect(reply.headers["referrer-policy"] == "same-origin")
        let policy = reply.headers["content-security-policy"] ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
      }
    }
  }

  /// An address that cannot be read is said as whoever asked reads: a page to people, JSON to programs.
  @Test func anAddressThatCannotBeReadIsToldAsAPageOrAsJSON() throws {
    try withServer { port, _, _ in
      for (path, isPage) in [
        ("/places?q=%", true), ("/places?q=%zz", true), ("/places?q=%ff", true), ("/%/x", true), ("/a/../b", true),
        ("/api/v1/services?q=%", false), ("/api/v1/%", false), ("/scim/v2/Users?filter=%", false),
      ] {
        let reply = try #require(Wire.ask(port, "GET", path), "\(path)")
        #expect(reply.status == 400, "\(path)")
        let type = reply.headers["content-type"] ?? ""
        #expect(type.hasPrefix("text/html") == isPage && type.contains("json") != isPage, "\(path) \(type)")
        #expect(reply.text.contains("%25") && reply.headers["x-content-type-options"] == "nosniff", "\(path)")
        if isPage { #expect(reply.text.contains("请求看不懂") && reply.text.contains("<main"), "\(path)") }
      }
      let english = try #require(Wire.ask(port, "GET", "/places?q=%", headers: [("Accept-Language", "en")]))
      #expect(english.text.contains("The request cannot be read"))
    }
  }

  @Test func whoIsToldToComeAgainIsToldWhenAndTheLogHearsWhy() throws {
    let made = MadeUpDesk(), store = try MadeUpDesk.store()
    let heard = Mutex<[String]>([])
    var options = ServerOptions()
    options.port = 0
    options.log = { line in heard.withLock { $0.append(line) } }
    var desk = made.desk
    desk.epoch = { throw StoreError.unavailable("all read connections are busy") }
    let server = try HutongServer.start(options: options, store: store, desk: desk)
    defer {
      server.stop()
      made.pool.close()
      store.close()
    }
    for _ in 0..<3 {
      let reply = try #require(Wire.ask(server.ports[0], "GET", "/healthz"))
      #expect(reply.status == 503)
      #expect(reply.headers["retry-after"] == "2")
      #expect(!reply.text.contains("connections"))
    }
    #expect(Set(heard.withLock { $0 }) == ["503: all read connections are busy"])
  }

  @Test func aSubmissionIsAnsweredAndRepeated() throws {
    try withServer { port, desk, _ in
      let token = try signIn(port)
      let path = "/api/v1/services/elder-check/requests"
      let headers = bearer(token) + [("Idempotency-Key", "k-1")]
      let body = #"{"answers":{"name":"周桂兰","age":68},"for":"9"}"#
      let first = try #require(Wire.ask(port, "POST", path, headers: headers, body: body))
      #expect(first.status == 201)
      #expect(first.headers["hutong-program"] == "p1")
      #expect(try JSONReader.read(first.body).members?["code"]?.text == desk.code)
      let again = try #require(Wire.ask(port, "POST", path, headers: headers, body: body))
      #expect(again.status == 200)
      #expect(again.body == first.body)
      let other = try #require(
        Wire.ask(port, "POST", path, headers: headers, body: #"{"answers":{"name":"李"}}"#))
      #expect(other.status == 409)
      #expect(try JSONReader.read(other.body).members?["type"]?.text == "key-reused")
      guard case .submit(let service, let answers, let person)? = desk.sent.withLock({ $0.first?.act }) else {
        Issue.record("nothing arrived")
        return
      }
      #expect(service == "elder-check")
      #expect(answers == ["name": .text("周桂兰"), "age": .number("68")])
      #expect(person == 9)
    }
  }

  @Test func refusalsSpeakTheReadersLanguage() throws {
    try withServer { port, _, _ in
      let token = try signIn(port)
      let path = "/api/v1/services/elder-check/requests"
      for (language, words) in [("zh-CN", "请填写姓名"), ("en", "Give the name")] {
        let reply = try #require(
          Wire.ask(
            port, "POST", path, headers: bearer(token) + [("Accept-Language", language)],
            body: #"{"answers":{}}"#))
        #expect(reply.status == 422)
        #expect(reply.headers["content-type"] == "application/problem+json; charset=utf-8")
        let problem = try #require(try JSONReader.read(reply.body).members)
        #expect(problem["type"]?.text == "invalid-answers")
        #expect(
          problem["errors"]
            == .list([.object(["field": .text("name"), "code": .text("required"), "message": .text(words)])]))
      }
    }
  }

  @Test(arguments: [
    ("POST", "/api/v1/services/elder-check/requests", "{", 400),
    ("POST", "/api/v1/services/elder-check/requests", "[]", 400),
    ("POST", "/api/v1/services/elder-check/requests", "{}", 400),
    ("POST", "/api/v1/services/elder-check/requests", #"{"answers":{},"state":"done"}"#, 422),
    ("POST", "/api/v1/services/elder-check/requests", #"{"answers":{},"for":"x"}"#, 400),
    ("POST", "/api/v1/services/none/requests", #"{"answers":{"name":"a"}}"#, 404),
    ("POST", "/api/v1/requests/XYZ/withdraw", "{}", 404),
    ("POST", "/api/v1/requests/XYZ/fly", "{}", 404),
    ("PUT", "/api/v1/services", "{}", 405),
    ("GET", "/api/v1/releases", "", 404),
    ("GET", "/api/v1/inbox", "", 404),
    ("GET", "/api/v1/services/elder-check/counts?by=name", "", 400),
    ("GET", "/api/v1/services/elder-check/counts?by=place&at=moon", "", 400),
    ("GET", "/api/v1/services/none", "", 404),
  ]) func badRequests(_ method: String, _ path: String, _ body: String, _ status: Int) throws {
    try withServer { port, _, _ in
      let token = try signIn(port)
      let reply = Wire.ask(port, method, path, headers: bearer(token), body: body.isEmpty ? nil : body)
      #expect(reply?.status == status)
      #expect(reply?.headers["content-type"]?.hasPrefix("application/problem+json") == true)
      if status == 405 { #expect(reply?.headers["allow"] == "GET, HEAD") }
    }
  }

  @Test func otherTypesAreNotRead() throws {
    try withServer { port, _, _ in
      let token = try signIn(port)
      let reply = Wire.ask(
        port, "POST", "/api/v1/services/elder-check/requests",
        headers: bearer(token) + [("Content-Type", "text/plain")], body: #"{"answers":{"name":"a"}}"#)
      #expect(reply?.status == 415)
    }
  }

  @Test func nobodySignedInIsNobody() throws {
    try withServer { port, _, _ in
      for route in Routes.api where route.access != .anyone {
        let path = route.pattern.replacing("{id}", with: "x").replacing("{code}", with: "x").replacing(
          "{verb}", with: "approve"
        )
        .replacing("{epoch}", with: "1")
        for headers in [
          [], bearer("nonsense"), bearer(String(repeating: "a", count: 64)), [("Cookie", "hutong=x")],
        ] {
          let reply = Wire.ask(port, route.method.rawValue, path, headers: headers, body: "{}")
          #expect(reply?.status == 401, "\(path)")
        }
      }
    }
  }

  @Test func signingOutEndsTheSession() throws {
    try withServer { port, _, _ in
      let token = try signIn(port)
      #expect(Wire.ask(port, "GET", "/api/v1/services", headers: bearer(token))?.status == 200)
      #expect(Wire.ask(port, "DELETE", "/api/v1/session", headers: bearer(token))?.status == 204)
      #expect(Wire.ask(port, "GET", "/api/v1/services", headers: bearer(token))?.status == 401)
    }
  }

  @Test func aWrongCodeIsNoSession() throws {
    try withServer { port, _, _ in
      _ = Wire.ask(port, "POST", "/api/v1/session/code", body: #"{"phone":"19900000001"}"#)
      let reply = Wire.ask(port, "POST", "/api/v1/session", body: #"{"phone":"19900000001","code":"abc"}"#)
      #expect(reply?.status == 401)
      for login in ["staff001", "nobody"] {
        let token = try signInStaff(port, login, "wrong")
        #expect(token.isEmpty)
      }
    }
  }

  @Test func tooManyTriesAreStopped() throws {
    var rules = LimitRules.demonstration
    rules.failuresPerAccount = 3
    try withServer(limits: rules) { port, _, _ in
      let body = #"{"login":"staff001","password":"x"}"#
      for _ in 0..<3 { #expect(Wire.ask(port, "POST", "/api/v1/session", body: body)?.status == 401) }
      let reply = try #require(Wire.ask(port, "POST", "/api/v1/session", body: body))
      #expect(reply.status == 429)
      #expect((Int(reply.headers["retry-after"] ?? "") ?? 0) > 0)
      // The right password does not open it either, and others are not shut out.
      #expect(try signInStaff(port) == "")
      #expect(try !signInStaff(port, "admin", "admin-pass").isEmpty)
    }
  }

  // MARK: Demonstration

  @Test(arguments: ["0.0.0.0", "::", "192.0.2.1"]) func demonstrationsStayOnTheMachine(_ host: String) throws
  {
    let store = try MadeUpDesk.store()
    var options = ServerOptions()
    options.host = host
    options.port = 0
    options.demonstration = MadeUpDesk.demonstration
    #expect(throws: ServerRefused.demonstrationInPublic(host: host)) {
      try HutongServer.start(options: options, store: store, desk: MadeUpDesk().desk)
    }
    // Nor does the code-showing sender work without one, wherever it listens.
    options.demonstration = nil
    options.codeSender = CodeOnScreen(MadeUpDesk.demonstration)
    options.host = "127.0.0.1"
    #expect(throws: ServerRefused.self) {
      try HutongServer.start(options: options, store: store, desk: MadeUpDesk().desk)
    }
    store.close()
  }

  @Test func withoutADemonstrationItsLoginsDoNotExist() throws {
    try withServer(demonstration: nil) { port, _, _ in
      #expect(try signInStaff(port) == "")
      #expect(try signInStaff(port, "admin", "admin-pass") == "")
      let reply = try #require(
        Wire.ask(port, "POST", "/api/v1/session/code", body: #"{"phone":"19900000001"}"#))
      #expect(reply.status == 503)
      #expect(!reply.text.contains("code\":\""))
    }
  }

  // MARK: Staff and publishers

  @Test func actsOnSeveralAreAnsweredOneByOne() throws {
    try withServer { port, desk, _ in
      let token = try signInStaff(port)
      let other = MatterCode.text(987)
      let reply = Wire.ask(
        port, "POST", "/api/v1/inbox/approve", headers: bearer(token) + [("Idempotency-Key", "b")],
        body: #"{"codes":["\#(desk.code)","\#(other)"]}"#)
      #expect(reply?.status == 200)
      let answers = try JSONReader.read(reply?.body ?? []).members?["answers"]?.elements
      #expect(answers?.count == 2)
      #expect(answers?.map { $0.members?["code"]?.text } == [desk.code, other])
      #expect(
        desk.sent.withLock { $0.compactMap(\.key).sorted() } == ["b/\(desk.code)", "b/\(other)"].sorted())
      let odd = Wire.ask(
        port, "POST", "/api/v1/inbox/approve", headers: bearer(token), body: #"{"codes":["没有","\#(other)"]}"#)
      #expect(odd?.status == 200)
      let oddAnswers = try JSONReader.read(odd?.body ?? []).members?["answers"]?.elements
      #expect(oddAnswers?.first?.members?["status"] == .number("404"))
      let closed = Wire.ask(
        port, "POST", "/api/v1/inbox/batch-close", headers: bearer(token),
        body: #"{"codes":["\#(desk.code)"]}"#)
      #expect(closed?.status == 201)
    }
  }

  @Test(arguments: ["x", "-1", "99999999999999999999"]) func aCursorThatNoPageGaveIsRefused(_ cursor: String) throws {
    try withServer { port, _, _ in
      let token = try signInStaff(port)
      #expect(Wire.ask(port, "GET", "/api/v1/inbox?cursor=\(cursor)", headers: bearer(token))?.status == 400)
    }
  }

  @Test func onlyPublishersPublish() throws {
    try withServer { port, desk, _ in
      let bundle = Tar.of([
        ("elder/bundle.yaml", "hutong: bundle/1\n"), ("elder/老人.yaml", "hutong: service/1\n"),
      ])
      let resident = try signIn(port)
      let staff = try signInStaff(port)
      for token in [resident, staff] {
        #expect(Tar.post(port, "/api/v1/releases", token, bundle)?.status == 404)
      }
      let admin = try signInStaff(port, "admin", "admin-pass")
      #expect(Tar.post(port, "/api/v1/releases?dry-run=1", admin, bundle)?.status == 200)
      let reply = Tar.post(port, "/api/v1/releases", admin, bundle)
      #expect(reply?.status == 201)
      #expect(reply?.headers["hutong-epoch"] == "8")
      #expect(desk.published.withLock { $0.last?.map(\.path) } == ["bundle.yaml", "老人.yaml"])
      // No reply afterwards comes from an older release.
      #expect(Wire.ask(port, "GET", "/metrics")?.headers["hutong-epoch"] == "8")
    }
  }

  @Test func eachAdministratorHasTheirOwnPagesAlone() throws {
    try withServer { port, _, _ in
      let kinds: [Administration: String] = [
        .system: try signInStaff(port, "admin", "admin-pass"),
        .security: try signInStaff(port, "security", "security-pass"),
        .audit: try signInStaff(port, "audit", "audit-pass"),
      ]
      let staff = try signInStaff(port)
      var met: Set<Administration> = []
      for route in Routes.all where route.method == .get {
        guard case .administrator(let kind) = route.access else { continue }
        met.insert(kind)
        let path = route.pattern.replacing("{epoch}", with: "6").replacing("{post}", with: "7")
        for (other, token) in kinds {
          let status = Wire.ask(port, "GET", path, headers: bearer(token))?.status
          #expect(status == (other == kind ? 200 : 404), "\(path) for \(other)")
        }
        #expect(Wire.ask(port, "GET", path, headers: bearer(staff))?.status == 404)
      }
      #expect(met == Set(Administration.allCases))
    }
  }

  @Test func figuresAndDocument() throws {
    try withServer { port, _, _ in
      _ = Wire.ask(port, "GET", "/healthz")
      let metrics = try #require(Wire.ask(port, "GET", "/metrics"))
      #expect(metrics.text.contains(#"hutong_documents_total{stage="parsed"} 1000"#))
      #expect(metrics.text.contains(#"hutong_requests_total{method="GET",route="/healthz",status="2xx"} 1"#))
      let document = try JSONReader.read(OpenAPIDocument.bytes)
      #expect(document.members?["openapi"]?.text == "3.1.0")
      let paths = try #require(document.members?["paths"]?.members)
      for route in Routes.api {
        #expect(paths[route.pattern]?.members?[route.method.rawValue.lowercased()] != nil, "\(route.pattern)")
      }
    }
  }
}
