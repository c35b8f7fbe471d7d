import Core
import FEEL
import Server

/// The parts of an expression as a table: the text of each, indented by how deep it stands, its type, its
/// value and why it is null. Wide characters count two columns.
struct PartTable {
  private let language: Language
  private let scalars: [Unicode.Scalar]
  /// Columns of the widest cell that is not cut.
  private static let widest = 48

  init(language: Language, text: String) {
    self.language = language
    scalars = Array(text.unicodeScalars)
  }

  func print(_ root: TracedPart) -> String {
    let heads =
      language == .zh ? ["部分", "类型", "值", "说明"] : ["part", "type", "value", "remark"]
    let rows = [heads] + rows(root, 0)
    let widths = (0..<3).map { column in rows.map { Self.width($0[column]) }.max() ?? 0 }
    let lines = rows.map { row in
      let cells = (0..<3).map { row[$0] + String(repeating: " ", count: widths[$0] - Self.width(row[$0])) }
      return Self.trimmed((cells + [row[3]]).joined(separator: "  "))
    }
    let rule = String(repeating: "─", count: widths.reduce(4) { $0 + $1 } + Self.width(heads[3]))
    return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n") + "\n\n"
  }

  private func rows(_ part: TracedPart, _ depth: Int) -> [[String]] {
    var remarks = part.reasons.map { $0.text(in: language) }
    if let round = part.round { remarks.insert(language == .zh ? "第 \(round) 轮" : "round \(round)", at: 0) }
    let value: String
    switch part.result {
    case .value(let found): value = found.notation
    case .unneeded:
      value = "—"
      remarks.append(language == .zh ? "用不到" : "not needed")
    case .beyondBudget:
      value = "…"
      remarks.append(language == .zh ? "计算量超限" : "too much work")
    }
    let indent = String(repeating: "  ", count: min(depth, 12))
    let row = [
      indent + Self.cut(part.text(in: scalars), Self.widest - indent.utf8.count),
      part.type.name(in: language),
      Self.cut(value, Self.widest), remarks.joined(separator: language == .zh ? "；" : "; "),
    ]
    return [row] + part.parts.flatMap { rows($0, depth + 1) }
  }

  private static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + $1.terminalColumns }
  }

  /// On one line, with an ellipsis where it is too wide.
  private static func cut(_ text: String, _ most: Int) -> String {
    var view = String.UnicodeScalarView()
    var used = 0
    for scalar in text.unicodeScalars {
      let shown = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar
      used += shown.terminalColumns
      if used > most { return String(view) + "…" }
      view.append(shown)
    }
    return String(view)
  }

  private static func trimmed(_ line: String) -> String {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
