import Core
import Engine

extension Desk {
  /// What only pages ask: messages, one's own facts, the directory, waiting times.
  package struct PageReads: Sendable {
    package var mail: @Sendable (Caller) throws -> [MailLine]
    package var unread: @Sendable (Caller) throws -> Int
    /// Marks messages as read, up to the one of this id.
    package var markRead: @Sendable (Caller, Int64) throws -> Void
    package var ownFacts: @Sendable (Caller) throws -> [OwnFact]
    package var posts: @Sendable (Caller) throws -> [PostLine]
    /// The services whose figures the caller may see.
    package var countedServices: @Sendable (Caller) throws -> [(id: String, title: Label)]
    package var stepTimes: @Sendable (Caller, String) throws -> [StepTime]

    package init(
      mail: @escaping @Sendable (Caller) throws -> [MailLine],
      unread: @escaping @Sendable (Caller) throws -> Int,
      markRead: @escaping @Sendable (Caller, Int64) throws -> Void,
      ownFacts: @escaping @Sendable (Caller) throws -> [OwnFact],
      posts: @escaping @Sendable (Caller) throws -> [PostLine],
      countedServices: @escaping @Sendable (Caller) throws -> [(id: String, title: Label)],
      stepTimes: @escaping @Sendable (Caller, String) throws -> [StepTime]
    ) {
      self.mail = mail
      self.unread = unread
      self.markRead = markRead
      self.ownFacts = ownFacts
      self.posts = posts
      self.countedServices = countedServices
      self.stepTimes = stepTimes
    }
  }
}

extension Desk.PageReads {
  init(engine: Engine) {
    self.init(
      mail: { try engine.mail($0) }, unread: { try engine.unreadMail($0) },
      markRead: { caller, id in
        try engine.store.settle(Engine.reading(caller, upTo: id, now: engine.store.now())).check()
      },
      ownFacts: { try engine.ownFacts($0) }, posts: { try engine.posts($0) },
      countedServices: { try engine.countedServices($0) },
      stepTimes: { try engine.stepTimes($1, $0) })
  }
}
