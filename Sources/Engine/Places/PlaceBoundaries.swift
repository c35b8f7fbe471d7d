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

enum BoundaryStatements {
  private static let isBelieved = Condition.isNull(.column("superseded_at"))
  private static let columns = ["place", "shape"]
  private static func edge(_ column: String, _ comparison: Comparison, _ parameter: Int) -> Condition {
    .compare(.column(column), comparison, .parameter(parameter))
  }

  static let all = Query(columns, of: SystemTables.placeBoundary, where: isBelieved)
  static let ofPlace = Query(columns, of: SystemTables.placeBoundary, where: .all([isBelieved, .equals("place", 0)]))
  /// Boxes that hold a point: 0 its longitude, 1 its latitude.
  static let around = Query(
    columns, of: SystemTables.placeBoundary,
    where: .all([
      isBelieved, edge("west", .lessOrEqual, 0), edge("east", .greaterOrEqual, 0), edge("south", .lessOrEqual, 1),
      edge("north", .greaterOrEqual, 1),
    ]))
  /// Those that were brought before boxes were kept.
  static let withoutBox = Query(columns, of: SystemTables.placeBoundary, where: .all([isBelieved, .isNull(.column("west"))]))
  static let insert = Statement.insert(SystemTables.placeBoundary)
  /// 0 now, 1 what replaces it, 2 the place.
  static let close = Statement(
    SystemTables.placeBoundary,
    .update(
      [.set("superseded_at", .parameter(0)), .set("closed_by", .parameter(1))],
      where: .all([.equals("place", 2), isBelieved])))

  // MARK: Taking back

  static let ofChange = Query(columns, of: SystemTables.placeBoundary, where: .equals("change", 0))
  static let closedBy = Query(columns + ["change"], of: SystemTables.placeBoundary, where: .equals("closed_by", 0))
  /// A boundary of a change that another one replaced since.
  static let overtaken = PlaceStatements.superseded(in: SystemTables.placeBoundary)
}

extension PlaceShape.Box {
  /// West, south, east, north in ten-millionths of a degree, never less than the box.
  fileprivate var stored: [StoredValue] {
    [(west * 1e7).rounded(.down), (south * 1e7).rounded(.down), (east * 1e7).rounded(.up), (north * 1e7).rounded(.up)]
      .map { .int(Int64($0)) }
  }
}

extension Engine {
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
    _ caller: Caller, _ authority: PlaceAuthority, _ progress: ImportProgress? = nil
  ) throws -> ImportReport {
    progress?.begin(rows: features.count)
    var faults: [Int: ShapeFault] = [:]
    for feature in features {
      faults[feature.number] = feature.shape.fault
      progress?.step()
    }
    let (report, plan): (ImportReport, Plan?) = try snapshot { running, reader in
      var preparation = Preparation(self, running, reader, caller)
      var problems = known, count = 0
      let change = preparation.nextID()
      for feature in features {
        if let fault = faults[feature.number] {
          problems.append(RowProblem(line: feature.number, column: 1, fault.message))
          continue
        }
        guard case .one(let at) = running.city.tree.resolve(feature.place) else {
          problems.append(
            RowProblem(
              line: feature.number, column: 1, Message(zh: "没有「\(feature.place)」，或有几个", en: "There is no `\(feature.place)`, or several")))
          continue
        }
        let place = running.city.ids[at]
        if authority == .caller { try preparation.mayChange([place]) }
        preparation.bound(place, feature.shape, change)
        count += 1
      }
      preparation.record(change, boundaries: count)
      problems.sort { $0.line < $1.line }
      let isDone = !isDry && count > 0 && (problems.isEmpty || isPartial)
      let report = ImportReport(
        change: isDone ? change : nil, isDone: isDone, [("边界", "boundaries", count), ("有错", "wrong", problems.count)], problems)
      return (report, isDone ? Plan(epoch: running.epoch, changes: preparation.plan) : nil)
    }
    progress?.write()
    if let plan { try commitOrThrow(plan) }
    return report
  }

  /// The boundary of a place; nil where none was brought.
  package func boundary(of place: Int64) throws -> PlaceShape? {
    try store.read { try Self.boundary(of: place, $0) }
  }

  static func boundary(of place: Int64, _ reader: any Reader) throws -> PlaceShape? {
    try shapes(reader.rows(BoundaryStatements.ofPlace, [.int(place)], under: .system(.places))).first?.shape
  }

  static func shapes(_ rows: [Row]) -> [(place: Int64, shape: PlaceShape)] {
    rows.compactMap { row in
      guard let place = row[0].int, let shape = row[1].text.flatMap({ PlaceShape(text: $0) }) else { return nil }
      return (place, shape)
    }
  }

  /// The deepest place whose boundary holds a point, with all above it, outermost first; empty outside all.
  package func places(at point: PlaceShape.Point) throws -> [PlaceLine] {
    try snapshot { running, reader in
      guard let place = try running.place(at: point, reader), let at = running.city.position(of: place) else { return [] }
      let tree = running.city.tree
      return tree.ancestry(of: at).reversed().map { PlaceLine(tree, running.city.ids, $0) }
    }
  }
}

