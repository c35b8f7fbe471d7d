import Core
import Foundation
import Testing

@testable import Spec

/// `①…②` in the YAML mark where the text `needle` of the value stands in the source; the map must find it.
@Suite struct ScalarMapTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let yaml: String
    let needle: String

    init(_ description: String, _ yaml: String, _ needle: String) {
      testDescription = description
      self.yaml = yaml
      self.needle = needle
    }
  }

  static let cases: [Case] = [
    Case("plain", "a: x + ①foo②\n", "foo"),
    Case("plain Chinese", "键: 年龄 >= ①六十②\n", "六十"),
    Case("plain, two lines", "a: x +\n  ①foo②\n", "foo"),
    Case("plain, blank line between", "a: x +\n\n\n  y ①foo②\nb: 1\n", "foo"),
    Case("plain, CR LF", "a: x +\r\n  ①foo②\r\n", "foo"),
    Case("plain, blanks before the break", "a: x +   \n  ①foo②\n", "foo"),
    Case("plain in braces", "{a: 年龄, b: ①foo②}\n", "foo"),
    Case("single", "a: 'x ①foo②'\n", "foo"),
    Case("single with a doubled quote before", "a: 'it''s 年 ①foo②'\n", "foo"),
    Case("single, two lines", "a: 'x\n\n  ①foo② y'\n", "foo"),
    Case("double", "a: \"x ①foo②\"\n", "foo"),
    Case("double with escapes before", "a: \"\\\"\\n\\u5e74\\x41\\U0001F600 ①foo②\"\n", "foo"),
    Case("double with a wide escape", "a: \"\\L\\N\\_ ①foo②\"\n", "foo"),
    Case("double, line continued", "a: \"x \\\n   ①foo②\"\n", "foo"),
    Case("double, line folded", "a: \"x\n   ①foo② y\"\n", "foo"),
    Case("double, break and blank line", "a: \"x\n\n   ①foo② y\"\n", "foo"),
    Case("the escape itself", "a: \"x ①\\u5e74② y\"\n", "年"),
    Case("literal", "a: |\n  x\n  ①foo② y\nb: 1\n", "foo"),
    Case("literal, Chinese, second line", "键: |\n  第一行\n  第二行 ①foo②\n", "foo"),
    Case("literal, strip", "a: |-\n  x\n\n  ①foo②\n\n", "foo"),
    Case("literal, keep", "a: |+\n  x\n  ①foo②\n\n\nb: 1\n", "foo"),
    Case("literal, blank lines before", "a: |\n\n\n  ①foo②\n", "foo"),
    Case("literal, indicator", "a: |2\n    x\n  ①foo②\n", "foo"),
    Case("literal, indicator and strip", "a: |1-\n   x\n  ①foo②\n", "foo"),
    Case("literal, more indented inside", "a: |\n  x\n    y ①foo②\n  z\n", "foo"),
    Case("literal, comment behind the sign", "a: | # 说明 2\n  x ①foo②\n", "foo"),
    Case("literal, CR LF", "a: |\r\n  x\r\n  ①foo②\r\n", "foo"),
    Case("literal in a list", "- |\n x\n ①foo②\n- b\n", "foo"),
    Case("literal below a named item", "- a: |\n    x\n    ①foo②\n", "foo"),
    Case("literal with indicator below a dash", "- a: |2\n      x\n    ①foo②\n", "foo"),
    Case("folded", "a: >\n  x\n  ①foo② y\n", "foo"),
    Case("folded, paragraph", "a: >\n  x\n\n  ①foo② y\n", "foo"),
    Case("folded, two empty lines", "a: >\n  x\n\n\n  ①foo② y\n", "foo"),
    Case("folded, indented lines stay", "a: >\n  x\n    y\n    z\n  ①foo②\n", "foo"),
    Case("folded, empty lines round indented ones", "a: >\n  x\n\n    y\n\n  ①foo②\n", "foo"),
    Case("folded, strip", "a: >-\n  年\n  月\n  ①foo②\n", "foo"),
    Case("folded, empty line at the front", "a: >\n\n  x\n  ①foo②\n", "foo"),
    Case("folded, indicator", "a: >1\n  x\n  ①foo②\n", "foo"),
  ]

  @Test(arguments: cases) func findsTheText(_ example: Case) throws {
    let (source, start, end) = try #require(marked(example.yaml))
    let tree = try #require(YAMLReader.read(SourceText(file: "a.yaml", text: source)).tree)
    let index = try #require(scalar(holding: example.needle, in: tree))
    let value = Array(tree.text(index).utf8)
    let offset = try #require(find(Array(example.needle.utf8), in: value))
    let map = ScalarMap(tree, index)
    let range = map.range(offset..<offset + example.needle.utf8.count)
    #expect(range == tree.source.range(start, end))
  }

  /// Every byte of every value has an origin inside its scalar, in order, whatever the style.
  @Test(arguments: cases) func everyByteHasAnOrigin(_ example: Case) throws {
    let (source, _, _) = try #require(marked(example.yaml))
    let tree = try #require(YAMLReader.read(SourceText(file: "a.yaml", text: source)).tree)
    for index in tree.nodes.indices where tree.nodes[index].kind == .scalar {
      let map = ScalarMap(tree, index)
      let value = Array(tree.text(index).utf8)
      var last = -1
      for offset in value.indices {
        let origin = map.sourceOffset(offset)
        #expect(origin >= last)
        last = origin
        let byte = tree.source.bytes[origin]
        // Unescaped letters come from the very same letter.
        if value[offset] > 0x2F, byte != 0x5C { #expect(byte == value[offset]) }
      }
    }
  }

  /// The text without its marks and where they stood.
  private func marked(_ text: String) -> (String, Int, Int)? {
    guard let open = text.range(of: "①"), let close = text.range(of: "②") else { return nil }
    let before = text[..<open.lowerBound]
    let inside = text[open.upperBound..<close.lowerBound]
    let start = before.utf8.count
    let behind = text[close.upperBound...]
    return (String(before) + String(inside) + String(behind), start, start + inside.utf8.count)
  }

  private func scalar(holding needle: String, in tree: YAMLTree) -> Int? {
    tree.nodes.indices.first { tree.nodes[$0].kind == .scalar && tree.text($0).contains(needle) }
  }

  private func find(_ needle: [UInt8], in value: [UInt8]) -> Int? {
    value.indices.first { value[$0...].starts(with: needle) }
  }
}
