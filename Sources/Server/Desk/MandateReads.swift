import Core
import Engine

extension Desk {
  /// Who acts for whom.
  package struct MandateReads: Sendable {
    package var own: @Sendable (Caller) throws -> OwnMandates
    /// What waits for a post of the caller's, behind an id.
    package var waiting: @Sendable (Caller, Int64) throws -> [MandateLine]
    /// How many of these there are, up to what a page shows.
    package var waitingCount: @Sendable (Caller) throws -> Int
    /// Whether a post of the caller's confirms any at all.
    package var mayConfirm: @Sendable (Caller) throws -> Bool
    /// The file that proves one.
    package var proof: @Sendable (Caller, Int64) throws -> StoredFile

    /// Nobody acts for anybody.
    package static let none = MandateReads(
      own: { _ in OwnMandates(mandates: [], relatives: [], kinships: []) }, waiting: { _, _ in [] },
      waitingCount: { _ in 0 }, mayConfirm: { _ in false }, proof: { _, _ in throw Problem.notFound })
  }
}

extension Desk.MandateReads {
  init(engine: Engine) {
    self.init(
      own: { try engine.ownMandates($0) },
      waiting: { try engine.waitingMandates(after: $1, limit: MandateQueuePage.most, $0) },
      waitingCount: { try engine.waitingMandateCount(limit: MandateQueuePage.most, $0) },
      mayConfirm: { try engine.mayConfirmMandates($0) }, proof: { try engine.mandateProof($1, $0) })
  }
}
