import Core
import FEEL

/// A service as somebody sees it in the list.
package struct ServiceCard: Sendable {
  package enum Opening: Sendable, Hashable {
    case open
    /// Opens at this moment, milliseconds UTC.
    case notYet(Int64)
    case closed
  }
  package let id: String
  package let title: Label
  package let help: Label?
  package let tags: [String]
  package let variant: String
  /// Where the caller lives; nil when that is not known.
  package let place: Int64?
  package let placePath: String?
  package let opening: Opening
  /// Nil = cannot be decided without answers: shown and asked.
  package let isEligible: Bool?
  package let audience: [Audience]
  /// When it closes, milliseconds UTC.
  package let until: Int64?
  /// Places left, where there is a limit that is counted for the whole service or for the caller's own place.
  package let left: Int?
  /// Who deals with it, one after the other.
  package let steps: [Label]
}
