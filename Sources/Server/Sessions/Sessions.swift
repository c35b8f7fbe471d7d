import Core
import Engine
import Synchronization

/// Somebody who signed in, as the session row says. What they may do stands nowhere here: rights are derived at every
/// decision.
package struct SignedIn: Sendable, Hashable {
  package let person: Int64
  package let kind: Caller.Kind
  package let assurance: IdentityLevel
  /// What our own pages send back with every change.
  package let csrf: String
  /// SHA-256 of the token, as stored.
  let digest: String
  let expires: Int64

  package func caller(_ language: Language) -> Caller {
    Caller(person: person, kind: kind, assurance: assurance, language: language)
  }
}

/// Sessions: 32 random bytes with the client, their SHA-256 in the store. A process remembers a session for at most a
/// second, so that one revoked elsewhere is refused a second later; one revoked here is refused at once.
package final class Sessions: Sendable {
  private let store: any Store
  /// Guards what was read from the store lately, by digest of the token.
  private let recent = Mutex<[[UInt8]: (session: SignedIn, read: Int64)]>([:])

  static let remembered: Int64 = 1_000
  static let mostRemembered = 20_000
  private static let day: Int64 = 86_400_000

  package init(_ store: any Store) { self.store = store }

  /// A new session; earlier ones of the person stay. The token goes to the client and nowhere else.
  package func open(person: Int64, kind: Caller.Kind, assurance: IdentityLevel) throws -> (
    token: String, SignedIn
  ) {
    let token = Secrets.hex(Secrets.random(32))
    let now = try store.now()
    let session = SignedIn(
      person: person, kind: kind, assurance: assurance, csrf: Secrets.hex(Secrets.random(16)),
      digest: Secrets.hex(Secrets.digest(token)),
      expires: now + (kind == .staff ? Self.day / 2 : 7 * Self.day))
    try store.settle(
      Plan(changes: [
        Change(
          Self.insert,
          [
            .text(session.digest), .int(person), .null, .text(kind.rawValue), .text(assurance.rawValue),
            .text(session.csrf), .int(now), .int(session.expires),
          ]),
        Change(Self.forgetOld, [.int(now)]),
      ])
    ).check()
    return (token, session)
  }

  /// The session of a token; nil when it is unknown, revoked or over.
  package func find(_ token: String) throws -> SignedIn? {
    guard token.utf8.count == 64 else { return nil }
    let digest = Secrets.digest(token)
    let time = SteadyClock.milliseconds
    let known = recent.withLock { recent -> SignedIn? in
      guard let known = recent[digest], time - known.read < Self.remembered else { return nil }
      return known.session
    }
    if let known { return known }
    let found = try store.read { reader -> SignedIn? in
      let row = try reader.rows(Self.query, [.text(Secrets.hex(digest))], under: .system(.session)).first
      guard let session = row.flatMap({ Self.session($0, Secrets.hex(digest)) }), session.expires > reader.now
      else {
        return nil
      }
      return session
    }
    recent.withLock { recent in
      if recent.count >= Self.mostRemembered { recent.removeAll() }
      recent[digest] = found.map { ($0, time) }
    }
    return found
  }

  /// Ends a session.
  package func revoke(_ session: SignedIn) throws {
    try store.settle(Plan(changes: [Change(Self.delete, [.text(session.digest)])])).check()
    recent.withLock { recent in
      for (key, value) in recent where value.session.digest == session.digest { recent[key] = nil }
    }
  }

  /// Ends all sessions of a person: after a new password, or when somebody leaves.
  package func revokeAll(of person: Int64) throws {
    try store.settle(Plan(changes: [Change(Self.deleteAll, [.int(person)])])).check()
    recent.withLock { recent in
      for (key, value) in recent where value.session.person == person { recent[key] = nil }
    }
  }

  /// Sessions of a person are asked for anew: they were changed in the store.
  package func forget(_ person: Int64) {
    recent.withLock { recent in
      for (key, value) in recent where value.session.person == person { recent[key] = nil }
    }
  }

  private static func session(_ row: Row, _ digest: String) -> SignedIn? {
    guard let person = row[0].int, let kind = row[1].text.flatMap(Caller.Kind.init(rawValue:)),
      let assurance = row[2].text.flatMap(IdentityLevel.init(rawValue:)), let csrf = row[3].text,
      let expires = row[4].int
    else { return nil }
    return SignedIn(
      person: person, kind: kind, assurance: assurance, csrf: csrf, digest: digest, expires: expires)
  }

  private static let query = Query(
    ["person", "kind", "assurance", "csrf", "expires"], of: SystemTables.session, where: .equals("token", 0))
  private static let insert = Statement.insert(SystemTables.session)
  private static let delete = Statement(SystemTables.session, .delete(where: .equals("token", 0)))
  private static let deleteAll = Statement(SystemTables.session, .delete(where: .equals("person", 0)))
  private static let forgetOld = Statement(
    SystemTables.session, .delete(where: .compare(.column("expires"), .less, .parameter(0))))
}
