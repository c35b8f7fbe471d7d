import Core
import Testing

@testable import Engine

/// What is shown of two texts that differ.
@Suite struct TextDifferenceTests {
  private func shown(_ old: String, _ new: String) throws -> [String] {
    try #require(TextDifference(old, new).hunks).map { hunk in
      "\(hunk.line): "
        + hunk.lines.map { line in
          switch line.kind {
          case .kept: " \(line.text)"
          case .added: "+\(line.text)"
          case .removed: "-\(line.text)"
          }
        }.joined(separator: "|")
    }
  }

  @Test func onlyWhatDiffersIsShownWithALittleAround() throws {
    let old = (1...20).map { "第\($0)行" }.joined(separator: "\n") + "\n"
    let new = old.replacing("第3行", with: "第三行").replacing("第15行\n", with: "")
    #expect(
      try shown(old, new) == [
        "1:  第1行| 第2行|-第3行|+第三行| 第4行| 第5行", "13:  第13行| 第14行|-第15行| 第16行| 第17行",
      ])
    #expect(try shown(old, old).isEmpty)
    #expect(try shown("", "a\nb\n") == ["1: +a|+b"])
    #expect(try shown("a\nb\n", "") == ["1: -a|-b"])
    #expect(try shown("a", "a\n").isEmpty, "the last line break is no line")
  }

  @Test func whatIsTooDifferentIsNotCompared() {
    let old = (0..<3_000).map { "甲\($0)" }.joined(separator: "\n")
    let new = (0..<3_000).map { "乙\($0)" }.joined(separator: "\n")
    #expect(TextDifference(old, new).hunks == nil)
    #expect(TextDifference("", new).hunks?.first?.lines.count == 3_000)
  }
}
