package import Core

/// What `hutong explain` says of a code: its meaning, a wrong and a right example
/// (Specs/language/explain.yaml).
package struct Explanation: Sendable {
  package let code: DiagnosticCode
  /// Why it is refused and what to do, where the file says so.
  package let words: Label?
  package let wrong: String?
  package let right: String?

  /// The explanation of a code from the text of explain.yaml; the meaning alone when it says nothing of it.
  package static func find(_ code: DiagnosticCode, in source: SourceText) -> Explanation {
    guard let tree = YAMLReader.read(source).tree, let root = tree.roots.first,
      let entry = tree.value(code.rawValue, in: root)
    else { return Explanation(code: code, words: nil, wrong: nil, right: nil) }
    func text(_ key: String) -> String? { tree.value(key, in: entry).map { tree.text($0) } }
    let words = text("zh").map { Label(zh: $0, en: text("en")) }
    return Explanation(code: code, words: words, wrong: text("wrong"), right: text("right"))
  }

  /// As a person reads it.
  package func print(in language: Language) -> String {
    let zh = language == .zh
    var out = "\(code.rawValue)  \(code.meaning.text(in: language))\n"
    if let words { out += "\n\(words.text(in: language))\n" }
    if let wrong { out += "\n\(zh ? "错的写法" : "Wrong")\(zh ? "：" : ":")\n\n\(indented(wrong))" }
    if let right { out += "\n\(zh ? "对的写法" : "Right")\(zh ? "：" : ":")\n\n\(indented(right))" }
    return out
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.hasSuffix("\n") ? 1 : 0)
      .map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
  }
}

extension YAMLTree {
  /// The value node under a key of a mapping.
  func value(_ key: String, in mapping: Int) -> Int? {
    guard nodes[mapping].kind == .mapping, nodes[mapping].count > 0 else { return nil }
    var at = mapping + 1
    while true {
      let value = Int(nodes[at].next)
      if text(at) == key { return value }
      let next = Int(nodes[value].next)
      guard next != 0 else { return nil }
      at = next
    }
  }
}
