import Core
import Testing

@testable import Spec

/// Nothing an author, or somebody worse, writes ends the process.
@Suite struct HostileInputTests {
  /// A small fixed generator (xorshift), so that a failure repeats.
  struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  static let seeds: [[UInt8]] = {
    let folder = SharedFolder.repository + "/Tests/Cases/spec"
    let paths = SharedFolder.yamlFiles(under: folder)
    return paths.compactMap { try? FolderReader.bytes(of: $0) }.filter { $0.count < 4_000 }
  }()

  @Test(arguments: 0..<10) func mutatedFilesNeverTrap(_ batch: Int) throws {
    let table = try #require(TestTable.table)
    var dice = Dice(state: UInt64(batch) &* 7_919 &+ 88_172_645_463_325_252)
    let spice: [[UInt8]] = [
      "：", "　", "“", "\t", ": ", "- ", "{", "}", "[", "]", "'", "\"", "|", ">", "\n", "\r\n", "&a ", "*a",
      "\\u00", "\0", "= ", "..", "---\n",
    ]
    .map { Array($0.utf8) }
    for _ in 0..<1_000 {
      var bytes = HostileInputTests.seeds.randomElement(using: &dice) ?? []
      for _ in 0..<Int.random(in: 1...6, using: &dice) where !bytes.isEmpty {
        let at = Int.random(in: 0..<bytes.count, using: &dice)
        switch Int.random(in: 0..<5, using: &dice) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &dice)
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(contentsOf: spice.randomElement(using: &dice) ?? [], at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...40, using: &dice)))
        default:
          let other = HostileInputTests.seeds.randomElement(using: &dice) ?? []
          bytes.insert(contentsOf: other.prefix(Int.random(in: 1...200, using: &dice)), at: at)
        }
      }
      check(bytes, table)
    }
  }

  @Test func randomBytesNeverTrap() throws {
    let table = try #require(TestTable.table)
    var dice = Dice(state: 42)
    for _ in 0..<2_000 {
      let count = Int.random(in: 0...200, using: &dice)
      check((0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }, table)
    }
  }

  @Test func extremesAreRefusedQuickly() throws {
    let table = try #require(TestTable.table)
    let header = "hutong: service/1\ntitle: 甲\nopen: {to: [self]}\n"
    let texts = [
      String(repeating: "[", count: 300_000), String(repeating: "{a: ", count: 100_000),
      String(repeating: "- ", count: 200_000), String(repeating: "? ", count: 200_000),
      header + "tags: [" + String(repeating: "a, ", count: 250_000) + "a]\n",
      header + "help: \"" + String(repeating: "\\n", count: 40_000) + "\"\n",
      String(repeating: "a: b\n", count: 210_000), String(repeating: "\t", count: 100_000),
      String(repeating: "---\n", count: 200_000), String(repeating: "　", count: 200_000),
      header + "form:\n" + String(repeating: "  - 甲: phone\n", count: 30_000),
      header + "measures:\n" + (0..<20_000).map { "  m\($0): count(requests)\n" }.joined(),
      String(repeating: "x", count: 1_100_000),
    ]
    for text in texts {
      let file = SpecFile.read(SourceText(file: "a.yaml", text: text), table: table)
      #expect(!file.diagnostics.isEmpty || !file.documents.isEmpty)
    }
  }

  private func check(_ bytes: [UInt8], _ table: SpecTable) {
    let source = SourceText(file: "a.yaml", bytes: bytes)
    let file = SpecFile.read(source, table: table)
    let report = TextReport(language: .zh) { _, line in source.line(line) }
    _ = report.print(file.diagnostics)
    for finding in file.diagnostics { #expect(!finding.range.isEmpty, "\(finding) in \(bytes)") }
    if let repaired = Repair.apply(file.diagnostics, to: source) {
      _ = SpecFile.read(repaired.source, table: table)
    }
    for document in file.documents { visit(document.root, 0) }
  }

  private func visit(_ node: SpecNode, _ depth: Int) {
    _ = node.text
    _ = node.label
    _ = node.duration
    if node.kind == .scalar { _ = node.range(utf8: 0..<node.text.utf8.count) }
    for child in node.children { visit(child, depth + 1) }
  }
}
