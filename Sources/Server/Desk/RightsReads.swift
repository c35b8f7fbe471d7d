import Core
import Engine

extension Desk {
  /// Questions about rights: why somebody may, who may, what somebody may. The asker is always checked.
  package struct RightsReads: Sendable {
    package var user: @Sendable (String) throws -> RightsUser?
    package var thing: @Sendable (String) throws -> RightsThing?
    package var why: @Sendable (Caller, RightsUser, Right, RightsThing) throws -> RightsAnswer
    package var who: @Sendable (Caller, Right, RightsThing) throws -> RightsHolders
    package var what: @Sendable (Caller, RightsUser) throws -> [RightsHolding]
    package var name: @Sendable (Caller, RightsUser) throws -> Label
    /// All services by title, which is no secret.
    package var services: @Sendable () throws -> [(id: String, title: Label)]

    /// Answers nothing.
    package static let none = RightsReads(
      user: { _ in nil }, thing: { _ in nil }, why: { _, _, _, _ in throw Problem.notFound },
      who: { _, _, _ in throw Problem.notFound }, what: { _, _ in throw Problem.notFound },
      name: { _, _ in throw Problem.notFound }, services: { [] })
  }
}

extension Desk.RightsReads {
  init(engine: Engine) {
    self.init(
      user: { try engine.rightsUser($0) }, thing: { try engine.rightsThing($0) },
      why: { try engine.why($1, $2, $3, asker: $0) }, who: { try engine.who(may: $1, $2, asker: $0) },
      what: { try engine.what($1, asker: $0) }, name: { try engine.rightsName($1, $0) },
      services: { try engine.serviceTitles() })
  }
}
