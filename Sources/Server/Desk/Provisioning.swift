import Core
import Engine

extension Desk {
  /// Accounts and lists that clients of SCIM keep here.
  package struct Provisioning: Sendable {
    package var state: @Sendable (ProvisionedPart) throws -> ProvisionedState
    /// A new one without an id, else what a known one is now; its id.
    package var account: @Sendable (Int64?, ProvisionedDraft, _ token: String, _ revision: Int64?) throws -> Int64
    package var list: @Sendable (Int64?, ProvisionedDraft, _ token: String, _ revision: Int64?) throws -> Int64
    package var withdrawAccount: @Sendable (Int64, _ token: String, _ revision: Int64?) throws -> Void
    package var withdrawList: @Sendable (Int64, _ token: String, _ revision: Int64?) throws -> Void
  }
}

extension Desk.Provisioning {
  init(engine: Engine) {
    self.init(
      state: { try engine.provisioned($0) },
      account: { try engine.provisionAccount($0, $1, by: $2, revision: $3) },
      list: { try engine.provisionList($0, $1, by: $2, revision: $3) },
      withdrawAccount: { try engine.withdrawAccount($0, by: $1, revision: $2) },
      withdrawList: { try engine.withdrawList($0, by: $1, revision: $2) })
  }

  /// Nothing can be kept.
  package static let nothing = Desk.Provisioning(
    state: { _ in throw Problem.notFound }, account: { _, _, _, _ in throw Problem.notFound },
    list: { _, _, _, _ in throw Problem.notFound }, withdrawAccount: { _, _, _ in throw Problem.notFound },
    withdrawList: { _, _, _ in throw Problem.notFound })
}
