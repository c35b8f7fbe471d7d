import Core

/// Every statement of an operation on places, made once. What concerns many rows of one kind is one statement over them,
/// so that a place with all below it moves without being read.
enum PlaceStatements {
  // MARK: The table of places above

  /// Ids of places at or below others.
  ///
  /// - Parameter within: which others, of the column `ancestor`.
  static func below(within: Condition) -> Query { Query(["place"], of: SystemTables.placeAncestor, where: within) }

  /// - Parameter root: the parameter that is the other one.
  static func below(_ root: Int) -> Query { below(within: .equals("ancestor", root)) }

  /// Whether a place lies at or below others, asked of one place.
  ///
  /// - Parameters:
  ///   - place: a column of the query around, with its table's name.
  ///   - within: which others, of the column `ancestor`.
  static func lies(_ place: Term, within: Condition) -> Condition {
    .exists(below(within: .all([.compare(.column("place"), .equal, place), within])))
  }

  static func lies(_ place: Term, in places: Set<Int64>) -> Condition {
    lies(place, within: .oneOf(.column("ancestor"), places.sorted().map(StoredValue.int)))
  }

  static let insertAncestor = Statement.insert(SystemTables.placeAncestor, conflict: .keep)
  /// 0 the place above that is left, 1 what leaves it.
  static let leave = Statement(
    SystemTables.placeAncestor, .delete(where: .all([.equals("ancestor", 0), .among(.column("place"), below(1))])))
  /// 0 what enters, 1 the place above that it enters.
  static let enter = Statement(
    SystemTables.placeAncestor,
    .insertRows(
      columns: ["place", "ancestor"],
      Query(
        [.init(.column("place"), .integer), .init(.parameter(1), .integer)], from: SystemTables.placeAncestor,
        where: .equals("ancestor", 0)), conflict: .keep))
  static let dropAncestors = Statement(SystemTables.placeAncestor, .delete(where: .equals("place", 0)))

  // MARK: Figures

  private static func cells(_ value: Term) -> Statement {
    Statement(
      SystemTables.cell,
      .insertRows(
        columns: ["node", "measure", "period", "value"],
        Query(
          [
            .init(.parameter(1), .integer), .init(.column("measure", of: "c"), .integer),
            .init(.column("period", of: "c"), .integer), .init(value, .integer),
          ], from: SystemTables.measure, as: "m",
          joins: [
            .init(
              SystemTables.cell, "c",
              on: .all([
                .compare(.column("measure", of: "c"), .equal, .column("n", of: "m")),
                .compare(.column("node", of: "c"), .equal, .parameter(0)),
              ]))
          ], where: .compare(.column("value", of: "c"), .notEqual, .constant(.int(0)))), conflict: .add(["value"])))
  }

  /// 0 what moves, 1 the place above that counts it no more.
  static let subtractCells = cells(.difference(.constant(.int(0)), .column("value", of: "c")))
  /// 0 what moves, 1 the place above that counts it now.
  static let addCells = cells(.column("value", of: "c"))

  // MARK: Facts

  static let factColumns = [
    "id", "place", "level", "kind", "code", "name", "parent", "official", "valid_from", "valid_to", "change",
  ]
  /// What a relation says of the operation that wrote it.
  static func origin(_ change: Int64) -> StoredValue { .text("change \(change)") }
  static let factsBelow = Query(
    factColumns, of: SystemTables.placeFact,
    where: .all([.isNull(.column("superseded_at")), .among(.column("place"), below(0))]), order: [.init(.column("id"))])
  static let allFacts = Query(
    factColumns, of: SystemTables.placeFact, where: .isNull(.column("superseded_at")), order: [.init(.column("id"))])
  static let factsOf = Query(
    factColumns, of: SystemTables.placeFact, where: .all([.isNull(.column("superseded_at")), .equals("place", 0)]),
    order: [.init(.column("id"))])
  /// 0 now, 1 the change, 2 the fact.
  static let closeFact = Statement(
    SystemTables.placeFact,
    .update(
      [.set("superseded_at", .parameter(0)), .set("closed_by", .parameter(1))],
      where: .all([.equals("id", 2), .isNull(.column("superseded_at"))])))
  static let insertFact = Statement.insert(SystemTables.placeFact)
  static let insertPlace = Statement.insert(SystemTables.place, conflict: .keep)
  static let insertAlias = Statement.insert(SystemTables.placeAlias)
  /// 0 now, 1 the place, 2 what it is called again.
  static let dropAlias = Statement(
    SystemTables.placeAlias,
    .update(
      [.set("superseded_at", .parameter(0))],
      where: .all([.equals("place", 1), .equals("name", 2), .isNull(.column("superseded_at"))])))
  static let dropCode = Statement(
    SystemTables.placeCode, .delete(where: .all([.equals("code", 0), .equals("place", 1)])))
  static let insertCode = Statement.insert(SystemTables.placeCode, conflict: .keep)
  static let insertRedirect = Statement.insert(SystemTables.placeRedirect, conflict: .replace)
  static let redirectsOf = Query(
    ["place", "successor"], of: SystemTables.placeRedirect, where: .equals("change", 0), order: [.init(.column("place"))])
  static let dropRedirects = Statement(SystemTables.placeRedirect, .delete(where: .equals("change", 0)))

