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
  /// What is the same for everybody.
  package let offer: ServiceOffer
  /// Where the caller lives; nil when that is not known.
  package let place: Int64?
  package let placePath: String?
  package let opening: Opening
  /// Nil = cannot be decided without answers: shown and asked.
  package let isEligible: Bool?
  /// Places left, where there is a limit that is counted for the whole service or for the caller's own place.
  package let left: Int?

  package var id: String { offer.service.id }
  package var title: Label { offer.service.title }
  package var help: Label? { offer.service.help }
  package var tags: [String] { offer.service.tags }
  package var variant: String { offer.variant.id }
  package var audience: [Audience] { offer.variant.open.audience }
  /// When it closes, milliseconds UTC.
  package var until: Int64? { offer.variant.open.until }
  /// Who deals with it, one after the other.
  package var steps: [Label] { offer.steps }
}
