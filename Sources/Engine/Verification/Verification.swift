import Core
import FEEL

extension Engine {
  /// What does not agree with itself in the store; empty when everything does. One snapshot for each check.
  package func verify() throws -> [Label] {
    guard let running = current else { return [] }
    var found: [Label] = []
    found += try verifyFigures(running)
    found += try verifyMatters()
    found += try verifyEvents()
    found += try verifyTree(running)
    found += try verifyKeys(running)
    return found
  }

  // MARK: Figures

  /// Cells and deltas against a recount from the matters themselves, at every node.
  private func verifyFigures(_ running: Running) throws -> [Label] {
    let places = PlaceCodes(running.city)
    return try recount().map { difference in
      let key = difference.cell
      let name =
        difference.measure.map { "\($0.definition)/\($0.name)/\($0.variant)/\($0.state)/\($0.step)" } ?? "#\(key.measure)"
      let place = places[key.node]
      return Label(
        zh: "统计 \(name) 在 \(place)（\(key.period)）：记录 \(difference.stored)，重数 \(difference.recounted)",
        en: "figure \(name) at \(place) (\(key.period)): stored \(difference.stored), recounted \(difference.recounted)")
    }
  }

  // MARK: Matters and their steps

  private static let openStays = Query(
    [.init(.column("matter"), .integer), .init(.count, .integer)], from: SystemTables.step,
    where: .isNull(.column("done")), groupBy: [.column("matter")])
  private static let states = Query(["id", "code", "state", "closed", "list"], of: SystemTables.matter)

  private static let signers = Query(
    [.init(.column("matter", of: "g"), .integer), .init(.count, .integer)], from: SystemTables.signer, as: "g",
    where: .not(
      .exists(
        Query(
          ["id"], of: SystemTables.step,
          where: .all([.compare(.column("visit"), .equal, .column("visit", of: "g")), .isNull(.column("done"))])))),
    groupBy: [.column("matter", of: "g")])

  /// A running matter is with somebody, a finished one with nobody; one that waits for its list has one.
  private func verifyMatters() throws -> [Label] {
    try store.read { reader in
      var open: [Int64: Int64] = [:]
      for row in try reader.rows(Self.openStays, [], under: .system(.maintenance)) { open[row[0].int ?? 0] = row[1].int ?? 0 }
      var found: [Label] = []
      for row in try reader.rows(Self.signers, [], under: .system(.maintenance)) {
        let id = row[0].int ?? 0
        found.append(Label(zh: "办件 \(id)：还有人等着会签，这一步却没有人在办", en: "matter \(id): signers wait for nobody"))
      }
      for row in try reader.rows(Self.states, [], under: .system(.maintenance)) {
        let code = row[1].text ?? "", state = MatterState(rawValue: row[2].text ?? "")
        let stays = open[row[0].int ?? 0] ?? 0
        guard let state else {
          found.append(Label(zh: "\(code)：状态不认识", en: "\(code): unknown state"))
          continue
        }
        if state.isFinal != !row[3].isNull {
          found.append(Label(zh: "\(code)：状态与关闭时间不符", en: "\(code): state and closing time disagree"))
        }
        if state.isFinal, stays > 0 {
          found.append(Label(zh: "\(code)：已结束却仍有人承办", en: "\(code): ended but still held"))
        }
        if !state.isFinal, stays == 0 {
          found.append(Label(zh: "\(code)：没有承办人", en: "\(code): held by nobody"))
        }
        if state == .held, row[4].isNull {
          found.append(Label(zh: "\(code)：待名单却不在名单里", en: "\(code): waits for a list but is in none"))
        }
      }
      return found
    }
  }

  // MARK: Events

  /// Every event's digest over its plain payload; every matter has its first event.
  private func verifyEvents() throws -> [Label] {
    var found: [Label] = []
    let query = Query(
      ["sequence", "matter", "payload", "digest", "subject"], of: SystemTables.event,
      where: .compare(.column("sequence"), .greater, .parameter(0)), order: [.init(.column("sequence"))],
      limit: .constant(.int(5_000)))
    var last: Int64 = 0
    var seen: Set<Int64> = []
    while true {
      let rows = try store.read { try $0.rows(query, [.int(last)], under: .system(.maintenance)) }
      for row in rows {
        if let matter = row[1].int { seen.insert(matter) }
        guard let sealed = row[2].blob, let plain = sealing.open(sealed, subject: row[4].int) else { continue }
        if SHA256.digest(plain) != row[3].blob {
          found.append(Label(zh: "事件 \(row[0].int ?? 0)：摘要不符", en: "event \(row[0].int ?? 0): digest differs"))
        }
      }
      guard rows.count == 5_000, let next = rows.last?[0].int else { break }
      last = next
    }
    for row in try store.read({ try $0.rows(Self.states, [], under: .system(.maintenance)) }) {
      if let id = row[0].int, !seen.contains(id) {
        found.append(Label(zh: "\(row[1].text ?? "")：没有任何事件", en: "\(row[1].text ?? ""): has no event"))
      }
    }
    return found
  }

  // MARK: Tree and keys

  private static let ancestors = Query(["place", "ancestor"], of: SystemTables.placeAncestor)

  func verifyTree(_ running: Running) throws -> [Label] {
    var stored: [Int64: Set<Int64>] = [:]
    for row in try store.read({ try $0.rows(Self.ancestors, [], under: .system(.maintenance)) }) {
      stored[row[0].int ?? 0, default: []].insert(row[1].int ?? 0)
    }
    var found: [Label] = []
    for (position, id) in running.city.ids.enumerated() {
      let wanted = Set(running.city.tree.ancestry(of: position).map { running.city.ids[$0] })
      if stored[id] ?? [] != wanted {
        let name = running.city.tree.path(of: position)
        found.append(Label(zh: "地名 \(name)：上级表不符", en: "place \(name): table of places above differs"))
      }
    }
    for id in running.city.successors.keys.sorted() where stored[id] ?? [] != Set(running.city.lineage(of: id)) {
      found.append(Label(zh: "已撤销的地名 \(id)：上级表不符", en: "ended place \(id): table of places above differs"))
    }
    return found
  }

  private static let keys = Query(["class", "kind", "key", "entity"], of: SystemTables.entityKey)

  /// Every strong key leads to an entity that stands.
  private func verifyKeys(_ running: Running) throws -> [Label] {
    try store.read { reader in
      var standing: [String: Set<Int64>] = [:]
      for (root, table) in running.tables.entities {
        let rows = try reader.rows(Query(["id"], of: table), [], under: .system(.maintenance))
        standing[root.rawValue] = Set(rows.compactMap { $0[0].int })
      }
      return try reader.rows(Self.keys, [], under: .system(.maintenance)).compactMap { row in
        guard let entity = row[3].int, standing[row[0].text ?? ""]?.contains(entity) != true else { return nil }
        return Label(zh: "强标识 \(row[1].text ?? "") 指向不存在的实体", en: "key \(row[1].text ?? "") leads to no entity")
      }
    }
  }
}
