import Core
import Spec

extension CompileContext {
  /// Purpose, legal basis and retention of a form or ledger (LANGUAGE.md 12).
  ///
  /// - Parameters:
  ///   - root: The document's keys.
  ///   - highest: The strongest protection of anything it asks or keeps.
  ///   - example: A field or column of that protection, for the note.
  package func privacy(_ root: SpecNode, highest: Sensitivity, example: SpecNode?) -> [Diagnostic] {
    guard highest >= .personal else { return [] }
    var found: [Diagnostic] = []
    let notes = example.map {
      [DiagnosticNote(at: $0.nameRange, Message(zh: "这里涉及\(highest.alias)信息", en: "this is \(highest.word) data"))]
    }
    if root[.purpose] == nil, defaults.purpose == nil {
      found.append(
        Diagnostic(
          .purposeMissing, at: entry.nameRange,
          Message(zh: "涉及个人信息，要写用途 `purpose`（用途）", en: "Personal data needs a `purpose`"),
          hint: Message(zh: "写在本文档，或写在成套里供各文档取用", en: "Say it here, or in the bundle for all its documents"),
          notes: notes ?? []))
    }
    guard highest == .sensitivePersonal else { return found }
    if root[.retain] == nil, defaults.retain == nil {
      found.append(
        Diagnostic(
          .retainMissing, at: entry.nameRange,
          Message(zh: "涉及敏感个人信息，要写保存期 `retain`（保存期）", en: "Sensitive personal data needs `retain`"),
          hint: Message(zh: "例如 `retain: 3 年`", en: "For example `retain: 3 years`"), notes: notes ?? []))
    }
    if let basis = root[.basis]?.word ?? defaults.basis, basis == "contract" {
      found.append(
        Diagnostic(
          .basisTooWeak, at: root[.basis]?.range ?? entry.nameRange,
          Message(zh: "依据「合同」不足以处理敏感个人信息", en: "`contract` does not carry sensitive personal data"),
          hint: Message(zh: "改为 `consent`（同意）、`duty`（法定职责）或 `emergency`（突发应急）", en: "Use `consent`, `duty` or `emergency`"),
          notes: notes ?? []))
    }
    return found
  }
}
