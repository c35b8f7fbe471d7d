/// Diagnostics as workflow commands that code hosts show beside the line.
package struct GitHubReport {
  private let language: Language

  package init(language: Language) {
    self.language = language
  }

  /// One command a line.
  package func print(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.sortedForPrinting().map(line).joined()
  }

  private func line(_ diagnostic: Diagnostic) -> String {
    let range = diagnostic.range
    let command = diagnostic.severity == .note ? "notice" : diagnostic.severity.rawValue
    let file = GitHubReport.escaped(range.file, property: true)
    var place = "file=\(file),line=\(range.start.line),endLine=\(range.end.line)"
    place += ",col=\(range.start.column),endColumn=\(range.end.column),title=\(diagnostic.code.rawValue)"
    var text = diagnostic.message.text(in: language)
    if let hint = diagnostic.hint { text += "\n" + hint.text(in: language) }
    return "::\(command) \(place)::\(GitHubReport.escaped(text, property: false))\n"
  }

  private static func escaped(_ text: String, property: Bool) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": out += "%25"
      case "\r": out += "%0D"
      case "\n": out += "%0A"
      case ":" where property: out += "%3A"
      case "," where property: out += "%2C"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
