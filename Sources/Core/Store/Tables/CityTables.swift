extension SystemTables {
  /// Two axes of time on every fact: when it holds in the world, when it was recorded here. `superseded_at` null = what
  /// is believed now; `valid_to` null = without end (exclusive otherwise, ISO day).
  private static let bitemporal: [Table.Column] = [
    .init("valid_from", .date), .init("valid_to", .date), .init("recorded_at", .instant, nullable: false),
    .init("superseded_at", .instant),
  ]

  package static let city = [
    place, placeFact, placeAncestor, placeAlias, placeBoundary, placeCode, placeRedirect, placeChange,
    placeHandover, placeProposal, post, postFact, postRole, appointment, deputy, leave, directoryBody, directoryChange,
  ]

  /// The tree as it is now, flattened: every place with itself and each place above it. Territory is a condition on it.
  package static let placeAncestor = Table(
    "place_ancestor", [.init("place", .integer, nullable: false), .init("ancestor", .integer, nullable: false)],
    key: ["place", "ancestor"], indexes: [.init(["ancestor"])])

  package static let place = Table("place", [.init("id", .integer, nullable: false)], key: ["id"])

  package static let placeFact = Table(
    "place_fact",
    [
      .init("id", .integer, nullable: false), .init("place", .integer, nullable: false),
      .init("level", .integer, nullable: false), .init("kind", .text, nullable: false),
      .init("code", .text, nullable: false), .init("name", .text, nullable: false), .init("parent", .integer),
      .init("official", .boolean, nullable: false), .init("origin", .text),
    ] + bitemporal + [.init("change", .integer), .init("closed_by", .integer)], key: ["id"],
    indexes: [.init(["place"]), .init(["code"]), .init(["change"]), .init(["closed_by"])],
    retired: [.init(["code"], unique: true, whereNull: "superseded_at")])

  /// The codes of the tree as it is now: no two places have one.
  package static let placeCode = Table(
    "place_code", [.init("code", .text, nullable: false), .init("place", .integer, nullable: false)], key: ["code"],
    indexes: [.init(["place"])])

  /// Where a place that ended is looked for now: what stands at it counts and is governed there. Its id is never used
  /// for another.
  package static let placeRedirect = Table(
    "place_redirect",
    [
      .init("place", .integer, nullable: false), .init("successor", .integer, nullable: false),
      .init("change", .integer),
    ], key: ["place"], indexes: [.init(["successor"])])

  /// An operation on places: `waiting` for its day, `done`, or `undone`. `key` names one that a document declares, so
  /// that it is carried out once.
  package static let placeChange = Table(
    "place_change",
    [
      .init("id", .integer, nullable: false), .init("key", .text), .init("act", .text, nullable: false),
      .init("day", .date, nullable: false), .init("state", .text, nullable: false), .init("actor", .integer),
      .init("at", .instant, nullable: false), .init("done", .instant), .init("payload", .blob, nullable: false),
    ], key: ["id"], indexes: [.init(["key"], unique: true), .init(["day"], whereNull: "done")])

  /// Running matters that an operation moved with their place and whose holders are looked for anew.
  package static let placeHandover = Table(
    "place_handover",
    [
      .init("change", .integer, nullable: false), .init("matter", .integer, nullable: false),
      .init("asks", .boolean, nullable: false),
    ], key: ["change", "matter"])

  /// A place that somebody met and the tree does not have: waits for those who may add places there.
  package static let placeProposal = Table(
    "place_proposal",
    [
      .init("id", .integer, nullable: false), .init("parent", .integer, nullable: false),
      .init("name", .text, nullable: false), .init("level", .integer, nullable: false), .init("note", .blob),
      .init("person", .integer), .init("at", .instant, nullable: false), .init("state", .text, nullable: false),
      .init("decided_by", .integer), .init("decided_at", .instant), .init("place", .integer),
    ], key: ["id"], indexes: [.init(["state", "parent"])])

  package static let placeAlias = Table(
    "place_alias",
    [
      .init("id", .integer, nullable: false), .init("place", .integer, nullable: false),
      .init("name", .text, nullable: false),
    ] + bitemporal, key: ["id"], indexes: [.init(["name"])])

  /// West to north: the box of the shape in ten-millionths of a degree.
  package static let placeBoundary = Table(
    "place_boundary",
    [
      .init("id", .integer, nullable: false), .init("place", .integer, nullable: false),
      .init("shape", .text, nullable: false),
    ] + bitemporal
      + ["west", "south", "east", "north", "change", "closed_by"].map { .init($0, .integer) }, key: ["id"],
    indexes: [
      .init(["place"]), .init(["west", "east", "south", "north"], whereNull: "superseded_at"), .init(["change"]),
      .init(["closed_by"]),
    ])

  /// A seat of an organisation (an `e_organization` row). `place`: where it works, when narrower than what the
  /// organisation governs. `tags`: words with a line break between.
  package static let post = Table(
    "post",
    [
      .init("id", .integer, nullable: false), .init("organization", .integer, nullable: false),
      .init("name", .text, nullable: false), .init("place", .integer), .init("phone", .text), .init("origin", .text),
    ] + bitemporal + [.init("rank", .text), .init("duties", .text), .init("tags", .text)], key: ["id"],
    indexes: [.init(["organization"])])

  /// What somebody said of a post over what a document or a table said first. `change`: the operation of
  /// `directory_change` that wrote it; null for what a document said since.
  package static let postFact = Table(
    "post_fact",
    [
      .init("id", .integer, nullable: false), .init("post", .integer, nullable: false), .init("phone", .text),
      .init("rank", .text), .init("duties", .text), .init("tags", .text),
    ] + bitemporal + [.init("change", .integer), .init("closed_by", .integer)], key: ["id"],
    indexes: [.init(["post"]), .init(["change"]), .init(["closed_by"])])

  package static let postRole = Table(
    "post_role",
    [
      .init("id", .integer, nullable: false), .init("post", .integer, nullable: false),
      .init("role", .text, nullable: false),
    ] + bitemporal, key: ["id"], indexes: [.init(["post"]), .init(["role"])])

  package static let appointment = Table(
    "appointment",
    [
      .init("id", .integer, nullable: false), .init("post", .integer, nullable: false),
      .init("person", .integer, nullable: false),
    ] + bitemporal, key: ["id"], indexes: [.init(["post"]), .init(["person"])])

  package static let deputy = Table(
    "deputy",
    [
      .init("id", .integer, nullable: false), .init("post", .integer, nullable: false),
      .init("deputy_post", .integer, nullable: false),
    ] + bitemporal + [.init("origin", .text)], key: ["id"], indexes: [.init(["post"])])

  /// `origin` of a leave and of a deputy: `desk` for what somebody set, which no document takes back; null for a
  /// document's.
  package static let leave = Table(
    "leave",
    [.init("id", .integer, nullable: false), .init("post", .integer, nullable: false)] + bitemporal
      + [.init("origin", .text)], key: ["id"], indexes: [.init(["post"])])

  /// An organisation that is in the directory besides those that documents declare or that have posts.
  package static let directoryBody = Table(
    "directory_body",
    [
      .init("id", .integer, nullable: false), .init("organization", .integer, nullable: false),
      .init("class", .text, nullable: false),
    ] + bitemporal, key: ["id"], indexes: [.init(["organization"])])

  /// An import of the directory, or a post described anew, that can be taken back: `payload` names the rows it brought and those it closed.
  package static let directoryChange = Table(
    "directory_change",
    [
      .init("id", .integer, nullable: false), .init("act", .text, nullable: false), .init("actor", .integer),
      .init("at", .instant, nullable: false), .init("state", .text, nullable: false), .init("payload", .blob, nullable: false),
    ], key: ["id"])
}
