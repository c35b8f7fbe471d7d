/// Grows a place tree node by node: checks levels, issues the codes that are not written, expands counted
/// test data.
package struct PlaceTreeBuilder: Sendable {
  package private(set) var nodes: [PlaceNode] = []
  private var issuer = PlaceCodeIssuer()
  private var byCode: [String: Int] = [:]

  package init() {}

  /// The tree of what was added so far.
  package func build() -> PlaceTree { PlaceTree(nodes) }

  /// Adds a place; an empty code is issued. Answers its index in `nodes`.
  @discardableResult
  package mutating func add(_ place: PlaceNode, line: Int = 0) throws(PlaceProblem) -> Int {
    var place = place
    guard !place.name.isEmpty else { throw PlaceProblem(.nameMissing, line: line) }
    let above = place.parent.flatMap { nodes.indices.contains($0) ? nodes[$0] : nil }
    if let above, above.level >= place.level {
      throw PlaceProblem(.levelOrder(place.level, under: above.level), line: line)
    }
    let parentCode = above.flatMap { PlaceCode($0.code) }
    if place.code.isEmpty {
      guard let code = issuer.issue(place.level, named: place.name, under: parentCode) else {
        throw PlaceProblem(.codesUsedUp, line: line)
      }
      place.code = code.text
      byCode[code.text] = nodes.count
    } else {
      guard let code = PlaceCode(place.code), code.level == place.level else {
        throw PlaceProblem(.badCode(place.code), line: line)
      }
      guard issuer.take(code) else { throw PlaceProblem(.duplicateCode(place.code), line: line) }
      byCode[code.text] = nodes.count
    }
    nodes.append(place)
    return nodes.count - 1
  }

  /// The index of the place with that code, in any usual length.
  package func index(ofCode code: String) -> Int? {
    PlaceCode(code).flatMap { byCode[$0.text] }
  }

  /// Adds the rows of a table with the columns code, level, name, parent and, if there, kind, from, until,
  /// official. Rows may stand in any order. Answers what is wrong with the rows that were left out.
  package mutating func add(_ table: CSVRows) -> [PlaceProblem] {
    let columns = Columns(table)
    var problems: [PlaceProblem] = []
    var waiting = Array(table)
    while !waiting.isEmpty {
      var later: [CSVRows.Row] = []
      for row in waiting {
        let parent = row[columns.parent]
        if !parent.isEmpty, index(ofCode: parent) == nil {
          later.append(row)
        } else {
          do { try add(columns.node(row, parent: index(ofCode: parent)), line: row.line) } catch {
            problems.append(error)
          }
        }
      }
      guard later.count < waiting.count else {
        problems += later.map { PlaceProblem(.unknownParent($0[columns.parent]), line: $0.line) }
        break
      }
      waiting = later
    }
    return problems.sorted { $0.line < $1.line }
  }

  /// Adds `counts[0]` children under each leaf, `counts[1]` under each of these and so on: test data, named
  /// by number. Streets and communities are numbered through under `top` (一号街道 … 四号街道), compounds, buildings,
  /// units and doors begin anew in each parent (一号小区, 1号楼, 1单元, 101室 with two doors on a floor).
  package mutating func addCounted(_ counts: [Int], under top: Int) throws(PlaceProblem) {
    guard nodes.indices.contains(top) else { return }
    var parents = [top]
    var level = nodes[top].level
    for count in counts {
      guard let below = level.below else {
        throw PlaceProblem(.levelOrder(.door, under: .door))
      }
      level = below
      var added: [Int] = []
      for parent in parents {
        for number in 0..<max(0, count) {
          let through = level <= .community ? added.count : number
          let name = Self.countedName(level, through + 1)
          added.append(try add(PlaceNode(parent: parent, level: level, name: name, code: "")))
        }
      }
      parents = added
    }
  }

  private static func countedName(_ level: PlaceLevel, _ number: Int) -> String {
    switch level {
    case .province, .city, .district: chineseNumeral(number) + level.alias
    case .street, .community, .estate: chineseNumeral(number) + "号" + level.alias
    case .building: "\(number)号楼"
    case .unit: "\(number)单元"
    case .door: "\((number + 1) / 2 * 100 + (number - 1) % 2 + 1)室"
    }
  }
}

/// The columns of a table of places.
private struct Columns {
  let code, level, name, parent, kind, from, until, official, was: Int?

  init(_ table: CSVRows) {
    code = table.index(of: "code")
    level = table.index(of: "level")
    name = table.index(of: "name")
    parent = table.index(of: "parent")
    kind = table.index(of: "kind")
    from = table.index(of: "from")
    until = table.index(of: "until")
    official = table.index(of: "official")
    was = table.index(of: "was")
  }

  func node(_ row: CSVRows.Row, parent: Int?) throws(PlaceProblem) -> PlaceNode {
    guard let level = PlaceLevel(word: row[level]) else {
      throw PlaceProblem(.unknownWord(row[self.level]), line: row.line)
    }
    let word = row[kind]
    guard let kind = word.isEmpty ? PlaceKind.area : PlaceKind(word: word) else {
      throw PlaceProblem(.unknownWord(word), line: row.line)
    }
    return PlaceNode(
      parent: parent, level: level, kind: kind, name: row[name], code: row[code],
      aliases: row[was].split(separator: "|").map(String.init),
      from: row[from].isEmpty ? nil : row[from], until: row[until].isEmpty ? nil : row[until],
      isOfficial: row[official] != "0")
  }
}

/// A number from 1 to 9,999 in Chinese: 十二, 二十, 一百零五. Digits beyond.
package func chineseNumeral(_ number: Int) -> String {
  guard number >= 1, number <= 9_999 else { return String(number) }
  let digits = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
  var text = ""
  var gap = false
  for (unit, word) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
    let digit = number / unit % 10
    if digit == 0 {
      gap = !text.isEmpty
    } else {
      text += (gap ? "零" : "") + (unit == 10 && digit == 1 && text.isEmpty ? "" : digits[digit]) + word
      gap = false
    }
  }
  return text
}
