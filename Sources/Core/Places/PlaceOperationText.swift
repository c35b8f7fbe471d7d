/// An operation as text, for the store: one line for each part, name and values with tabs between.
extension PlaceOperation {
  package var text: String {
    var lines: [[String]] = [["act", act.rawValue], ["handover", handover.rawValue], ["kind", kind.rawValue]]
    if !what.isEmpty { lines.append(["what"] + what) }
    if !to.isEmpty { lines.append(["to"] + to) }
    for (child, part) in map.sorted(by: { $0.key < $1.key }) { lines.append(["map", child, part]) }
    let single: [(String, String?)] = [
      ("from", from), ("name", name), ("level", level?.word), ("code", code), ("reason", reason),
    ]
    for (name, value) in single { if let value { lines.append([name, value]) } }
    if isOfficial { lines.append(["official", "yes"]) }
    return lines.map { $0.map(Self.plain).joined(separator: "\t") }.joined(separator: "\n")
  }

  /// nil for what is no operation.
  package init?(text: String) {
    var operation = PlaceOperation(.add)
    var hasAct = false
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard let name = cells.first, let value = cells.dropFirst().first else { return nil }
      switch name {
      case "act":
        guard let act = PlaceAct(rawValue: value) else { return nil }
        operation.act = act
        hasAct = true
      case "handover": operation.handover = Handover(rawValue: value) ?? .follow
      case "kind": operation.kind = PlaceKind(rawValue: value) ?? .area
      case "what": operation.what = Array(cells.dropFirst())
      case "to": operation.to = Array(cells.dropFirst())
      case "map": if cells.count == 3 { operation.map[value] = cells[2] }
      case "from": operation.from = value
      case "name": operation.name = value
      case "level": operation.level = PlaceLevel(word: value)
      case "code": operation.code = value
      case "reason": operation.reason = value
      case "official": operation.isOfficial = true
      default: return nil
      }
    }
    guard hasAct else { return nil }
    self = operation
  }

  private static func plain(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\t" || $0 == "\n" || $0 == "\r" ? " " : $0 }))
  }
}
