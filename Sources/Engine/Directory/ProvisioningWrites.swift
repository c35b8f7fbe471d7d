import Core
import FEEL

extension Engine {
  fileprivate static let keepFirst = Statement.insert(SystemTables.provisioned)
  fileprivate static let keep = Statement(
    SystemTables.provisioned,
    .update(
      [
        .set("name", .parameter(0)), .set("revision", .parameter(1)), .set("modified", .parameter(2)),
        .set("removed", .parameter(3)), .set("payload", .parameter(4)),
      ], where: .all([.equals("id", 5), .equals("revision", 6)])))
  fileprivate static let row = Query(
    ["revision", "created", "name", "removed"], of: SystemTables.provisioned, where: .equals("id", 0))
  fileprivate static let login = Query(
    ["person", "secret", "created", "disabled"], of: SystemTables.credential,
    where: .all([.compare(.column("kind"), .equal, .constant(.text("login"))), .equals("name", 0)]))
  fileprivate static let loginsOfPerson = Query(
    ["name", "created"], of: SystemTables.credential,
    where: .all([.compare(.column("kind"), .equal, .constant(.text("login"))), .equals("person", 0)]),
    order: [.init(.column("name"))])
  fileprivate static let insertLogin = Statement.insert(SystemTables.credential)
  fileprivate static let replaceLogin = Statement.insert(SystemTables.credential, conflict: .replace)
  fileprivate static let renameLogin = Statement(
    SystemTables.credential,
    .update(
      [.set("name", .parameter(0))],
      where: .all([.compare(.column("kind"), .equal, .constant(.text("login"))), .equals("name", 1)])))
  fileprivate static let disable = Statement(
    SystemTables.credential,
    .update(
      [.set("disabled", .parameter(0))],
      where: .all([.compare(.column("kind"), .equal, .constant(.text("login"))), .equals("person", 1)])))
  /// As staff; as a resident they are somebody still.
  fileprivate static let endSessions = Statement(
    SystemTables.session,
    .delete(where: .all([.compare(.column("kind"), .equal, .constant(.text("staff"))), .equals("person", 0)])))
  fileprivate static let removedName = Query(
    ["id"], of: SystemTables.provisioned, where: .all([.equals("id", 0), .isNotNull(.column("removed"))]))

  /// Keeps an account: a new one, or what a known one is now. Nobody gets a right by it.
  ///
  /// - Parameters:
  ///   - id: Nil for a new one. - revision: What the client believes it to be; nil = whatever it is.
  /// - Returns: its id.
  /// - Throws: `Refusal`: `not-found`; `moved-on` for another revision; `invalid-answers` for a login that is taken.
  package func provisionAccount(
    _ id: Int64?, _ draft: ProvisionedDraft, by token: String, revision: Int64? = nil
  ) throws -> Int64 {
    try provision(token) { try $0.account(id, draft, revision, token) }
  }

  /// Keeps a list of accounts: data alone.
  package func provisionList(
    _ id: Int64?, _ draft: ProvisionedDraft, by token: String, revision: Int64? = nil
  ) throws -> Int64 {
    try provision(token) { try $0.list(id, draft, revision) }
  }

  /// Takes an account out: it signs in no more, its terms end today, its sessions end now. Nothing is erased.
  package func withdrawAccount(_ id: Int64, by token: String, revision: Int64? = nil) throws {
    _ = try provision(token) { try $0.withdraw(id, revision, token) }
  }

  package func withdrawList(_ id: Int64, by token: String, revision: Int64? = nil) throws {
    _ = try provision(token) { try $0.drop(id, revision) }
  }

  private func provision(_ token: String, _ body: (inout Preparation) throws -> Int64) throws -> Int64 {
    let nobody = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
    let (plan, id): (Plan, Int64) = try snapshot { running, reader in
      var preparation = Preparation(self, running, reader, nobody)
      let id = try body(&preparation)
      return (Plan(epoch: running.epoch, changes: preparation.plan), id)
    }
    try commitOrThrow(plan)
    return id
  }
}

extension Preparation {
  /// The row of what is kept, as the client believes it to be. An account made otherwise has none yet: revision 0.
  private func kept(_ id: Int64, _ revision: Int64?) throws -> (revision: Int64, created: Int64)? {
    let row = try reader.rows(Engine.row, [.int(id)], under: .system(.directory)).first
    if let row, !row[3].isNull { throw Refusal.noRecord }
    if let revision, revision != row?[0].int ?? 0 { throw Refusal.otherRevision }
    return row.map { ($0[0].int ?? 0, $0[1].int ?? now) }
  }

  private mutating func keep(
    _ id: Int64, _ kind: String, _ name: String, _ known: (revision: Int64, created: Int64)?, created: Int64? = nil,
    _ payload: [UInt8], removed: Bool = false
  ) {
    let sealed = StoredValue.blob(sealing.seal(payload, subject: kind == "user" ? id : nil))
    let name = StoredValue.text(name.lowercased()), end: StoredValue = removed ? .int(now) : .null
    // Whoever changed it meanwhile changed its revision.
    guard let known else {
      guarded.append(
        Change(
          Engine.keepFirst, [.int(id), .text(kind), name, .int(1), .int(created ?? now), .int(now), end, sealed],
          guarding: .exists))
      return
    }
    guarded.append(
      Change(
        Engine.keep, [name, .int(known.revision + 1), .int(now), end, sealed, .int(id), .int(known.revision)],
        guarding: .moved))
  }

