import Testing

@testable import Core

@Suite struct ShippedKnowledgeTests {
  static let files = ["city", "lists", "person", "place", "matter", "object", "organization"]

  /// Counted in the text; the compiled schema is counted where documents are read.
  @Test func countsOfTheTables() throws {
    let lines = try Self.files.flatMap { try shipped("Specs/knowledge/\($0).yaml").split(separator: "\n") }
    #expect(lines.count { $0.contains("sensitivity: ") } == 966)
    #expect(lines.count { $0.hasPrefix("    ends: ") } == 76)
    #expect(lines.count { $0.hasPrefix("    ends: [") && Self.sameEnds($0) } == 25)
    #expect(lines.count { $0.hasPrefix("  - ") } == 68)
    #expect(lines.count { $0.hasPrefix("    - \"") } == 2_022)
  }

  @Test func everyNumberOnce() throws {
    let table = CSVRows(try shipped("Specs/knowledge/numbers.csv"))
    let numbers = IssuedNumbers(table)
    #expect(numbers.attributeCount == 966)
    #expect(numbers.relationCount == 76)
    #expect(Set(table.map { $0.fields[0] + $0.fields[1] }).count == 966 + 76)
  }

  private static func sameEnds(_ line: Substring) -> Bool {
    let names = line.split(whereSeparator: { "[], ".contains($0) }).suffix(2)
    return names.first == names.last
  }
}
