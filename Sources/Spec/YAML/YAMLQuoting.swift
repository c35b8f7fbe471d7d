/// Writes text so that YAML reads it back as it is.
package enum YAMLQuoting {
  /// In single quotes.
  package static func single(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  /// Plain where that is safe in block style, else in single quotes.
  package static func plainOrSingle(_ text: String, inFlow: Bool) -> String {
    isSafePlain(text, inFlow: inFlow) ? text : single(text)
  }

  private static func isSafePlain(_ text: String, inFlow: Bool) -> Bool {
    guard let first = text.utf8.first, text.utf8.last != 0x20, first != 0x20 else { return false }
    if "\"'@[]{}&*!%-?>|,#:`".utf8.contains(first) { return false }
    if text.contains(": ") || text.contains(" #") || text.hasSuffix(":") { return false }
    if inFlow { return !text.utf8.contains { ",[]{}".utf8.contains($0) } }
    return true
  }
}
