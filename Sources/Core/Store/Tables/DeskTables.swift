extension SystemTables {
  package static let desk = [presence, phrase]

  /// Who of staff has a request open, and by which post; a row that was not renewed for a minute means nothing and is
  /// deleted.
  package static let presence = Table(
    "presence",
    [
      .init("matter", .integer, nullable: false), .init("person", .integer, nullable: false), .init("post", .integer),
      .init("seen", .instant, nullable: false),
    ], key: ["matter", "person"], indexes: [.init(["seen"])])

  /// Sentences that a post writes with a verb of a step. The text stands here once it was used for a second request, so
  /// that words about one person are not kept beside that person's request; `phrase` is their digest.
  package static let phrase = Table(
    "phrase",
    [
      .init("post", .integer, nullable: false), .init("definition", .text, nullable: false),
      .init("step", .text, nullable: false), .init("verb", .text, nullable: false),
      .init("phrase", .text, nullable: false), .init("text", .text), .init("used", .integer, nullable: false),
      .init("matter", .integer, nullable: false), .init("at", .instant, nullable: false),
    ], key: ["post", "definition", "step", "verb", "phrase"], indexes: [.init(["at"])])
}
