import Core
import Testing

@testable import Engine
@testable import Server

@Suite struct PageTests {
  /// The session cookie of a resident, signed in through the pages.
  private func cookie(_ port: UInt16) throws -> String {
    let page = try #require(
      Wire.ask(
        port, "POST", "/sign-in", headers: [("Content-Type", "application/x-www-form-urlencoded")],
        body: "phone=199+0000+0001"))
    let words = try #require(page.text.firstRange(of: "验证码是"))
    let code = try #require(digits(String(page.text[words.upperBound...])))
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

  @Test func aResidentReadsWordsForResidents() throws {
    let refusal = Refusal(.beyondAuthority, Label(zh: "不行", en: "No"))
    let choices = PageChoices(language: .zh)
    let page = String(decoding: ProblemPage.response(Problem(refusal), choices, nil).body, as: UTF8.self)
    #expect(page.contains("这件事您现在办不了") && !page.contains("转给有权限的人") && !page.contains("超出了您的权限"))
  }

  @Test func familyIsOfferedToWhoHasSome() throws {
    try withServer { port, desk, _ in
      let headers = [("Cookie", try cookie(port))]
      func page(_ path: String) throws -> String { try #require(Wire.ask(port, "GET", path, headers: headers)).text }
      #expect(try page("/").contains("谁能办：本人、家属"))
      let form = try page("/services/elder-check")
      #expect(form.contains("为谁办理") && form.contains("周桂兰") && form.contains("href=\"/me/mandates/new\""))
      desk.hasFamily.withLock { $0 = false }
      #expect(try page("/").contains("谁能办：本人") && !page("/").contains("家属"))
      let alone = try page("/services/elder-check")
      #expect(!alone.contains("为谁办理") && alone.contains("href=\"/me/mandates/new\""))
    }
  }

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
      let admin = [("Cookie", "hutong=\(try signInStaff(port, "admin", "admin-pass"))")]
      let security = [("Cookie", "hutong=\(try signInStaff(port, "security", "security-pass"))")]
      let audit = [("Cookie", "hutong=\(try signInStaff(port, "audit", "audit-pass"))")]
      for (path, headers) in [
        ("/", resident), ("/services/elder-check", resident), ("/requests", resident),
        ("/requests/\(desk.code)", resident), ("/requests/\(desk.code)/receipt", resident),
        ("/requests/\(desk.code)/supplement", resident), ("/queue", staff), ("/requests/\(desk.code)", staff),
        ("/queue?q=%3Cscript%3Ealert(1)%3C/script%3E", staff), ("/?q=%22%3E%3Cscript%3Ex", resident),
        ("/messages", resident), ("/me", resident), ("/", staff), ("/services", staff), ("/messages", staff),
        ("/me", staff), ("/figures", staff), ("/figures/elder-check", staff),
        ("/queue?open=\(desk.code)", staff), ("/me?view=elder&theme=dark&lang=en", resident),
        ("/queue?service=x&sort=-due&hands=mine&overdue=true", staff), ("/figures/elder-check?at=street&place=1", staff),
        ("/requests/\(desk.code)?queue=%2Fqueue%3Fq%3D%3Cscript%3E", staff), ("/admin/releases", admin),
        ("/admin/releases/6", admin), ("/directory?vacant=1", security), ("/directory/posts/7?who=%3Cscript%3E", security),
        ("/admin/looks", security), ("/admin/audit", audit),
        ("/admin/system", admin), ("/directory", staff), ("/directory?q=%3Cscript%3E", staff),
        ("/directory/5", staff), ("/directory/posts/7?who=%3Cscript%3E&where=x&done=leave", staff),
        ("/directory/contacts", staff),
      ] {
        let page = try #require(Wire.ask(port, "GET", path, headers: headers))
        #expect(page.status == 200, "\(path)")
        let markup = [FormScript.path, DeskScript.path].reduce(page.text) { text, own in
          text.replacing("<script src=\"\(own)\" defer></script>", with: "")
        }
        #expect(!markup.contains("<script"), "\(path)")
        #expect(!page.text.contains(" style="), "\(path)")
        #expect(count("<h1", page.text) == 1, "\(path)")
        #expect(page.text.contains("id=\"main\"") && page.text.contains("name=\"viewport\""))
      }
    }
  }

  /// A list of people among thousands is never cut without a word, on the page and where the script asks for it alone.
  @Test func whatAChoiceDoesNotListIsSaid() throws {
    try withServer { port, _, _ in
      let security = [("Cookie", "hutong=\(try signInStaff(port, "security", "security-pass"))")]
      let page = try #require(Wire.ask(port, "GET", "/directory/posts/7", headers: security)).text
      #expect(page.contains("列出 1 人，还有 2000 人没有列出") && page.contains("共 1 个"))
      #expect(count("<select class=\"input\" id=\"choose-", page) == 3)
      let path = "/directory/posts/7/choices?words=%3Cscript%3E&for="
      for (choice, words) in [("person", "还有 2000 人"), ("deputy", "共 1 个"), ("target", "name=\"to\"")] {
        let list = try #require(Wire.ask(port, "GET", path + choice, headers: security))
        #expect(list.status == 200 && list.text.contains(words) && !list.text.contains("<html"), "\(choice)")
        #expect(!list.text.contains("<script"))
      }
      #expect(Wire.ask(port, "GET", path + "all", headers: security)?.status == 404)
      let resident = [("Cookie", try cookie(port))]
      #expect(Wire.ask(port, "GET", path + "person", headers: resident)?.status == 404)
    }
  }

  /// Nor is a list of posts that a request may go to.
  @Test func postsThatAVerbDoesNotListAreCounted() {
    let form = VerbField(layout: Layout(choices: PageChoices(language: .zh), session: nil), verb: .transfer, phrases: [])
    func shown(_ left: Int) -> String {
      var html = HTML()
      let field = OfferedVerb.Field(
        name: "to", title: Label(zh: "岗位"), kind: .post, isRequired: true, options: [("1", Label(zh: "甲岗"))], left: left)
      form.write(field, "to", &html)
      return String(decoding: html.bytes, as: UTF8.self)
    }
    #expect(shown(3).contains("列出最近的 1 个，还有 3 个更远的没有列出"))
    #expect(shown(0).contains("甲岗") && !shown(0).contains("没有列出"))
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

  @Test func whatWasReadStaysReadAndWhatComesLaterDoesNot() throws {
    try withServer { port, desk, _ in
      let headers = [("Cookie", try cookie(port))]
      let page = try #require(Wire.ask(port, "GET", "/messages", headers: headers))
      #expect(page.text.contains("class=\"dot\""))
      let csrf = try #require(hidden("csrf", page.text))
      let upTo = try #require(hidden("upto", page.text))
      #expect(Wire.ask(port, "POST", "/messages/read", headers: headers, body: "upto=2")?.status == 403)
      #expect(Wire.ask(port, "POST", "/messages/read", headers: headers, body: "csrf=\(csrf)&upto=x")?.status == 400)
      #expect(desk.marked.withLock { $0 } == nil)
      let done = Wire.ask(port, "POST", "/messages/read", headers: headers, body: "csrf=\(csrf)&upto=\(upTo)")
      #expect(done?.status == 303)
      #expect(desk.marked.withLock { $0 } == 2)
    }
  }

  @Test func choicesAreKeptAndOnlyThose() throws {
    try withServer { port, _, _ in
      for (query, cookie) in [("view=elder", "view=elder"), ("theme=dark", "theme=dark")] {
        let page = try #require(Wire.ask(port, "GET", "/sign-in?\(query)"))
        #expect(page.headers["set-cookie"]?.hasPrefix(cookie) == true)
        #expect(page.text.contains("data-\(query.replacing("=", with: "=\""))\""))
        let later = try #require(Wire.ask(port, "GET", "/nothing", headers: [("Cookie", cookie)]))
        #expect(later.status == 404)
        #expect(later.text.contains("data-\(query.replacing("=", with: "=\""))\""))
      }
      let odd = try #require(Wire.ask(port, "GET", "/sign-in?view=%22x&theme=x", headers: [("Cookie", "view=x")]))
      #expect(odd.headers["set-cookie"] == nil)
      #expect(!odd.text.contains("data-view") && !odd.text.contains("data-theme"))
    }
  }

  @Test func everyRefusalHasItsPageInBothLanguages() {
    var seen: Set<String> = []
    for code in Refusal.Code.allCases {
      let problem = Problem(Refusal(code, Label(zh: MadeUpDesk.nasty, en: MadeUpDesk.nasty)))
      for language in Language.allCases {
        let page = ProblemPage.response(problem, PageChoices(language: language), nil)
        let text = String(decoding: page.body, as: UTF8.self)
        #expect(page.status == code.status)
        #expect(text.contains("<h1>\(code.headingToResidents.text(in: language))</h1>"), "\(code)")
        #expect(!text.contains("<script"), "\(code)")
      }
      seen.insert(code.heading.zh)
    }
    #expect(seen.count == Refusal.Code.allCases.count, "no two refusals have the same words")
    #expect(Set(Refusal.Code.allCases.map(\.headingToResidents.zh)).count == Refusal.Code.allCases.count)
    for status in [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503] {
      let page = ProblemPage.response(
        Problem(status, "x", Label(zh: "为什么", en: "why")), PageChoices(language: .zh), nil)
      #expect(page.status == status)
      #expect(String(decoding: page.body, as: UTF8.self).contains("为什么"))
    }
  }

  @Test func theFirstPageIsSmall() throws {
    try withServer { port, _, _ in
      let page = try #require(Wire.ask(port, "GET", "/sign-in"))
      let rest = try [StyleSheet.path, Icon.path, Icon.markPath].map { try #require(Wire.ask(port, "GET", $0)) }
      for part in rest {
        #expect(part.status == 200)
        #expect(part.headers["cache-control"]?.contains("immutable") == true)
      }
      #expect(rest.reduce(page.body.count) { $0 + $1.body.count } <= 60_000)
    }
  }

  @Test func pastedFilesAreCutAtTheirNames() {
    let files = PastedBundle.entries("\r\n# file: bundle.yaml\r\na: 1\r\n# 文件: 服务/一.yaml\nb: 2\n# file: ../x\nc: 3\n")
    #expect(files.map(\.path) == ["bundle.yaml", "服务/一.yaml"])
    #expect(files.last.map { String(decoding: $0.bytes, as: UTF8.self).contains("# file: ../x") } == true)
    #expect(PastedBundle.entries(" \n\t\n").isEmpty)
    #expect(PastedBundle.entries("a: 1").map(\.path) == ["bundle.yaml"])
  }

  @Test func strangersAreSentToSignIn() throws {
    try withServer { port, _, _ in
      for (path, place) in [
        ("/", "/sign-in"), ("/requests", "/sign-in?to=%2Frequests"),
        ("/services/elder-check", "/sign-in?to=%2Fservices%2Felder-check"), ("/queue", "/sign-in/staff?to=%2Fqueue"),
      ] {
        let reply = Wire.ask(port, "GET", path)
        #expect(reply?.status == 303)
        #expect(reply?.headers["location"] == place)
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
