import Core
import FEEL

/// What an operation on places would do, for whoever decides on it.
package struct PlacePlan: Sendable {
  /// One place that is new, has another name or parent, or ends.
  package struct Line: Sendable, Hashable {
    package enum Kind: String, Sendable { case create, rename, move, end }
    package let kind: Kind
    /// Path as it is now; of a new place, as it will be.
    package let path: String
    /// The new name, the path of the new parent, or of what takes over.
    package let to: String
    package let code: String
  }

  package struct Code: Sendable, Hashable {
    package let path: String
    package let old: String
    package let new: String
  }

  /// A post and what the operation does to its territory.
  package struct PostEffect: Sendable, Hashable {
    package enum Kind: String, Sendable { case follows, gains, loses, ends }
    package let kind: Kind
    package let post: String
    /// Nobody sits there.
    package let isVacant: Bool
  }

  /// Who governs a place that is new.
  package struct Governing: Sendable, Hashable {
    package let path: String
    /// None = nobody does, up to the top.
    package let bodies: [String]
    /// They govern the place itself, and not only what is above it.
    package let isOwn: Bool
  }

  /// What a service has of its own for a place that ends.
  package struct Overlay: Sendable, Hashable {
    package let service: Label
    /// Of the procedure.
    package let title: Label
    package let from: String
    /// For all of which it holds then; none = for nothing any more.
    package let to: [String]
  }

  package let act: PlaceAct
  package let day: String
  /// The day has not come: it is kept and carried out then.
  package let isWaiting: Bool
  package let handover: Handover
  package let issues: [PlaceIssue]
  package var lines: [Line] = []
  /// Places in all whose rows change.
  package var nodes = 0
  /// Codes that change: the first of them, and how many.
  package var codes: [Code] = []
  package var codeCount = 0
  /// Running requests at these places.
  package var requests: Int64 = 0
  /// People, organisations and things in the ledgers that are located there.
  package var entities: Int64 = 0
  package var posts: [PostEffect] = []
  package var governing: [Governing] = []
  package var overlays: [Overlay] = []
}

extension Preparation {
  /// Codes of a plan that are shown one by one.
  private static let mostCodes = 50

  func plan(_ planning: PlacePlanning) throws -> PlacePlan {
    let issues = try planning.issues + (planning.issues.isEmpty ? ownMatters(planning) : [])
    var plan = PlacePlan(
      act: planning.operation.act, day: planning.day.text, isWaiting: planning.isWaiting,
      handover: planning.operation.handover, issues: issues)
    var touched: Set<Int64> = []
    var moved: [Int64] = []
    for step in planning.sketch.steps {
      switch step {
      case .create(let node):
        touched.insert(node.id)
        plan.lines.append(.init(kind: .create, path: planning.sketch.path(node.id), to: node.name, code: node.code))
      case .rename(let id, _, let name):
        touched.insert(id)
        plan.lines.append(.init(kind: .rename, path: path(id), to: name, code: code(id)))
      case .recode(let codes):
        for one in codes where one.old != one.new {
          touched.insert(one.place)
          plan.codeCount += 1
          if plan.codes.count < Self.mostCodes {
            plan.codes.append(.init(path: planning.sketch.path(one.place), old: one.old, new: one.new))
          }
        }
      case .move(let id, let parent, _, _):
        touched.insert(id)
        moved.append(id)
        plan.lines.append(.init(kind: .move, path: path(id), to: planning.sketch.path(parent), code: code(id)))
      case .end(let id, let successor, _, _, _):
        touched.insert(id)
        moved.append(id)
        plan.lines.append(.init(kind: .end, path: path(id), to: planning.sketch.path(successor), code: code(id)))
      }
    }
    plan.nodes = touched.count
    for root in Set(planning.roots) where planning.operation.act != .add {
      plan.requests += try reader.rows(PlaceStatements.running, [.int(root)], under: .system(.places)).first?[0].int ?? 0
      plan.entities += try located(below: root)
    }
    plan.posts = posts(moved, planning)
    plan.governing = governing(planning)
    plan.overlays = overlays(planning)
    return plan
  }

  private func path(_ id: Int64) -> String { running.city.position(of: id).map { running.city.tree.path(of: $0) } ?? "" }
  private func code(_ id: Int64) -> String {
    running.city.position(of: id).map { running.city.tree.nodes[$0].code } ?? ""
  }

  /// What stands at a place that is split must be said, when something does.
  private func ownMatters(_ planning: PlacePlanning) throws -> [PlaceIssue] {
    guard let place = planning.unmapped else { return [] }
    let count = try reader.rows(PlaceStatements.runningAt, [.int(place)], under: .system(.places)).first?[0].int ?? 0
    if count == 0 { return [] }
    let name = path(place), own = name.split(separator: "/").last ?? ""
    return [
      PlaceIssue(
        "map", "split-incomplete",
        Message(
          zh: "有 \(count) 件在办件就登记在「\(name)」本身，请加一行，写它归哪一部分：\(own)=某一部分",
          en: "\(count) running requests stand at `\(name)` itself: say to which part they go: \(own)=a part"))
    ]
  }

