import Core
import Testing

@testable import Server

@Suite struct RequestPartsTests {
  private func target(_ text: String) -> RequestTarget? { RequestTarget(Array(text.utf8)) }

  @Test func targetsAreTakenApartBeforeDecoding() {
    #expect(target("/")?.path == [])
    #expect(target("/api/v1/services")?.path == ["api", "v1", "services"])
    #expect(target("/a/")?.path == ["a"])
    #expect(target("/services/%E8%80%81%E4%BA%BA")?.path == ["services", "老人"])
    #expect(target("/a%2Fb/c")?.path == ["a/b", "c"])
    #expect(target("/a%3Fb?c=%3F")?.query["c"] == "?")
    #expect(target("/?q=%E4%BD%93+%E6%A3%80&q=2&e=")?.query.all("q") == ["体 检", "2"])
    #expect(target("/?e=")?.query["e"] == "")
  }

  @Test(arguments: [
    "", "x", "*", "http://a/b", "/%", "/%4", "/%zz", "/%00", "/%ff", "/%C0%80", "/..", "/a/../b",
    "/%2e%2e/etc",
    "/./a", "/?a=%", "/?a=%ff", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q",
  ]) func badTargets(_ text: String) {
    #expect(target(text) == nil)
  }

  @Test func longTargetsAreRefused() {
    #expect(target("/" + String(repeating: "a", count: 9_000)) == nil)
    #expect(target("/?" + String(repeating: "a&", count: 3_000)) == nil)
  }

  @Test func encodingAndBack() {
    let text = "老人 a/b?c=d&e+%~"
    #expect(PercentText.decode(ArraySlice(PercentText.encode(text).utf8)) == text)
  }

  @Test func languages() {
    func language(_ line: String) -> Language? {
      RequestHead(method: .get, path: [], headers: [.acceptLanguage: line]).acceptedLanguage
    }
    #expect(language("zh-CN,zh;q=0.9,en;q=0.8") == .zh)
    #expect(language("en-GB,en;q=0.9") == .en)
    #expect(language("en;q=0.2, zh;q=0.7") == .zh)
    #expect(language("fr, en;q=0.1") == .en)
    #expect(language("fr") == nil)
    #expect(language(";;;,q=,=,zh;q=nan,zh;q=9") == nil)
  }

  @Test func cookies() {
    let head = RequestHead(method: .get, path: [], headers: [.cookie: "lang=en; hutong=abc=; x"])
    #expect(head.cookie("hutong") == "abc=")
    #expect(head.cookie("lang") == "en")
    #expect(head.cookie("ang") == nil)
  }

  @Test func loopback() {
    #expect(ClientAddress([127, 0, 0, 9]).isLoopback)
    #expect(!ClientAddress([10, 0, 0, 1]).isLoopback)
    #expect(ClientAddress([UInt8](repeating: 0, count: 15) + [1]).isLoopback)
    var options = ServerOptions()
    for (host, isLocal) in [
      ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("localhost", true), ("0.0.0.0", false),
      ("::", false),
      ("127.evil.example", false), ("192.168.1.2", false), ("127.0.0.1.5", false),
    ] {
      options.host = host
      #expect(options.isLoopback == isLocal, "\(host)")
    }
  }

  @Test func routesAreFoundLiteralFirst() {
    let router = Router(Routes.all)
    func pattern(_ method: Server.Method, _ path: String) -> String? {
      guard case .route(let i, _) = router.match(method, target(path)?.path ?? ["?"]) else { return nil }
      return router.routes[i].pattern
    }
    #expect(pattern(.get, "/api/v1/services") == "/api/v1/services")
    #expect(pattern(.get, "/api/v1/services/elder-check/counts") == "/api/v1/services/{id}/counts")
    #expect(pattern(.head, "/healthz") == "/healthz")
    #expect(pattern(.post, "/requests/X/supplement") == "/requests/{code}/supplement")
    #expect(pattern(.post, "/requests/X/withdraw") == "/requests/{code}/{verb}")
    #expect(pattern(.get, "/api/v1/nothing") == nil)
    guard case .method(let allowed) = router.match(.put, ["api", "v1", "releases"]) else {
      Issue.record("no 405")
      return
    }
    #expect(allowed == [.get, .post])
  }
}
