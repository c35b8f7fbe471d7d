package import Core

/// One document: its header and its checked keys.
package struct SpecDocument: Sendable {
  /// Which of the 13 kinds; the position of `root`.
  package let kind: SpecPosition
  /// The declared keys; header keys among them.
  package let root: SpecNode
  /// `id`, or the name of the file without its ending.
  package let id: String

  /// The shown name; nil when it is missing or wrong.
  package var title: Label? { root[.title]?.label }
  /// The organisation that answers for it.
  package var owner: SpecNode? { root[.owner] }
  package var help: Label? { root[.help]?.label }
  package var tags: [String] { root[.tags].map { $0.children.map(\.text) } ?? [] }
  /// Former ids.
  package var was: [SpecNode] { root[.was].map { Array($0.children) } ?? [] }
  /// Whether it is an overlay over a document of the same kind.
  package var isOverlay: Bool { root.has(.base) }
  /// Where to point at when the document as a whole is meant: its id, else its title, else its header.
  package var nameRange: SourceRange { (root[.id] ?? root[.title] ?? root[.hutong] ?? root).range }
  package var file: String { root.tree.source.file }
}

/// One file read: its documents and everything that is wrong with them on their own.
package struct SpecFile: Sendable {
  package let source: SourceText
  package let documents: [SpecDocument]
  package let diagnostics: [Diagnostic]

  /// Reads a file: raw-text lint, YAML, then keys and values by the table.
  package static func read(_ source: SourceText, table: SpecTable) -> SpecFile {
    let limits = YAMLLimits()
    let lint = TextLint.before(source, limits)
    if lint.stop { return SpecFile(source: source, documents: [], diagnostics: lint.findings) }
    let (tree, problems) = YAMLReader.read(source, limits: limits)
    guard let tree else {
      let findings = TextLint.afterSyntaxError(source, problems, table: table)
      return SpecFile(source: source, documents: [], diagnostics: lint.findings + findings)
    }
    var decoder = SpecDecoder(tree, table)
    decoder.readAll()
    let (documents, findings) = decoder.finish()
    return SpecFile(source: source, documents: documents, diagnostics: lint.findings + problems + findings)
  }
}