  private func located(below root: Int64) throws -> Int64 {
    var sum: Int64 = 0
    for (relation, end) in [("resides_at", "to_id"), ("located_at", "to_id"), ("object_located_at", "to_id")] {
      guard let table = running.tables.relations[relation] else { continue }
      let query = running.shapes.query("located below \(table.name)") {
        Query(
          [.init(.count, .integer)], from: table,
          where: .all([
            .isNull(.column("superseded_at")), .isNull(.column("valid_to")),
            .among(.column(end), PlaceStatements.below(0)),
          ]))
      }
      sum += try reader.rows(query, [.int(root)], under: .system(.places)).first?[0].int ?? 0
    }
    return sum
  }

  /// What the operation makes of each post's territory.
  private func posts(_ moved: [Int64], _ planning: PlacePlanning) -> [PlacePlan.PostEffect] {
    let city = running.city, territories = PlannedTerritories(planning)
    var found: [PlacePlan.PostEffect] = []
    for post in city.posts.values where !post.isClosed && !post.territory.isEmpty {
      let before = Set(city.territory(of: post))
      guard let after = territories.after(post).map({ Set($0) }) else {
        found.append(.init(kind: .ends, post: city.distinctTitle(ofPost: post.id).zh, isVacant: post.staff.isEmpty))
        continue
      }
      var kinds: Set<PlacePlan.PostEffect.Kind> = []
      for place in moved where planning.sketch.node(place) != nil {
        let had = !before.isDisjoint(with: city.lineage(of: place))
        let has = !after.isDisjoint(with: planning.sketch.lineage(place))
        if had != has { kinds.insert(has ? .gains : .loses) }
      }
      if kinds.isEmpty, moved.contains(where: { place in before.contains { city.isWithin($0, [place]) } }) {
        kinds = [.follows]
      }
      for kind in kinds.sorted(by: { $0.rawValue < $1.rawValue }) {
        found.append(.init(kind: kind, post: city.distinctTitle(ofPost: post.id).zh, isVacant: post.staff.isEmpty))
      }
    }
    return found.sorted { ($0.post, $0.kind.rawValue) < ($1.post, $1.kind.rawValue) }
  }

  /// Who governs each place that is new: its own, or whoever governs nearest above.
  private func governing(_ planning: PlacePlanning) -> [PlacePlan.Governing] {
    let territories = PlannedTerritories(planning)
    return planning.sketch.steps.compactMap { step in
      guard case .create(let node) = step else { return nil }
      for (up, place) in planning.sketch.lineage(node.id).enumerated() {
        let bodies = territories.bodies(at: place)
        if !bodies.isEmpty { return .init(path: planning.sketch.path(node.id), bodies: bodies, isOwn: up == 0) }
      }
      return .init(path: planning.sketch.path(node.id), bodies: [], isOwn: false)
    }
  }

  /// What was declared for a place that ends and holds for its heirs from then on.
  private func overlays(_ planning: PlacePlanning) -> [PlacePlan.Overlay] {
    var found: [PlacePlan.Overlay] = []
    for step in planning.sketch.steps {
      guard case .end(let id, _, let heirs, _, _) = step, let level = level(id) else { continue }
      let equals = heirs.filter { planning.sketch.node($0)?.level == level }.map { planning.sketch.path($0) }
      for service in running.program.services.values.sorted(by: { ($0.title.zh, $0.id) < ($1.title.zh, $1.id) }) {
        for variant in service.variants where (variant.territory ?? variant.open.territory).contains(id) {
          found.append(.init(service: service.title, title: variant.title, from: path(id), to: equals))
        }
      }
    }
    return found
  }

  private func level(_ id: Int64) -> PlaceLevel? {
    running.city.position(of: id).map { running.city.tree.nodes[$0].level }
  }
}

/// What posts and bodies work for after an operation.
private struct PlannedTerritories {
  private let planning: PlacePlanning
  private var city: CityIndex { planning.sketch.city }

  init(_ planning: PlacePlanning) { self.planning = planning }

  private func before(_ body: Int64) -> [Int64] {
    (city.organizations[body]?.governs ?? []).map { city.ids[$0] }
  }

  private func after(_ body: Int64) -> [Int64] {
    let before = before(body)
    let inherited = planning.inheritors.filter { before.contains($0.from) }.map(\.new)
    return before.filter { planning.sketch.node($0) != nil } + inherited
  }

  /// Names of the bodies that govern just this place.
  func bodies(at place: Int64) -> [String] {
    city.organizations.values.filter { after($0.id).contains(place) }.map(\.name).sorted()
  }

  /// Nil = nothing is left to a post.
  func after(_ post: CityIndex.Post) -> [Int64]? {
    let governs = after(post.organization), own = city.territory(of: post).first
    return PostTerritory.of(
      hasOwn: post.hasOwnPlace, own: own.flatMap { planning.sketch.node($0) == nil ? nil : $0 }, governs: governs,
      isLost: governs.isEmpty && !before(post.organization).isEmpty
    ) { planning.sketch.lineage($0).contains($1) }
  }
}
