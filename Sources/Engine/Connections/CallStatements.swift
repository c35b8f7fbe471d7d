import Core

/// Every statement of calls in the outbox, made once. A call is taken for one attempt by counting it up; only who took
/// it last may say how it ended, so an answer is applied once on however many servers.
enum CallStatements {
  /// due, attempts; where sequence and attempts as they were read, and not sent.
  static let take = Statement(
    SystemTables.outbox,
    .update([.set("due", .parameter(0)), .set("attempts", .parameter(1))], where: untouched(2, 3)))
  /// sent; where as above.
  static let done = Statement(SystemTables.outbox, .update([.set("sent", .parameter(0))], where: untouched(1, 2)))
  /// sent, and nothing of what it said; where as above.
  static let emptied = Statement(
    SystemTables.outbox,
    .update(
      [.set("sent", .parameter(0)), .set("payload", .parameter(1))], where: untouched(2, 3)))
  /// due; where as above.
  static let later = Statement(SystemTables.outbox, .update([.set("due", .parameter(0))], where: untouched(1, 2)))

  private static func untouched(_ sequence: Int, _ attempts: Int) -> Condition {
    .all([.equals("sequence", sequence), .equals("attempts", attempts), .isNull(.column("sent"))])
  }

  static let attempt = Statement.insert(SystemTables.delivery)
  /// result; where outbox and attempt.
  static let record = Statement(
    SystemTables.delivery,
    .update([.set("result", .parameter(0))], where: .all([.equals("outbox", 1), .equals("attempt", 2)])))
  /// An attempt of which nothing was heard any more: result; where outbox, and still under way.
  static let lost = Statement(
    SystemTables.delivery,
    .update(
      [.set("result", .parameter(0))],
      where: .all([
        .equals("outbox", 1), .compare(.column("result"), .equal, .constant(.text(CallResult.sending.text))),
      ])))

  private static let columns = [
    "sequence", "subject", "payload", "attempts", "matter", "stay", "target", "sending", "act",
  ]
  /// Calls of a request that have no answer yet.
  static let ofMatter = Query(
    columns, of: SystemTables.outbox,
    where: .all([
      .equals("matter", 0), .compare(.column("topic"), .equal, .constant(.text("call"))), .isNull(.column("sent")),
    ]), order: [.init(.column("sequence"))])
  static let due = Query(
    columns, of: SystemTables.outbox,
    where: .all([
      .oneOf(.column("topic"), [.text("call"), .text("sms")]), .isNull(.column("sent")), .isNotNull(.column("target")),
      .compare(.column("due"), .lessOrEqual, .parameter(0)),
    ]), order: [.init(.column("due")), .init(.column("sequence"))], limit: .constant(.int(16)))
  static let state = Query(["attempts", "sent"], of: SystemTables.outbox, where: .equals("sequence", 0))

  private static func waiting(_ more: [Condition]) -> [Condition] {
    [
      .compare(.column("topic", of: "o"), .equal, .constant(.text("call"))), .isNull(.column("sent", of: "o")),
    ] + more
  }
  private static let outputs: [Query.Output] = [
    .init(.column("sequence", of: "o"), .integer), .init(.column("attempts", of: "o"), .integer),
    .init(.column("result", of: "d"), .text),
  ]
  private static let lastAttempt = Condition.all([
    .compare(.column("outbox", of: "d"), .equal, .column("sequence", of: "o")),
    .compare(.column("attempt", of: "d"), .equal, .column("attempts", of: "o")),
  ])

  /// What a stay waits for: sequence, attempts, how the last of them ended.
  static let ofStay = Query(
    outputs, from: SystemTables.outbox, as: "o",
    joins: [.init(SystemTables.delivery, "d", on: lastAttempt, optional: true)],
    where: .all(
      waiting([
        .compare(.column("matter", of: "o"), .equal, .parameter(0)),
        .compare(.column("stay", of: "o"), .equal, .parameter(1)),
      ])))
  /// What waits for a system that did not answer and is not under way.
  static let waiting = Query(
    outputs, from: SystemTables.outbox, as: "o", joins: [.init(SystemTables.delivery, "d", on: lastAttempt)],
    where: .all(
      waiting([
        .compare(.column("target", of: "o"), .equal, .parameter(0)),
        .compare(.column("due", of: "o"), .greater, .parameter(1)),
        .compare(.column("result", of: "d"), .notEqual, .constant(.text(CallResult.sending.text))),
      ])), order: [.init(.column("sequence", of: "o"))], limit: .constant(.int(50)))
}
