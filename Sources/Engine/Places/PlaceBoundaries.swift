import Core
import FEEL

/// A boundary as somebody brings it: of a place named by code, name or path.
package struct BoundaryFeature: Sendable {
  /// Place in the file, from 1.
  package let number: Int
  package let place: String
  package let shape: PlaceShape

  package init(number: Int, place: String, shape: PlaceShape) {
    self.number = number
    self.place = place
    self.shape = shape
  }
}

extension Engine {
  private static let boundaries = Query(
    ["place", "shape"], of: SystemTables.placeBoundary, where: .isNull(.column("superseded_at")))
  private static let boundary = Query(
    ["shape"], of: SystemTables.placeBoundary, where: .all([.isNull(.column("superseded_at")), .equals("place", 0)]))
  fileprivate static let insertBoundary = Statement.insert(SystemTables.placeBoundary)
  fileprivate static let closeBoundary = Statement(
    SystemTables.placeBoundary,
    .update(
      [.set("superseded_at", .parameter(0))], where: .all([.equals("place", 1), .isNull(.column("superseded_at"))])))

  /// Brings boundaries, whole or not at all; a place's former one stays, superseded. A problem's line is the number of the
  /// feature in its file.
  ///
  /// - Parameters:
  ///   - known: what was wrong with other features of the file.
  ///   - isPartial: features that are wrong are left out, and the others done.
  ///   - isDry: nothing is done.
  /// - Throws: `Refusal` `beyond-authority` when one is of a place that the caller may not change.
  package func importBoundaries(
    _ features: [BoundaryFeature], besides known: [RowProblem] = [], isPartial: Bool = false, isDry: Bool = false,
    _ caller: Caller, _ authority: PlaceAuthority
  ) throws -> ImportReport {
    let (report, plan): (ImportReport, Plan?) = try snapshot { running, reader in
      var preparation = Preparation(self, running, reader, caller)
      var problems = known, count = 0
      for feature in features {
        guard case .one(let at) = running.city.tree.resolve(feature.place) else {
          problems.append(
            RowProblem(
              line: feature.number, column: 1, Message(zh: "没有「\(feature.place)」，或有几个", en: "There is no `\(feature.place)`, or several")))
          continue
        }
        let place = running.city.ids[at]
        if authority == .caller { try preparation.mayChange([place]) }
        preparation.bound(place, feature.shape)
        count += 1
      }
      preparation.event("place-bounds", matter: nil, subject: nil, Array("{\"count\":\(count)}".utf8))
      problems.sort { $0.line < $1.line }
      let isDone = !isDry && count > 0 && (problems.isEmpty || isPartial)
      let report = ImportReport(
        change: nil, isDone: isDone, [("边界", "boundaries", count), ("有错", "wrong", problems.count)], problems)
      return (report, isDone ? Plan(epoch: running.epoch, changes: preparation.plan) : nil)
    }
    if let plan { try commitOrThrow(plan) }
    return report
  }

  /// The boundary of a place; nil where none was brought.
  package func boundary(of place: Int64) throws -> PlaceShape? {
    try store.read { try $0.rows(Self.boundary, [.int(place)], under: .system(.places)) }
      .first?[0].text.flatMap { PlaceShape(text: $0) }
  }

  /// The deepest place whose boundary holds a point, by id; nil outside all.
  package func place(at point: PlaceShape.Point) throws -> Int64? {
    try snapshot { running, reader in
      var deepest: (level: PlaceLevel, place: Int64)?
      for (place, shape) in try Self.shapes(reader) where shape.contains(point) {
        guard running.city.isLiving(place), let at = running.city.position(of: place) else { continue }
        let level = running.city.tree.nodes[at].level
        if deepest.map({ $0.level < level }) ?? true { deepest = (level, place) }
      }
      return deepest?.place
    }
  }

  fileprivate static func shapes(_ reader: any Reader) throws -> [(Int64, PlaceShape)] {
    try reader.rows(boundaries, [], under: .system(.places)).compactMap { row in
      guard let place = row[0].int, let shape = row[1].text.flatMap({ PlaceShape(text: $0) }) else { return nil }
      return (place, shape)
    }
  }

  // MARK: Checking

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
    for (place, shape) in try Self.shapes(reader) where city.isLiving(place) {
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

extension Preparation {
  fileprivate mutating func bound(_ place: Int64, _ shape: PlaceShape) {
    changes.append(Change(Engine.closeBoundary, [.int(now), .int(place)]))
    changes.append(
      Change(Engine.insertBoundary, [.int(nextID()), .int(place), .text(shape.text), .null, .null, .int(now), .null]))
  }
}
