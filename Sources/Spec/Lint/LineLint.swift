internal import Core

/// Slips in one line of a file that libyaml could not read.
struct LineLint {
  private let source: SourceText
  private let line: RawScan.ContentLine
  private let table: SpecTable
  private let text: String

  init(_ source: SourceText, _ line: RawScan.ContentLine, _ table: SpecTable) {
    self.source = source
    self.line = line
    self.table = table
    text = source.text(line.start, line.end)
  }

  func findings() -> [Diagnostic] {
    if let first = text.unicodeScalars.first, first == "＃" {
      return [slip(0..<3, "＃", "#")]
    }
    guard let colon = ColonSlip.find(text), line.afterDash || isKey(colon.key) else { return valueFindings() }
    if colon.isFullWidth { return [slip(colon.range, "：", ": ")] }
    let behind = colon.range.lowerBound + 1
    let bytes = Array(text.utf8)
    guard behind < bytes.count, bytes[behind] != 0x20 else { return valueFindings() }
    let start = line.start + colon.range.lowerBound
    return [
      Diagnostic(
        .missingBlank, at: source.range(start, start + 1),
        Message(zh: "「\(colon.key)」的冒号后面缺一个空格", en: "A blank is missing behind `\(colon.key):`"),
        fix: SourceFix(replace: source.range(start, start + 1), with: ": "))
    ]
  }

  /// What stands behind `key: `.
  private func valueFindings() -> [Diagnostic] {
    guard let colon = ColonSlip.find(text), !colon.isFullWidth else { return [] }
    let start = colon.range.upperBound
    let value = String(decoding: text.utf8.dropFirst(start), as: UTF8.self)
    guard let first = value.unicodeScalars.first else { return [] }
    if "［｛“".unicodeScalars.contains(first) {
      let meant = FullWidth.ascii(first) ?? ""
      return [slip(start..<start + UTF8.width(first), String(first), meant)]
    }
    return isExpression(colon.key) && isUnquoted(value) ? [quote(start, value)] : []
  }

  private func isKey(_ word: String) -> Bool {
    SpecPosition.allCases.contains { table.row(word, at: $0) != nil }
  }

  private func isExpression(_ word: String) -> Bool {
    SpecPosition.allCases.contains { table.row(word, at: $0)?.type.contains("feel(") ?? false }
  }

  /// Begins with a character that YAML takes for its own, and goes on behind a closing quote.
  private func isUnquoted(_ value: String) -> Bool {
    guard let first = value.utf8.first else { return false }
    if first == 0x22 {
      let rest = value.utf8.dropFirst()
      guard let close = rest.firstIndex(of: 0x22) else { return false }
      let behind = rest[rest.index(after: close)...].drop { $0 == 0x20 }
      return !(behind.isEmpty || behind.first == 0x23)
    }
    return "@&*!%`>|-?".utf8.contains(first) && value.utf8.count > 2
  }

  private func quote(_ start: Int, _ value: String) -> Diagnostic {
    let range = source.range(line.start + start, line.end)
    return Diagnostic(
      .quoteExpression, at: range,
      Message(
        zh: "表达式以 `\(value.prefix(1))` 开头，要整个加引号",
        en: "An expression that begins with `\(value.prefix(1))` is quoted"),
      fix: SourceFix(replace: range, with: YAMLQuoting.single(value)))
  }

  private func slip(_ part: Range<Int>, _ found: String, _ meant: String) -> Diagnostic {
    let range = source.range(line.start + part.lowerBound, line.start + part.upperBound)
    return Diagnostic(
      .fullWidth, at: range,
      Message(
        zh: "`\(found)` 是中文标点，这里要用 `\(meant)`", en: "`\(found)` is Chinese punctuation; `\(meant)` is meant"),
      fix: SourceFix(replace: range, with: meant))
  }
}
