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
    let name = path(place)
    return [
      PlaceIssue(
        "map", "split-incomplete",
        Message(
          zh: "有 \(count) 件在办件就登记在「\(name)」本身，请在 map 里说明它归哪一部分",
          en: "\(count) running requests stand at `\(name)` itself: say in `map` to which part it goes"))
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

  /// Whether a post's place still lies where its organisation governs.
  private func keeps(
    _ post: CityIndex.Post, _ place: Int64, _ planning: PlacePlanning, _ ended: Set<Int64>
  ) -> Bool {
    let governs = (running.city.organizations[post.organization]?.governs ?? []).map { running.city.ids[$0] }
    if governs.isEmpty { return true }
    return !Set(governs).subtracting(ended).isDisjoint(with: planning.sketch.lineage(place))
  }

  /// Posts that work inside what moves go along; those above lose or gain it; those of a place that ends get nothing new.
  private func posts(_ moved: [Int64], _ planning: PlacePlanning) -> [PlacePlan.PostEffect] {
    let city = running.city
    var found: [PlacePlan.PostEffect] = []
    let ended = Set(
      planning.sketch.steps.compactMap { step -> Int64? in if case .end(let id, _, _, _, _) = step { id } else { nil } })
    for post in city.posts.values.sorted(by: { $0.id < $1.id }) where !post.isClosed {
      var kinds: Set<PlacePlan.PostEffect.Kind> = []
      for place in moved {
        guard let at = city.position(of: place) else { continue }
        let works = { (id: Int64) in city.position(of: id).map { post.territory.contains($0) } ?? false }
        if works(place) {
          kinds.insert(ended.contains(place) ? .ends : .follows)
        } else if let own = post.territory.first(where: { city.tree.isWithin($0, at) }) {
          kinds.insert(keeps(post, city.ids[own], planning, ended) ? .follows : .ends)
        }
        let before = Set(city.lineage(of: place).dropFirst())
        let after = Set(planning.sketch.lineage(place).dropFirst())
        if before.subtracting(after).contains(where: works) { kinds.insert(.loses) }
        if after.subtracting(before).contains(where: { city.isLiving($0) && works($0) }) { kinds.insert(.gains) }
      }
      let title = city.title(ofPost: post.id).zh
      for kind in kinds.sorted(by: { $0.rawValue < $1.rawValue }) {
        found.append(.init(kind: kind, post: title, isVacant: post.staff.isEmpty))
      }
    }
    return found
  }
}
