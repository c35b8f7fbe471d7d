import Core

/// One line of what administrators of audit read: somebody looked at somebody, or changed who may do what.
package struct AuditLine: Sendable {
  package let id: Int64
  /// Milliseconds UTC.
  package let at: Int64
  package let name: String
  package let post: Label?
  package let what: Label
  /// Whom it was about: members of staff by name, residents masked.
  package let about: String?

  package init(id: Int64, at: Int64, name: String, post: Label?, what: Label, about: String?) {
    self.id = id
    self.at = at
    self.name = name
    self.post = post
    self.what = what
    self.about = about
  }
}

extension Engine {
  private static let looks = Query(
    ["sequence", "at", "reader", "post", "query", "subject"], of: SystemTables.readAudit,
    where: .compare(.column("sequence"), .less, .parameter(0)), order: [.init(.column("sequence"), descending: true)],
    limit: .parameter(1))
  private static let changes = Query(
    ["sequence", "at", "actor", "post", "kind", "subject"], of: SystemTables.event,
    where: .all([.compare(.column("sequence"), .less, .parameter(0)), .isNull(.column("matter"))]),
    order: [.init(.column("sequence"), descending: true)], limit: .parameter(1))

  /// Who looked at whom, the newest first: requests that were opened, what was unmasked, emergencies; for who administers audit.
  ///
  /// - Parameter before: only those before this id, for the next page.
  package func auditedLooks(before: Int64? = nil, limit: Int = 100, _ caller: Caller) throws -> [AuditLine] {
    try lines(Self.looks, before, limit, caller) { AuditWords.look($0) }
  }

  private static let looksAtSomebody = Query(
    ["sequence", "at", "reader", "post", "query"], of: SystemTables.readAudit, where: .equals("subject", 0),
    order: [.init(.column("sequence"), descending: true)], limit: .parameter(1))

  /// Who of others looked at the caller's own data, and what for, the newest first.
  package func looksAtMe(limit: Int = 20, _ caller: Caller) throws -> [AuditLine] {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let rows = try reader.rows(
        Self.looksAtSomebody, [.int(caller.person), .int(Int64(max(1, min(limit, 500))))],
        under: .scope(Scoped(reader: caller.person)))
      return try rows.map { row in
        AuditLine(
          id: row[0].int ?? 0, at: row[1].int ?? 0, name: try row[2].int.map { try preparation.staffName($0) } ?? "—",
          post: row[3].int.map { running.city.distinctTitle(ofPost: $0) }, what: AuditWords.look(row[4].text ?? ""), about: nil)
      }
    }
  }

  /// Changes of the directory, of places, of accounts, the newest first; for who administers audit.
  package func auditedChanges(before: Int64? = nil, limit: Int = 100, _ caller: Caller) throws -> [AuditLine] {
    try lines(Self.changes, before, limit, caller) { AuditWords.change($0) }
  }

  private func lines(
    _ query: Query, _ before: Int64?, _ limit: Int, _ caller: Caller, _ words: (String) -> Label
  ) throws -> [AuditLine] {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let rows = try reader.rows(
        query, [.int(before ?? Int64.max), .int(Int64(max(1, min(limit, 500))))], under: .system(.audit))
      return try rows.map { row in
        AuditLine(
          id: row[0].int ?? 0, at: row[1].int ?? 0, name: try row[2].int.map { try preparation.auditor(sees: $0) } ?? "—",
          post: row[3].int.map { running.city.distinctTitle(ofPost: $0) }, what: words(row[4].text ?? ""),
          about: try row[5].int.map { try preparation.auditor(sees: $0) })
      }
    }
  }
}

extension Preparation {
  /// A member of staff by name; of anybody else the first letter.
  fileprivate func auditor(sees person: Int64) throws -> String {
    if person == 0 { return caller.language == .zh ? "系统" : "the system" }
    let name = try staffName(person)
    if running.city.postsByPerson[person] != nil { return name }
    return Self.initial(of: name)
  }
}

/// What the log's words mean.
package enum AuditWords {
  /// Of a look: what `read_audit` has as its query.
  package static func look(_ query: String) -> Label {
    for (start, label) in looks where query.hasPrefix(start) {
      let rest = query.dropFirst(start.count)
      return Label(zh: label.zh + rest, en: label.text(in: .en) + rest)
    }
    return Label(zh: query, en: query)
  }

  package static func change(_ kind: String) -> Label {
    if let known = changes[kind] { return known }
    guard kind.hasPrefix("place-") else { return Label(zh: kind, en: kind) }
    let act = PlaceAct(rawValue: String(kind.dropFirst(6)))
    return Label(zh: "地名：\(act?.alias ?? "登记")", en: "places: \(act?.rawValue ?? String(kind.dropFirst(6)))")
  }

  private static let looks: [(String, Label)] = [
    ("directory numbers", Label(zh: "看通讯录号码", en: "numbers of the directory")),
    (LookAudit.mandates, Label(zh: "看等着核实的代办登记", en: "mandates that wait to be confirmed")),
    ("mandate proof", Label(zh: "看代办的证明材料", en: "proof of a mandate")),
    (LookAudit.emergencyNumbers, Label(zh: "应急打开号码", en: "numbers opened in an emergency")),
    ("emergency look", Label(zh: "应急查看", en: "emergency look")),
    ("queue search", Label(zh: "按姓名或编号查找", en: "searched the queue")),
    (LookAudit.filling, Label(zh: "代为申请时看到登记的信息", en: "saw what is registered, filing for you")),
    ("request", Label(zh: "查看申请", en: "request")),
    ("unmask", Label(zh: "看明文", en: "unmasked")),
  ]

  private static let changes: [String: Label] = [
    "appoint": Label(zh: "任命", en: "appointed"), "dismiss": Label(zh: "免职", en: "dismissed"),
    "leave": Label(zh: "登记请假", en: "leave set"), "end-leave": Label(zh: "结束请假", en: "leave ended"),
    "deputy": Label(zh: "设代理", en: "deputy set"), "end-deputy": Label(zh: "结束代理", en: "deputy ended"),
    "describe": Label(zh: "改岗位说明", en: "post described anew"),
    "undo-describe": Label(zh: "撤回岗位说明", en: "description of a post taken back"),
    "directory-import": Label(zh: "导入通讯录", en: "directory imported"),
    "directory-undo": Label(zh: "撤回导入", en: "import undone"),
    "place-import": Label(zh: "导入地名", en: "places imported"),
    "place-undo": Label(zh: "撤回地名变更", en: "change of places undone"),
    "mandate-declared": Label(zh: "登记代办关系", en: "mandate declared"),
    "mandate-confirmed": Label(zh: "核实代办关系", en: "mandate confirmed"),
    "mandate-refused": Label(zh: "代办关系没有通过", en: "mandate refused"),
    "mandate-ended": Label(zh: "结束代办关系", en: "mandate ended"),
    "mandate-barred": Label(zh: "不让亲属代办", en: "relative barred"),
    "mandate-lifted": Label(zh: "又让亲属代办", en: "relative allowed again"),
    "break-glass": Label(zh: "应急打开号码", en: "numbers opened in an emergency"),
    "end-look": Label(zh: "结束应急查看", en: "emergency look ended"),
    "account": Label(zh: "建账号、改账号", en: "account made or changed"),
    "account-removed": Label(zh: "撤账号", en: "account removed"),
  ]
}
