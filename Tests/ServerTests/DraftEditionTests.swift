import Compile
import Core
import Engine
import Foundation
import Spec
import Testing

@testable import Server

/// A form that changes while somebody fills it: the draft goes on in the form of now, and nothing typed is gone without
/// a word.
@Suite struct DraftEditionTests {
  private static let path = "/services/night-class"

  private struct Pupil {
    let city: RunningCity
    let browser: PlainBrowser

    init() throws {
      city = try RunningCity("Tests/Cases/engine/drafts")
      browser = try PlainBrowser(city, phone: try #require(city.elders("990101").first).phone, service: "night-class")
    }

    /// The release with another edition of the bundle.
    func publish(_ folder: String) throws {
      let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
      let csv = try #require(FileManager.default.contents(atPath: repository + "/Specs/language/keys.csv"))
      let table = try #require(SpecTable(csv: [UInt8](csv)))
      let files = try FolderReader.contents(of: repository + "/Tests/Cases/engine/" + folder)
      let bundle = BundleDocuments(folder: folder, files: files, table: table)
      let others = try city.engine.activeDocuments().filter { $0.bundle != bundle.name }
      _ = try city.engine.publish(others + bundle.documents, actor: "test", reason: nil, origin: "test")
    }

    /// A press on the page of the first edition.
    func press(_ act: String, _ class: String = "书法") -> PlainBrowser.Page {
      browser.post(
        DraftEditionTests.path,
        [
          ("page", "0"), ("act", act), ("s", "班级"), ("f.班级", `class`), ("s", "说明"), ("f.说明", "周末也行"),
          ("s", "常用电话"), ("f.常用电话", "13900001234"), ("n.孩子", "1"), ("s", "孩子.0.小名"), ("f.孩子.0.小名", "豆豆"),
        ])
    }

    func send() -> PlainBrowser.Page {
      browser.post(DraftEditionTests.path + "/send", [("key", String(repeating: "d", count: 32))])
    }
  }

  @Test func renamedFieldsAreFoundAndWhatIsGoneIsNamed() throws {
    let pupil = try Pupil()
    defer { pupil.city.end() }
    #expect(pupil.press("save").status == 303)
    let photo = pupil.browser.send(
      Self.path + "/files", ["page": "0", "n.孩子": "1", "f.孩子.0.小名": "豆豆"], ("u.孩子.0.照片", "a.png", MadePictures.png))
    #expect(photo.status == 303)
    try pupil.publish("drafts-later")
    let page = pupil.browser.get(Self.path).text
    #expect(page.contains("「说明」不用再填") && page.contains("value=\"13900001234\"") && page.contains("value=\"书法\""))
    #expect(page.contains("name=\"f.子女.0.姓名\"") && page.contains("value=\"豆豆\"") && page.contains("drop.子女.0.照片.0"))
    #expect(!page.contains("周末也行") && page.contains("name=\"f.哪一天\""))
  }

  /// The page was open when the form changed: what stands on it is under the names of before.
  @Test func aPageThatWasOpenLosesNothing() throws {
    let pupil = try Pupil()
    defer { pupil.city.end() }
    #expect(pupil.press("look", "国画").status == 200)
    try pupil.publish("drafts-later")
    // It keeps itself; then somebody goes on, and is told once what is not asked any more.
    let kept = pupil.press("look", "书法")
    #expect(kept.status == 200 && kept.text.contains("value=\"13900001234\"") && kept.text.contains("name=\"f.哪一天\""))
    let pressed = pupil.press("next", "书法")
    #expect(pressed.status == 422 && pressed.text.contains("「说明」不用再填") && pressed.text.contains("哪一天：请选择"))
    #expect(pressed.text.contains("value=\"豆豆\"") && pressed.text.contains("value=\"书法\""))
    // A new question has to be answered before it is sent.
    #expect(pupil.send().status == 422)
    let right = pupil.browser.post(
      Self.path,
      [
        ("page", "0"), ("act", "next"), ("f.班级", "书法"), ("f.电话号码", "13900001234"), ("f.哪一天", "周二"),
        ("n.子女", "1"), ("f.子女.0.姓名", "豆豆"),
      ])
    #expect(right.status == 303 && right.location?.hasSuffix("/check") ?? false, "told once is enough")
    let sent = pupil.send()
    let code = try #require(sent.location?.split(separator: "/").dropFirst().first.map(String.init))
    let read = pupil.browser.get("/requests/\(code)").text
    #expect(["书法", "13900001234", "周二", "豆豆"].allSatisfy(read.contains) && !read.contains("周末也行"))
  }

  @Test(arguments: ["drafts-ended", "drafts-gone"])
  func aServiceThatTakesNothingAnyMoreGivesBackWhatWasTyped(_ folder: String) throws {
    let pupil = try Pupil()
    defer { pupil.city.end() }
    #expect(pupil.press("save", "国画").status == 303)
    try pupil.publish(folder)
    let page = pupil.browser.get(Self.path)
    #expect(page.status == 404 || page.status == 409 || page.status == 422)
    #expect(page.text.contains("不再受理") && page.text.contains("国画") && page.text.contains("豆豆"))
    // What is typed on a page that was open is there too.
    let pressed = pupil.press("next", "<i>书法")
    #expect(pressed.status == page.status && pressed.text.contains("&lt;i&gt;书法") && !pressed.text.contains("<i>"))
    #expect(pupil.send().status >= 400)
    #expect(pupil.browser.get("/requests").text.components(separatedBy: "href=\"/requests/").count <= 2)
    // Who had begun nothing sees the plain page.
    let other = try #require(pupil.city.elders("990101").dropFirst().first)
    let stranger = try PlainBrowser(pupil.city, phone: other.phone, service: "elder-check")
    #expect(!stranger.get(Self.path).text.contains("抄下来"))
  }
}
