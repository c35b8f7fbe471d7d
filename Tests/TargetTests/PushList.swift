import Foundation

@testable import FEEL

/// `Tests/Cases/feel/push.yaml`: columns, and expressions as offices write them with the targets that take them.
struct PushList {
  struct Entry {
    let purpose: String
    let targets: Set<String>
    let text: String
  }

  let ledger: Ledger
  let entries: [Entry]

  init(_ text: String) throws {
    var fields: [Ledger.Field] = []
    var children: [String: [Ledger.Member]] = [:]
    var entries: [Entry] = []
    var words: [String] = []
    for line in text.split(separator: "\n") where line.hasPrefix("  - {") {
      let keys = Self.keys(String(line.dropFirst(5).dropLast()))
      if let expression = keys["text"] {
        entries.append(
          Entry(
            purpose: keys["for"] ?? "",
            targets: Set((keys["push"] ?? "").split(separator: " ").map(String.init)).subtracting(["none"]),
            text: expression))
        words += Self.words(expression)
        continue
      }
      let name = keys["name"] ?? ""
      let (type, column) = try Self.type(
        keys, number: fields.count + children.values.reduce(0) { $0 + $1.count })
      if let owner = keys["of"] {
        guard let column else { throw StoreTrouble(description: "\(name) is no column") }
        children[owner, default: []].append(Ledger.Member(name, type, column))
      } else if let column {
        fields.append(Ledger.Field(name, type, .column(column)))
      } else if keys["type"] == "rows" {
        fields.append(
          Ledger.Field(
            name, .unknown,
            .rows(
              table: "r\(fields.count)", isLinked: keys["all"] == nil,
              most: keys["all"] == nil ? 1000 : 1_000_000, [])))
      } else {
        fields.append(Ledger.Field(name, type, keys["type"]?.hasPrefix("my-") == true ? .command : .nowhere))
      }
    }
    fields = fields.map { field in
      guard case .rows(let table, let isLinked, let most, _) = field.place else { return field }
      let members = children[field.name] ?? fields.compactMap { Self.member($0) }
      return Ledger.Field(
        field.name, Ledger.Field.list(of: members),
        .rows(table: table, isLinked: isLinked, most: most, members))
    }
    ledger = Ledger(fields, words: words)
    self.entries = entries
  }

  /// All rows have the columns of the row itself.
  private static func member(_ field: Ledger.Field) -> Ledger.Member? {
    guard case .column(let column) = field.place else { return nil }
    return Ledger.Member(field.name, field.type, column)
  }

  /// `key: value, …`; values are plain or in single quotes.
  private static func keys(_ text: String) -> [String: String] {
    var keys: [String: String] = [:]
    var rest = text[...]
    while let colon = rest.firstIndex(of: ":") {
      let key = rest[..<colon].trimmingCharacters(in: [" ", ","])
      rest = rest[rest.index(after: colon)...].drop { $0 == " " }
      let isQuoted = rest.first == "'"
      if isQuoted { rest = rest.dropFirst() }
      let end = rest.firstIndex(of: isQuoted ? "'" : ",") ?? rest.endIndex
      keys[key] = String(rest[..<end])
      rest = end < rest.endIndex ? rest[rest.index(after: end)...] : ""
    }
    return keys
  }

  private static func words(_ expression: String) -> [String] {
    expression.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .compactMap { $0.offset % 2 == 1 ? String($0.element) : nil }
  }

  private static func type(_ keys: [String: String], number: Int) throws -> (Type, SQLColumn?) {
    let digits = keys["digits"].flatMap { Int($0) } ?? 9
    let scale = keys["scale"].flatMap { Int($0) } ?? 0
    func column(_ type: SQLColumnType) -> SQLColumn {
      SQLColumn("c\(number)", type, nullable: keys["null"] != "no")
    }
    switch keys["type"] {
    case "boolean": return (.boolean, column(.boolean))
    case "integer": return (.number, column(.integer(digits: digits)))
    case "decimal": return (.number, column(.decimal(scale: scale, digits: digits)))
    case "text": return (.string, column(.text))
    case "date": return (.date, column(.date))
    case "moment": return (.dateTime, column(.instant))
    case "my-text": return (.string, nil)
    case "my-number": return (.number, nil)
    case "my-boolean": return (.boolean, nil)
    case "my-texts": return (.list(.string), nil)
    case "my-person", "person": return (.entity("person"), nil)
    case "place", "my-place": return (.entity("place"), nil)
    case "point": return (.context(["lon": .number, "lat": .number]), nil)
    case "rows": return (.unknown, nil)
    default: throw StoreTrouble(description: "no type \(keys["type"] ?? "")")
    }
  }
}
