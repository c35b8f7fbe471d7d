extension SystemTables {
  /// Two axes of time on every fact: when it holds in the world, when it was recorded here. `superseded_at` null = what
  /// is believed now; `valid_to` null = without end (exclusive otherwise, ISO day).
  private static let bitemporal: [Table.Column] = [
    .init("valid_from", .date), .init("valid_to", .date), .init("recorded_at", .instant, nullable: false),
    .init("superseded_at", .instant),
  ]

  package static let city = [
    place, placeFact, placeAncestor, placeAlias, placeBoundary, post, postRole, appointment, deputy, leave,
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
    ] + bitemporal, key: ["id"],
    indexes: [.init(["place"]), .init(["code"], unique: true, whereNull: "superseded_at")])

  package static let placeAlias = Table(
    "place_alias",
    [
      .init("id", .integer, nullable: false), .init("place", .integer, nullable: false),
      .init("name", .text, nullable: false),
    ] + bitemporal, key: ["id"], indexes: [.init(["name"])])

  package static let placeBoundary = Table(
    "place_boundary",
    [
      .init("id", .integer, nullable: false), .init("place", .integer, nullable: false),
      .init("shape", .text, nullable: false),
    ] + bitemporal, key: ["id"], indexes: [.init(["place"])])

  /// A seat of an organisation (an `e_organization` row). `level` and `place`: where it works, when narrower than
  /// what the organisation governs.
  package static let post = Table(
    "post",
    [
      .init("id", .integer, nullable: false), .init("organization", .integer, nullable: false),
      .init("name", .text, nullable: false), .init("place", .integer), .init("phone", .text), .init("origin", .text),
    ] + bitemporal, key: ["id"], indexes: [.init(["organization"])])

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
    ] + bitemporal, key: ["id"], indexes: [.init(["post"])])

  package static let leave = Table(
    "leave",
    [.init("id", .integer, nullable: false), .init("post", .integer, nullable: false)] + bitemporal, key: ["id"],
    indexes: [.init(["post"])])
}
