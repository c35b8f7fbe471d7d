import Engine
import Testing

@testable import Server

@Suite struct PageTests {
  /// The session cookie of a resident, signed in through the pages.
  private func cookie(_ port: UInt16) throws -> String {
    let page = try #require(
      Wire.ask(
        port, "POST", "/sign-in", headers: [("Content-Type", "application/x-www-form-urlencoded")],
        body: "phone=199+0000+0001"))
    let code = try #require(digits(page.text))
    let reply = try #require(Wire.ask(port, "POST", "/sign-in/code", body: "phone=19900000001&code=\(code)"))
    #expect(reply.status == 303)
    let line = try #require(reply.headers["set-cookie"])
    #expect(line.contains("HttpOnly") && line.contains("SameSite=Lax") && line.contains("Path=/"))
    return String(line.prefix { $0 != ";" })
  }

  /// The six digits that a demonstration shows.
  private func digits(_ text: String) -> String? {
    var run = ""
    for letter in text {
      if letter.isASCII, letter.isNumber {
        run.append(letter)
      } else if run.count == 6 {
        return run
      } else {
        run = ""
      }
    }
    return nil
  }

  private func hidden(_ name: String, _ text: String) -> String? {
    let mark = "name=\"\(name)\" value=\""
    guard let start = text.firstRange(of: mark)?.upperBound else { return nil }
    return String(text[start...].prefix { $0 != "\"" })
  }

  private func count(_ piece: String, _ text: String) -> Int { text.ranges(of: piece).count }

  @Test func aResidentAppliesOnce() throws {
    try withServer { port, desk, _ in
      let headers = [("Cookie", try cookie(port))]
      let form = try #require(Wire.ask(port, "GET", "/services/elder-check", headers: headers))
      #expect(form.status == 200)
      #expect(form.headers["hutong-program"] == "p1")
      let csrf = try #require(hidden("csrf", form.text))
      let answers =
        "csrf=\(csrf)&page=0&s=name&s=note&s=escort&f.name=%E5%91%A8%E6%A1%82%E5%85%B0&f.%E6%85%A2%E6%80%A7%E7%97%85=1&f.%E6%85%A2%E6%80%A7%E7%97%85=2&f.escort=true&f.note=a%0D%0Ab&f.address.door=12"
      let filled = try #require(
        Wire.ask(port, "POST", "/services/elder-check", headers: headers, body: answers))
      #expect(filled.status == 303)
      #expect(filled.headers["location"] == "/services/elder-check/check")
      let check = try #require(Wire.ask(port, "GET", "/services/elder-check/check", headers: headers))
      #expect(check.status == 200)
      #expect(check.text.contains("/services/elder-check?page=0&amp;then=check#f.note"))
      let key = try #require(hidden("key", check.text))
      for _ in 0..<2 {
        let sent = Wire.ask(
          port, "POST", "/services/elder-check/send", headers: headers, body: "csrf=\(csrf)&key=\(key)")
        #expect(sent?.status == 303)
        #expect(sent?.headers["location"] == "/requests/\(desk.code)/receipt")
      }
      // Another page of the same form, sent later, finds nothing left to send.
      let late = Wire.ask(
        port, "POST", "/services/elder-check/send", headers: headers,
        body: "csrf=\(csrf)&key=00000000000000000000000000000000")
      #expect(late?.headers["location"] == "/requests")
      let back = Wire.ask(port, "GET", "/services/elder-check/check", headers: headers)
      #expect(back?.headers["location"] == "/services/elder-check")
      let commands = desk.sent.withLock { $0 }.filter { if case .submit = $0.act { true } else { false } }
      #expect(commands.count == 1)
      guard case .submit(_, let given, _)? = commands.first?.act else { return }
      #expect(
        given == [
          "name": .text("周桂兰"), "慢性病": .list([.text("1"), .text("2")]), "escort": .bool(true),
          "note": .text("a\nb"),
          "address": .object(["door": .text("12")]),
        ])
    }
  }

  @Test func mistakesStandBesideTheirField() throws {
    try withServer { port, _, _ in
      let headers = [("Cookie", try cookie(port))]
      let form = try #require(Wire.ask(port, "GET", "/services/elder-check", headers: headers))
      let csrf = try #require(hidden("csrf", form.text))
      let kept = Wire.ask(
        port, "POST", "/services/elder-check", headers: headers,
        body: "csrf=\(csrf)&page=0&act=look&s=name&s=note&f.note=%E4%BF%9D%E7%95%99")
      #expect(kept?.status == 200)
      #expect(kept?.text.contains("保留") ?? false)
      let reply = try #require(
        Wire.ask(port, "POST", "/services/elder-check/send", headers: headers, body: "csrf=\(csrf)"))
      #expect(reply.status == 422)
      #expect(count("请填写姓名", reply.text) == 1)
      #expect(reply.text.contains("href=\"/services/elder-check?page=0&amp;then=check#f.name\""))
      #expect(reply.text.contains("保留"))
      let page = try #require(Wire.ask(port, "GET", "/services/elder-check", headers: headers))
      #expect(page.text.contains("id=\"f.name\"") && page.text.contains("保留"))
      #expect(page.text.contains("已打开您上次没填完的内容"))
    }
  }

  @Test func nothingHostileReachesAPage() throws {
    try withServer { port, desk, _ in
      let resident = [("Cookie", try cookie(port))]
      let staff = [("Cookie", "hutong=\(try signInStaff(port))")]
      for (path, headers) in [
        ("/", resident), ("/services/elder-check", resident), ("/requests", resident),
        ("/requests/\(desk.code)", resident), ("/requests/\(desk.code)/receipt", resident),
        ("/requests/\(desk.code)/supplement", resident), ("/queue", staff), ("/requests/\(desk.code)", staff),
        ("/queue?q=%3Cscript%3Ealert(1)%3C/script%3E", staff), ("/?q=%22%3E%3Cscript%3Ex", resident),
      ] {
        let page = try #require(Wire.ask(port, "GET", path, headers: headers))
        #expect(page.status == 200, "\(path)")
        let own = "<script src=\"\(FormScript.path)\" defer></script>"
        #expect(!page.text.replacing(own, with: "").contains("<script"), "\(path)")
        #expect(!page.text.contains(" style="), "\(path)")
        #expect(count("<h1", page.text) == 1, "\(path)")
        #expect(page.text.contains("id=\"main\"") && page.text.contains("name=\"viewport\""))
      }
    }
  }

  @Test func formsOfOtherPagesAreRefused() throws {
    try withServer { port, desk, _ in
      let cookie = try cookie(port)
      let body = "f.name=x"
      for headers in [
        [("Cookie", cookie)], [("Cookie", cookie), ("Origin", "https://evil.example")],
        [("Cookie", cookie), ("Sec-Fetch-Site", "cross-site")],
      ] {
        for path in ["/services/elder-check/send", "/sign-out", "/requests/\(desk.code)/withdraw"] {
          #expect(Wire.ask(port, "POST", path, headers: headers, body: body)?.status == 403, "\(path)")
        }
        let data = #"{"answers":{"name":"x"}}"#
        #expect(
          Wire.ask(port, "POST", "/api/v1/services/elder-check/requests", headers: headers, body: data)?
            .status == 403)
      }
      #expect(desk.sent.withLock { $0.isEmpty })
      let evil = Wire.ask(
        port, "POST", "/sign-in", headers: [("Origin", "http://evil.example")], body: "phone=19900000001")
      #expect(evil?.status == 403)
      let own = Wire.ask(
        port, "POST", "/sign-in", headers: [("Origin", "http://127.0.0.1")], body: "phone=19900000001")
      #expect(own?.status == 200)
    }
  }

  @Test func pagesSpeakBothLanguages() throws {
    try withServer { port, _, _ in
      #expect(Wire.ask(port, "GET", "/sign-in")?.text.contains("<html lang=\"zh-CN\">") == true)
      let english = Wire.ask(port, "GET", "/sign-in?lang=en")
      #expect(english?.text.contains("Get a code") == true)
      #expect(
        english?.headers["set-cookie"] == nil || english?.headers["set-cookie"]?.hasPrefix("lang=en") == true)
      #expect(
        Wire.ask(port, "GET", "/sign-in", headers: [("Cookie", "lang=en")])?.text.contains("Get a code")
          == true)
      #expect(
        Wire.ask(port, "GET", "/nothing", headers: [("Cookie", "lang=en")])?.text.contains("Not found")
          == true)
    }
  }

  @Test func strangersAreSentToSignIn() throws {
    try withServer { port, _, _ in
      for path in ["/", "/requests", "/services/elder-check", "/queue"] {
        let reply = Wire.ask(port, "GET", path)
        #expect(reply?.status == 303)
        #expect(reply?.headers["location"] == "/sign-in")
      }
      let resident = try cookie(port)
      #expect(Wire.ask(port, "GET", "/queue", headers: [("Cookie", resident)])?.status == 404)
    }
  }

  @Test func theStyleMayBeKept() throws {
    try withServer { port, _, _ in
      let reply = Wire.ask(port, "GET", StyleSheet.path)
      #expect(reply?.headers["content-type"] == "text/css; charset=utf-8")
      #expect(reply?.headers["cache-control"]?.contains("immutable") == true)
    }
  }

  @Test func linksLeadNowhereElse() {
    var html = HTML()
    for target in ["javascript:alert(1)", "//evil.example", "https://evil.example", "data:x"] {
      html.tag("a", [.link(target)], "x")
      html.tag("form", [.action(target)], "x")
    }
    let text = String(decoding: html.bytes, as: UTF8.self)
    #expect(!text.contains("evil") && !text.contains("javascript") && !text.contains("data:"))
  }
}
