import Core
import FEEL
import Spec

/// What was found in one document, each finding once: a base that several variants share is read for each of
/// them.
struct Findings {
  private(set) var all: [Diagnostic] = []
  private var seen: Set<Diagnostic> = []

  mutating func report(_ diagnostic: Diagnostic) {
    if seen.insert(diagnostic).inserted { all.append(diagnostic) }
  }

  mutating func report(
    _ code: DiagnosticCode, _ range: SourceRange, _ zh: String, _ en: String,
    hint: (zh: String, en: String)? = nil, notes: [DiagnosticNote] = [], fix: SourceFix? = nil,
    severity: Severity? = nil
  ) {
    report(
      Diagnostic(
        code, at: range, Message(zh: zh, en: en), severity: severity,
        hint: hint.map { Message(zh: $0.zh, en: $0.en) }, fix: fix, notes: notes))
  }

  /// Read and checked, but this build cannot run it.
  mutating func notYet(_ range: SourceRange, _ zh: String, _ en: String) {
    report(.notYet, range, "\(zh)：读过、查过了，这一版还不能运行", "\(en): read and checked, this build cannot run it yet")
  }

  mutating func report(_ others: [Diagnostic]) { for other in others { report(other) } }

  var hasErrors: Bool { all.contains { $0.severity == .error } }

  /// What the reading of the documents has not said already at the same place.
  func new(besides entries: [DocumentEntry]) -> [Diagnostic] {
    struct Place: Hashable {
      let code: DiagnosticCode
      let range: SourceRange
    }
    let said = Set(entries.flatMap(\.diagnostics).map { Place(code: $0.code, range: $0.range) })
    return said.isEmpty ? all : all.filter { !said.contains(Place(code: $0.code, range: $0.range)) }
  }

  /// A problem inside an expression, at its place in the file.
  mutating func report(_ problem: Problem, in node: SpecNode) {
    guard let code = DiagnosticCode(rawValue: problem.kind.rawValue) else { return }
    let fix = problem.fix.map {
      SourceFix(replace: node.range(scalars: $0.range), with: $0.replacement)
    }
    var hint: (zh: String, en: String)?
    if let zh = problem.hintZh { hint = (zh, problem.hintEn ?? zh) }
    var range = node.range(scalars: problem.range)
    if range.isEmpty { range = node.range }
    report(code, range, problem.zh, problem.en, hint: hint, fix: fix)
  }
}

/// "did you mean" as the end of a sentence, in both languages.
func didYouMean(_ text: String, _ candidates: some Sequence<String>) -> (zh: String, en: String) {
  guard let near = Suggestion.nearest(to: text, among: candidates) else { return ("", "") }
  return ("，您是不是想写「\(near)」？", "; did you mean `\(near)`?")
}

extension Findings {
  mutating func unknownField(_ node: SpecNode, _ known: [String]) {
    guard !node.isInvalid else { return }
    let near = didYouMean(node.text, known)
    report(
      .unknownField, node.range, "表单里没有字段「\(node.text)」\(near.zh)",
      "The form has no field `\(node.text)`\(near.en)")
  }
}