  // MARK: Running matters

  /// 0 the change, 1 whether their holders are only asked, 2 the place.
  static let handOver = Statement(
    SystemTables.placeHandover,
    .insertRows(
      columns: ["change", "matter", "asks"],
      Query(
        [
          .init(.parameter(0), .integer), .init(.column("id", of: "m"), .integer), .init(.parameter(1), .boolean),
        ], from: SystemTables.matter, as: "m",
        where: .all([.isNull(.column("closed", of: "m")), .among(.column("place", of: "m"), below(2))])),
      conflict: .keep))
  static let running = Query(
    [.init(.count, .integer)], from: SystemTables.matter,
    where: .all([.isNull(.column("closed")), .among(.column("place"), below(0))]))
  static let runningAt = Query(
    [.init(.count, .integer)], from: SystemTables.matter, where: .all([.isNull(.column("closed")), .equals("place", 0)]))
  /// Stays that anybody who works for a place may claim: 0 the new place, 1 the old one.
  static let movePools = Statement(
    SystemTables.step,
    .update([.set("place", .parameter(0))], where: .all([.equals("place", 1), .isNull(.column("done"))])))
  static let waiting = Query(
    ["change", "matter", "asks"], of: SystemTables.placeHandover, order: [.init(.column("change")), .init(.column("matter"))],
    limit: .parameter(0))
  static let handedOver = Statement(
    SystemTables.placeHandover, .delete(where: .all([.equals("change", 0), .equals("matter", 1)])))

  // MARK: Changes

  static let insertChange = Statement.insert(SystemTables.placeChange)
  static let changeColumns = ["id", "key", "act", "day", "state", "actor", "at", "done", "payload"]
  static let changeOfKey = Query(changeColumns, of: SystemTables.placeChange, where: .equals("key", 0))
  static let changeOfID = Query(changeColumns, of: SystemTables.placeChange, where: .equals("id", 0))
  static let dueChanges = Query(
    changeColumns, of: SystemTables.placeChange,
    where: .all([
      .equals("state", 1), .isNull(.column("done")), .compare(.column("day"), .lessOrEqual, .parameter(0)),
    ]), order: [.init(.column("day")), .init(.column("id"))], limit: .constant(.int(20)))
  /// 0 the state, 1 when, 2 the change, 3 the state as it was read.
  static let moveChange = Statement(
    SystemTables.placeChange,
    .update(
      [.set("state", .parameter(0)), .set("done", .parameter(1))], where: .all([.equals("id", 2), .equals("state", 3)])))

  // MARK: Stores of before

  private static let anyCode = Query(["code"], of: SystemTables.placeCode, limit: .constant(.int(1)))
  private static let codes = Statement(
    SystemTables.placeCode,
    .insertRows(
      columns: ["code", "place"],
      Query(["code", "place"], of: SystemTables.placeFact, where: .isNull(.column("superseded_at"))), conflict: .keep))

  /// Work of whoever holds the store, which may take longer than a request's reads.
  static func takeTime(_ reader: any Reader) throws { _ = try reader.rows(anyCode, [], under: .system(.maintenance)) }

  /// Codes were kept with the facts alone once.
  static func takeUpCodes(_ engine: Engine) throws {
    let known = try engine.store.read { try $0.rows(anyCode, [], under: .system(.places)) }
    if known.isEmpty { try engine.commitOrThrow(Plan(changes: [Change(codes, [])])) }
  }
}

/// What follows from the facts that one import wrote.
extension PlaceStatements {
  private static let facts: Condition = .all([
    .compare(.column("change", of: "f"), .equal, .parameter(0)), .isNull(.column("superseded_at", of: "f")),
    .isNull(.column("valid_to", of: "f")),
  ])

  private static func ofChange(_ table: Table, _ columns: [String], _ outputs: [Query.Output]) -> Statement {
    Statement(
      table,
      .insertRows(
        columns: columns, Query(outputs, from: SystemTables.placeFact, as: "f", where: facts), conflict: .keep))
  }

