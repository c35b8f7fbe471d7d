import Core
import Spec

/// What others ask of a document when they do not read it: stays in memory when its tree is gone.
struct DocumentHeader: Sendable {
  /// A text of the document and where it stands.
  struct Named: Sendable {
    let text: String
    let range: SourceRange
    /// Reported already, to be passed over.
    let isInvalid: Bool

    init(_ node: SpecNode) {
      text = node.text
      range = node.range
      isInvalid = node.isInvalid
    }
  }

  let kind: SpecPosition
  let id: String
  let title: Label?
  let tags: [String]
  /// Former ids.
  let was: [Named]
  /// The document it is an overlay over.
  let base: Named?
  /// Where to point at when the document as a whole is meant.
  let nameRange: SourceRange

  var isOverlay: Bool { base != nil }

  init(_ document: SpecDocument) {
    kind = document.kind
    id = document.id
    title = document.title
    tags = document.tags
    was = document.was.map { Named($0) }
    base = document.root[.base].map { Named($0) }
    nameRange = document.nameRange
  }
}
