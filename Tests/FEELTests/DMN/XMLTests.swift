import Testing

@testable import FEEL

@Suite struct XMLTests {
  private func fault(_ text: String) -> String? {
    do throws(XMLProblem) {
      _ = try XMLReader.read(Array(text.utf8))
      return nil
    } catch {
      return "\(error.place.line):\(error.place.column) \(error.en)"
    }
  }

  @Test func elementsAttributesTextAndReferences() throws {
    let text =
      "\u{FEFF}<?xml version='1.0' encoding='utf-8'?>\n<!-- 注 --><a:甲 xmlns:a=\"u\" 乙='1&lt;&#x4e2d;\n' a:c=\"2\">"
      + "x &amp; y\r\n<![CDATA[<&>]]><b xmlns=\"v\"/><?pi ?></a:甲>\n"
    let root = try XMLReader.read(Array(text.utf8))
    #expect(root.name == "甲" && root.namespace == "u")
    #expect(root.attribute("乙") == "1<中 ")
    #expect(root.attribute("c") == nil && root.attribute("c", of: "u") == "2")
    #expect(root.text == "x & y\n<&>")
    #expect(root.children.map(\.name) == ["b"] && root.children[0].namespace == "v")
    #expect(root.place == XMLPlace(line: 2, column: 11))
  }

  @Test(arguments: [
    ("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", "1:1 a DOCTYPE is not allowed"),
    ("<a>\n  <!doctype b></a>", "2:3 a DOCTYPE is not allowed"),
    ("<a>\n 甲 \u{0}</a>", "2:4 XML has no such character"),
    ("<a b=\"\u{1}\"/>", "1:7 XML has no such character"),
    ("<a>\u{FFFF}</a>", "1:4 XML has no such character"),
    ("<a>&#xFFFE;</a>", "1:4 the entity `&#xFFFE;` is not allowed"),
    ("<!ENTITY lol \"lol\"><a/>", "1:1 declarations are not allowed"),
    ("<a>&lol;</a>", "1:4 the entity `&lol;` is not allowed"),
    ("<a>a & b</a>", "1:4 `&` must be written `&amp;`"),
    ("<a>&#0;</a>", "1:4 the entity `&#0;` is not allowed"),
    ("<a>\n<b></a>", "2:4 `</a>` closes nothing, `</b>` is expected"),
    ("<a>\n<b>", "2:1 the file ends inside `<b>`"), ("", "1:1 the file holds no element"),
    ("<a/><b/>", "1:5 there can be only one root element"),
    ("x<a/>", "1:1 text cannot stand outside the root element"),
    ("<a b='1' b='2'/>", "1:10 the attribute `b` is written twice"),
    ("<a b=1/>", "1:6 an attribute value needs quotes"),
    ("<a b='1/>", "1:7 an attribute value never ends"), ("<p:a/>", "1:1 the prefix `p` is not declared"),
    ("<a><!-- ", "1:4 a comment never ends"), ("<a><![CDATA[ ", "1:4 a CDATA never ends"),
    ("<?xml version='1.0' encoding='GB18030'?><a/>", "1:1 the encoding must be UTF-8"),
    ("<a", "1:3 `>` is expected here"),
    ("< a/>", "1:2 a name is expected here"),
    ("<a b='1'c='2'/>", "1:9 a blank is missing before an attribute"),
  ])
  func faultsAreLocated(text: String, expected: String) { #expect(fault(text) == expected) }

  @Test func billionLaughsIsRefusedBeforeItIsRead() {
    var text = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY a \"lol\">"
    for (name, other) in zip("bcdefghij", "abcdefghi") {
      text += "<!ENTITY \(name) \"" + String(repeating: "&\(other);", count: 10) + "\">"
    }
    #expect(fault(text + "]><a>&j;</a>") == "2:1 a DOCTYPE is not allowed")
  }

  @Test func depthAndBytesAreBounded() {
    let deep = String(repeating: "<a>", count: 100_000)
    #expect(fault(deep)?.contains("nested too deeply") == true)
    let fits =
      String(repeating: "<a>", count: XMLReader.depth) + String(repeating: "</a>", count: XMLReader.depth)
    #expect(fault(fits) == nil)
    let (many, _) = (String(repeating: " b", count: 300), 0)
    #expect(fault("<a\(many)/>") != nil)
    #expect((try? XMLReader.read([UInt8](repeating: 0x20, count: XMLReader.size + 1))) == nil)
    #expect((try? XMLReader.read([0x3C, 0x61, 0xFF, 0x2F, 0x3E])) == nil)
  }

  @Test func writtenTextIsReadAgain() throws {
    var writer = XMLWriter()
    let text = "a < b & c > \"d\" 'e'\n\t中𠮷\u{1}\r"
    writer.leaf("甲", text, [("乙", text), ("丙", nil)])
    let root = try XMLReader.read(Array(writer.text.utf8))
    let kept = text.replacing("\u{1}", with: "")
    #expect(root.text == kept)
    #expect(root.attribute("乙") == kept)
  }
}
