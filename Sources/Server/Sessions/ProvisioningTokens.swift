import Core
import Engine

/// Tokens by which another system keeps accounts here (SCIM): 32 random bytes with the client, their SHA-256 in the store.
package struct ProvisioningTokens: Sendable {
  /// What it writes in.
  package static let tables = [SystemTables.provisioningToken, SystemTables.event]

  private let store: any Store
  /// Of what the log says of them.
  private let sealing: any SealingSuite

  package init(_ store: any Store, _ sealing: any SealingSuite = IdentitySuite()) {
    self.store = store
    self.sealing = sealing
  }

  private static let day: Int64 = 86_400_000

  /// A new token; it goes to the client and nowhere else.
  package func issue(_ name: String, days: Int64) throws -> String {
    let token = Secrets.hex(Secrets.random(32))
    let now = try store.now()
    let end = now + max(1, min(days, 3_650)) * Self.day
    try store.settle(
      Plan(changes: [
        Change(Self.insert, [.text(Self.digest(token)), .text(name), .int(now), .int(end), .null]),
        said("token-issued", name, at: now),
      ])
    ).check()
    return token
  }

  /// The name a token was made under; nil for one that is unknown, revoked or over.
  package func name(of token: String) throws -> String? {
    guard token.utf8.count == 64 else { return nil }
    return try store.read { reader in
      let row = try reader.rows(Self.query, [.text(Self.digest(token))], under: .system(.session)).first
      guard let row, row[2].isNull, row[1].int.map({ $0 > reader.now }) ?? false else { return nil }
      return row[0].text
    }
  }

  /// Names, with their first and last moment, in milliseconds UTC, and whether they are revoked.
  package func all() throws -> [(name: String, created: Int64, expires: Int64, isRevoked: Bool)] {
    try store.read { reader in
      try reader.rows(Self.list, [], under: .system(.session)).map {
        ($0[0].text ?? "", $0[1].int ?? 0, $0[2].int ?? 0, !$0[3].isNull)
      }
    }
  }

  /// Ends all tokens of a name from the next request on.
  package func revoke(_ name: String) throws {
    let now = try store.now()
    try store.settle(
      Plan(changes: [Change(Self.end, [.int(now), .text(name)]), said("token-revoked", name, at: now)])
    ).check()
  }

  private func said(_ what: String, _ name: String, at now: Int64) -> Change {
    TrustEvent.change(what, actor: 0, TrustEvent.payload([("token", name)]), at: now, sealing)
  }

  private static func digest(_ token: String) -> String { Secrets.hex(Secrets.digest("hutong-scim\n\(token)")) }

  private static let insert = Statement.insert(SystemTables.provisioningToken)
  private static let query = Query(
    ["name", "expires", "revoked"], of: SystemTables.provisioningToken, where: .equals("token", 0))
  private static let list = Query(
    ["name", "created", "expires", "revoked"], of: SystemTables.provisioningToken, order: [.init(.column("created"))])
  private static let end = Statement(
    SystemTables.provisioningToken,
    .update([.set("revoked", .parameter(0))], where: .all([.equals("name", 1), .isNull(.column("revoked"))])))
}
