import Core
import Engine

/// Places around the home of the person that a form is for, so that a place is chosen and not spelled out.
struct NearPlaces {
  /// So many are offered at most.
  private static let most = 60

  private let tree: PlaceTree
  private let home: Int?

  init(_ form: ServiceForm, _ city: CityIndex) {
    tree = city.tree
    home = form.placePath.flatMap { path in
      if case .one(let found) = city.tree.resolve(path) { found } else { nil }
    }
  }

  /// Names of the places of a level in the widest surroundings that have not too many of them: the community, else the
  /// estate, else the building. From the community downwards, as `place` reads them.
  func names(at level: PlaceLevel) -> [String] {
    guard let home else { return [] }
    let around = tree.ancestry(of: home).reversed().filter { tree.nodes[$0].level >= .community }
    for outer in around {
      let found = places(at: level, in: outer)
      if !found.isEmpty, found.count <= Self.most { return found.map { name(of: $0) }.filter(isOne) }
    }
    return []
  }

  /// Stops when there are too many.
  private func places(at level: PlaceLevel, in outer: Int) -> [Int] {
    var found: [Int] = []
    var open = [outer]
    while let here = open.popLast(), found.count <= Self.most {
      if tree.nodes[here].level == level {
        found.append(here)
      } else {
        open += tree.children(of: here).reversed()
      }
    }
    return found
  }

  private func name(of place: Int) -> String {
    tree.ancestry(of: place).reversed().filter { tree.nodes[$0].level >= .community }
      .map { tree.nodes[$0].name }.joined(separator: "/")
  }

  private func isOne(_ name: String) -> Bool {
    if case .one = tree.resolve(name) { true } else { false }
  }
}
