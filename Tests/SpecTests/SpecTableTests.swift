import Testing

@testable import Spec

@Suite struct SpecTableTests {
  /// The list of keys in Swift and the table of keys are one.
  @Test func everyKeyAndPositionHasACase() throws {
    let path = SharedFolder.repository + "/Specs/language/keys.csv"
    let rows = CSVLines.rows(try FolderReader.bytes(of: path)).dropFirst()
    let keys = rows.filter { !$0[0].hasPrefix("word:") }
    #expect(Set(keys.map { $0[1] }) == Set(SpecKey.allCases.map(\.name)))
    #expect(Set(keys.map { $0[0] }) == Set(SpecPosition.allCases.map(\.name)))
    #expect(SpecKey.allCases.allSatisfy { SpecKey(name: $0.name) == $0 })
    #expect(SpecPosition.allCases.allSatisfy { SpecPosition(name: $0.name) == $0 })
    _ = try #require(SpecTable(csv: try FolderReader.bytes(of: path)))
  }

  @Test func bothSpellingsNameOneKey() throws {
    let table = try #require(TestTable.table)
    #expect(table.row("控件", at: .field)?.key == .control)
    #expect(table.row("control", at: .field)?.key == .control)
    #expect(table.row("标识", at: .service)?.key == .id)
    #expect(table.row("控件", at: .step) == nil)
    #expect(table.word("社区", in: "level") == "community")
    #expect(table.word("community", in: "level") == "community")
    #expect(table.word("村", in: "level") == nil)
  }

  @Test func suggestionsAreNear() {
    #expect(Suggestion.nearest("titel", among: ["title", "to", "标题"]) == "title")
    #expect(Suggestion.nearest("requird", among: ["required", "repeat"]) == "required")
    #expect(Suggestion.nearest("必添", among: ["必填", "默认"]) == "必填")
    #expect(Suggestion.nearest("甲乙", among: ["必填", "默认"]) == nil)
    #expect(Suggestion.nearest("", among: ["a"]) == nil)
  }
}
