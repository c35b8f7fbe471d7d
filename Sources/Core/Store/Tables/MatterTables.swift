extension SystemTables {
  package static let matters = [
    matter, lead, joined, list, step, signer, reminder, rating, askedField, draft, file,
    upload, matterFile, message, receipt, quota,
  ]

  package static let matter = Table(
    "matter",
    [
      .init("id", .integer, nullable: false), .init("code", .text, nullable: false), .init("kind", .text, nullable: false),
      .init("definition", .text, nullable: false), .init("epoch", .integer, nullable: false),
      .init("program", .text, nullable: false), .init("variant", .text, nullable: false),
      .init("state", .text, nullable: false), .init("step", .text), .init("revision", .integer, nullable: false),
      .init("place", .integer), .init("organization", .integer), .init("subject_class", .text), .init("subject", .integer),
      .init("applicant", .integer), .init("filer", .integer), .init("priority", .integer, nullable: false),
      .init("opened", .instant, nullable: false), .init("due", .instant), .init("closed", .instant),
      .init("merged_into", .integer), .init("list", .integer), .init("outcome", .text), .init("mandate", .integer),
    ], key: ["id"],
    indexes: [
      .init(["code"], unique: true), .init(["filer"]), .init(["subject", "definition"]), .init(["list"]),
      .init(["definition", "program"], whereNull: "closed"), .init(["definition", "place"]),
      .init(["place"], whereNull: "closed"),
    ])

  /// Which running request leads those with the same answers; `key` is a digest of these, `joiners` how many follow it.
  /// The row goes when it ends, by a guard on that number: nobody joins what ends.
  package static let lead = Table(
    "lead",
    [
      .init("definition", .text, nullable: false), .init("key", .text, nullable: false),
      .init("matter", .integer, nullable: false), .init("until", .instant),
      .init("joiners", .integer, nullable: false),
    ], key: ["definition", "key"], indexes: [.init(["matter"])])

  /// The requests that were merged into one; the other side of `merged_into`.
  package static let joined = Table(
    "joined", [.init("leader", .integer, nullable: false), .init("matter", .integer, nullable: false)],
    key: ["leader", "matter"])

  /// A batch: the matters of one key that go on together. One open list for each (definition, variant, step, key).
  package static let list = Table(
    "list",
    [
      .init("id", .integer, nullable: false), .init("definition", .text, nullable: false),
      .init("variant", .text, nullable: false), .init("step", .text, nullable: false),
      .init("per", .text, nullable: false), .init("post", .integer), .init("opened", .instant, nullable: false),
      .init("closed", .instant), .init("closed_by", .integer),
    ], key: ["id"],
    indexes: [.init(["definition", "variant", "step", "per"], unique: true, whereNull: "closed")])

  /// One stay of a matter with one holder; also the clocks: where one stay follows the other, `done - opened` of all of
  /// them sums to the total time. `post` null = any holder of `role` at `place` may claim it. `visit` is shared by all
  /// stays of one entering of a step, `seat` by those of which a single one decides (a post and the one it was
  /// transferred to, several who may take it); both are the id of the first such stay. `stands_in`: the vacant post that
  /// the work is of, where another has it meanwhile.
  package static let step = Table(
    "step",
    [
      .init("id", .integer, nullable: false), .init("matter", .integer, nullable: false),
      .init("step", .text, nullable: false), .init("kind", .text, nullable: false), .init("role", .text),
      .init("place", .integer), .init("post", .integer), .init("person", .integer),
      .init("opened", .instant, nullable: false), .init("claimed", .instant), .init("due", .instant),
      .init("calendar", .text), .init("done", .instant), .init("outcome", .text), .init("reason", .text),
      .init("list", .integer), .init("visit", .integer), .init("seat", .integer), .init("stands_in", .integer),
    ], key: ["id"],
    indexes: [
      .init(["matter"]), .init(["post"], whereNull: "done"), .init(["role", "place"], whereNull: "done"),
      .init(["list"], whereNull: "done"),
    ])

  /// Who signs a visit of a step later: the next in turn, and signers who were added behind somebody. Deleted when their
  /// stay opens or the visit ends. `behind` is the seat they wait for; null = whoever has it now.
  package static let signer = Table(
    "signer",
    [
      .init("id", .integer, nullable: false), .init("matter", .integer, nullable: false),
      .init("visit", .integer, nullable: false), .init("seat", .integer, nullable: false), .init("behind", .integer),
      .init("role", .text), .init("place", .integer), .init("post", .integer),
    ], key: ["id"], indexes: [.init(["matter"])])

  /// When a stay is to be reminded of; `position` is that of the step's reminder, -1 = it becomes overdue. `done` says
  /// that it was looked at.
  package static let reminder = Table(
    "reminder",
    [
      .init("id", .integer, nullable: false), .init("matter", .integer, nullable: false),
      .init("stay", .integer, nullable: false), .init("position", .integer, nullable: false),
      .init("at", .instant, nullable: false), .init("done", .instant),
    ], key: ["id"], indexes: [.init(["at"], whereNull: "done")])

  /// What the applicant thinks of how it went: 1 to 5, and words.
  package static let rating = Table(
    "rating",
    [
      .init("matter", .integer, nullable: false), .init("person", .integer, nullable: false),
      .init("stars", .integer, nullable: false), .init("words", .blob), .init("at", .instant, nullable: false),
    ], key: ["matter"])

  /// The fields that a return names: the applicant answers these anew. A return without any lets them answer all.
  package static let askedField = Table(
    "asked_field",
    [
      .init("stay", .integer, nullable: false), .init("field", .text, nullable: false),
    ], key: ["stay", "field"])

  package static let draft = Table(
    "draft",
    [
      .init("person", .integer, nullable: false), .init("definition", .text, nullable: false),
      .init("subject", .integer, nullable: false), .init("payload", .blob, nullable: false),
      .init("updated", .instant, nullable: false),
    ], key: ["person", "definition", "subject"])

  package static let file = Table(
    "file",
    [
      .init("hash", .text, nullable: false), .init("type", .text, nullable: false), .init("size", .integer, nullable: false),
      .init("created", .instant, nullable: false),
    ], key: ["hash"])

  /// Who sent a file: they may read it and answer with it.
  package static let upload = Table(
    "upload",
    [
      .init("person", .integer, nullable: false), .init("file", .text, nullable: false), .init("name", .text),
      .init("created", .instant, nullable: false),
    ], key: ["person", "file"], indexes: [.init(["file"]), .init(["created"])])

  package static let matterFile = Table(
    "matter_file",
    [
      .init("matter", .integer, nullable: false), .init("field", .text, nullable: false),
      .init("position", .integer, nullable: false), .init("file", .text, nullable: false), .init("name", .text),
    ], key: ["matter", "field", "position"], indexes: [.init(["file"])])

  /// A message to one person inside Hutong; other channels leave through the outbox.
  package static let message = Table(
    "message",
    [
      .init("id", .integer, nullable: false), .init("person", .integer, nullable: false), .init("matter", .integer),
      .init("text", .blob, nullable: false), .init("created", .instant, nullable: false), .init("read", .instant),
    ], key: ["id"], indexes: [.init(["person"]), .init(["matter"])])

  package static let receipt = Table(
    "receipt",
    [
      .init("matter", .integer, nullable: false), .init("person", .integer, nullable: false),
      .init("round", .integer, nullable: false), .init("read", .instant), .init("answered", .instant),
    ], key: ["matter", "person"])

  /// How many of a service's places are taken, for each key (`""` = whole service).
  package static let quota = Table(
    "quota",
    [
      .init("definition", .text, nullable: false), .init("key", .text, nullable: false),
      .init("used", .integer, nullable: false),
    ], key: ["definition", "key"])
}
