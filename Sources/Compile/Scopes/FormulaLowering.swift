import Core
import FEEL
import Spec

extension DiagnosticSink {
  /// The expression of a node, checked in a scope; nil when the node is absent, was wrong, or is wrong now, which is
  /// reported at its place in the file.
  mutating func formula(_ node: SpecNode?, _ scope: some Scope, expecting: Type? = nil) -> Formula? {
    guard let node, !node.isInvalid, node.kind == .scalar else { return nil }
    let (compiled, problems) = Expression.compile(node.text, scope: scope, expecting: expecting)
    for problem in problems where !problem.isNote { report(problem, in: node) }
    return compiled.map { Formula($0.settled, range: node.range) }
  }

  /// A problem inside an expression.
  ///
  /// - Parameter offset: Unicode scalars of the node's text in front of the expression: inside a template.
  mutating func report(_ problem: Problem, in node: SpecNode, offset: Int = 0) {
    guard let code = DiagnosticCode(rawValue: problem.kind.rawValue) else { return }
    func range(_ part: Range<Int>) -> SourceRange {
      let range = node.range(scalars: part.lowerBound + offset..<part.upperBound + offset)
      return range.isEmpty ? node.range : range
    }
    let hint = problem.hintZh.map { Message(zh: $0, en: problem.hintEn ?? $0) }
    let fix = problem.fix.map { SourceFix(replace: range($0.range), with: $0.replacement) }
    report(
      Diagnostic(
        code, at: range(problem.range), Message(zh: problem.zh, en: problem.en),
        severity: problem.kind == .notYet ? .warning : nil, hint: hint, fix: fix))
  }

  /// The pieces of a template; nil when one of them is wrong.
  mutating func template(_ node: SpecNode?, _ scope: some Scope) -> TemplateProgram? {
    guard let node, !node.isInvalid, node.kind == .scalar else { return nil }
    let text = node.text
    guard case .success(let pieces) = TemplateText.pieces(text) else { return nil }
    let bytes = Array(text.utf8)
    var made: [TemplateProgram.Piece] = []
    var isWhole = true
    for piece in pieces {
      switch piece {
      case .text(let range):
        made.append(.text(Self.unbraced(String(decoding: bytes[range], as: UTF8.self))))
      case .expression(let range):
        let source = String(decoding: bytes[range], as: UTF8.self)
        let before = String(decoding: bytes[..<range.lowerBound], as: UTF8.self).unicodeScalars.count
        let (compiled, problems) = Expression.compile(source, scope: scope)
        for problem in problems where !problem.isNote { report(problem, in: node, offset: before) }
        if let compiled { made.append(.formula(Formula(compiled.settled, range: node.range(utf8: range)))) } else { isWhole = false }
      }
    }
    return isWhole ? TemplateProgram(made) : nil
  }

  private static func unbraced(_ text: String) -> String {
    guard text.contains("{{") || text.contains("}}") else { return text }
    var out = ""
    var skip: Character?
    for character in text {
      if character == skip { skip = nil; continue }
      out.append(character)
      skip = character == "{" || character == "}" ? character : nil
    }
    return out
  }

  /// Read and checked, and this build cannot run it.
  mutating func notYet(_ range: SourceRange, _ zh: String, _ en: String) {
    report(
      Diagnostic(
        .notYet, at: range, Message(zh: "\(zh)读过、查过了，这一版还不能运行", en: "\(en): read and checked, this build cannot run it yet"),
        severity: .warning))
  }
}
