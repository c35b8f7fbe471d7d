extension SystemTables {
  package static let trust = [command, event, block, readAudit, outbox, delivery, sending]

  /// Idempotency keys with the reply given then.
  package static let command = Table(
    "command",
    [
      .init("key", .text, nullable: false), .init("body", .blob, nullable: false),
      .init("status", .integer, nullable: false), .init("reply", .blob, nullable: false),
      .init("expires", .instant, nullable: false),
    ], key: ["key"], indexes: [.init(["expires"])])

  /// Append-only. `digest` covers the plain payload, so that erasing a subject leaves it valid. What an auditor reads, all
  /// of it, of one person or of one kind, is read along an index from the newest.
  package static let event = Table(
    "event",
    [
      .init("sequence", .integer, nullable: false), .init("matter", .integer), .init("kind", .text, nullable: false),
      .init("actor", .integer), .init("post", .integer), .init("at", .instant, nullable: false),
      .init("subject", .integer), .init("payload", .blob, nullable: false), .init("digest", .blob, nullable: false),
    ], key: ["sequence"], issuesKey: true,
    indexes: [
      .init(["matter"]), .init(["at", "sequence"]), .init(["actor", "at", "sequence"]),
      .init(["kind", "at", "sequence"]), .init(["post", "sequence"], whereNull: "matter"),
    ])

  package static let block = Table(
    "block",
    [
      .init("n", .integer, nullable: false), .init("first", .integer, nullable: false),
      .init("last", .integer, nullable: false), .init("previous", .blob, nullable: false),
      .init("digest", .blob, nullable: false), .init("signature", .blob), .init("at", .instant, nullable: false),
    ], key: ["n"])

  package static let readAudit = Table(
    "read_audit",
    [
      .init("sequence", .integer, nullable: false), .init("reader", .integer, nullable: false), .init("post", .integer),
      .init("subject", .integer), .init("query", .text), .init("count", .integer), .init("at", .instant, nullable: false),
    ], key: ["sequence"], issuesKey: true,
    indexes: [
      .init(["subject", "at", "sequence"]), .init(["at", "sequence"]), .init(["reader", "at", "sequence"]),
    ], retired: [.init(["subject"])])

  /// What leaves Hutong after the commit. `due` is when it is tried next, while somebody tries it as well: then it is
  /// when that one is given up. A call (topic `call`) is to the connector `target`, for `stay` of `matter` or for an act (`act` where it takes the reply); a
  /// text (topic `sms`) with a `target` is what a row of `sending` waits for.
  package static let outbox = Table(
    "outbox",
    [
      .init("sequence", .integer, nullable: false), .init("topic", .text, nullable: false), .init("subject", .integer),
      .init("payload", .blob, nullable: false), .init("due", .instant, nullable: false),
      .init("attempts", .integer, nullable: false), .init("sent", .instant), .init("matter", .integer),
      .init("stay", .integer), .init("target", .text), .init("sending", .integer),
      .init("act", .text),
    ], key: ["sequence"], issuesKey: true,
    indexes: [.init(["topic", "due"], whereNull: "sent"), .init(["matter"]), .init(["sent"])])

  /// One attempt and how it ended (`CallResult`): nothing of what was said.
  package static let delivery = Table(
    "delivery",
    [
      .init("outbox", .integer, nullable: false), .init("attempt", .integer, nullable: false),
      .init("at", .instant, nullable: false), .init("result", .text, nullable: false),
    ], key: ["outbox", "attempt"], indexes: [.init(["at"])])

  /// A message to one recipient by one channel that is known not to have arrived, or of which somebody else has to say
  /// so: to whom (a word of the language, or `post`), what became of it, and who caused it and hears when it fails
  /// (`sender` null = nobody did, the service's owner hears). `told` says that they have heard.
  package static let sending = Table(
    "sending",
    [
      .init("id", .integer, nullable: false), .init("matter", .integer, nullable: false),
      .init("recipient", .text, nullable: false), .init("person", .integer), .init("post", .integer),
      .init("channel", .text, nullable: false), .init("at", .instant, nullable: false),
      .init("state", .text, nullable: false), .init("reason", .text), .init("ended", .instant),
      .init("sender", .integer), .init("told", .instant),
    ], key: ["id"], indexes: [.init(["matter"]), .init(["at"])])
}