  static let placesOfChange = ofChange(
    SystemTables.place, ["id"], [.init(.column("place", of: "f"), .integer)])
  static let codesOfChange = ofChange(
    SystemTables.placeCode, ["code", "place"],
    [.init(.column("code", of: "f"), .text), .init(.column("place", of: "f"), .integer)])
  static let selvesOfChange = ofChange(
    SystemTables.placeAncestor, ["place", "ancestor"],
    [.init(.column("place", of: "f"), .integer), .init(.column("place", of: "f"), .integer)])
  /// 0 the change, 1 the level: those above are there already.
  static let ancestorsOfChange = Statement(
    SystemTables.placeAncestor,
    .insertRows(
      columns: ["place", "ancestor"],
      Query(
        [.init(.column("place", of: "f"), .integer), .init(.column("ancestor", of: "a"), .integer)],
        from: SystemTables.placeFact, as: "f",
        joins: [
          .init(
            SystemTables.placeAncestor, "a",
            on: .compare(.column("place", of: "a"), .equal, .column("parent", of: "f")))
        ],
        where: .all([facts, .compare(.column("level", of: "f"), .equal, .parameter(1))])), conflict: .keep))

  // MARK: Taking an import back

  /// The operation in a column was taken back.
  static func isUndone(_ change: Term) -> Condition { isChange(change, "state", PlaceChangeState.undone.rawValue) }

  /// The operation in a column is the taking back of another: so older builds mark what they restore, until a server of this
  /// build starts (`PlacesRestored`).
  static func isUndo(_ change: Term) -> Condition { isChange(change, "act", "undo") }

  private static func isChange(_ change: Term, _ column: String, _ word: String) -> Condition {
    .exists(
      Query(
        [.init(.column("id", of: "c"), .integer)], from: SystemTables.placeChange, as: "c",
        where: .all([
          .compare(.column("id", of: "c"), .equal, change),
          .compare(.column(column, of: "c"), .equal, .constant(.text(word))),
        ])))
  }

  /// 0 the change: places that it brought and nothing else speaks of that was not taken back.
  static let newOnly = Query(
    [.init(.column("place", of: "f"), .integer)], from: SystemTables.placeFact, as: "f",
    where: .all([
      .compare(.column("change", of: "f"), .equal, .parameter(0)),
      .not(
        .exists(
          Query(
            [.init(.column("id", of: "g"), .integer)], from: SystemTables.placeFact, as: "g",
            where: .all([
              .compare(.column("place", of: "g"), .equal, .column("place", of: "f")),
              .any([
                .isNull(.column("change", of: "g")),
                .all([
                  .compare(.column("change", of: "g"), .notEqual, .parameter(0)),
                  .not(isUndone(.column("change", of: "g"))),
                ]),
              ]),
            ])))),
    ]))

  /// Whether a request was ever made at a place that an import brought.
  static let usedByMatters = Query(
    ["id"], of: SystemTables.matter, where: .among(.column("place"), newOnly), limit: .constant(.int(1)))
  /// A place that another operation put under one of those.
  static let usedByPlaces = Query(
    ["id"], of: SystemTables.placeFact,
    where: .all([
      .isNull(.column("superseded_at")), .among(.column("parent"), newOnly),
      .any([.isNull(.column("change")), .compare(.column("change"), .notEqual, .parameter(0))]),
    ]), limit: .constant(.int(1)))
  /// A post that works for one of those.
  static let usedByPosts = Query(
    ["id"], of: SystemTables.post,
    where: .all([.isNull(.column("superseded_at")), .among(.column("place"), newOnly)]), limit: .constant(.int(1)))
  /// A fact of the change that something later superseded and that was not restored since.
  static let overtaken = superseded(in: SystemTables.placeFact)
  static func superseded(in table: Table) -> Query {
    Query(
      [.init(.column("id", of: "f"), .integer)], from: table, as: "f",
      where: .all([
        .compare(.column("change", of: "f"), .equal, .parameter(0)), .isNotNull(.column("superseded_at", of: "f")),
        .any([
          .not(isUndone(.coalesce([.column("closed_by", of: "f"), .constant(.int(0))]))),
          .exists(
            Query(
              [.init(.column("id", of: "g"), .integer)], from: table, as: "g",
              where: .all([
                .compare(.column("place", of: "g"), .equal, .column("place", of: "f")),
                .isNull(.column("superseded_at", of: "g")), isUndo(.column("change", of: "g")),
              ]))),
        ]),
      ]), limit: .constant(.int(1)))
  }
  static let closedBy = Query(
    factColumns, of: SystemTables.placeFact, where: .equals("closed_by", 0), order: [.init(.column("id"))])
  static let dropNewAncestors = Statement(
    SystemTables.placeAncestor, .delete(where: .among(.column("place"), newOnly)))
  static let dropNewCodes = Statement(SystemTables.placeCode, .delete(where: .among(.column("place"), newOnly)))
  /// 0 the import, 1 now, 2 what takes it back.
  static let supersedeChange = Statement(
    SystemTables.placeFact,
    .update(
      [.set("superseded_at", .parameter(1)), .set("closed_by", .parameter(2))],
      where: .all([.equals("change", 0), .isNull(.column("superseded_at"))])))
}
