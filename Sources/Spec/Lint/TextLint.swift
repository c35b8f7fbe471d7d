internal import Core

/// What the raw text shows, whether or not libyaml can read it.
enum TextLint {
  /// Findings of one pass before parsing; `stop` when the file must not be given to libyaml.
  static func before(_ source: SourceText, _ limits: YAMLLimits) -> (findings: [Diagnostic], stop: Bool) {
    let scan = RawScan(source, depthLimit: limits.depth, keepLines: false)
    var findings = scan.oddBlanks.map { oddBlank(source, $0.start, $0.end) }
    guard let deep = scan.tooDeep else { return (findings, false) }
    findings.append(
      Diagnostic(
        .limitExceeded, at: source.range(deep, deep + 1),
        Message(zh: "括号套了 \(limits.depth) 层以上", en: "Brackets are nested more than \(limits.depth) deep")))
    return (findings, true)
  }

  /// A tab, no-break or full-width blank.
  static func oddBlank(_ source: SourceText, _ start: Int, _ end: Int) -> Diagnostic {
    let tab = source.bytes[start] == 0x09
    let range = source.range(start, end)
    let blanks = String(repeating: " ", count: 2 * max(1, range.end.column - range.start.column))
    return Diagnostic(
      .badIndent, at: range,
      Message(
        zh: tab ? "这里是制表符，YAML 只用空格" : "这里是不断行空格或全角空格，YAML 只认半角空格",
        en: tab
          ? "A tab; YAML takes blanks only" : "A no-break or full-width blank; YAML takes plain blanks only"),
      fix: SourceFix(replace: range, with: blanks))
  }

  /// What is reported of a file that libyaml could not read: the error, at the bracket if one is open, and
  /// the slips that may have caused it.
  static func afterSyntaxError(
    _ source: SourceText, _ problems: [Diagnostic], table: SpecTable
  ) -> [Diagnostic] {
    guard problems.contains(where: { $0.code == .yamlSyntax }) else { return problems }
    let scan = RawScan(source, depthLimit: .max, keepLines: true)
    var findings = problems.map { unclosed(source, $0, scan) ?? withQuotes(source, $0) }
    for line in scan.lines { findings += LineLint(source, line, table).findings() }
    return findings
  }

  private static func unclosed(_ source: SourceText, _ problem: Diagnostic, _ scan: RawScan) -> Diagnostic? {
    guard problem.code == .yamlSyntax, let bracket = scan.open.last else { return nil }
    let place = source.position(at: bracket)
    guard place < problem.range.start || problem.message.en.contains("end of stream") else { return nil }
    let character = source.text(bracket, bracket + 1)
    return Diagnostic(
      .yamlSyntax, at: source.range(bracket, bracket + 1),
      Message(zh: "这个 `\(character)` 没有关上", en: "This `\(character)` is not closed"))
  }

  /// `键: 文字: 文字` is repaired by quotes round the value.
  private static func withQuotes(_ source: SourceText, _ problem: Diagnostic) -> Diagnostic {
    guard problem.message.en.contains("mapping values are not allowed"),
      let line = source.line(problem.range.start.line)
    else { return problem }
    let scalars = Array(line.unicodeScalars)
    guard
      let colon = scalars.indices.dropLast().first(where: { scalars[$0] == ":" && scalars[$0 + 1] == " " }),
      colon + 2 < problem.range.start.column - 1
    else { return problem }
    var value = String.UnicodeScalarView()
    value.append(contentsOf: scalars[(colon + 2)...])
    let range = SourceRange(
      file: source.file, line: problem.range.start.line, column: colon + 3, length: scalars.count - colon - 2)
    var problem = problem
    problem.fix = SourceFix(replace: range, with: YAMLQuoting.single(String(value)))
    return problem
  }
}
