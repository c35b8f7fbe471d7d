/// Lines of a CSV file (RFC 4180) that a spreadsheet takes for text: what it would take for a formula gets an apostrophe
/// before it, which whoever reads the file takes away again.
package enum CSVText {
  /// By which Excel knows UTF-8.
  package static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// One row with its end of line.
  package static func line(_ cells: [String]) -> String { cells.map(quoted).joined(separator: ",") + "\r\n" }

  private static func quoted(_ cell: String) -> String {
    let text = isFormula(cell) ? "'" + cell : cell
    let special = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    guard special else { return text }
    var out = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { out += "\"" }
      out.unicodeScalars.append(scalar)
    }
    return out + "\""
  }

  /// Signs that begin a formula, of full width too; a number below zero is none.
  private static func isFormula(_ cell: String) -> Bool {
    guard let first = cell.unicodeScalars.first else { return false }
    if first == "-" { return !cell.utf8.dropFirst().allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E } }
    return "=+@\t\r＝＋－＠".unicodeScalars.contains(first)
  }
}
