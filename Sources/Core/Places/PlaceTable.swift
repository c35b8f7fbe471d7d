/// A table of places as somebody brings it: rows that can be read, and what is wrong with the others. Columns are found by
/// name: `code` (or `provisional_code`), `name`, `level`, `parent`, and, if there, `kind`, `official` (or
/// `official_code`), `from`, `was`.
package struct PlaceTable: Sendable {
  package struct Row: Sendable, Hashable {
    package let line: Int
    /// Canonical; empty = to be issued.
    package let code: String
    package let name: String
    package let level: PlaceLevel
    /// Canonical; empty = the code above, or none.
    package let parent: String
    package let kind: PlaceKind
    package let isOfficial: Bool
    package let aliases: [String]
  }

  package typealias Problem = RowProblem

  package private(set) var rows: [Row] = []
  package private(set) var problems: [Problem] = []

  private let code, name, level, parent, kind, official, was: Int?

  package init(_ text: String) {
    let table = CSVRows(text)
    code = table.index(of: "code") ?? table.index(of: "provisional_code")
    name = table.index(of: "name")
    level = table.index(of: "level")
    parent = table.index(of: "parent")
    kind = table.index(of: "kind")
    official = table.index(of: "official") ?? table.index(of: "official_code")
    was = table.index(of: "was")
    for (column, word) in [(code, "code"), (name, "name"), (level, "level")] where column == nil {
      problems.append(Problem(line: 1, column: 1, Message(zh: "表头缺少 `\(word)` 列", en: "The header has no column `\(word)`")))
    }
    if !problems.isEmpty { return }
    var seen: [String: Int] = [:]
    for row in table where row.fields.contains(where: { $0.contains { !$0.isWhitespace } }) { read(row, &seen) }
  }

  private mutating func read(_ row: CSVRows.Row, _ seen: inout [String: Int]) {
    func text(_ column: Int?) -> String {
      let field = Substring(row[column])
      return String(field.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
    let count = problems.count
    let called = text(name)
    if called.isEmpty { fail(row.line, name, Message(zh: "没有名称", en: "The place has no name")) }
    if called.unicodeScalars.count > 100 || called.contains("/") {
      fail(row.line, name, Message(zh: "名称太长，或者有「/」", en: "The name is too long or has a `/`"))
    }
    let rank = PlaceLevel(word: text(level))
    if rank == nil { fail(row.line, level, Message(zh: "「\(text(level))」不是层级", en: "`\(text(level))` is no level")) }
    var canonical = ""
    if !text(code).isEmpty, let rank {
      if let read = PlaceCode(text(code)), read.level == rank || read.form != .level(rank) && read.level == nil {
        canonical = read.text
      } else {
        fail(row.line, code, Message(zh: "「\(text(code))」不是\(rank.alias)的编码", en: "`\(text(code))` is no code of a \(rank.word)"))
      }
    }
    if !canonical.isEmpty {
      if let first = seen[canonical] {
        fail(row.line, code, Message(zh: "编码 \(canonical) 在第 \(first) 行已经有了", en: "Line \(first) has the code \(canonical) already"))
      }
      seen[canonical] = seen[canonical] ?? row.line
    }
    let above = text(parent)
    let aboveCode = above.isEmpty ? nil : PlaceCode(above)
    if !above.isEmpty, aboveCode == nil {
      fail(row.line, parent, Message(zh: "上级「\(above)」不是编码", en: "The parent `\(above)` is no code"))
    }
    guard problems.count == count, let rank else { return }
    rows.append(
      Row(
        line: row.line, code: canonical, name: called, level: rank, parent: aboveCode?.text ?? "",
        kind: PlaceKind(word: text(kind)) ?? .area, isOfficial: text(official) != "0",
        aliases: text(was).split(separator: "|").map(String.init)))
  }

  private mutating func fail(_ line: Int, _ column: Int?, _ message: Message) {
    problems.append(Problem(line: line, column: (column ?? 0) + 1, message))
  }

  /// The column of a field in messages about a row, from 1.
  package func column(_ field: String) -> Int {
    switch field {
    case "code": (code ?? 0) + 1
    case "parent": (parent ?? 0) + 1
    case "level": (level ?? 0) + 1
    default: (name ?? 0) + 1
    }
  }
}
