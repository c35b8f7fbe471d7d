import Testing

@testable import Core

@Suite struct CSVRowsTests {
  @Test func quotesBreaksAndMarks() {
    let rows = CSVRows("\u{FEFF}名,值\r\n甲,\"一,\"\"二\"\"\r\n三\"\r\n\r\n乙,\n")
    #expect(rows.columns == ["名", "值"])
    let all = Array(rows)
    #expect(all.map(\.fields) == [["甲", "一,\"二\"\r\n三"], ["乙", ""]])
    #expect(all.map(\.line) == [2, 5])
  }

  @Test(arguments: ["", "\n", "\"", "a,\"", "\"\"\"", ",", "a\r"])
  func oddEnds(text: String) {
    #expect(Array(CSVRows(text)).count <= 1)
  }
}
