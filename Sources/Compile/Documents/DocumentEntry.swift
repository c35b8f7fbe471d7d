import Core
import Spec

/// One document that was read: where it came from, its checked tree, and what is wrong with it on its own.
/// Immutable, shared between compiles.
package final class DocumentEntry: Sendable {
  package let source: SourceDocument
  /// nil when the text could not be read as a document of the language.
  package let document: SpecDocument?
  package let diagnostics: [Diagnostic]

  init(source: SourceDocument, document: SpecDocument?, diagnostics: [Diagnostic]) {
    self.source = source
    self.document = document
    self.diagnostics = diagnostics
  }

  package var kind: SpecPosition? { document?.kind }
  package var id: String { document?.id ?? source.id }
  package var bundle: String { source.bundle }
  package var title: Label { document?.title ?? Label(zh: id) }
  /// Where to point at when the document as a whole is meant.
  package var nameRange: SourceRange {
    document?.nameRange ?? SourceRange(file: source.file, line: source.line, column: 1)
  }
  /// Part of the product rather than of a bundle.
  package var isInstallation: Bool { bundle == DocumentEntry.installation }

  /// The bundle of the product's own declarations: `Specs/knowledge` and `Controls`.
  package static let installation = "hutong"

  /// Reads a document; positions count from the line where it starts in its file.
  static func read(_ source: SourceDocument, table: SpecTable) -> DocumentEntry {
    let text = SourceText(file: source.file, bytes: Array(source.text.utf8), firstLine: source.line)
    let file = SpecFile.read(text, table: table)
    return DocumentEntry(source: source, document: file.documents.first, diagnostics: file.diagnostics)
  }
}
