internal import Core

/// Reads the rows of keys.csv into the flat arrays of `SpecTable`.
struct SpecTableBuilder {
  var rows: [SpecTable.Row] = []
  var types: ContiguousArray<SpecTypeEntry> = []
  var shapes: ContiguousArray<SpecShape> = []
  var arguments: [String] = []
  var groupNames: [String] = []
  var groupNumbers: [String: Int] = [:]
  var words: ContiguousArray<[SpecTable.Word]> = []
  private var typeNumbers: [String: Int] = [:]
  private var argumentNumbers: [String: Int] = [:]

  private static let columns = [
    "position", "key", "alias", "type", "required", "default", "meaning", "codes",
  ]

  /// False when a row is not of the table's form.
  mutating func read(_ lines: [[String]]) -> Bool {
    guard lines.first == SpecTableBuilder.columns else { return false }
    let body = lines.dropFirst()
    for line in body where line.count == 8 && line[0].hasPrefix("word:") { addWord(line) }
    for line in body {
      guard line.count == 8 else { return false }
      if !line[0].hasPrefix("word:"), !addRow(line) { return false }
    }
    return true
  }

  private mutating func addWord(_ line: [String]) {
    let group = String(line[0].dropFirst(5))
    let number: Int
    if let known = groupNumbers[group] {
      number = known
    } else {
      number = groupNames.count
      groupNumbers[group] = number
      groupNames.append(group)
      words.append([])
    }
    words[number].append(SpecTable.Word(name: line[1], alias: line[2]))
  }

  private mutating func addRow(_ line: [String]) -> Bool {
    guard let position = SpecPosition(name: line[0]), let key = SpecKey(name: line[1]),
      let type = type(line[3])
    else { return false }
    let codes = line[7].split(separator: " ").compactMap { DiagnosticCode(rawValue: String($0)) }
    rows.append(
      SpecTable.Row(
        position: position, key: key, alias: line[2], type: line[3], required: line[4] == "yes",
        fallback: line[5], meaning: line[6], codes: codes, typeIndex: type))
    return true
  }

  /// Row numbers by position; a kind of document takes the header keys first.
  func rowsByPosition() -> ContiguousArray<[Int]> {
    var found = ContiguousArray<[Int]>(repeating: [], count: SpecPosition.allCases.count)
    for (number, row) in rows.enumerated() { found[Int(row.position.rawValue)].append(number) }
    let header = found[Int(SpecPosition.header.rawValue)]
    for kind in SpecTable.kinds { found[Int(kind.rawValue)] = header + found[Int(kind.rawValue)] }
    return found
  }

  private mutating func type(_ text: String) -> Int? {
    if let known = typeNumbers[text] { return known }
    var alternatives: [SpecShape] = []
    for part in SpecTableBuilder.alternatives(text) {
      guard let shape = shape(part) else { return nil }
      alternatives.append(shape)
    }
    let number = types.count
    types.append(SpecTypeEntry(first: shapes.count, count: alternatives.count))
    shapes.append(contentsOf: alternatives)
    typeNumbers[text] = number
    return number
  }

  private static func alternatives(_ text: String) -> [String] {
    var parts: [String] = [""]
    var depth = 0
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == "|", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
    }
    return parts
  }

  private mutating func shape(_ text: String) -> SpecShape? {
    if text.hasPrefix("@") {
      return SpecPosition(name: String(text.dropFirst())).map {
        SpecShape(head: .keys, argument: Int($0.rawValue))
      }
    }
    guard let open = text.firstIndex(of: "("), text.hasSuffix(")") else { return leaf(text, "") }
    let head = String(text[..<open])
    let inner = String(text[text.index(after: open)...].dropLast())
    switch head {
    case "named": return type(inner).map { SpecShape(head: .named, argument: $0) }
    case "list": return type(inner).map { SpecShape(head: .list, argument: $0) }
    case "map": return type(inner).map { SpecShape(head: .map, argument: $0) }
    case "enum": return groupNumbers[inner].map { SpecShape(head: .word, argument: $0) }
    default: return leaf(head, inner)
    }
  }

  private mutating func leaf(_ head: String, _ argument: String) -> SpecShape? {
    switch head {
    case "label": return SpecShape(head: .label, argument: 0)
    case "option": return SpecShape(head: .option, argument: 0)
    case "actor": return SpecShape(head: .actor, argument: 0)
    case "row": return SpecShape(head: .row, argument: 0)
    case "value-type": return groupNumbers["value-type"].map { SpecShape(head: .word, argument: $0) }
    default:
      guard let type = SpecTableBuilder.leaves[head] else { return nil }
      return SpecShape(head: .leaf(type), argument: intern(argument))
    }
  }

  private mutating func intern(_ text: String) -> Int {
    if let known = argumentNumbers[text] { return known }
    argumentNumbers[text] = arguments.count
    arguments.append(text)
    return arguments.count - 1
  }

  private static let leaves: [String: SpecType] = [
    "text": .text, "any": .any, "file": .file, "code": .code, "id": .id, "ref": .reference,
    "place-ref": .placeRef, "role-ref": .roleRef, "org-ref": .orgRef, "post-ref": .postRef,
    "person-name": .personName, "audience-ref": .audienceRef, "attribute-ref": .attributeRef,
    "relation-ref": .relationRef, "class-ref": .classRef, "field-ref": .fieldRef, "step-ref": .stepRef,
    "flow-ref": .flowRef, "measure-ref": .measureRef, "scope-name": .scopeName, "dimension": .dimension,
    "bool": .bool, "int": .int, "number": .number, "ratio": .ratio, "duration": .duration,
    "working-duration": .workingDuration, "date": .date, "date-time": .dateTime, "time": .time,
    "date-range": .dateRange, "time-range": .timeRange, "feel": .expression, "unary": .unary,
    "template": .template, "kind/version": .kindVersion,
  ]
}
