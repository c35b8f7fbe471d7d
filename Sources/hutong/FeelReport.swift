import Core
import FEEL
import Server

/// Prints a tried expression for people or programs.
struct FeelReport {
  let language: Language
  let isJSON: Bool

  /// The value to standard output, everything else to standard error; the exit status of the command.
  ///
  /// - Parameter file: how the place of the text is called in messages.
  func print(_ trial: Trial, file: String) -> Int32 {
    let status: Int32 = trial.outcome == nil ? 1 : 0
    if isJSON {
      var json = JSONWriter()
      json.trial(trial, language)
      Terminal.print(String(decoding: json.bytes, as: UTF8.self) + "\n")
      return status
    }
    let lines = Array(SourceLines(trial.text).lines)
    let report = TextReport(language: language) { _, line in
      lines.indices.contains(line - 1) ? lines[line - 1] : nil
    }
    if !trial.problems.isEmpty {
      Terminal.error(report.print(trial.problems.compactMap { diagnostic($0, in: trial.text, file: file) }))
    }
    guard let outcome = trial.outcome else { return status }
    if let tree = outcome.tree {
      Terminal.print(PartTable(language: language, text: trial.text).print(tree))
    }
    Terminal.print(outcome.value.notation + "\n")
    for reason in outcome.reasons {
      Terminal.error((language == .zh ? "空的原因：" : "why null: ") + reason.text(in: language))
    }
    return status
  }

  private func diagnostic(_ problem: FEEL.Problem, in text: String, file: String) -> Diagnostic? {
    guard let code = DiagnosticCode(rawValue: problem.kind.rawValue) else { return nil }
    let lines = SourceLines(text)
    let range = SourceRange(
      file: file, start: lines.position(problem.range.lowerBound),
      end: lines.position(problem.range.upperBound))
    var hint = problem.hintZh.map { Message(zh: $0, en: problem.hintEn ?? $0) }
    if hint == nil, let fix = problem.fix {
      hint = Message(zh: "改成 `\(fix.replacement)`", en: "write `\(fix.replacement)`")
    }
    return Diagnostic(code, at: range, Message(zh: problem.zh, en: problem.en), hint: hint)
  }
}

/// The lines of an expression, which may stand on several.
struct SourceLines {
  let lines: [String]

  init(_ text: String) {
    var lines: [String] = [""]
    for scalar in text.unicodeScalars {
      if scalar == "\n" { lines.append("") } else { lines[lines.count - 1].unicodeScalars.append(scalar) }
    }
    self.lines = lines
  }

  /// Line and column of a scalar of the text.
  func position(_ offset: Int) -> SourcePosition {
    var left = offset
    for (at, line) in lines.enumerated() {
      let length = line.unicodeScalars.count
      if left <= length || at == lines.count - 1 { return SourcePosition(line: at + 1, column: left + 1) }
      left -= length + 1
    }
    return SourcePosition(line: 1, column: 1)
  }
}
