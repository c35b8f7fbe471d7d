import Core
import Engine
import FEEL
import Testing

@testable import Server

/// Signing in leads on to where somebody was going, with what they had typed.
@Suite struct OnwardTests {
  private func form(_ fields: [(String, String)]) -> String {
    fields.map { PercentText.encode($0.0) + "=" + PercentText.encode($0.1) }.joined(separator: "&")
  }

  /// The hidden inputs of a page, each once.
  private func hidden(_ text: String) -> [(String, String)] {
    text.ranges(of: "type=\"hidden\" name=\"").compactMap { range in
      let rest = text[range.upperBound...]
      guard let end = rest.firstIndex(of: "\""), let start = rest.firstRange(of: "value=\"")?.upperBound else { return nil }
      return (String(rest[..<end]), String(rest[start...].prefix { $0 != "\"" }))
    }
  }

  @Test func aPageThatWasAskedForIsReachedAfterSigningIn() throws {
    let city = try RunningCity()
    defer { city.end() }
    #expect(Wire.ask(city.port, "GET", "/requests/AB12")?.headers["location"] == "/sign-in?to=%2Frequests%2FAB12")
    #expect(Wire.ask(city.port, "GET", "/queue?q=%E5%BC%A0&open=X")?.headers["location"] == "/sign-in/staff?to=%2Fqueue%3Fopen%3DX")
    #expect(Wire.ask(city.port, "GET", "/queue/approve")?.headers["location"] == "/queue")
    let page = try #require(Wire.ask(city.port, "GET", "/sign-in?to=%2Fqueue")?.text)
    #expect(page.contains("href=\"/sign-in/staff?to=%2Fqueue\""))
    let staff = try #require(city.people.staff.first)
    func goes(_ to: String) -> String? {
      Wire.ask(
        city.port, "POST", "/sign-in/staff",
        body: form([("login", staff.login), ("password", staff.password), ("to", to)]))?.headers["location"]
    }
    #expect(goes("/queue") == "/queue")
    for bad in ["//evil.example", "https://evil.example", "/\\evil.example", "/sign-out", "/nowhere", "/style.css", ""] {
      #expect(goes(bad) == "/", "\(bad)")
    }
  }

  @Test func wordsOfAVerbOutliveTheSession() throws {
    let city = try RunningCity()
    defer { city.end() }
    let elder = try #require(city.elders("990102").first)
    let resident = try signIn(city.port, phone: elder.phone)
    let today = CivilDateTime(milliseconds: try city.store.now()).date
    let sent = city.ask(
      "POST", "/api/v1/services/elder-check/requests", resident,
      body: #"{"answers":{"体检日期":"\#(today.adding(days: 10).text)"}}"#)
    let code = try #require(sent.json["code"]?.text)
    let mine = try PlainBrowser(city, phone: elder.phone, service: "elder-check")
    let page = mine.get("/requests/\(code)").text
    let owner = try #require(PlainBrowser.value("owner", page))
    let path = "/requests/\(code)/withdraw"
    #expect(mine.get(path).location == "/requests/\(code)", "where only something is sent, a reload finds the page")
    #expect(mine.get("/nowhere").text.contains("class=\"tabbar\""))

    let lost = try #require(
      Wire.ask(city.port, "POST", path, body: form([("csrf", mine.csrf), ("owner", owner), ("reason", "<不去了>")])))
    #expect(lost.status == 401 && lost.text.contains("登录过期了"))
    let carried = hidden(lost.text)
    #expect(carried.contains { $0.0 == "r.reason" })

    func back(_ phone: String) throws -> (status: Int, text: String) {
      let asked = Wire.ask(city.port, "POST", "/sign-in", body: form([("phone", phone)]))?.text ?? ""
      let digits = asked.firstRange(of: "验证码是 ").map { String(asked[$0.upperBound...].prefix(6)) }
      let fields = carried.map { ($0.0, $0.1 == "&lt;不去了&gt;" ? "<不去了>" : $0.1) }
      let reply = Wire.ask(
        city.port, "POST", "/sign-in/code", body: form([("phone", phone), ("code", try #require(digits))] + fields))
      return (reply?.status ?? 0, reply?.text ?? "")
    }
    let again = try back(elder.phone)
    #expect(again.status == 200 && again.text.contains("&lt;不去了&gt;"))
    #expect(again.text.contains("data-address=\"/requests/\(code)\""))
    #expect(mine.get("/requests/\(code)").text.contains("/withdraw\""), "nothing was carried out")
    let other = try #require(city.elders("990101").first)
    let stranger = try back(other.phone)
    #expect(stranger.status == 303 && !stranger.text.contains("不去了"))
  }
}
