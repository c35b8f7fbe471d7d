import Core
import FEEL

/// What of the tree does not fit together, as `hutong places check` says it.
extension Engine {
  private static let codes = Query(["code", "place"], of: SystemTables.placeCode)
  private static let parents = Query(
    ["place", "parent", "name", "valid_from", "valid_to"], of: SystemTables.placeFact, where: .isNull(.column("superseded_at")))

  /// What does not fit in the tree: orphans, wrong levels, codes, the table of places above, boundaries.
  package func checkPlaces() throws -> [Label] {
    let running = try snapshot { running, _ in running }
    var found = try verifyTree(running)
    let tree = running.city.tree
    for (at, node) in tree.nodes.enumerated() {
      guard let parent = node.parent, tree.nodes[parent].level >= node.level else { continue }
      found.append(
        Label(
          zh: "\(tree.path(of: at))：\(node.level.alias)在\(tree.nodes[parent].level.alias)下面",
          en: "\(tree.path(of: at)): a \(node.level.word) under a \(tree.nodes[parent].level.word)"))
    }
    try store.read { reader in
      try PlaceStatements.takeTime(reader)
      found += try orphans(running, reader)
      found += try codes(running, reader)
      found += try boundaries(running, reader)
    }
    return found
  }

  private func orphans(_ running: Running, _ reader: any Reader) throws -> [Label] {
    let day = CivilDateTime(milliseconds: reader.now).date.text
    return try reader.rows(Self.parents, [], under: .system(.places)).compactMap { row in
      guard let parent = row[1].int, !running.city.isLiving(parent), row[3].text.map({ $0 <= day }) ?? true,
        row[4].text.map({ $0 > day }) ?? true
      else { return nil }
      let name = row[2].text ?? ""
      return Label(zh: "\(name)：上级不存在或已撤销", en: "\(name): its parent does not exist or has ended")
    }
  }

  private func codes(_ running: Running, _ reader: any Reader) throws -> [Label] {
    var stored: [Int64: Set<String>] = [:]
    for row in try reader.rows(Self.codes, [], under: .system(.places)) {
      stored[row[1].int ?? 0, default: []].insert(row[0].text ?? "")
    }
    var holders: [String: Int] = [:]
    var found: [Label] = []
    let tree = running.city.tree
    for (at, id) in running.city.ids.enumerated() {
      let code = tree.nodes[at].code
      if let other = holders[code] {
        found.append(
          Label(zh: "编码 \(code)：\(tree.path(of: other)) 和 \(tree.path(of: at)) 都用", en: "code \(code): two places have it"))
      }
      holders[code] = at
      if stored[id] ?? [] != [code] {
        found.append(Label(zh: "\(tree.path(of: at))：编码表不符", en: "\(tree.path(of: at)): table of codes differs"))
      }
    }
    return found
  }

  /// Boxes of brothers that overlap by their boundaries' corners, and corners outside the parent's boundary.
  private func boundaries(_ running: Running, _ reader: any Reader) throws -> [Label] {
    let city = running.city
    var shapes: [Int: PlaceShape] = [:]
    for (place, shape) in Self.shapes(try reader.rows(BoundaryStatements.all, [], under: .system(.places))) where city.isLiving(place) {
      if let at = city.position(of: place) { shapes[at] = shape }
    }
    var found: [Label] = []
    for (at, shape) in shapes.sorted(by: { $0.key < $1.key }) {
      guard let parent = city.tree.nodes[at].parent else { continue }
      let name = city.tree.path(of: at)
      if let outer = shapes[parent] {
        let outside = shape.corners.count { !outer.touches($0) }
        if outside > 0 {
          found.append(
            Label(zh: "\(name)：边界有 \(outside) 个点在上级边界之外", en: "\(name): \(outside) points outside the parent's boundary"))
        }
      }
      for other in city.tree.children(of: parent) where other > at {
        guard let second = shapes[other], shape.box.overlaps(second.box) else { continue }
        if second.corners.contains(where: { shape.holds($0) }) || shape.corners.contains(where: { second.holds($0) }) {
          found.append(
            Label(zh: "\(name) 和 \(city.tree.nodes[other].name) 的边界重叠", en: "\(name) and \(city.tree.nodes[other].name) overlap"))
        }
      }
    }
    return found
  }
}
