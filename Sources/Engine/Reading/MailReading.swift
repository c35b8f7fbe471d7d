import Core

/// A message to somebody, with what it is about.
package struct MailLine: Sendable {
  package let id: Int64
  package let text: String
  /// Milliseconds UTC.
  package let created: Int64
  package let read: Int64?
  /// The request it is about.
  package let code: String?
  package let title: Label?

  package init(id: Int64, text: String, created: Int64, read: Int64?, code: String?, title: Label?) {
    self.id = id
    self.text = text
    self.created = created
    self.read = read
    self.code = code
    self.title = title
  }
}

extension Engine {
  private static let mail = Query(
    [
      .init(.column("id", of: "x"), .integer), .init(.column("text", of: "x"), .blob),
      .init(.column("created", of: "x"), .instant), .init(.column("read", of: "x"), .instant),
      .init(.column("code", of: "m"), .text), .init(.column("definition", of: "m"), .text),
    ],
    from: SystemTables.message, as: "x",
    joins: [
      .init(
        SystemTables.matter, "m", on: .compare(.column("id", of: "m"), .equal, .column("matter", of: "x")),
        optional: true)
    ], where: .compare(.column("person", of: "x"), .equal, .parameter(0)),
    order: [.init(.column("id", of: "x"), descending: true)], limit: .parameter(1))
  private static let unread = Query(
    [.init(.count, .integer)], from: SystemTables.message,
    where: .all([.equals("person", 0), .isNull(.column("read"))]))
  private static let markRead = Statement(
    SystemTables.message,
    .update(
      [.set("read", .parameter(2))],
      where: .all([
        .equals("person", 0), .compare(.column("id"), .lessOrEqual, .parameter(1)), .isNull(.column("read")),
      ])))

  /// The caller's own messages, newest first.
  package func mail(_ caller: Caller, limit: Int = 100) throws -> [MailLine] {
    try snapshot { running, reader in
      try reader.rows(
        Self.mail, [.int(caller.person), .int(Int64(max(1, min(limit, 500))))],
        under: .scope(Scoped(reader: caller.person))
      ).map { row in
        let plain = row[1].blob.flatMap { sealing.open($0, subject: caller.person) } ?? []
        return MailLine(
          id: row[0].int ?? 0, text: String(decoding: plain, as: UTF8.self), created: row[2].int ?? 0,
          read: row[3].int, code: row[4].text, title: row[5].text.flatMap { running.program.services[$0]?.title })
      }
    }
  }

  /// How many messages the caller has not marked as read.
  package func unreadMail(_ caller: Caller) throws -> Int {
    try store.read { reader in
      Int(
        try reader.rows(Self.unread, [.int(caller.person)], under: .scope(Scoped(reader: caller.person)))
          .first?[0].int ?? 0)
    }
  }

  /// What marks the caller's messages as read, up to one of them: those that came later stay unread.
  package static func reading(_ caller: Caller, upTo id: Int64, now: Int64) -> Plan {
    Plan(changes: [Change(markRead, [.int(caller.person), .int(id), .int(now)])])
  }
}
