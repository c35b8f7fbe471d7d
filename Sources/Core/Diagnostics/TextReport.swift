/// Diagnostics as a person reads them on a terminal (LANGUAGE.md 21).
package struct TextReport {
  /// The text of one line of a file, without its line break; nil prints no snippet.
  package typealias LineOfFile = (_ file: String, _ line: Int) -> String?

  private let language: Language
  private let line: LineOfFile

  package init(language: Language, line: @escaping LineOfFile) {
    self.language = language
    self.line = line
  }

  /// All diagnostics, sorted, each ending with a line break.
  package func print(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.sortedForPrinting().map(print).joined(separator: "\n")
  }

  /// One diagnostic with its snippet, hint and help line.
  package func print(_ diagnostic: Diagnostic) -> String {
    let range = diagnostic.range
    let place = "\(range.file):\(range.start.line):\(range.start.column)"
    let word = diagnostic.severity.word.text(in: language)
    var out = "\(place): \(word) \(diagnostic.code.rawValue)  \(diagnostic.message.text(in: language))\n"
    let gutter = max(2, String(range.start.line).utf8.count)
    let blank = String(repeating: " ", count: gutter)
    if let source = line(range.file, range.start.line) {
      let snippet = Snippet(source, range: range)
      let number = String(range.start.line)
      let pad = String(repeating: " ", count: gutter - number.utf8.count)
      out += "\(blank) │\n\(pad)\(number) │ \(snippet.text)\n\(blank) │ \(snippet.carets)\n"
    }
    if let hint = diagnostic.hint { out += "\(blank) = \(hint.text(in: language))\n" }
    for note in diagnostic.notes { out += "\(blank) = \(noteLine(note))\n" }
    return out + "\(blank) = \(helpLine(diagnostic))\n"
  }

  private func noteLine(_ note: DiagnosticNote) -> String {
    let place = "\(note.range.file):\(note.range.start.line):\(note.range.start.column)"
    let colon = language == .zh ? "：" : ": "
    return place + colon + note.message.text(in: language)
  }

  private func helpLine(_ diagnostic: Diagnostic) -> String {
    let colon = language == .zh ? "：" : ": "
    let explain = (language == .zh ? "说明" : "more") + colon + "hutong explain \(diagnostic.code.rawValue)"
    guard diagnostic.fix != nil else { return explain }
    let repair = (language == .zh ? "自动修正" : "repair") + colon + "hutong fix \(diagnostic.range.file)"
    return repair + "      " + explain
  }
}

/// A source line and the carets under it, cut to a readable width.
private struct Snippet {
  let text: String
  let carets: String

  private static let widest = 120

  init(_ line: String, range: SourceRange) {
    var scalars = line.unicodeScalars.map { Snippet.printable($0) }
    var first = max(0, range.start.column - 1)
    let onOneLine = range.end.line == range.start.line
    var last = onOneLine ? range.end.column - 1 : scalars.count
    if scalars.count > Snippet.widest {
      let from = max(0, min(first - 40, scalars.count - Snippet.widest))
      scalars = Array(scalars[from..<min(scalars.count, from + Snippet.widest)])
      first -= from
      last = min(last - from, scalars.count)
    }
    let before = scalars.prefix(first).reduce(0) { $0 + $1.terminalColumns }
    let marked = scalars.dropFirst(first).prefix(max(0, last - first))
    let under = max(1, marked.reduce(0) { $0 + $1.terminalColumns })
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    text = String(view)
    carets = String(repeating: " ", count: before) + String(repeating: "^", count: under)
  }

  /// Tabs and control characters would move the caret or the terminal.
  private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar == "\t" { return " " }
    return scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? "\u{FFFD}" : scalar
  }
}
