import Core

/// Places and organisations as the documents declare them, with every lookup a check needs: names to places, levels
/// to places, roles to the posts that hold them. Immutable; one for all documents of a compile.
package final class City: Sendable {
  package let tree: PlaceTree
  /// In the order of the tree's nodes.
  package let places: [PlaceSeed]
  package let organizations: [OrganizationSeed]
  /// Operations that the documents declare, in order.
  package let changes: [DeclaredPlaceChange]
  /// Changes when a place, a territory or a post changes; not with staff or phones.
  package let hash: String
  /// Names of bodies as they are written for each place of a level: `{place}办事处`.
  package let patterns: Set<String>
  private let placeIndex: [Int64: Int]
  private let organizationIndex: [String: Int]
  private let organizationByID: [Int64: Int]
  private let byLevel: [PlaceLevel: [Int]]
  /// For each role, where its posts work: places (tree indices), nil for a post without territory.
  private let seats: [String: [Seat]]

  /// One post, as far as finding somebody for a place needs it.
  package struct Seat: Sendable {
    package let organization: Int64
    package let post: Int64
    /// Tree indices of what it is responsible for; empty for a post of an organisation without territory.
    package let places: [Int]
  }

  package init(
    tree: PlaceTree, places: [PlaceSeed], organizations: [OrganizationSeed], hash: String,
    changes: [DeclaredPlaceChange] = [], patterns: Set<String> = []
  ) {
    self.patterns = patterns
    self.changes = changes
    self.tree = tree
    self.places = places
    self.organizations = organizations
    self.hash = hash
    let index = Dictionary(places.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    placeIndex = index
    organizationIndex = Dictionary(
      organizations.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    organizationByID = Dictionary(
      organizations.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var byLevel: [PlaceLevel: [Int]] = [:]
    for (at, node) in tree.nodes.enumerated() { byLevel[node.level, default: []].append(at) }
    self.byLevel = byLevel
    var seats: [String: [Seat]] = [:]
    for organization in organizations {
      for post in organization.posts {
        let ids = post.place.map { [$0] } ?? organization.governs
        let seat = Seat(organization: organization.id, post: post.id, places: ids.compactMap { index[$0] })
        for role in post.roles { seats[role, default: []].append(seat) }
      }
    }
    self.seats = seats
  }

  package static let empty = City(tree: .empty, places: [], organizations: [], hash: "")

  // MARK: Places

  /// The id of the place at an index of the tree.
  package func id(of index: Int) -> Int64? { places.indices.contains(index) ? places[index].id : nil }

  package func index(of place: Int64) -> Int? { placeIndex[place] }

  /// Whether a place is another or lies in it.
  package func isWithin(_ place: Int64, _ outer: Int64) -> Bool {
    guard let place = placeIndex[place], let outer = placeIndex[outer] else { return false }
    return tree.isWithin(place, outer)
  }

  /// All places of a level, as indices of the tree.
  package func places(at level: PlaceLevel) -> [Int] { byLevel[level] ?? [] }

  // MARK: Organisations

  package func organization(named name: String) -> OrganizationSeed? {
    organizationIndex[name].map { organizations[$0] }
  }

  package func organization(_ id: Int64) -> OrganizationSeed? { organizationByID[id].map { organizations[$0] } }

  package var organizationNames: [String] { organizations.map(\.name) }

  /// Whether an organisation governs a place; one that governs nothing may speak for everywhere.
  package func governs(_ organization: OrganizationSeed, _ place: Int64) -> Bool {
    organization.governs.isEmpty || organization.governs.contains { isWithin(place, $0) }
  }

  // MARK: Roles

  /// The posts that hold a role (by id).
  package func seats(of role: String) -> [Seat] { seats[role] ?? [] }

  /// Levels of the places that posts of a role work for.
  package func levels(of role: String) -> Set<PlaceLevel> {
    Set(seats(of: role).flatMap { $0.places.map { tree.nodes[$0].level } })
  }

  /// Places of a level, within a territory (empty = everywhere), for which no post at that level holds the role.
  package func unheld(_ role: String, at level: PlaceLevel, within territory: [Int64]) -> [Int] {
    var held: Set<Int> = []
    for seat in seats(of: role) { for place in seat.places where tree.nodes[place].level == level { held.insert(place) } }
    let outer = territory.compactMap { placeIndex[$0] }
    return places(at: level).filter { place in
      !held.contains(place) && (territory.isEmpty || outer.contains { tree.isWithin(place, $0) })
    }
  }
}
