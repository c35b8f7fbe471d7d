import Core
import Testing

@testable import Spec

@Suite struct SourceTextTests {
  @Test func columnsCountScalars() {
    let source = SourceText(file: "a.yaml", text: "a: 年龄\r\n键: 😀x\n")
    let x = Array("a: 年龄\r\n键: 😀".utf8).count
    #expect(source.position(at: x) == SourcePosition(line: 2, column: 5))
    #expect(source.offset(of: SourcePosition(line: 2, column: 5)) == x)
    #expect(source.line(1) == "a: 年龄")
    #expect(source.line(2) == "键: 😀x")
    #expect(source.line(9) == nil)
  }

  @Test func everyOffsetIsFoundAgain() {
    let source = SourceText(file: "a.yaml", text: "胡同: 服务/1\n\n标题: é\u{301}\n")
    for offset in source.bytes.indices where source.bytes[offset] & 0xC0 != 0x80 {
      #expect(source.offset(of: source.position(at: offset)) == offset)
    }
  }

  @Test func aMarkAtTheFrontIsNoColumn() {
    let source = SourceText(file: "a.yaml", text: "\u{FEFF}hutong: x\n")
    #expect(source.hadByteOrderMark)
    #expect(source.position(at: 0) == SourcePosition(line: 1, column: 1))
    #expect(source.bytesWithMark.starts(with: [0xEF, 0xBB, 0xBF]))
  }

  @Test func emptyRangesAreWidened() {
    let source = SourceText(file: "a.yaml", text: "")
    #expect(!source.range(0, 0).isEmpty)
    #expect(source.range(0, 0) == SourceRange(file: "a.yaml", line: 1, column: 1))
  }
}
