import Core

/// One line of the audit: who did what, to what, about whom, when, on which ground.
package struct AuditEntry: Sendable {
  package struct Actor: Sendable, Hashable {
    package enum Kind: String, Sendable {
      case staff, resident
      /// What Hutong does by itself.
      case system
      /// Another system that keeps accounts here.
      case service
      /// Whoever holds the store and its commands.
      case holder
    }

    package let kind: Kind
    /// Staff by name, residents by the first letter.
    package let name: String
    /// A person; nil for what is none.
    package let person: Int64?
    /// From which post, or where they sat at that moment.
    package let posts: [String]
  }

  package struct Object: Sendable, Hashable {
    package enum Kind: String, Sendable { case request, post, place, release }

    package let kind: Kind
    /// The code of a request or a place, the number of a post or a release.
    package let id: String
    package let title: String
    /// The operation on places that did it.
    package let change: Int64?

    init(_ kind: Kind, _ id: String, _ title: String, change: Int64? = nil) {
      self.kind = kind
      self.id = id
      self.title = title
      self.change = change
    }
  }

  package let source: AuditSource
  package let sequence: Int64
  /// Milliseconds UTC.
  package let at: Int64
  package let actor: Actor
  package let kind: AuditKind
  package var objects: [Object] = []
  /// Objects that are not listed.
  package var more = 0
  /// Whom it was about, where that is not who did it.
  package var about: String?
  /// What the log says of it besides.
  package var detail: Label?
  /// Why, as somebody wrote it or as the right has it.
  package var reason: String?
  /// For whom somebody acted, or by which token or folder it came.
  package var origin: Label?

  /// Names it among all lines.
  package var id: String { "\(source == .act ? "a" : "l")\(sequence)" }
}

/// One page of the audit.
package struct AuditedPage: Sendable {
  package let question: AuditQuestion
  /// The newest first.
  package let entries: [AuditEntry]
  /// Where the next page begins; nil at the end.
  package let next: String?
  /// The page is short because enough was looked at: up to this moment, milliseconds UTC; older lines may fit as well.
  package let searchedTo: Int64?
  /// Rows that the store read for it.
  package let read: Int

  package static let nothing = AuditedPage(
    question: AuditQuestion(), entries: [], next: nil, searchedTo: nil, read: 0)
}
