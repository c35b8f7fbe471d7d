import Engine
import Testing

@testable import Server

/// The designer's tester of expressions.
@Suite struct TrialRouteTests {
  private func ask(
    _ port: UInt16, _ token: String, _ body: String, language: String = "zh-CN"
  ) throws -> (status: Int, json: [String: Answer]) {
    let reply = try #require(
      Wire.ask(
        port, "POST", "/api/v1/feel",
        headers: [("Authorization", "Bearer \(token)"), ("Accept-Language", language)], body: body))
    return (reply.status, try JSONReader.read(reply.body).members ?? [:])
  }

  @Test func givesValueTypeAndTree() throws {
    try withServer { port, _, _ in
      let token = try signInStaff(port)
      let body =
        #"{"expression":"年龄 >= 60 and (收入 < 3000 or 残疾)","with":{"年龄":66,"收入":2000.00,"残疾":false},"explain":true}"#
      let (status, json) = try ask(port, token, body)
      #expect(status == 200)
      #expect(json["value"] == .bool(true))
      #expect(json["feel"] == .text("true"))
      #expect(json["type"] == .text("是否"))
      #expect(json["problems"] == .list([]))
      let parts = try #require(json["tree"]?.members?["parts"]?.elements)
      #expect(parts.compactMap { $0.members?["text"]?.text } == ["年龄 >= 60", "收入 < 3000 or 残疾"])
      let inner = try #require(parts[1].members?["parts"]?.elements)
      #expect(inner.compactMap { $0.members?["state"]?.text } == ["computed", "not-needed"])
    }
  }

  @Test func keepsNumbersAndDates() throws {
    try withServer { port, _, _ in
      let token = try signInStaff(port)
      let numbers = try ask(
        port, token, #"{"expression":"a + b","with":{"a":0.10,"b":9007199254740993}}"#)
      #expect(numbers.json["value"] == .number("9007199254740993.1"))
      let dates = try ask(port, token, #"{"expression":"d + @\"P1M\"","with":{"d":"@2026-01-31"}}"#)
      #expect(dates.json["value"] == .text("2026-02-28"))
      #expect(dates.json["feel"] == .text(#"@"2026-02-28""#))
      let text = try ask(port, token, #"{"expression":"d","with":{"d":"2026-01-31"}}"#, language: "en")
      #expect(text.json["type"] == .text("string"))
    }
  }

  @Test func problemsSpeakTheReadersLanguage() throws {
    try withServer { port, _, _ in
      let token = try signInStaff(port)
      for (language, words) in [("zh-CN", "这里没有名称"), ("en", "no name")] {
        let (status, json) = try ask(
          port, token, #"{"expression":"1 + 收入"}"#, language: language)
        #expect(status == 200)
        #expect(json["value"] == .null)
        let problem = try #require(json["problems"]?.elements?.first?.members)
        #expect(problem["code"] == .text("unknown-name"))
        #expect(problem["from"] == .number("4"))
        #expect(problem["to"] == .number("6"))
        #expect(problem["message"]?.text?.contains(words) == true)
      }
      let null = try ask(port, token, #"{"expression":"1 / 0"}"#, language: "en")
      #expect(null.json["reasons"] == .list([.text("division by zero")]))
    }
  }

  @Test func readsUnaryTests() throws {
    try withServer { port, _, _ in
      let token = try signInStaff(port)
      let inside = try ask(port, token, #"{"expression":"[18..60], > 100","mode":"tests","value":60}"#)
      #expect(inside.json["value"] == .bool(true))
      #expect(try ask(port, token, #"{"expression":"1","mode":"rule"}"#).status == 400)
    }
  }

  @Test func workIsBounded() throws {
    try withServer { port, _, _ in
      let token = try signInStaff(port)
      let loops = #"{"expression":"count(for a in 1..9999, b in 1..9999 return a * b)","explain":true}"#
      let (status, json) = try ask(port, token, loops, language: "en")
      #expect(status == 200)
      #expect(json["value"] == .null)
      #expect(json["reasons"]?.elements?.contains(.text("too much work")) == true)
      let long = #"{"expression":""# + String(repeating: "1+", count: 40_000) + #"1"}"#
      #expect(
        Wire.ask(port, "POST", "/api/v1/feel", headers: [("Authorization", "Bearer \(token)")], body: long)?
          .status == 413)
    }
  }

  @Test(arguments: [
    ("[]", 400), ("{}", 400), (#"{"expression":1}"#, 400), (#"{"expression":"1","with":[1]}"#, 400),
    (#"{"expression":"x","with":{"x":1e999999}}"#, 400), (#"{"expression":""}"#, 200),
    (#"{"expression":"\ud800"}"#, 400),
  ]) func badBodies(_ body: String, _ status: Int) throws {
    try withServer { port, _, _ in
      let token = try signInStaff(port)
      #expect(try ask(port, token, body).status == status)
    }
  }

  @Test func onlyAuthorsTryAndNotTooOften() throws {
    var rules = LimitRules.demonstration
    rules.trialsPerAccount = 3
    try withServer(limits: rules) { port, _, _ in
      let body = #"{"expression":"1"}"#
      let resident = try signIn(port)
      #expect(try ask(port, resident, body).status == 404)
      #expect(Wire.ask(port, "POST", "/api/v1/feel", body: body)?.status == 401)
      let token = try signInStaff(port)
      for _ in 0..<3 { #expect(try ask(port, token, body).status == 200) }
      #expect(try ask(port, token, body).status == 429)
      let admin = try signInStaff(port, "admin", "admin-pass")
      #expect(try ask(port, admin, body).status == 200)
    }
  }
}
