import Core
import Spec
import Synchronization

/// One document that was read: where it came from, its checked tree, and what is wrong with it on its own. Shared
/// between compiles.
///
/// Trees of documents that nobody is working on are let go and read again when somebody asks: most documents of a city
/// are read once and then only named.
package final class DocumentEntry: Sendable {
  package let source: SourceDocument
  /// nil when the text could not be read as a document of the language.
  let header: DocumentHeader?
  package let diagnostics: [Diagnostic]
  private let table: SpecTable
  private let readings: ReadingCount
  /// Guards the tree alone.
  private let tree: Mutex<SpecDocument?>

  private init(_ source: SourceDocument, _ file: SpecFile, table: SpecTable, readings: ReadingCount) {
    self.source = source
    self.table = table
    self.readings = readings
    diagnostics = file.diagnostics
    header = file.documents.first.map { DocumentHeader($0) }
    tree = Mutex(file.documents.first)
  }

  /// The checked tree; nil when the text could not be read as a document of the language.
  package var document: SpecDocument? {
    guard header != nil else { return nil }
    return tree.withLock { known in
      if known == nil { known = DocumentEntry.file(source, table, readings).documents.first }
      return known
    }
  }

  /// Lets the tree go.
  func release() { tree.withLock { $0 = nil } }

  package var kind: SpecPosition? { header?.kind }
  package var id: String { header?.id ?? source.id }
  package var bundle: String { source.bundle }
  package var title: Label { header?.title ?? Label(zh: id) }
  /// Where to point at when the document as a whole is meant.
  package var nameRange: SourceRange {
    header?.nameRange ?? SourceRange(file: source.file, line: source.line, column: 1)
  }
  /// Part of the product rather than of a bundle.
  package var isInstallation: Bool { bundle == DocumentEntry.installation }

  /// The bundle of the product's own declarations: `Specs/knowledge` and `Controls`.
  package static let installation = "hutong"

  /// Reads a document; positions count from the line where it starts in its file.
  static func read(
    _ source: SourceDocument, table: SpecTable, readings: ReadingCount = ReadingCount()
  ) -> DocumentEntry {
    DocumentEntry(source, file(source, table, readings), table: table, readings: readings)
  }

  private static func file(_ source: SourceDocument, _ table: SpecTable, _ readings: ReadingCount) -> SpecFile {
    readings.add()
    let text = SourceText(file: source.file, bytes: Array(source.text.utf8), firstLine: source.line)
    return SpecFile.read(text, table: table)
  }
}

/// How many texts were read into trees.
final class ReadingCount: Sendable {
  private let count = Atomic<Int>(0)

  func add() { count.wrappingAdd(1, ordering: .relaxed) }
  var value: Int { count.load(ordering: .relaxed) }
}
