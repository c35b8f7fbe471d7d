import Core

/// The places of one day as rows say, and what became of those that ended.
struct StoredPlaces {
  let tree: PlaceTree
  /// Id of each node of the tree, by position.
  let ids: [Int64]
  let positions: [Int64: Int]
  let successors: [Int64: Int64]
  /// Codes that ended places had last.
  let endedCodes: [String: Int64]
  let endedLevels: [Int64: PlaceLevel]

  private static let facts = Query(
    ["place", "level", "kind", "code", "name", "parent", "official", "valid_from", "valid_to"],
    of: SystemTables.placeFact, where: .isNull(.column("superseded_at")),
    order: [.init(.column("level")), .init(.column("code"))])
  /// As it was recorded at a moment.
  private static let recorded = Query(
    ["place", "level", "kind", "code", "name", "parent", "official", "valid_from", "valid_to"],
    of: SystemTables.placeFact,
    where: .all([
      .compare(.column("recorded_at"), .lessOrEqual, .parameter(0)),
      .any([
        .isNull(.column("superseded_at")), .compare(.column("superseded_at"), .greater, .parameter(0)),
      ]),
    ]), order: [.init(.column("level")), .init(.column("code"))])
  private static let aliases = Query(
    ["place", "name"], of: SystemTables.placeAlias, where: .isNull(.column("superseded_at")))
  private static let redirects = Query(["place", "successor"], of: SystemTables.placeRedirect)

  /// - Parameters:
  ///   - day: the day whose tree it is.
  ///   - recorded: as it was known at that moment, milliseconds UTC; nil = now.
  init(_ reader: any Reader, day: String, recorded: Int64? = nil) throws {
    var names: [Int64: [String]] = [:]
    for row in try reader.rows(Self.aliases, [], under: .system(.places)) {
      names[row[0].int ?? 0, default: []].append(row[1].text ?? "")
    }
    let rows =
      try recorded.map { try reader.rows(Self.recorded, [.int($0)], under: .system(.places)) }
      ?? reader.rows(Self.facts, [], under: .system(.places))
    var nodes: [PlaceNode] = [], ids: [Int64] = []
    var positions: [Int64: Int] = [:]
    var former: [(code: String, place: Int64, until: String)] = []
    var endedLevels: [Int64: PlaceLevel] = [:]
    for row in rows {
      guard let id = row[0].int, let level = PlaceLevel(rawValue: Int(row[1].int ?? 0)) else { continue }
      if let until = row[8].text, until <= day {
        former.append((row[3].text ?? "", id, until))
        endedLevels[id] = level
        continue
      }
      if let from = row[7].text, from > day { continue }
      positions[id] = nodes.count
      ids.append(id)
      nodes.append(
        PlaceNode(
          parent: row[5].int.flatMap { positions[$0] }, level: level, kind: PlaceKind(rawValue: row[2].text ?? "") ?? .area,
          name: row[4].text ?? "", code: row[3].text ?? "", aliases: names[id] ?? [], from: row[7].text,
          until: row[8].text, isOfficial: row[6].int != 0))
    }
    var successors: [Int64: Int64] = [:]
    for row in try reader.rows(Self.redirects, [], under: .system(.places)) {
      if let place = row[0].int, positions[place] == nil { successors[place] = row[1].int }
    }
    (tree, endedCodes) = Self.tree(nodes, positions, former, successors)
    self.ids = ids
    self.positions = positions
    self.successors = successors
    self.endedLevels = endedLevels
  }

  /// The tree, where an old code finds who had it last.
  private static func tree(
    _ nodes: [PlaceNode], _ positions: [Int64: Int], _ former: [(code: String, place: Int64, until: String)],
    _ successors: [Int64: Int64]
  ) -> (PlaceTree, [String: Int64]) {
    var codes: [String: Int] = [:], ended: [String: Int64] = [:]
    for (code, place, _) in former.sorted(by: { $0.until < $1.until }) {
      var at = place
      var hops = 0
      while positions[at] == nil, let next = successors[at], hops < CityIndex.longestChain {
        at = next
        hops += 1
      }
      guard let here = positions[at] else { continue }
      codes[code] = here
      if positions[place] == nil { ended[code] = place }
    }
    return (PlaceTree(nodes, formerCodes: codes), ended)
  }
}
