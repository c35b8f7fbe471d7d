import Core
import Engine

extension Desk {
  /// Questions about rights: why somebody may, who may, what somebody may. The asker is always checked.
  package struct RightsReads: Sendable {
    package var user: @Sendable (String) throws -> FoundUser
    package var thing: @Sendable (String) throws -> RightsThing?
    package var why: @Sendable (Caller, RightsUser, Right, RightsThing) throws -> RightsAnswer
    package var who: @Sendable (Caller, Right, RightsThing) throws -> RightsHolders
    package var what: @Sendable (Caller, RightsUser) throws -> [RightsHolding]
    /// What somebody may do beside services, what they administer, what is their own.
    package var beside: @Sendable (Caller, RightsUser) throws -> RightsBeside = { _, _ in .nothing }
    package var name: @Sendable (Caller, RightsUser) throws -> Label
    /// All services by title, then other things that may be asked about, which are no secret.
    package var services: @Sendable () throws -> [(id: String, title: Label)]
    /// Whether a role of this person opens requests in an emergency.
    package var mayBreakGlass: @Sendable (Caller) throws -> Bool = { _ in false }
    /// One masked answer of a request, whole; by the request's code and the field.
    package var unmasked: @Sendable (Caller, String, String) throws -> UnmaskedAnswer = { _, _, _ in throw Problem.notFound }
    /// Who looked at the caller's own data.
    package var looksAtMe: @Sendable (Caller) throws -> [LookAtMe] = { _ in [] }
    /// Emergency looks, for who administers security; before an id.
    package var looks: @Sendable (Caller, Int64?) throws -> [LookShown] = { _, _ in [] }
    /// The caller's own emergency looks; before an id.
    package var ownLooks: @Sendable (Caller, Int64?) throws -> [LookShown] = { _, _ in [] }
    /// For who administers audit: what they typed, looked up.
    package var auditQuestion: @Sendable (Caller, AuditAsked) throws -> AuditQuestion = { _, _ in AuditQuestion() }
    /// For who administers audit: one page of who did what.
    package var audited: @Sendable (Caller, AuditAsked) throws -> AuditedPage = { _, _ in .nothing }
    /// The same to be taken away, with what for.
    package var exportAudit: @Sendable (Caller, AuditAsked, String?) throws -> AuditedPage = { _, _, _ in .nothing }

    /// Answers nothing.
    package static let none = RightsReads(
      user: { _ in .nobody }, thing: { _ in nil }, why: { _, _, _, _ in throw Problem.notFound },
      who: { _, _, _ in throw Problem.notFound }, what: { _, _ in throw Problem.notFound },
      name: { _, _ in throw Problem.notFound }, services: { [] })
  }
}

extension Desk.RightsReads {
  init(engine: Engine) {
    self.init(
      user: { try engine.findUser($0) }, thing: { try engine.rightsThing($0) },
      why: { try engine.why($1, $2, $3, asker: $0) }, who: { try engine.who(may: $1, $2, asker: $0) },
      what: { try engine.what($1, asker: $0) },
      beside: { try engine.whatBeside($1, asker: $0) }, name: { try engine.rightsName($1, $0) },
      services: { try engine.serviceTitles() + engine.grantedTitles() },
      mayBreakGlass: { try engine.mayBreakGlass($0) },
      unmasked: { try engine.unmasked($2, of: $1, $0) }, looksAtMe: { try engine.looksAtMe($0) },
      looks: { try engine.looks(before: $1, limit: LookPages.most, $0) },
      ownLooks: { try engine.ownLooks(before: $1, limit: LookPages.most, $0) },
      auditQuestion: { try engine.auditQuestion($1, $0) }, audited: { try engine.audited($1, $0) },
      exportAudit: { try engine.exportAudit($1, purpose: $2, $0) })
  }
}
