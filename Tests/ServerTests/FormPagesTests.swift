import Engine
import FEEL
import Testing

@testable import Server

/// A form with rows filled as a browser without scripts does it, on the real engine.
@Suite struct FormPagesTests {
  private func row(_ at: Int, _ name: String, _ kind: String, _ price: String) -> [(String, String)] {
    [
      ("s", "明细.\(at).项目"), ("s", "明细.\(at).种类"), ("s", "明细.\(at).单价"), ("f.明细.\(at).项目", name),
      ("f.明细.\(at).种类", kind), ("f.明细.\(at).单价", price),
    ]
  }

  /// Rows of a code list: each is called by its entry, none comes or goes, an empty one keeps its place.
  @Test func fixedRowsKeepTheirPlaces() throws {
    let city = try RunningCity("Tests/Cases/engine/each")
    defer { city.end() }
    let elder = try #require(city.elders("990101").first)
    let browser = try PlainBrowser(city, phone: elder.phone, service: "self-check")
    let first = browser.get("/services/self-check").text
    #expect(first.contains("灭火器") && first.contains("用电线路") && !first.contains("添加一行"))
    let held = [("s", "是否停业"), ("f.是否停业", "false"), ("n.逐项", "3"), ("page", "0")]
    let notes = (0..<3).map { ("s", "逐项.\($0).结果") }
    let wrong = browser.post(
      "/services/self-check", held + notes + [("f.逐项.2.结果", "有隐患"), ("s", "逐项.2.线路说明"), ("f.逐项.2.线路说明", "老化")])
    #expect(wrong.status == 422)
    #expect(wrong.text.contains("灭火器的结果：请选择") && wrong.text.contains("安全出口的结果：请选择"))
    #expect(!wrong.text.contains("删去") && !wrong.text.contains("用电线路的结果"))
    let right = browser.post(
      "/services/self-check",
      held + notes + [
        ("f.逐项.0.结果", "合格"), ("f.逐项.1.结果", "合格"), ("f.逐项.2.结果", "有隐患"), ("s", "逐项.2.线路说明"), ("f.逐项.2.线路说明", "老化"),
      ])
    #expect(right.status == 303)
    let check = browser.get("/services/self-check/check").text
    #expect(check.contains("用电线路：结果 有隐患"))
    let sent = browser.post("/services/self-check/send", [("key", String(repeating: "a", count: 32))])
    let code = try #require(sent.location?.split(separator: "/").dropFirst().first.map(String.init))
    #expect(browser.get("/requests/\(code)").text.contains("项目：用电线路，结果：有隐患"))
  }

  @Test func rowsComeAndGoWithoutScripts() throws {
    let city = try RunningCity("Tests/Cases/engine/rows")
    defer { city.end() }
    let elder = try #require(city.elders("990101").first)
    let browser = try PlainBrowser(city, phone: elder.phone)
    let first = browser.get("/services/reimburse")
    #expect(first.status == 200)
    #expect(first.text.contains("至少 1 行，最多 3 行") && first.text.contains("name=\"f.明细.0.项目\""))
    #expect(!first.text.contains("删去"))

    let added = browser.post(
      "/services/reimburse", [("page", "0"), ("act", "add.明细"), ("n.明细", "1")] + row(0, "挂号", "门诊", "20.5"))
    #expect(added.status == 303)
    let two = browser.get("/services/reimburse?page=0").text
    #expect(two.contains("value=\"挂号\"") && two.contains("name=\"f.明细.1.项目\"") && two.contains("删去"))

    // The page shows what answers change: a question more, and sums.
    let look = browser.post(
      "/services/reimburse",
      [("page", "0"), ("act", "look"), ("n.明细", "2")] + row(0, "挂号", "门诊", "20.5") + row(1, "<床>", "住院", "-1"))
    #expect(look.status == 200)
    // What is hidden stands in a template, for the form's program to show.
    #expect(look.text.contains("name=\"f.明细.1.天数\"") && !look.text.contains("<template data-for=\"明细.1.天数\""))
    #expect(look.text.contains("<template data-for=\"明细.0.天数\""))
    #expect(look.text.contains("单价要大于零") && look.text.contains("&lt;床&gt;") && !look.text.contains("<床>"))

    let wrong = browser.post(
      "/services/reimburse",
      [("page", "0"), ("act", "next"), ("n.明细", "2"), ("s", "备注")] + row(0, "挂号", "门诊", "20.5")
        + row(1, "床", "住院", "100") + [("s", "明细.1.天数")])
    #expect(wrong.status == 422)
    #expect(wrong.text.contains("明细第 2 行天数：请填写") && wrong.text.contains("备注：请填写"))

    let right = browser.post(
      "/services/reimburse",
      [("page", "0"), ("n.明细", "2"), ("s", "备注"), ("f.备注", "两笔")] + row(0, "挂号", "门诊", "20.5")
        + row(1, "床", "住院", "100") + [("s", "明细.1.天数"), ("f.明细.1.天数", "3")])
    #expect(right.location == "/services/reimburse?page=1" || right.location == "/services/reimburse/check")
    if right.location != "/services/reimburse/check" { _ = browser.post("/services/reimburse", [("page", "1")]) }
    let check = browser.get("/services/reimburse/check")
    #expect(check.status == 200)
    #expect(check.text.contains("320.5") && check.text.contains("项目 挂号，种类 门诊，单价 20.5，金额 20.5"))

    // The same draft on another device; then sent twice, once.
    let phone = try PlainBrowser(city, phone: elder.phone)
    #expect(phone.get("/services/reimburse").text.contains("value=\"两笔\""))
    let key = try #require(PlainBrowser.value("key", check.text))
    let sent = browser.post("/services/reimburse/send", [("key", key)])
    let again = browser.post("/services/reimburse/send", [("key", key)])
    #expect(sent.status == 303 && sent.location?.hasPrefix("/requests/") ?? false)
    #expect(again.location == sent.location)
    #expect(phone.get("/services/reimburse/check").location == "/services/reimburse")
    let receipt = browser.get(sent.location ?? "")
    #expect(receipt.status == 200)
    let requests = browser.get("/requests").text
    #expect(requests.ranges(of: "href=\"/requests/").count <= 2)
  }