extension Running {
  /// The deepest living place whose boundary holds a point, by id; nil outside all.
  func place(at point: PlaceShape.Point, _ reader: any Reader) throws -> Int64? {
    let around: [StoredValue] = [point.longitude, point.latitude].map { .int(Int64(($0 * 1e7).rounded())) }
    let rows =
      try reader.rows(BoundaryStatements.around, around, under: .system(.places))
      + reader.rows(BoundaryStatements.withoutBox, [], under: .system(.places))
    var deepest: (level: PlaceLevel, place: Int64)?
    for (place, shape) in Engine.shapes(rows) where shape.contains(point) {
      guard city.isLiving(place), let at = city.position(of: place) else { continue }
      let level = city.tree.nodes[at].level
      if deepest.map({ $0.level < level }) ?? true { deepest = (level, place) }
    }
    return deepest?.place
  }
}

extension Preparation {
  fileprivate mutating func bound(_ place: Int64, _ shape: PlaceShape, _ change: Int64) {
    changes.append(Change(BoundaryStatements.close, [.int(now), .int(change), .int(place)]))
    believe(place, shape, change)
  }

  /// - Parameter change: nil = of a build that kept none.
  private mutating func believe(_ place: Int64, _ shape: PlaceShape, _ change: Int64?) {
    changes.append(
      Change(
        BoundaryStatements.insert,
        [.int(nextID()), .int(place), .text(shape.text), .null, .null, .int(now), .null] + shape.box.stored
          + [StoredValue(change), .null]))
  }

  fileprivate mutating func record(_ change: Int64, boundaries count: Int) {
    changes.append(
      Change(
        PlaceStatements.insertChange,
        [
          .int(change), .null, .text("import"), .text(today.text), .text(PlaceChangeState.done.rawValue),
          .int(caller.person), .int(now), .int(now), .blob(Array("boundaries \(count)".utf8)),
        ]))
    event("place-bounds", matter: nil, subject: nil, Array("{\"change\":\"\(change)\",\"count\":\(count)}".utf8))
  }

  /// The places whose boundaries a change brought.
  func boundedPlaces(_ change: Int64) throws -> [Int64] {
    try reader.rows(BoundaryStatements.ofChange, [.int(change)], under: .system(.places)).compactMap { $0[0].int }
  }

  /// The boundaries that a change replaced are believed again, and its own no more.
  ///
  /// - Returns: false where another change replaced one of its own since.
  mutating func restoreBoundaries(_ change: Int64, _ id: Int64) throws -> Bool {
    guard try reader.rows(BoundaryStatements.overtaken, [.int(change)], under: .system(.places)).isEmpty else { return false }
    for place in try boundedPlaces(change) {
      changes.append(Change(BoundaryStatements.close, [.int(now), .int(id), .int(place)]))
    }
    for row in try reader.rows(BoundaryStatements.closedBy, [.int(change)], under: .system(.places)) {
      for (place, shape) in Engine.shapes([row]) { believe(place, shape, row[2].int) }
    }
    return true
  }
}
