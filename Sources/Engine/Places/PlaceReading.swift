import Core
import FEEL

/// A place in a list.
package struct PlaceLine: Sendable, Hashable {
  package let id: Int64
  package let code: String
  package let name: String
  package let level: PlaceLevel
  package let kind: PlaceKind
  package let isOfficial: Bool
  /// Places directly below.
  package let children: Int
  package let path: String

  init(_ tree: PlaceTree, _ ids: [Int64], _ at: Int) {
    let node = tree.nodes[at]
    id = ids[at]
    code = node.code
    name = node.name
    level = node.level
    kind = node.kind
    isOfficial = node.isOfficial
    children = tree.children(of: at).count
    path = tree.path(of: at)
  }
}

/// A page of places that words found.
package struct PlacesFound: Sendable {
  package let lines: [PlaceLine]
  /// There are more behind them.
  package let isMore: Bool
  package init(lines: [PlaceLine], isMore: Bool) {
    self.lines = lines
    self.isMore = isMore
  }
}

/// The place at which somebody's list begins.
package struct PlaceHome: Sendable {
  /// Places above, outermost first, with itself.
  package let above: [PlaceLine]
  package let children: [PlaceLine]
}

/// A place with its history.
package struct PlaceDetail: Sendable {
  /// What it was called, where it stood and which code it had from a day on until before another.
  package struct Stretch: Sendable, Hashable {
    package let from: String?
    package let until: String?
    package let path: String
    package let code: String
  }

  package struct Governor: Sendable, Hashable {
    package let name: String
    package let from: String?
    package let until: String?
  }

  package let id: Int64
  package let path: String
  package let code: String
  package let level: PlaceLevel
  package let kind: PlaceKind
  package let isOfficial: Bool
  /// Path of what stands for it now; nil for a living place.
  package let successor: String?
  /// The code of that.
  package let successorCode: String?
  /// Oldest first.
  package let stretches: [Stretch]
  /// Other names it is found by.
  package let aliases: [String]
  /// Who governs it: directly, or else the nearest place above that somebody does.
  package let governedBy: [String]
  /// The place above that those govern; nil where they govern this one.
  package let governedAt: PlaceLine?
  /// Who governed it directly, oldest first.
  package let governors: [Governor]
  /// What was done to it and what will be, the newest first.
  package let changes: [PlaceChangeLine]
  /// Places above, outermost first, with itself.
  package let above: [PlaceLine]
  package let children: [PlaceLine]
  package let shape: PlaceShape?
  /// Boundaries of those directly below that have one, in the order of `children`.
  package let shapesBelow: [(name: String, shape: PlaceShape)]
}

extension Engine {
  /// What stands directly below a place (nil = the roots) on a day, as that was recorded at a moment.
  ///
  /// - Throws: `Refusal` `not-found` when there is no such place on that day.
  package func placeChildren(of name: String?, on day: String? = nil, recorded: Int64? = nil) throws -> [PlaceLine] {
    try snapshot { running, reader in
      let (tree, ids) = try Self.tree(running, reader, day, recorded)
      guard let name else { return tree.rootIndices.map { PlaceLine(tree, ids, $0) } }
      guard case .one(let at) = tree.resolve(name) else { throw Refusal.noSuchPlace }
      return tree.children(of: at).map { PlaceLine(tree, ids, $0) }
    }
  }

  /// Where somebody's list of places begins, on a day: at the place that their posts work for, of several the one that holds
  /// them all. nil for who sits nowhere, or works for no place.
  package func placeHome(_ caller: Caller, on day: String? = nil) throws -> PlaceHome? {
    try snapshot { running, reader in
      let city = running.city
      let posts = (city.postsByPerson[caller.person] ?? []).compactMap { city.posts[$0] }
      let seats = posts.filter { $0.sitting.contains(caller.person) }
      var lines = (seats.isEmpty ? posts : seats).flatMap(\.territory).map { Array(city.tree.ancestry(of: $0)) }
      guard let first = lines.popLast() else { return nil }
      guard let home = first.first(where: { at in lines.allSatisfy { $0.contains(at) } }) else { return nil }
      let (tree, ids) = try Self.tree(running, reader, day, nil)
      guard let at = ids.firstIndex(of: city.ids[home]) else { return nil }
      func line(_ at: Int) -> PlaceLine { PlaceLine(tree, ids, at) }
      return PlaceHome(above: tree.ancestry(of: at).reversed().map(line), children: tree.children(of: at).map(line))
    }
  }