  @Test func aRemovedRowIsGoneAndEmptyRowsAreNone() throws {
    let city = try RunningCity("Tests/Cases/engine/rows")
    defer { city.end() }
    let elder = try #require(city.elders("990101").first)
    let browser = try PlainBrowser(city, phone: elder.phone)
    _ = browser.post(
      "/services/reimburse",
      [("page", "0"), ("act", "remove.明细.0"), ("n.明细", "2")] + row(0, "甲", "门诊", "1") + row(1, "乙", "门诊", "2"))
    let page = browser.get("/services/reimburse?page=0").text
    #expect(page.contains("value=\"乙\"") && !page.contains("value=\"甲\""))
    let next = browser.post(
      "/services/reimburse", [("page", "0"), ("n.明细", "3")] + row(0, "乙", "门诊", "2") + row(1, "", "", ""))
    #expect(next.status == 303)
    let check = browser.get("/services/reimburse/check").text
    #expect(check.ranges(of: "<li>").count >= 1 && check.contains("项目 乙"))
    #expect(PlainBrowser.value("key", check) != nil)
    // A removed row that is not there, a count that is no number: nothing breaks.
    for act in ["remove.明细.99", "remove.明细.x", "add.没有", "remove..", "add."] {
      #expect(browser.post("/services/reimburse", [("page", "0"), ("act", act), ("n.明细", "-5")]).status < 500)
    }
  }

  // MARK: Files

  private func upload(_ browser: PlainBrowser, _ file: [UInt8], _ name: String, field: String = "照片")
    -> (status: Int, text: String, location: String?)
  {
    browser.send(
      "/services/street-lamp/files", ["page": "0", "s": "说明", "f.说明": "灯不亮"], ("u.\(field)", name, file))
  }

