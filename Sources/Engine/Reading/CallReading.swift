import Core

/// A call of another system as who handles the matter sees it.
package struct CallShown: Sendable {
  package struct Attempt: Sendable {
    package let number: Int64
    package let at: Int64
    package let result: CallResult

    package init(number: Int64, at: Int64, result: CallResult) {
      self.number = number
      self.at = at
      self.result = result
    }
  }

  package let connector: Label
  /// The step that waits for it; nil for an act.
  package let step: Label?
  /// When it is tried next; nil once it is over.
  package let next: Int64?
  package var attempts: [Attempt]

  package init(connector: Label, step: Label?, next: Int64?, attempts: [Attempt]) {
    self.connector = connector
    self.step = step
    self.next = next
    self.attempts = attempts
  }
}

extension Preparation {
  private static let callsOfMatter = Query(
    [
      .init(.column("sequence", of: "o"), .integer), .init(.column("target", of: "o"), .text),
      .init(.column("stay", of: "o"), .integer), .init(.column("due", of: "o"), .instant),
      .init(.column("sent", of: "o"), .instant), .init(.column("attempt", of: "d"), .integer),
      .init(.column("at", of: "d"), .instant), .init(.column("result", of: "d"), .text),
    ], from: SystemTables.outbox, as: "o",
    joins: [
      .init(
        SystemTables.delivery, "d", on: .compare(.column("outbox", of: "d"), .equal, .column("sequence", of: "o")),
        optional: true)
    ],
    where: .all([
      .compare(.column("matter", of: "o"), .equal, .parameter(0)),
      .compare(.column("topic", of: "o"), .equal, .constant(.text("call"))),
    ]), order: [.init(.column("sequence", of: "o")), .init(.column("attempt", of: "d"))],
    limit: .constant(.int(500)))

  /// The calls of a matter and their attempts, oldest first.
  func calls(_ matter: LiveMatter) throws -> [CallShown] {
    let rows = try reader.rows(
      Self.callsOfMatter, [.int(matter.row.id)], under: .scope(Scoped(reader: caller.person)))
    var shown: [CallShown] = []
    var last: Int64?
    for row in rows {
      if row[0].int != last {
        last = row[0].int
        let id = row[1].text ?? ""
        let stay = row[2].int.flatMap { id in matter.steps.first { $0.id == id } }
        shown.append(
          CallShown(
            connector: running.program.connectors[id]?.title ?? Label(zh: id),
            step: stay.flatMap { matter.program(of: $0) }?.title, next: row[4].int == nil ? row[3].int : nil,
            attempts: []))
      }
      if let number = row[5].int, let at = row[6].int {
        shown[shown.count - 1].attempts.append(
          CallShown.Attempt(number: number, at: at, result: CallResult(row[7].text ?? "")))
      }
    }
    return shown
  }
}
