/// Division codes of county level and above with the years in which they were valid. The first six digits of
/// an ID number are looked up here: a number keeps the code of the day on which it was issued.
package struct DivisionHistory: Sendable {
  /// One name of one code, with first and last year.
  package struct Entry: Sendable, Hashable {
    package let name: String
    package let years: ClosedRange<Int>
  }

  private var entries: [String: [Entry]] = [:]

  /// Reads a table with the columns code, name, first, last; rows that hold no years are left out.
  package init(_ table: CSVRows) {
    let code = table.index(of: "code")
    let name = table.index(of: "name")
    let first = table.index(of: "first")
    let last = table.index(of: "last")
    for row in table {
      guard let from = Int(row[first]), let until = Int(row[last]), from <= until else { continue }
      entries[row[code], default: []].append(Entry(name: row[name], years: from...until))
    }
  }

  /// Adds the codes of today's table, which may be younger than the history: six digits, valid from `year`
  /// on.
  package mutating func add(_ tree: PlaceTree, year: Int) {
    for node in tree.nodes where node.level <= .district && node.code.utf8.count == 6 && node.isOfficial {
      guard entries[node.code]?.contains(where: { $0.name == node.name }) != true else { continue }
      entries[node.code, default: []].append(Entry(name: node.name, years: year...9_999))
    }
  }

  /// True when the six digits were a division in any year.
  package func contains(_ code: some StringProtocol) -> Bool { entries[String(code)] != nil }

  /// The names that a code has had, oldest first.
  package func entries(of code: some StringProtocol) -> [Entry] {
    (entries[String(code)] ?? []).sorted { $0.years.lowerBound < $1.years.lowerBound }
  }

  package var count: Int { entries.count }
}