  @Test func filesAreKeptWithoutTheirPlaceAndReadByRightAlone() throws {
    let city = try RunningCity("Tests/Cases/engine/files")
    defer { city.end() }
    let elders = city.elders("990101")
    let elder = try #require(elders.first), other = try #require(elders.last)
    let browser = try PlainBrowser(city, phone: elder.phone, service: "street-lamp")
    let page = browser.get("/services/street-lamp").text
    #expect(page.contains("type=\"file\"") && page.contains("每张不超过 10 MB"))
    #expect(upload(browser, Array("<script>alert(1)</script>".utf8), "a.jpg").text.contains("这不是 JPEG 或 PNG 图片"))
    #expect(upload(browser, Array("%PDF-1.7".utf8), "a.jpg").status == 422)
    #expect(upload(browser, Array(MadePictures.jpeg.prefix(50)), "a.jpg").text.contains("图片不完整"))
    let large: [UInt8] = [0xFF, 0xD8, 0xFF] + [UInt8](repeating: 1, count: FileVault.most)
    #expect(upload(browser, large, "a.jpg").text.contains("照片或 PDF最大 10 MB"))
    #expect(upload(browser, MadePictures.jpeg, "灯.jpg").status == 303)
    #expect(upload(browser, Array("%PDF-1.7 x".utf8), "证明.pdf", field: "证明").status == 303)

    let filled = browser.get("/services/street-lamp?page=0").text
    #expect(filled.contains("value=\"灯不亮\""))
    let mark = "href=\"/services/street-lamp/files/"
    let start = try #require(filled.firstRange(of: mark)?.upperBound)
    let hash = String(filled[start...].prefix(64))
    let own = try #require(
      Wire.ask(city.port, "GET", "/services/street-lamp/files/\(hash)", headers: [("Cookie", browser.cookie)]))
    #expect(own.status == 200 && own.headers["content-type"] == "image/jpeg")
    #expect(!MadePictures.holds("GPS", own.body) && !own.body.isEmpty)

    // Somebody else: neither the file nor an answer with its hash.
    let stranger = try signIn(city.port, phone: other.phone)
    let path = "/api/v1/services/street-lamp/requests"
    #expect(city.ask("GET", "/services/street-lamp/files/\(hash)", stranger).status == 404)
    let stolen = city.ask("POST", path, stranger, body: "{\"answers\":{\"说明\":\"x\",\"照片\":[\"\(hash)\"]}}")
    #expect(stolen.status == 422)
    #expect(stolen.json["errors"]?.elements?.first?.members?["code"]?.text == "file-unknown")

    _ = browser.post("/services/street-lamp", [("page", "0"), ("s", "说明"), ("f.说明", "灯不亮")])
    let check = browser.get("/services/street-lamp/check").text
    #expect(check.contains("1 个文件"))
    let sent = browser.post("/services/street-lamp/send", [("key", try #require(PlainBrowser.value("key", check)))])
    let code = try #require(sent.location?.split(separator: "/").dropFirst().first.map(String.init))
    let file = "/requests/\(code)/files/\(hash)"
    #expect(browser.get("/requests/\(code)").text.contains(file))
    #expect(browser.get(file).status == 200)
    #expect(city.ask("GET", file, stranger).status == 404)
    let head = try #require(city.people.staff.first { $0.organization.hasPrefix("一号社区") && $0.post == "社区主任" })
    let far = try #require(city.people.staff.first { $0.organization.hasPrefix("五号社区") && $0.post == "社区主任" })
    if elder.place.hasPrefix(head.place) {
      #expect(city.ask("GET", file, try signInStaff(city.port, head.login, head.password)).status == 200)
    }
    #expect(city.ask("GET", file, try signInStaff(city.port, far.login, far.password)).status == 404)
    #expect(browser.get("/requests/\(code)/files/../../hutong.sqlite").status >= 400)
  }

  @Test func aLargeFileWithoutASessionAsksToSignInAgain() throws {
    let city = try RunningCity("Tests/Cases/engine/files")
    defer { city.end() }
    let large: [UInt8] = [0xFF, 0xD8, 0xFF] + [UInt8](repeating: 1, count: 2 << 20)
    let reply = Wire(city.port)?.ask(
      "POST", "/services/street-lamp/files",
      headers: [("Cookie", "hutong=gone"), ("Content-Type", "multipart/form-data; boundary=x")], bytes: large)
    #expect(reply?.status == 401 && reply?.text.contains("登录过期了") ?? false)
  }

  @Test func aChosenFileThatWasNotSentIsSaid() throws {
    let city = try RunningCity("Tests/Cases/engine/files")
    defer { city.end() }
    let browser = try PlainBrowser(city, phone: try #require(city.elders("990101").first).phone, service: "street-lamp")
    let next = browser.post("/services/street-lamp", [("page", "0"), ("s", "说明"), ("f.说明", "灯"), ("u.照片", "a.jpg")])
    #expect(next.status == 422 && next.text.contains("请按“上传”"))
    #expect(upload(browser, MadePictures.png, "a.png").status == 303)
    _ = browser.post("/services/street-lamp", [("page", "0"), ("act", "drop.照片.0")])
    let empty = browser.post("/services/street-lamp", [("page", "0"), ("s", "照片"), ("s", "说明"), ("f.说明", "灯")])
    #expect(empty.status == 422 && empty.text.contains("照片：请填写"))
  }
}