  /// One place as it was on a day, as that was recorded at a moment; nil when there was none of that name.
  package func place(_ name: String, on day: String? = nil, recorded: Int64? = nil) throws -> PlaceLine? {
    try snapshot { running, reader in
      let (tree, ids) = try Self.tree(running, reader, day, recorded)
      guard case .one(let at) = tree.resolve(name) else { return nil }
      return PlaceLine(tree, ids, at)
    }
  }

  static func tree(
    _ running: Running, _ reader: any Reader, _ day: String?, _ recorded: Int64?
  ) throws -> (PlaceTree, [Int64]) {
    if day == nil, recorded == nil { return (running.city.tree, running.city.ids) }
    if let day, CivilDate(text: day)?.text != day { throw Refusal.noPlaceDay }
    let stored = try StoredPlaces(
      reader, day: day ?? CivilDateTime(milliseconds: reader.now).date.text, recorded: recorded)
    return (stored.tree, stored.ids)
  }

  /// Places whose name, alias, code, pinyin or initials hold some words; those higher up first.
  ///
  /// - Parameter skipping: those of the pages before.
  package func findPlaces(_ words: String, skipping: Int = 0, limit: Int = 50) throws -> PlacesFound {
    try snapshot { running, _ in
      let tree = running.city.tree
      var wanted = PlaceWords(words, tree)
      if wanted.isEmpty { return PlacesFound(lines: [], isMore: false) }
      var found: [Int] = [], left = max(0, skipping)
      for at in tree.nodes.indices {
        if !wanted.fits(at) { continue }
        if left > 0 {
          left -= 1
          continue
        }
        if found.count == limit { return lines(found, isMore: true) }
        found.append(at)
      }
      return lines(found, isMore: false)

      func lines(_ found: [Int], isMore: Bool) -> PlacesFound {
        PlacesFound(lines: found.map { PlaceLine(tree, running.city.ids, $0) }, isMore: isMore)
      }
    }
  }

  /// Does an operation and waits for it, with what it hands over left for the background.
  @discardableResult
  package func changePlaces(
    _ operation: PlaceOperation, _ caller: Caller, _ authority: PlaceAuthority = .caller
  ) throws -> PlacePlan {
    for _ in 0..<8 {
      let (plan, changes): (PlacePlan, Plan) = try snapshot { running, reader in
        var preparation = Preparation(self, running, reader, caller)
        let plan = try preparation.changePlaces(operation, authority)
        return (plan, Plan(epoch: running.epoch, changes: preparation.plan))
      }
      switch commitNow(changes) {
      case .committed, .repeated: return plan
      case .failed, .keyReused: continue
      case .unavailable(let reason): throw StoreError.unavailable(reason)
      case .rejected(let statement, let reason): throw StoreError.rejected(statement: statement, reason: reason)
      }
    }
    throw Refusal(.movedOn, Label(zh: "地名刚被别人改了，请重试", en: "Places were changed meanwhile; try again"))
  }
}

extension Refusal {
  static let noSuchPlace = Refusal(.notFound, Label(zh: "没有这个地方", en: "There is no such place"))
  static let notThen = Refusal(.notFound, Label(zh: "那天没有这个地方", en: "There was no such place on that day"))
  static let noPlaceDay = Refusal(.malformed, Label(zh: "日期要写成 2026-03-05", en: "A day is written 2026-03-05"))
}
