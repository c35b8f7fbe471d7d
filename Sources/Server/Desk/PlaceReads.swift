import Core
import Engine

extension Desk {
  /// The tree of places.
  package struct PlaceReads: Sendable {
    package var find: @Sendable (_ words: String, _ skipping: Int) throws -> PlacesFound
    /// The places whose boundaries hold a point, outermost first.
    package var at: @Sendable (PlaceShape.Point) throws -> [PlaceLine]
    package var children: @Sendable (_ under: String?, _ on: String?, _ recorded: Int64?) throws -> [PlaceLine]
    package var one: @Sendable (Caller, _ name: String, _ on: String?, _ recorded: Int64?) throws -> PlaceDetail?
    package var plan: @Sendable (Caller, PlaceOperation) throws -> PlacePlan
    package var change: @Sendable (Caller, PlaceOperation) throws -> PlacePlan
    /// Takes an operation back, done or waiting.
    package var undo: @Sendable (Caller, _ change: Int64) throws -> Void
    /// Whether the caller may change places anywhere below one; by id.
    package var mayChange: @Sendable (Caller, Int64) throws -> Bool
    package var proposals: @Sendable (Caller) throws -> [PlaceProposalLine]
    package var propose: @Sendable (Caller, PlaceProposal) throws -> Void
    package var decide: @Sendable (Caller, _ proposal: Int64, _ accepts: Bool, _ name: String?) throws -> Void
    /// Where the caller's list begins, on a day; nil = at the top.
    package var home: @Sendable (Caller, _ on: String?) throws -> PlaceHome? = { _, _ in nil }
    /// Running requests and all requests at a place and below, over the services whose figures the caller may see.
    package var counts: @Sendable (Caller, _ place: Int64) throws -> [PlaceCount]
  }
}

extension Desk.PlaceReads {
  init(engine: Engine) {
    self.init(
      find: { try engine.findPlaces($0, skipping: $1) }, at: { try engine.places(at: $0) },
      children: { try engine.placeChildren(of: $0, on: $1, recorded: $2) },
      one: { try engine.placeHistory($1, on: $2, recorded: $3, for: $0) },
      plan: { try engine.planPlaces($1, $0) },
      change: { try engine.changePlaces($1, $0) }, undo: { try engine.undoPlaces($1, $0, .caller) },
      mayChange: { try engine.mayChangePlaces(below: $1, $0) },
      proposals: { try engine.placeProposals($0) }, propose: { try engine.proposePlace($1, $0) },
      decide: { try engine.decidePlace($1, accepts: $2, name: $3, $0) },
      home: { try engine.placeHome($0, on: $1) }, counts: { try engine.counts(at: $1, $0) })
  }
}

extension Desk.PlaceReads {
  /// No places at all.
  package static let nowhere = Desk.PlaceReads(
    find: { _, _ in PlacesFound(lines: [], isMore: false) }, at: { _ in [] }, children: { _, _, _ in [] }, one: { _, _, _, _ in nil }, plan: { _, _ in throw Problem.notFound },
    change: { _, _ in throw Problem.notFound }, undo: { _, _ in throw Problem.notFound }, mayChange: { _, _ in false }, proposals: { _ in [] },
    propose: { _, _ in throw Problem.notFound }, decide: { _, _, _, _ in throw Problem.notFound }, counts: { _, _ in [] })
}
