import Core
import FEEL
import Spec

/// Texts with expressions in braces.
extension FormLowering {
  mutating func template(_ node: SpecNode?) -> TemplateProgram? {
    guard let node, !node.isInvalid, node.kind == .scalar else { return nil }
    let text = node.text
    guard case .success(let found) = TemplateText.pieces(text) else { return nil }
    let bytes = Array(text.utf8)
    var pieces: [TemplateProgram.Piece] = []
    var isWhole = true
    for piece in found {
      switch piece {
      case .text(let range): pieces.append(.text(FormLowering.unescaped(bytes[range])))
      case .expression(let range):
        if let formula = expression(node, bytes, range) {
          pieces.append(.formula(formula))
        } else {
          isWhole = false
        }
      }
    }
    return isWhole ? TemplateProgram(pieces) : nil
  }

  private mutating func expression(_ node: SpecNode, _ bytes: [UInt8], _ range: Range<Int>) -> Formula? {
    let text = String(decoding: bytes[range], as: UTF8.self)
    let (compiled, problems) = Expression.compile(text, scope: scope(.template))
    // Offsets in the expression are scalars of it; the node counts bytes of the whole template.
    let scalars = Array(text.unicodeScalars)
    func source(_ part: Range<Int>) -> SourceRange {
      func bytes(_ count: Int) -> Int { scalars.prefix(max(0, count)).reduce(0) { $0 + UTF8.width($1) } }
      let from = range.lowerBound + bytes(part.lowerBound)
      return node.range(utf8: from..<max(from + 1, range.lowerBound + bytes(part.upperBound)))
    }
    for problem in problems where problem.kind != .nameShadowed {
      let code = DiagnosticCode(rawValue: problem.kind.rawValue) ?? .templateBad
      var hint: (zh: String, en: String)?
      if let zh = problem.hintZh { hint = (zh, problem.hintEn ?? zh) }
      findings.report(
        code == .expressionSyntax ? .templateBad : code, source(problem.range), problem.zh, problem.en,
        hint: hint)
    }
    noteUnrun(compiled, at: node.range(utf8: range))
    return compiled.map { Formula($0.settled, range: node.range(utf8: range)) }
  }

  /// `{{` and `}}` are braces.
  private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var at = bytes.startIndex
    while at < bytes.endIndex {
      result.append(bytes[at])
      let isBrace = bytes[at] == 0x7B || bytes[at] == 0x7D
      at += isBrace && at + 1 < bytes.endIndex && bytes[at + 1] == bytes[at] ? 2 : 1
    }
    return String(decoding: result, as: UTF8.self)
  }
}
