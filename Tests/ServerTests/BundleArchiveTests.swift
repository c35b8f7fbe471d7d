import Testing

@testable import Server

@Suite struct BundleArchiveTests {
  private func status(_ bytes: [UInt8]) -> Int? {
    do {
      _ = try BundleArchive.read(bytes)
      return nil
    } catch {
      return Problem(error).status
    }
  }

  @Test func readsATar() throws {
    let entries = try BundleArchive.read(
      Tar.of([("./bundle.yaml", "a"), ("lists/表.csv", "b"), (".git/config", "c"), ("__MACOSX/x", "d")]))
    #expect(entries.map(\.path) == ["bundle.yaml", "lists/表.csv"])
    #expect(entries.map(\.bytes) == [[97], [98]])
  }

  @Test(arguments: ["/etc/passwd", "../x.yaml", "a/../../x", "a//b", "a\\b", "c:x", "a/./b", "\u{7}x", ""])
  func pathsThatLeadOutside(_ path: String) {
    #expect(status(Tar.of([("bundle.yaml", "x"), (path, "y")])) == 422, "\(path)")
  }

  @Test(arguments: ["1", "2", "3", "4", "6"] as [Character]) func linksAndDevices(_ type: Character) {
    #expect(status(Tar.of([("x", "")], type: type)) == 422)
  }

  @Test func theSameFileTwice() {
    #expect(status(Tar.of([("a.yaml", "x"), ("a.yaml", "y")])) == 422)
  }

  @Test func tooManyAndTooLarge() {
    #expect(status(Tar.of((0..<2_001).map { ("f\($0).yaml", "") })) == 413)
    let piece = String(repeating: "0", count: 9 << 20)
    #expect(status(Tar.of([("a", piece), ("b", piece)])) == 413)
  }

  @Test func rubbish() {
    var random = SystemRandomNumberGenerator()
    for count in [0, 1, 100, 512, 10_000] {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(status(bytes) != nil)
    }
    let good = Tar.of([("bundle.yaml", String(repeating: "x", count: 3_000))])
    for _ in 0..<2_000 {
      var bad = good
      for _ in 0..<8 { bad[Int.random(in: 0..<bad.count)] = UInt8.random(in: 0...255) }
      _ = status(Array(bad.prefix(Int.random(in: 0...bad.count))))
    }
  }
}
