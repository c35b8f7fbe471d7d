import FEEL

/// A table of places as somebody brings it: rows that can be read, and what is wrong with the others. Columns are found by
/// name, English or Chinese: `code` (or `provisional_code`), `name`, `level`, `parent`, and, if there, `kind`, `official`
/// (or `official_code`), `from`, `was`. Other columns say nothing; one that would end a place is refused.
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
    /// The day since which it stands, 2026-03-05; nil = not said.
    package let from: String?
    package let aliases: [String]
  }

  package typealias Problem = RowProblem

  package private(set) var rows: [Row] = []
  package private(set) var problems: [Problem] = []

  private let code, name, level, parent, kind, official, from, until, was: Int?
  private let columns: Int

  package init(_ text: String) {
    let table = CSVRows(text)
    func column(_ words: String...) -> Int? { words.lazy.compactMap { table.index(of: $0) }.first }
    columns = table.columns.count
    code = column("code", "provisional_code", "编码", "代码")
    name = column("name", "名称")
    level = column("level", "层级", "级别")
    parent = column("parent", "上级", "上级编码")
    kind = column("kind", "类别")
    official = column("official", "official_code", "官方")
    from = column("from", "从", "起始")
    until = column("until", "到", "截止")
    was = column("was", "曾用名", "别名")
    for (column, word) in [(code, "code"), (name, "name"), (level, "level")] where column == nil {
      problems.append(Problem(line: 1, column: 1, Message(zh: "表头缺少 `\(word)` 列", en: "The header has no column `\(word)`")))
    }
    if !problems.isEmpty { return }
    var seen: [String: Int] = [:]
    for row in table where row.fields.contains(where: { $0.contains { !$0.isWhitespace } }) { read(row, &seen) }
  }

  /// What tables of divisions write for areas of one level.
  private static let sortsOfArea: Set<String> = ["村", "社区"]

  private mutating func read(_ row: CSVRows.Row, _ seen: inout [String: Int]) {
    func text(_ column: Int?) -> String {
      let field = Substring(row[column])
      return String(field.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
    let count = problems.count
    if row.isUnclosed {
      return fail(row.line, row.fields.count - 1, Message(zh: "引号没有闭合，后面的都读成了这一格", en: "A quote is not closed: all that follows is in this cell"))
    }
    if row.fields.count > columns, row.fields[columns...].contains(where: { !$0.isEmpty }) {
      return fail(row.line, columns, Message(zh: "这一行比表头多出 \(row.fields.count - columns) 格", en: "The row has \(row.fields.count - columns) cells more than the header"))
    }
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
    let sort = text(kind).isEmpty || Self.sortsOfArea.contains(text(kind)) ? .area : PlaceKind(word: text(kind))
    if sort == nil {
      let words = PlaceKind.allCases.map { "\($0.rawValue) \($0.alias)" }.joined(separator: "、")
      fail(row.line, kind, Message(zh: "「\(text(kind))」不是类别，可以写 \(words)", en: "`\(text(kind))` is no kind: \(words)"))
    }
    let since = text(from)
    if !since.isEmpty, CivilDate(text: since)?.text != since {
      fail(row.line, from, Message(zh: "日期要写成 2026-03-05", en: "A day is written 2026-03-05"))
    }
    if !text(until).isEmpty {
      fail(row.line, until, Message(zh: "表里写现在有的地方；撤销用「撤销」或「合并」", en: "A table says what stands: close or merge a place that ends"))
    }
    guard problems.count == count, let rank, let sort else { return }
    rows.append(
      Row(
        line: row.line, code: canonical, name: called, level: rank, parent: aboveCode?.text ?? "",
        kind: sort, isOfficial: text(official) != "0", from: since.isEmpty ? nil : since,
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
    case "from": (from ?? 0) + 1
    default: (name ?? 0) + 1
    }
  }
}
