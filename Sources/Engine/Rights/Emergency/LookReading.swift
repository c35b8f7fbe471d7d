import Core

/// An emergency look as who opened it, or who watches over them, sees it.
package struct LookShown: Sendable {
  package let id: Int64
  /// Of the request; empty where the numbers of a member of staff were looked at.
  package let code: String
  /// The service of the request, or whose numbers.
  package let service: Label
  /// Who looked, and from which post.
  package let name: String
  package let post: Label
  package let reason: String
  /// Milliseconds UTC.
  package let opened: Int64
  package let until: Int64
  /// When it was given back or taken away before its time, and by whom.
  package let ended: Int64?
  package let endedBy: String?
  /// Posts that were told.
  package let told: [Label]
  package let isOpen: Bool

  package init(
    id: Int64, code: String, service: Label, name: String, post: Label, reason: String, opened: Int64, until: Int64,
    ended: Int64?, endedBy: String?, told: [Label], isOpen: Bool
  ) {
    self.id = id
    self.code = code
    self.service = service
    self.name = name
    self.post = post
    self.reason = reason
    self.opened = opened
    self.until = until
    self.ended = ended
    self.endedBy = endedBy
    self.told = told
    self.isOpen = isOpen
  }
}

extension Engine {
  /// Whether one of the caller's roles opens requests in an emergency: said without looking at any.
  package func mayBreakGlass(_ caller: Caller) throws -> Bool {
    try snapshot { running, reader in Rights(running, caller, reader).mayBreakGlass }
  }

  /// All emergency looks, the newest first, for who administers security.
  ///
  /// - Parameter before: only those before this id, for the next page.
  package func looks(before: Int64? = nil, limit: Int = 100, _ caller: Caller) throws -> [LookShown] {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let rows = try reader.rows(
        LookStatements.all, [.int(before ?? Int64.max), .int(Int64(max(1, min(limit, 500))))], under: .system(.security))
      return try rows.compactMap { LookRow($0) }.compactMap { try preparation.shown($0) }
    }
  }
}

extension Engine {
  /// The caller's own emergency looks, the newest first.
  ///
  /// - Parameter before: only those before this id, for the next page.
  package func ownLooks(before: Int64? = nil, limit: Int = 100, _ caller: Caller) throws -> [LookShown] {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let rows = try reader.rows(
        LookStatements.ofPerson, [.int(before ?? Int64.max), .int(Int64(max(1, min(limit, 500)))), .int(caller.person)],
        under: .scope(Scoped(reader: caller.person)))
      return try rows.compactMap { LookRow($0) }.compactMap { try preparation.shown($0) }
    }
  }
}

extension Preparation {
  /// The caller's open look at a matter.
  func openLook(_ matter: LiveMatter) throws -> LookShown? {
    let rows = try reader.rows(
      LookStatements.own, [.int(matter.row.id), .int(caller.person), .int(now)],
      under: .scope(Scoped(reader: caller.person)))
    return try rows.first.flatMap { LookRow($0) }.flatMap { try shown($0) }
  }

  /// Whether the caller could see more of a matter by an emergency look.
  func offersLook(_ matter: LiveMatter, _ rights: Rights, _ answers: [RequestDetail.AnswerShown]) throws -> Bool {
    let isShort = answers.isEmpty || answers.contains { $0.isMasked || $0.rows.contains { $0.contains(where: \.isMasked) } }
    guard isShort, try !isOwn(matter.row) else { return false }
    return try rights.glass(over: matter.service).contains { try rights.covers($0.reach, matter.row, matter.steps) }
  }

  /// What was looked at: the request's code, empty of numbers, and what people call it.
  private func lookedAt(_ row: LookRow) throws -> (code: String, title: Label)? {
    if row.isOfNumbers {
      let name = try row.subject.map { try staffName($0) } ?? "—"
      return ("", Label(zh: "\(name)的号码", en: "numbers of \(name)"))
    }
    guard let matter = try MatterRow.find(id: row.matter, reader) else { return nil }
    return (matter.code, running.program.service(nowCalled: matter.definition)?.title ?? Label(zh: matter.definition))
  }

  func shown(_ row: LookRow) throws -> LookShown? {
    guard let (code, title) = try lookedAt(row) else { return nil }
    return LookShown(
      id: row.id, code: code, service: title, name: try staffName(row.person),
      post: running.city.distinctTitle(ofPost: row.post),
      reason: String(decoding: sealing.open(row.reason, subject: row.subject) ?? [], as: UTF8.self), opened: row.opened,
      until: row.until, ended: row.ended, endedBy: try row.endedBy.map { try staffName($0) },
      told: row.told.map { running.city.distinctTitle(ofPost: $0) }, isOpen: row.ended == nil && row.until > now)
  }
}
