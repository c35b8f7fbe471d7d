extension SystemTables {
  package static let statistics = [measure, delta, cell, distinctValue, snapshot]

  /// Number of one counted combination: a measure of a definition for a variant, state and step (null = not split).
  package static let measure = Table(
    "measure",
    [
      .init("n", .integer, nullable: false), .init("definition", .text, nullable: false),
      .init("name", .text, nullable: false), .init("variant", .text, nullable: false),
      .init("state", .text, nullable: false), .init("step", .text, nullable: false),
    ], key: ["n"], indexes: [.init(["definition", "name", "variant", "state", "step"], unique: true)])

  /// What one command added at one leaf; folded into cells and deleted by one leader in one transaction. `period` is
  /// the day (yyyymmdd) the matter was opened.
  package static let delta = Table(
    "delta",
    [
      .init("sequence", .integer, nullable: false), .init("leaf", .integer, nullable: false),
      .init("measure", .integer, nullable: false), .init("period", .integer, nullable: false),
      .init("value", .integer, nullable: false),
    ], key: ["sequence"], issuesKey: true)

  package static let cell = Table(
    "cell",
    [
      .init("node", .integer, nullable: false), .init("measure", .integer, nullable: false),
      .init("period", .integer, nullable: false), .init("value", .integer, nullable: false),
    ], key: ["measure", "node", "period"])

  package static let distinctValue = Table(
    "distinct_value",
    [
      .init("measure", .integer, nullable: false), .init("node", .integer, nullable: false),
      .init("value", .text, nullable: false), .init("count", .integer, nullable: false),
    ], key: ["measure", "node", "value"])

  package static let snapshot = Table(
    "snapshot",
    [
      .init("id", .integer, nullable: false), .init("definition", .text, nullable: false),
      .init("node", .integer, nullable: false), .init("at", .instant, nullable: false),
      .init("payload", .blob, nullable: false), .init("signature", .blob),
    ], key: ["id"])
}
