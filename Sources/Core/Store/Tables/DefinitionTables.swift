/// The tables that every store has, whatever is published (DATA.md, "Tables"). Grouped as there.
package enum SystemTables {
  package static let all: [Table] = definitions + city + entities + matters + statistics + trust + access
    + desk

  // MARK: Definitions

  package static let definitions = [
    document, release, releaseDocument, activeRelease, server, formTable, formColumn, knowledgeVersion, entityColumn,
  ]

  /// The text of every document ever published, by content hash.
  package static let document = Table(
    "document",
    [
      .init("hash", .text, nullable: false), .init("kind", .text, nullable: false), .init("id", .text, nullable: false),
      .init("text", .text, nullable: false),
    ], key: ["hash"])

  package static let release = Table(
    "release",
    [
      .init("epoch", .integer, nullable: false), .init("program", .text, nullable: false),
      .init("actor", .text, nullable: false), .init("reason", .text), .init("origin", .text),
      .init("at", .instant, nullable: false),
    ], key: ["epoch"])

  package static let releaseDocument = Table(
    "release_document",
    [
      .init("epoch", .integer, nullable: false), .init("position", .integer, nullable: false),
      .init("document", .text, nullable: false), .init("bundle", .text, nullable: false),
      .init("file", .text, nullable: false), .init("line", .integer, nullable: false),
    ], key: ["epoch", "position"])

  /// One row, id 1. Its epoch is what every command checks in its own transaction.
  package static let activeRelease = Table(
    "active_release", [.init("id", .integer, nullable: false), .init("epoch", .integer, nullable: false)], key: ["id"])

  package static let server = Table(
    "server",
    [
      .init("id", .integer, nullable: false), .init("name", .text, nullable: false),
      .init("epoch", .integer, nullable: false), .init("seen", .instant, nullable: false),
    ], key: ["id"])

  /// Number of a form's (`f<n>`) or ledger's (`l<n>`) table.
  package static let formTable = Table(
    "form_table",
    [
      .init("n", .integer, nullable: false), .init("kind", .text, nullable: false), .init("form", .text, nullable: false),
    ], key: ["n"], indexes: [.init(["kind", "form"], unique: true)])

  package static let formColumn = Table(
    "form_column",
    [
      .init("form", .integer, nullable: false), .init("n", .integer, nullable: false),
      .init("field", .text, nullable: false), .init("type", .text, nullable: false), .init("scale", .integer),
      .init("since", .integer, nullable: false), .init("retired", .integer),
    ], key: ["form", "n"], indexes: [.init(["form", "field", "type", "scale"])])

  package static let knowledgeVersion = Table(
    "knowledge_version",
    [
      .init("version", .text, nullable: false), .init("hash", .text, nullable: false),
      .init("at", .instant, nullable: false),
    ], key: ["version"])

  /// Issued numbers of attributes and relations: `kind` is `attribute` or `relation`.
  package static let entityColumn = Table(
    "entity_column",
    [
      .init("kind", .text, nullable: false), .init("n", .integer, nullable: false), .init("id", .text, nullable: false),
    ], key: ["kind", "n"], indexes: [.init(["kind", "id"], unique: true)])
}
