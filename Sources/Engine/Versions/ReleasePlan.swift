import Core

/// What publishing would change: said before it is done.
package struct ReleasePlan: Sendable {
  package struct Item: Sendable {
    package enum Kind: String, Sendable { case added, changed, removed }
    package let kind: Kind
    /// `service`, `ledger`, `role` …
    package let document: String
    package let id: String
    package init(kind: Kind, document: String, id: String) {
      self.kind = kind
      self.document = document
      self.id = id
    }
  }

  /// Nil when the documents do not compile: then `diagnostics` say why and nothing else is known.
  package let program: String?
  package var diagnostics: [Diagnostic]
  package var items: [Item] = []
  /// Tables and columns that will be made.
  package var tables: [String] = []
  package var columns: Int = 0
  /// Running matters: those that stay with their edition, move, or stand in the way.
  package var kept: Int = 0
  package var moved: Int = 0
  package var blocked: Int = 0
  /// Who held up a change of tables.
  package var waited: [String] = []

  package init(program: String?, diagnostics: [Diagnostic]) {
    self.program = program
    self.diagnostics = diagnostics
  }

  /// Nothing would change.
  package var isEmpty: Bool { items.isEmpty && tables.isEmpty && columns == 0 }
}

package struct PublishResult: Sendable {
  package let epoch: Int64
  package let plan: ReleasePlan
  /// False when the same documents ran already.
  package let isNew: Bool
}

/// A bundle that was refused; nothing was loaded, the last good edition goes on serving.
package struct PublishRefused: Error, Sendable {
  package let diagnostics: [Diagnostic]
}
