import Testing

@testable import Server

/// Styles, pictures and scripts as they travel: compressed for who takes it, each encoding with a tag of its own.
@Suite struct KeptBodyTests {
  private func head(_ headers: [HeaderName: String]) -> RequestHead {
    RequestHead(method: .get, path: ["style.css"], headers: headers)
  }

  @Test(arguments: [
    ("gzip", true), ("GZIP", true), ("deflate, gzip;q=0.5, br", true), ("x-gzip", true), ("*", true), ("br, *;q=0.1", true),
    ("", false), ("identity", false), ("gzip;q=0", false), ("gzip; q=0.000, *", false), ("*;q=0", false), ("br", false),
    ("gzip;q=", false), ("gzipped", false), (String(repeating: "br,", count: 40) + "gzip", false),
  ])
  func whatAClientTakesIsRead(_ line: String, _ takes: Bool) {
    #expect(head([.acceptEncoding: line]).acceptsGzip == takes)
    #expect(!head([:]).acceptsGzip)
  }

  @Test func eachEncodingHasItsOwnTag() throws {
    let body = KeptBody(.script, String(repeating: "const 甲 = 1;\n", count: 400))
    let plain = body.response(head([:])), packed = body.response(head([.acceptEncoding: "gzip, br"]))
    func value(_ name: String, _ response: Response) -> String? { response.headers.first { $0.name == name }?.value }
    #expect(value("Content-Encoding", plain) == nil && value("Content-Encoding", packed) == "gzip")
    #expect(packed.body.count * 10 < plain.body.count && packed.body.prefix(3) == [0x1F, 0x8B, 8])
    #expect(value("Vary", plain) == "Accept-Encoding" && value("Vary", packed) == "Accept-Encoding")
    let tags = (try #require(value("ETag", plain)), try #require(value("ETag", packed)))
    #expect(tags.0 != tags.1 && tags.0.hasPrefix("\"") && !tags.0.hasPrefix("W/"))

    let kept = body.response(head([.acceptEncoding: "gzip", .ifNoneMatch: "\"x\", W/\(tags.1)"]))
    #expect(kept.status == 304 && kept.body.isEmpty && value("ETag", kept) == tags.1 && value("Content-Encoding", kept) == nil)
    #expect(body.response(head([.acceptEncoding: "gzip", .ifNoneMatch: tags.0])).status == 200, "that is the other one")
    #expect(body.response(head([.ifNoneMatch: "*"])).status == 304)
    #expect(KeptBody(.script, "const a = 1;").packed == nil, "one packet either way")
    #expect(KeptBody(.script, "").response(head([.acceptEncoding: "gzip"])).body.isEmpty)
  }

  @Test func pagesOfSomebodyAreNeverCompressed() throws {
    let city = try RunningCity("Tests/Cases/engine/browser")
    defer { city.end() }
    let elder = try #require(city.elders("990101").first)
    let browser = try PlainBrowser(city, phone: elder.phone, service: "fair")
    func get(_ path: String, _ more: [(String, String)] = []) throws -> Wire.Reply {
      try #require(
        Wire.ask(
          city.port, "GET", path, headers: [("Cookie", browser.cookie), ("Accept-Encoding", "gzip, deflate, br")] + more))
    }
    for path in ["/", "/services/fair", "/requests", "/sign-in"] {
      let page = try get(path)
      #expect(page.headers["content-encoding"] == nil && page.headers["cache-control"] == "no-store")
    }
    let form = try get("/services/fair").text
    let start = try #require(form.firstRange(of: "data-program=\"")?.upperBound)
    let module = String(form[start...].prefix { $0 != "\"" })
    for path in [StyleSheet.path, Icon.path, FormScript.path, FormLive.path, module] {
      let reply = try get(path)
      #expect(reply.status == 200 && reply.headers["content-encoding"] == "gzip", "\(path)")
      #expect(reply.headers["cache-control"]?.contains("immutable") ?? false)
      let again = try get(path, [("If-None-Match", reply.headers["etag"] ?? "")])
      #expect(again.status == 304 && again.body.isEmpty, "\(path)")
    }
    #expect(try get(module).headers["cache-control"]?.hasPrefix("private") ?? false)
  }
}
