import Core
import FEEL

/// A table of the directory as somebody brings it: a row for a body, for a post of it, or for who sits there. Columns are
/// found by either spelling; several values stand with `|` between. Days are a first and a last one, as in documents.
package struct DirectoryTable: Sendable {
  package typealias Problem = RowProblem

  package enum Column: String, Sendable, CaseIterable {
    case organization, under, `class`, code, governs, at, post, role, place, rank, duties, tags, phone, staff, from, until

    package var alias: String {
      switch self {
      case .organization: "单位"
      case .under: "上级"
      case .class: "类别"
      case .code: "编码"
      case .governs: "管辖"
      case .at: "在"
      case .post: "岗位"
      case .role: "角色"
      case .place: "地点"
      case .rank: "职级"
      case .duties: "职责"
      case .tags: "标签"
      case .phone: "电话"
      case .staff: "人员"
      case .from: "开始"
      case .until: "截止"
      }
    }

    /// Where a table says a word of a post.
    init(_ word: PostWord) {
      switch word {
      case .phone: self = .phone
      case .rank: self = .rank
      case .duties: self = .duties
      case .tags: self = .tags
      }
    }
  }

  /// What stands alone in a field that is to be cleared; the wide form is what Chinese keyboards type.
  package static let mark = "-"
  private static func isMark(_ text: String) -> Bool { text == mark || text == "－" }

  package struct Row: Sendable {
    package let line: Int
    fileprivate let fields: [Column: String]

    package subscript(column: Column) -> String { fields[column] ?? "" }

    /// What the row says of its post: an empty field says nothing, the mark that there is nothing of that kind.
    package var words: PostWords {
      PostWords { word in
        let text = self[Column(word)]
        if text.isEmpty { return nil }
        if DirectoryTable.isMark(text) { return "" }
        switch word {
        case .tags: return list(.tags).joined(separator: "|")
        case .phone: return PhoneNumber(text)?.text ?? text
        case .rank, .duties: return text
        }
      }
    }

    /// The values of a column with several.
    package func list(_ column: Column) -> [String] {
      self[column].split(separator: "|").map { DirectoryTable.trimmed(String($0)) }.filter { !$0.isEmpty }
    }
  }

  package private(set) var rows: [Row] = []
  package private(set) var problems: [Problem] = []
  private var columns: [Column: Int] = [:]

  /// Rows in one table.
  package static let most = 50_000

  package init(_ text: String) {
    let table = CSVRows(text)
    var unknown: [(String, Int)] = []
    for (at, name) in table.columns.enumerated() {
      let word = Self.trimmed(name)
      if word.isEmpty { continue }
      let column = Column.allCases.first { $0.rawValue == word.lowercased() || $0.alias == word }
      if let column, columns[column] == nil { columns[column] = at } else { unknown.append((word, at)) }
    }
    for (word, at) in unknown {
      problems.append(
        Problem(line: 1, column: at + 1, Message(zh: "表头的「\(word)」不认识，或者写了两次", en: "The header's `\(word)` is unknown or stands twice")))
    }
    if columns[.organization] == nil {
      problems.append(Problem(line: 1, column: 1, Message(zh: "表头缺少 `单位` 列", en: "The header has no column `organization`")))
    }
    if !problems.isEmpty { return }
    for row in table {
      var fields: [Column: String] = [:]
      for (column, at) in columns {
        let text = Self.trimmed(row[at])
        if !text.isEmpty { fields[column] = Text.normalized(text) }
      }
      if fields.isEmpty { continue }
      if rows.count == Self.most {
        problems.append(
          Problem(line: row.line, column: 1, Message(zh: "一次最多 \(Self.most) 行", en: "At most \(Self.most) rows at once")))
        return
      }
      if row.fields.count > table.columns.count {
        problems.append(
          Problem(
            line: row.line, column: table.columns.count + 1,
            Message(zh: "这一行比表头多出字段", en: "This row has more fields than the header")))
        continue
      }
      check(Row(line: row.line, fields: fields))
    }
  }

  private mutating func check(_ row: Row) {
    let count = problems.count
    if row[.organization].isEmpty { fail(row, .organization, Message(zh: "没有单位名称", en: "The organisation has no name")) }
    for column in Column.allCases where row[column].unicodeScalars.count > 2_000 || row[column].contains("\0") {
      fail(row, column, Message(zh: "太长，或者有不能用的字符", en: "Too long, or with a sign that cannot be used"))
    }
    for column in [Column.organization, .post] where row[column].contains("/") || row[column].unicodeScalars.count > 100 {
      fail(row, column, Message(zh: "名称太长，或者有「/」", en: "The name is too long or has a `/`"))
    }
    for column in [Column.role, .place, .staff] + PostWord.allCases.map({ Column($0) }) where row[.post].isEmpty && !row[column].isEmpty {
      fail(row, column, Message(zh: "写了\(column.alias)，没有写岗位", en: "A \(column.rawValue) without a post"))
    }
    if row.list(.tags).count > 1, row.list(.tags).contains(where: { Self.isMark($0) }) {
      fail(row, .tags, Message(zh: "「\(Self.mark)」表示清空，要单独写", en: "`\(Self.mark)` clears the field: it stands alone"))
    }
    if let phone = row.words[.phone], !phone.isEmpty, PhoneNumber(phone) == nil {
      fail(row, .phone, Message(zh: "「\(phone.prefix(40))」\(PhoneNumber.complaint.zh)", en: "`\(phone.prefix(40))`: \(PhoneNumber.complaint.en)"))
    }
    for column in [Column.from, .until] where !row[column].isEmpty {
      if row[.staff].isEmpty {
        fail(row, column, Message(zh: "写了日期，没有写人员", en: "A day without staff"))
      } else if CivilDate(text: row[column])?.text != row[column] {
        fail(row, column, Message(zh: "日期要写成 2026-03-05", en: "A day is written 2026-03-05"))
      }
    }
    if !row[.from].isEmpty, !row[.until].isEmpty, row[.until] < row[.from] {
      fail(row, .until, Message(zh: "最后一天在第一天之前", en: "The last day is before the first"))
    }
    if problems.count == count { rows.append(row) }
  }

  mutating func fail(_ row: Row, _ column: Column, _ message: Message) {
    problems.append(Problem(line: row.line, column: self.column(column), message))
  }

  /// Where a field stands, from 1.
  package func column(_ column: Column) -> Int { (columns[column] ?? 0) + 1 }

  private static func trimmed(_ text: String) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
