import Core

/// Logins and phones of the store: who somebody is, from what they type.
package struct Accounts: Sendable {
  private let store: any Store
  package init(_ store: any Store) { self.store = store }

  /// Person and argon2id hash behind a staff login; nil when there is none or it is disabled.
  package func login(_ name: String) throws -> (person: Int64, secret: String)? {
    guard let row = try find("login", name), let person = row[0].int, let secret = row[1].text else {
      return nil
    }
    return (person, secret)
  }

  /// Whose a login is, with a password or without; nil when there is none. A disabled one is somebody's still.
  package func owner(of login: String) throws -> (person: Int64, isDisabled: Bool)? {
    let row = try store.read { try $0.rows(Self.owners, [.text("login"), .text(login)], under: .system(.session)).first }
    return row.flatMap { row in row[0].int.map { ($0, !row[1].isNull) } }
  }

  /// The person who receives codes at this phone.
  package func person(phone: String) throws -> Int64? { try find("phone", phone)?[0].int }

  /// Gives a person a staff login, or a new password.
  package func setLogin(_ name: String, password: String, person: Int64) throws {
    guard let hash = Secrets.passwordHash(password) else {
      throw StoreError.unavailable("no memory for argon2id")
    }
    try put([.text("login"), .text(name), .int(person), .text(hash), .int(try store.now()), .null])
  }

  /// Lets a person sign in with codes sent to a phone.
  package func setPhones(_ phones: [(phone: String, person: Int64)]) throws {
    let now = try store.now()
    var at = 0
    while at < phones.count {
      let some = phones[at..<min(at + 500, phones.count)]
      try store.settle(
        Plan(
          changes: some.map {
            Change(Self.insert, [.text("phone"), .text($0.phone), .int($0.person), .null, .int(now), .null])
          })
      ).check()
      at += 500
    }
  }

  private func put(_ values: [StoredValue]) throws {
    try store.settle(Plan(changes: [Change(Self.insert, values)])).check()
  }

  private func find(_ kind: String, _ name: String) throws -> Row? {
    try store.read { try $0.rows(Self.query, [.text(kind), .text(name)], under: .system(.session)).first }
  }

  private static let insert = Statement.insert(SystemTables.credential, conflict: .replace)
  private static let owners = Query(
    ["person", "disabled"], of: SystemTables.credential, where: .all([.equals("kind", 0), .equals("name", 1)]))
  private static let query = Query(
    ["person", "secret"], of: SystemTables.credential,
    where: .all([.equals("kind", 0), .equals("name", 1), .isNull(.column("disabled"))]))
}

extension Store {
  /// Applies a plan and waits for the disk. Only on worker threads.
  func settle(_ plan: Plan) -> CommitOutcome {
    let answer = OneAnswer<CommitOutcome>()
    commit(plan) { answer.put($0) }
    return answer.take()
  }
}

extension CommitOutcome {
  /// - Throws: `StoreError.unavailable` for anything but success.
  func check() throws {
    switch self {
    case .committed, .repeated: return
    case .keyReused, .failed: throw StoreError.unavailable("lost a race")
    case .unavailable(let why): throw StoreError.unavailable(why)
    case .rejected(let statement, let reason): throw StoreError.rejected(statement: statement, reason: reason)
    }
  }
}
