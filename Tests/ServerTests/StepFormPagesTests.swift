import Core
import Engine
import Testing

@testable import Server

/// A running request answered again as a browser without scripts does it.
@Suite struct StepFormPagesTests {
  /// A request that waits for the grid worker to fill in what was seen.
  private struct Running {
    let city: RunningCity
    let resident: PlainBrowser
    let grid: PlainBrowser
    let head: PlainBrowser
    let code: String

    init() throws {
      let city = try RunningCity("Tests/Cases/engine/answers")
      let elder = try #require(city.elders("990101").first)
      func staff(_ post: String) throws -> DemoStaff {
        try #require(city.people.staff.first { $0.post == post && elder.place.hasPrefix($0.place) })
      }
      let resident = try PlainBrowser(city, phone: elder.phone, service: "house-repair")
      (self.city, self.resident) = (city, resident)
      grid = try PlainBrowser(city, staff: staff("网格岗"))
      head = try PlainBrowser(city, staff: staff("社区主任"))
      let photo = resident.send("/services/house-repair/files", ["page": "0"], ("u.照片", "墙.png", MadePictures.png))
      _ = resident.post(
        "/services/house-repair",
        [("page", "0"), ("s", "问题"), ("f.问题", "漏雨"), ("s", "联系电话"), ("f.联系电话", "13900001234")])
      let check = resident.get("/services/house-repair/check").text
      let sent = resident.post("/services/house-repair/send", [("key", try #require(PlainBrowser.value("key", check)))])
      code = try #require(sent.location?.split(separator: "/").dropFirst().first.map(String.init))
      #expect(photo.status == 303)
    }
  }

  @Test func aHolderFillsInWhatAStepAsksFor() throws {
    let made = try Running()
    defer { made.city.end() }
    let path = "/requests/\(made.code)/fill"
    #expect(made.resident.get(path).status == 404)
    #expect(made.head.get(path).status == 409 || made.head.get(path).status == 403)
    let page = made.grid.get(path)
    #expect(page.status == 200)
    #expect(page.text.contains("name=\"f.危险\" value=\"true\""))
    #expect(page.text.contains("<template data-for=\"隐患\">"), "what is hidden stands ready for its program")
    #expect(!page.text.contains("name=\"f.问题\"") && page.text.contains("漏雨"), "what was answered is read, not asked")
    let step = try #require(PlainBrowser.value("step", page.text))

    // Kept, with words, a file and what a condition brings up.
    let kept = made.grid.post(path, [("act", "save"), ("step", step), ("s", "危险"), ("f.危险", "true"), ("reason", "<已看>")])
    #expect(kept.status == 303 && kept.location?.hasPrefix(path) ?? false)
    #expect(made.grid.send(path + "/files", ["step": step], ("u.现场照片", "现场.jpg", MadePictures.jpeg)).status == 303)
    let again = made.grid.get(path).text
    #expect(again.contains("name=\"f.隐患\"") && again.contains("&lt;已看&gt;") && again.contains("/requests/\(made.code)/files/"))
    let own = try #require(again.ranges(of: "/requests/\(made.code)/files/").last)
    let file = again[own.lowerBound...].prefix { $0 != "\"" }
    #expect(made.grid.get(String(file)).status == 200 && made.resident.get(String(file)).status == 404)

    let key = try #require(PlainBrowser.value("key", again))
    let wrong = made.grid.post(path, [("act", "next"), ("key", key), ("step", step), ("s", "危险"), ("f.危险", "true"), ("s", "隐患")])
    #expect(wrong.status == 422 && wrong.text.contains("隐患：请填写") && wrong.text.contains("href=\"#f.%E9%9A%90%E6%82%A3\""))
    let right = [
      ("act", "next"), ("key", try #require(PlainBrowser.value("key", wrong.text))), ("step", step), ("s", "危险"),
      ("f.危险", "true"), ("s", "隐患"), ("f.隐患", "墙要倒"), ("reason", "<已看>"),
    ]
    let done = made.grid.post(path, right)
    #expect(done.location == "/requests/\(made.code)")
    #expect(made.grid.post(path, right).location == done.location, "a second press is the same answer")
    let read = made.head.get("/requests/\(made.code)").text
    #expect(read.contains("墙要倒") && read.contains("&lt;已看&gt;") && read.contains("查看第 1 个"))
  }

  @Test func aReturnAsksForWhatItNamesAndFilesMayChange() throws {
    let made = try Running()
    defer { made.city.end() }
    let page = made.grid.get("/requests/\(made.code)/fill").text
    _ = made.grid.post(
      "/requests/\(made.code)/fill",
      [
        ("act", "next"), ("key", try #require(PlainBrowser.value("key", page))), ("s", "危险"), ("f.危险", "false"),
      ])
    let path = "/requests/\(made.code)/supplement"
    #expect(made.resident.get(path).status >= 400)
    let desk = made.head.get("/requests/\(made.code)").text
    #expect(desk.contains("name=\"fields\" value=\"照片\""))
    let back = made.head.post(
      "/requests/\(made.code)/return", [("reason", "照片看不清"), ("to", "applicant"), ("fields", "照片"), ("fields", "问题")])
    #expect(back.status == 303)

    let asked = made.resident.get(path)
    #expect(asked.status == 200 && asked.text.contains("照片看不清"))
    #expect(asked.text.contains("name=\"f.问题\"") && !asked.text.contains("name=\"f.联系电话\""))
    #expect(asked.text.contains("<template data-for=\"伤情\">") && !asked.text.contains("隐患"))
    #expect(asked.text.contains("value=\"drop.照片.0\"") && asked.text.contains("name=\"u.照片\""))
    #expect(made.resident.send(path + "/files", [:], ("u.照片", "a.txt", Array("x".utf8))).text.contains("这不是 JPEG 或 PNG 图片"))
    #expect(made.resident.send(path + "/files", [:], ("u.照片", "墙2.jpg", MadePictures.jpeg)).status == 303)
    #expect(made.resident.post(path, [("act", "drop.照片.0"), ("s", "问题"), ("f.问题", "漏雨，墙也裂了")]).status == 303)
    let kept = made.resident.get(path).text
    #expect(kept.contains("漏雨，墙也裂了") && kept.contains("drop.照片.0") && !kept.contains("drop.照片.1"))
    let look = made.resident.post(path, [("act", "look"), ("s", "问题"), ("f.问题", "")])
    #expect(look.status == 200 && !look.text.contains("<html") && look.text.contains("data-fields"))
    let empty = made.resident.post(path, [("act", "next"), ("key", String(repeating: "a", count: 32)), ("s", "问题"), ("f.问题", "")])
    #expect(empty.status == 422 && empty.text.contains("问题：请填写"))
    let unsent = made.resident.post(path, [("act", "next"), ("s", "问题"), ("f.问题", "漏雨"), ("u.照片", "b.jpg")])
    #expect(unsent.status == 422 && unsent.text.contains("请按“上传”"))
    let sent = made.resident.post(
      path, [("act", "next"), ("key", String(repeating: "b", count: 32)), ("s", "问题"), ("f.问题", "漏雨，墙也裂了")])
    #expect(sent.location == "/requests/\(made.code)")
    let read = made.head.get("/requests/\(made.code)").text
    #expect(read.contains("漏雨，墙也裂了") && read.contains("原来是：漏雨") && read.contains("原来是：1 个文件"))
    #expect(made.resident.get(path).status >= 400)
  }
}
