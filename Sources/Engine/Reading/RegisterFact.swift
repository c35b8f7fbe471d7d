import Core

/// One fact that the register has of somebody, with where it comes from.
package struct RegisterFact: Sendable {
  package let title: Label
  /// As people read it, masked where the reader sees it masked.
  package let text: String
  /// The request that wrote it; nil = it was there before, or came otherwise.
  package let source: Label?
  /// When it was written or confirmed last, milliseconds UTC; nil where that is not known.
  package let at: Int64?

  package init(title: Label, text: String, source: Label?, at: Int64?) {
    self.title = title
    self.text = text
    self.source = source
    self.at = at
  }
}