  fileprivate mutating func account(
    _ id: Int64?, _ draft: ProvisionedDraft, _ revision: Int64?, _ token: String
  ) throws -> Int64 {
    guard let id else { return try newAccount(draft, token) }
    let logins = try reader.rows(Engine.loginsOfPerson, [.int(id)], under: .system(.directory))
    guard let login = logins.first?[0].text else { throw Refusal.noRecord }
    let known = try kept(id, revision)
    if login != draft.name {
      guard try free(draft.name) == .free else { throw Refusal.nameTaken }
      guarded.append(Change(Engine.renameLogin, [.text(draft.name), .text(login)], guarding: .moved))
    }
    changes.append(Change(Engine.disable, [draft.isActive ? .null : .int(now), .int(id)]))
    if !draft.isActive { changes.append(Change(Engine.endSessions, [.int(id)])) }
    keep(id, "user", draft.name, known, created: logins.first?[1].int, draft.payload)
    said("account", id, token)
    return id
  }

  private enum Taken { case free, removed, taken }

  /// Whether a login may be given. That of an account that was taken out may, to another person.
  private func free(_ name: String) throws -> Taken {
    guard let row = try reader.rows(Engine.login, [.text(name)], under: .system(.directory)).first else { return .free }
    guard let person = row[0].int, !row[3].isNull else { return .taken }
    let removed = try reader.rows(Engine.removedName, [.int(person)], under: .system(.directory))
    return removed.isEmpty ? .taken : .removed
  }

  private mutating func newAccount(_ draft: ProvisionedDraft, _ token: String) throws -> Int64 {
    let taken = try free(draft.name)
    guard taken != .taken else { throw Refusal.nameTaken }
    let id = nextID()
    let row: [StoredValue] = [
      .text("login"), .text(draft.name), .int(id), .null, .int(now), draft.isActive ? .null : .int(now),
    ]
    guarded.append(
      taken == .free ? Change(Engine.insertLogin, row, guarding: .exists) : Change(Engine.replaceLogin, row))
    if let attribute = running.program.knowledge.attribute("person.full_name") {
      var seeding = EntitySeeding(running, engine, now: now)
      seeding.add(.person, id: id, [(attribute, [.text(Text.normalized(draft.personName ?? draft.name))])])
      changes += seeding.take()
    }
    keep(id, "user", draft.name, nil, draft.payload)
    said("account", id, token)
    return id
  }

  fileprivate mutating func withdraw(_ id: Int64, _ revision: Int64?, _ token: String) throws -> Int64 {
    let logins = try reader.rows(Engine.loginsOfPerson, [.int(id)], under: .system(.directory))
    guard let login = logins.first?[0].text else { throw Refusal.noRecord }
    let known = try kept(id, revision)
    guarded.append(Engine.moving(running.city.grantEpoch))
    for post in running.city.posts.values.sorted(by: { $0.id < $1.id }) {
      for row in try reader.rows(Engine.termsOfPost, [.int(post.id)], under: .system(.directory)) {
        guard row[1].int == id, let term = row[0].int, row[3].text.map({ $0 > today.text }) ?? true else { continue }
        try dismiss(term, of: post.id, until: today.text)
      }
    }
    changes.append(Change(Engine.disable, [.int(now), .int(id)]))
    changes.append(Change(Engine.endSessions, [.int(id)]))
    keep(id, "user", login, known, [], removed: true)
    said("account-removed", id, token)
    return id
  }

  // MARK: Lists

  fileprivate mutating func list(_ id: Int64?, _ draft: ProvisionedDraft, _ revision: Int64?) throws -> Int64 {
    guard let id else {
      let id = nextID()
      keep(id, "list", draft.name, nil, draft.payload)
      return id
    }
    guard let known = try kept(id, revision) else { throw Refusal.noRecord }
    keep(id, "list", draft.name, known, draft.payload)
    return id
  }

  fileprivate mutating func drop(_ id: Int64, _ revision: Int64?) throws -> Int64 {
    guard let known = try kept(id, revision) else { throw Refusal.noRecord }
    keep(id, "list", "", known, [], removed: true)
    return id
  }

  private mutating func said(_ what: String, _ person: Int64, _ token: String) {
    var json = JSONText()
    json.object { json in
      json.key("token")
      json.string(token)
    }
    event(what, matter: nil, subject: person, Array(json.text.utf8))
  }
}

extension Refusal {
  fileprivate static let noRecord = Refusal(.notFound, Label(zh: "没有这个账号或名单", en: "There is no such account or list"))
  fileprivate static let otherRevision = Refusal(
    .movedOn, Label(zh: "别人已经改过，请重新读取", en: "It was changed meanwhile: read it again"))
  package static let nameTaken = Refusal(
    .invalidAnswers, Label(zh: "这个登录名已经有人用", en: "The login is taken"),
    fields: [.init(field: "userName", code: "uniqueness", message: Label(zh: "已经有人用", en: "taken"))])
}
