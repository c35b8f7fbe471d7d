import Testing

@testable import Server

@Suite struct QRCodeTests {
  @Test func finderPatternsStandInThreeCorners() throws {
    let code = try #require(QRCode("https://胡同.test/requests/HT-2026-0001"))
    #expect(code.width >= 25 && (code.width - 21) % 4 == 0)
    for (column, row) in [(0, 0), (code.width - 7, 0), (0, code.width - 7)] {
      for at in 0..<7 {
        #expect(code[column + at, row] && code[column + at, row + 6])
        #expect(code[column, row + at] && code[column + 6, row + at])
      }
      #expect(code[column + 3, row + 3] && !code[column + 1, row + 1])
    }
  }

  @Test func whatNoSymbolHoldsIsNone() {
    #expect(QRCode(String(repeating: "互通", count: 2_000)) == nil)
    #expect(QRCode("") == nil)
  }

  @Test func itIsDrawnWithItsWords() throws {
    var html = HTML()
    try #require(QRCode("A")).draw("\"<去>", &html)
    let text = String(decoding: html.bytes, as: UTF8.self)
    #expect(text.hasPrefix("<svg class=\"qr\" viewBox=\"0 0 29 29\""))
    #expect(text.contains("aria-label=\"&quot;&lt;去&gt;\"") && text.contains("M4 4h7v1h-7z"))
  }
}
