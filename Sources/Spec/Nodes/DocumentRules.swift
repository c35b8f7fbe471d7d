internal import Core

/// Rules of a document that need nothing but the document itself.
enum DocumentRules {
  static func check(_ document: SpecDocument) -> [Diagnostic] { [] }
}
