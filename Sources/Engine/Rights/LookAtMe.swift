import Core

/// Somebody looked at one's own data.
package struct LookAtMe: Sendable {
  package let id: Int64
  /// Milliseconds UTC.
  package let at: Int64
  package let name: String
  package let post: Label?
  package let what: Label

  package init(id: Int64, at: Int64, name: String, post: Label?, what: Label) {
    self.id = id
    self.at = at
    self.name = name
    self.post = post
    self.what = what
  }
}

extension Engine {
  private static let looksAtSomebody = Query(
    ["sequence", "at", "reader", "post", "query"], of: SystemTables.readAudit, where: .equals("subject", 0),
    order: [.init(.column("at"), descending: true), .init(.column("sequence"), descending: true)], limit: .parameter(1))

  /// Who of others looked at the caller's own data, and what for, the newest first.
  package func looksAtMe(limit: Int = 20, _ caller: Caller) throws -> [LookAtMe] {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let rows = try reader.rows(
        Self.looksAtSomebody, [.int(caller.person), .int(Int64(max(1, min(limit, 500))))],
        under: .scope(Scoped(reader: caller.person)))
      return try rows.map { row in
        let (kind, rest) = AuditKind.ofLook(row[4].text ?? "")
        let said = rest.isEmpty ? "" : " " + rest
        return LookAtMe(
          id: row[0].int ?? 0, at: row[1].int ?? 0, name: try row[2].int.map { try preparation.staffName($0) } ?? "—",
          post: row[3].int.map { running.city.title(ofPost: $0) },
          what: Label(zh: kind.label.zh + said, en: kind.label.text(in: .en) + said))
      }
    }
  }
}
