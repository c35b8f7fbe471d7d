import Engine
import Testing

@testable import Server

@Suite struct JSONTests {
  private func read(_ text: String) throws -> Answer { try JSONReader.read(Array(text.utf8)) }

  @Test func readsATree() throws {
    let value = try read(#" {"姓名":"周桂兰","年龄":68,"n":-0.50e+2,"ok":true,"no":false,"x":null,"list":[1,"二"]} "#)
    #expect(
      value
        == .object([
          "姓名": .text("周桂兰"), "年龄": .number("68"), "n": .number("-0.50e+2"), "ok": .bool(true),
          "no": .bool(false),
          "x": .null, "list": .list([.number("1"), .text("二")]),
        ]))
  }

  @Test func readsEscapes() throws {
    #expect(try read(#""\u80e1\u540c\n\t\"\\\/ \ud83d\ude00""#) == .text("胡同\n\t\"\\/ 😀"))
  }

  @Test func textIsInNormalFormC() throws {
    #expect(try read("\"e\u{301}\"").text?.unicodeScalars.count == 1)
    #expect(try read(#""e\u0301""#).text?.unicodeScalars.count == 1)
    // The same name in two forms is the same name.
    #expect(throws: JSONReader.Problem.self) { try read("{\"é\":1,\"e\u{301}\":2}") }
  }

  @Test(arguments: [
    "", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "01", "1.", ".5",
    "+1", "1e",
    "1e+", "-", "tru", "nul", "\"", "\"\\", "\"\\u12", "\"\\x\"", "\"\t\"", "\"\\ud800\"",
    "\"\\ud800\\u0041\"",
    "\"\\udc00\"", "\"\\u0000\"", "\"\u{0}\"", "1 2", "{} {}", "[1 2]", "{\"a\":1,\"a\":2}", "'a'", "NaN",
    "\u{FEFF}1",
    "\"\\ud83d",
  ]) func refuses(_ text: String) {
    #expect(throws: JSONReader.Problem.self) { try read(text) }
  }

  @Test func refusesBytesThatAreNoText() {
    for bytes: [UInt8] in [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xFF],
    ] {
      #expect(throws: JSONReader.Problem.self) { try JSONReader.read(bytes) }
    }
  }

  @Test func depthIsLimited() throws {
    #expect(throws: Never.self) {
      try read(String(repeating: "[", count: 32) + String(repeating: "]", count: 32))
    }
    for open in ["[", "{\"a\":"] {
      #expect(throws: JSONReader.Problem.self) { try read(String(repeating: open, count: 100_000)) }
    }
  }

  @Test func longNumbersAreRefused() {
    #expect(throws: JSONReader.Problem.self) { try read(String(repeating: "9", count: 200)) }
  }

  @Test func writesWhatItReads() throws {
    let text = #"{"a":[1,2.50,null,true],"老人":"“好”\n\u0001\\"}"#
    var json = JSONWriter()
    json.value(try read(text))
    #expect(try JSONReader.read(json.bytes) == read(text))
    #expect(String(decoding: json.bytes, as: UTF8.self) == text)
  }
}
