import Core
import Engine

extension Desk {
  /// What only pages ask: messages, one's own facts, statistics, the desk of staff.
  package struct PageReads: Sendable {
    package var mail: @Sendable (Caller) throws -> [MailLine]
    package var unread: @Sendable (Caller) throws -> Int
    /// Marks messages as read, up to the one of this id.
    package var markRead: @Sendable (Caller, Int64) throws -> Void
    package var ownFacts: @Sendable (Caller) throws -> [RegisterFact]
    /// The services whose figures the caller may see.
    package var countedServices: @Sendable (Caller) throws -> [(id: String, title: Label)]
    package var stepTimes: @Sendable (Caller, String, StatisticsQuestion) throws -> [StepTime]
    package var funnel: @Sendable (Caller, String, StatisticsQuestion) throws -> Funnel
    package var placeFigures:
      @Sendable (Caller, String, StatisticsQuestion, PlaceLevel?) throws -> PlaceFigures
    /// What the queue can be filtered by, with a service and a place chosen.
    package var queueChoices: @Sendable (Caller, _ service: String?, _ place: String?) throws -> InboxChoices
    /// Notes that the caller looks at a request; who else does.
    package var look: @Sendable (Caller, _ code: String) throws -> [Onlooker]
    /// Sentences that the caller's posts use for a service, by step and verb.
    package var phrases: @Sendable (Caller, _ service: String) throws -> [String: [Verb: [String]]]
    /// Remembers a sentence written with a verb of a step.
    package var said: @Sendable (Caller, _ code: String, _ step: String?, Verb, String) throws -> Void
    package var system: @Sendable (Caller) throws -> SystemFigures
    /// The organisation that answers for somebody today, and why.
    package var responsible: @Sendable (Caller) throws -> (name: String, reason: Label)? = { _ in nil }
    /// Everywhere the caller lives, where they are today first.
    package var homes: @Sendable (Caller) throws -> [OwnHome] = { _ in [] }
  }
}

extension Desk.PageReads {
  init(engine: Engine) {
    self.init(
      mail: { try engine.mail($0) }, unread: { try engine.unreadMail($0) },
      markRead: { caller, id in
        try engine.store.settle(Engine.reading(caller, upTo: id, now: engine.store.now())).check()
      },
      ownFacts: { try engine.ownFacts($0) },
      countedServices: { try engine.countedServices($0) },
      stepTimes: { try engine.stepTimes($1, $2, $0) }, funnel: { try engine.funnel($1, $2, $0) },
      placeFigures: { try engine.placeFigures($1, $2, at: $3, $0) },
      queueChoices: { try engine.inboxChoices(service: $1, place: $2, $0) },
      look: { try engine.look(at: $1, $0) },
      phrases: { try engine.usualPhrases($1, $0) },
      said: { try engine.said($4, with: $3, of: $1, step: $2, $0) },
      system: { _ in try engine.systemFigures() },
      responsible: { try engine.responsible(for: $0) }, homes: { try engine.ownHomes($0) })
  }
}
