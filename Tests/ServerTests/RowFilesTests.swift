import Engine
import Testing

@testable import Server

/// Files of rows, on pages without scripts: each belongs to its row, moves with it, and is read by right alone.
@Suite struct RowFilesTests {
  private let path = "/services/damage-report"

  private func row(_ at: Int, _ name: String, invoice: Bool? = nil) -> [(String, String)] {
    [("s", "损失.\(at).物品"), ("f.损失.\(at).物品", name), ("s", "损失.\(at).有发票")]
      + (invoice.map { [("f.损失.\(at).有发票", "\($0)")] } ?? [])
  }

  /// The hashes that a page links to, in order.
  private func hashes(_ page: String, _ mark: String) -> [String] {
    page.ranges(of: mark).map { String(page[$0.upperBound...].prefix { $0 != "\"" && $0 != "?" }) }.filter { $0.count == 64 }
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  @Test func filesStayWithTheirRows() throws {
    let city = try RunningCity("Tests/Cases/engine/files")
    defer { city.end() }
    let elder = try #require(city.elders("990101").first), other = try #require(city.elders("990101").dropFirst().first)
    let browser = try PlainBrowser(city, phone: elder.phone, service: "damage-report")
    let first = browser.get(path).text
    #expect(first.contains("name=\"u.损失.0.照片\"") && first.contains("name=\"u.照片\""))

    func send(_ fields: [String: String], _ field: String, _ bytes: [UInt8]) -> Int {
      browser.send(path + "/files", fields.merging(["page": "0"]) { $1 }, ("u." + field, "a", bytes)).status
    }
    let cup = ["n.损失": "1", "s": "损失.0.物品", "f.损失.0.物品": "杯子"]
    #expect(send(cup, "损失.0.照片", MadePictures.png) == 303)
    // A row more keeps the file of the first; that row gets its own.
    #expect(browser.post(path, [("page", "0"), ("act", "add.损失"), ("n.损失", "1")] + row(0, "杯子")).status == 303)
    #expect(send(["n.损失": "2", "f.损失.0.物品": "杯子", "f.损失.1.物品": "柜子"], "损失.1.照片", MadePictures.jpeg) == 303)
    let two = browser.get(path + "?page=0").text
    let kept = hashes(two, path + "/files/")
    #expect(kept.count == 2 && two.contains("value=\"drop.损失.0.照片.0\"") && two.contains("value=\"drop.损失.1.照片.0\""))

    // A page that keeps itself with another number of rows was overtaken: it undoes nothing.
    _ = browser.post(path, [("page", "0"), ("act", "look"), ("n.损失", "1")] + row(0, "杯子"))
    #expect(hashes(browser.get(path + "?page=0").text, path + "/files/") == kept)
    // The first row goes, and its file with it.
    #expect(
      browser.post(path, [("page", "0"), ("act", "remove.损失.0"), ("n.损失", "2")] + row(0, "杯子") + row(1, "柜子")).status == 303)
    #expect(hashes(browser.get(path + "?page=0").text, path + "/files/") == [kept[1]])
    #expect(send(["n.损失": "1", "f.损失.0.物品": "柜子"], "损失.0.照片", Array("x".utf8)) == 422)
    #expect(send(["n.损失": "1", "f.损失.0.物品": "柜子"], "损失.9.照片", MadePictures.png) == 303)
    #expect(send(["n.损失": "1", "f.损失.0.物品": "柜子"], "损失.0.物品", MadePictures.png) == 303)
    #expect(hashes(browser.get(path + "?page=0").text, path + "/files/") == [kept[1]], "neither is a field of files")

    // What a condition brings up inside the row, and a file that was chosen and not sent.
    let shown = browser.post(path, [("page", "0"), ("act", "look"), ("n.损失", "1")] + row(0, "柜子", invoice: true)).text
    #expect(shown.contains("name=\"u.损失.0.发票\"") && shown.contains("data-pad"))
    let unsent = browser.post(path, [("page", "0"), ("n.损失", "1"), ("u.损失.0.发票", "b.pdf")] + row(0, "柜子", invoice: true))
    #expect(unsent.status == 422 && unsent.text.contains("请按“上传”"))
    #expect(send(["n.损失": "1", "f.损失.0.物品": "柜子", "f.损失.0.有发票": "true"], "损失.0.见证人", MadePictures.png) == 303)
    #expect(browser.post(path, [("page", "0"), ("n.损失", "1")] + row(0, "柜子", invoice: true)).status == 303)
    let check = browser.get(path + "/check").text
    #expect(check.contains("照片 1 个文件") && check.contains(kept[1]))

    let sent = browser.post(path + "/send", [("key", String(repeating: "c", count: 32))])
    let code = try #require(sent.location?.split(separator: "/").dropFirst().first.map(String.init))
    let read = browser.get("/requests/\(code)").text
    let files = hashes(read, "/requests/\(code)/files/")
    #expect(files.count == 2 && read.contains("张数") && files.contains(kept[1]))
    for hash in files { #expect(browser.get("/requests/\(code)/files/\(hash)").status == 200) }
    let stranger = try PlainBrowser(city, phone: other.phone, service: "damage-report")
    #expect(files.allSatisfy { stranger.get("/requests/\(code)/files/\($0)").status == 404 })
    // Somebody else's hash is no answer of mine, in a row either.
    #expect(stranger.post(path, [("page", "0"), ("n.损失", "1")] + row(0, "偷来的")).status == 422)

    // Staff see the photo, and not what is masked for them.
    let worker = try #require(city.people.staff.first { $0.post == "社区主任" && elder.place.hasPrefix($0.place) })
    let desk = try PlainBrowser(city, staff: worker)
    let seen = hashes(desk.get("/requests/\(code)").text, "/requests/\(code)/files/")
    #expect(seen == [kept[1]])
    #expect(desk.get("/requests/\(code)/files/\(kept[1])").status == 200)
    #expect(files.filter { $0 != kept[1] }.allSatisfy { desk.get("/requests/\(code)/files/\($0)").status == 404 })
  }
}
