import Core
import FEEL
import Synchronization

/// The city as it is now: places, bodies, posts, who sits there, and calendars; in memory, made from rows, replaced when
/// the grant epoch moves on.
package final class CityIndex: Sendable {
  package struct Organization: Sendable {
    package let id: Int64
    package let name: String
    /// What kind of body it is, with the kinds above that; the innermost first.
    package let classes: [String]
    package var entityClass: String { classes.first ?? EntityClass.organization.rawValue }
    package let under: Int64?
    /// Positions in the tree.
    package let governs: [Int]
    package let at: Int?
    /// Where its condition over those that it regulates is written.
    package let regulates: SourceRange?
    package init(
      id: Int64, name: String, classes: [String], under: Int64?, governs: [Int], at: Int?, regulates: SourceRange?
    ) {
      self.id = id
      self.name = name
      self.classes = classes
      self.regulates = regulates
      self.under = under
      self.governs = governs
      self.at = at
    }
  }

  /// A class, because all that a post was granted names it.
  package final class Post: Sendable {
    package let id: Int64
    package let name: String
    package let organization: Int64
    package let roles: [String]
    /// Positions in the tree it works for: its own place, else what its organisation governs.
    package let territory: [Int]
    /// It works for a place of its own, not for all that its organisation governs.
    package let hasOwnPlace: Bool
    /// Persons who are appointed to it today, on leave or not.
    package let sitting: [Int64]
    /// Posts that stand in today, because it is vacant or away.
    package let standInPosts: [Int64]
    /// Persons who sit on these.
    package let standIns: [Int64]
    package let isAway: Bool
    /// Its place or its organisation's territory ended, or left the organisation: it keeps what it has, and gets nothing
    /// new.
    package let isClosed: Bool

    /// The seat of those who file for its organisation: it works in no office.
    package var isOfAgents: Bool { roles.contains(OrganizationSeed.Post.agentRole) }

    /// Everybody who acts for it today.
    package var staff: [Int64] { sitting + standIns }

    /// Somebody is there today: work may come to it.
    package var isManned: Bool { !standIns.isEmpty || (!sitting.isEmpty && !isAway) }

    package init(
      id: Int64, name: String, organization: Int64, roles: [String], territory: [Int], hasOwnPlace: Bool = false,
      sitting: [Int64], standInPosts: [Int64] = [], standIns: [Int64] = [], isAway: Bool = false, isClosed: Bool = false
    ) {
      self.standInPosts = standInPosts
      self.isClosed = isClosed
      self.id = id
      self.name = name
      self.organization = organization
      self.roles = roles
      self.territory = territory
      self.hasOwnPlace = hasOwnPlace
      self.sitting = sitting
      self.standIns = standIns
      self.isAway = isAway
    }
  }

  package let grantEpoch: Int64
  /// The day on which who sits where was read; nil where that does not depend on days.
  package let day: String?
  /// The moments of that day, milliseconds UTC.
  private let moments: Range<Int64>?
  package let tree: PlaceTree
  /// Id of each node of the tree, by position.
  package let ids: [Int64]
  package let organizations: [Int64: Organization]
  package let posts: [Int64: Post]
  package let postsByRole: [String: [Int64]]
  package let postsByPerson: [Int64: [Int64]]
  /// Closed ones too.
  package let postsByBody: [Int64: [Int64]]
  /// By the position of a place that they work for; under -1 those that work for none.
  package let postsByPlace: [Int: [Int64]]
  package let calendars: [CalendarProgram]
  private let positions: [Int64: Int]
  /// By position, as far as they were asked for.
  private let paths = Mutex<[String?]>([])
  /// Of posts, as far as they were asked for.
  private let titles = Kept<Int64, Label>()
  /// Ended places and what stands for each of them.
  package let successors: [Int64: Int64]
  /// Ended places and the places that took over from each of them.
  private let heirs: [Int64: [Int64]]
  /// Codes of ended places.
  package let endedCodes: [String: Int64]

  package init(
    grantEpoch: Int64, tree: PlaceTree, ids: [Int64], organizations: [Organization], posts: [Post],
    calendars: [CalendarProgram], day: String? = nil, successors: [Int64: Int64] = [:], heirs: [Int64: [Int64]] = [:],
    endedCodes: [String: Int64] = [:]
  ) {
    self.successors = successors
    self.heirs = heirs
    self.endedCodes = endedCodes
    self.day = day
    moments = day.flatMap { CivilDate(text: $0) }?.moments
    self.grantEpoch = grantEpoch
    self.tree = tree
    self.ids = ids
    self.organizations = Dictionary(organizations.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    self.posts = Dictionary(posts.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    self.calendars = calendars
    positions = Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
    var byRole: [String: [Int64]] = [:], byPerson: [Int64: [Int64]] = [:]
    var byPlace: [Int: [Int64]] = [:], byBody: [Int64: [Int64]] = [:]
    for post in posts {
      byBody[post.organization, default: []].append(post.id)
      for person in post.staff { byPerson[person, default: []].append(post.id) }
      if post.isClosed { continue }
      for role in post.roles { byRole[role, default: []].append(post.id) }
      for place in post.territory.isEmpty ? [-1] : post.territory { byPlace[place, default: []].append(post.id) }
    }
    postsByRole = byRole
    postsByPerson = byPerson
    postsByPlace = byPlace
    postsByBody = byBody
  }

  /// The organisations that a person files for today, by name.
  package func agencies(of person: Int64) -> [Organization] {
    (postsByPerson[person] ?? []).compactMap { posts[$0] }.filter(\.isOfAgents)
      .compactMap { organizations[$0.organization] }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
  }

  /// Whether a person files for an organisation today.
  package func isAgent(_ person: Int64, of organization: Int64) -> Bool {
    (postsByPerson[person] ?? []).contains { posts[$0].map { $0.isOfAgents && $0.organization == organization } ?? false }
  }

  /// Whether a person works on a post today: who files for an organisation alone does not.
  package func isStaff(_ person: Int64) -> Bool {
    (postsByPerson[person] ?? []).contains { posts[$0].map { !$0.isOfAgents } ?? false }
  }

  /// Who files for an organisation today.
  package func agents(of organization: Int64) -> [Int64] {
    (postsByRole[OrganizationSeed.Post.agentRole] ?? []).compactMap { posts[$0] }
      .filter { $0.organization == organization }.flatMap(\.staff)
  }

  /// Whether who sits where was read for the day of a moment.
  func isOf(_ now: Int64) -> Bool { moments?.contains(now) ?? true }

  /// Position of a place in the tree; of an ended one, that of what stands for it.
  package func position(of place: Int64) -> Int? {
    var at = place
    for _ in 0..<Self.longestChain {
      if let found = positions[at] { return found }
      guard let next = successors[at] else { return nil }
      at = next
    }
    return nil
  }

  /// Names from the top down to a place, with `/` between; nil for one that is not known.
  package func path(of place: Int64) -> String? {
    guard let here = position(of: place) else { return nil }
    return path(at: here)
  }

  /// What lies close together shares what lies above it.
  private func path(at node: Int) -> String {
    paths.withLock { paths in
      if paths.isEmpty { paths = Array(repeating: nil, count: tree.nodes.count) }
      func path(at node: Int) -> String {
        if let known = paths[node] { return known }
        let name = tree.nodes[node].name
        let made = tree.nodes[node].parent.map { path(at: $0) + "/" + name } ?? name
        paths[node] = made
        return made
      }
      return path(at: node)
    }
  }

  /// Organisation and post: 五号社区居民委员会/社区主任.
  package func title(ofPost id: Int64) -> Label {
    guard let post = posts[id] else { return Label(zh: "已撤销的岗位", en: "a post that no longer exists") }
    let organization = organizations[post.organization]?.name
    return Label(zh: organization.map { "\($0)/\(post.name)" } ?? post.name)
  }

  /// The same, with its place where the organisation has several of that name, for who has to choose among them:
  /// 五号社区居民委员会/网格岗（一号小区）.
  package func distinctTitle(ofPost id: Int64) -> Label {
    titles.value(id) {
      let title = title(ofPost: id)
      guard let post = posts[id], post.hasOwnPlace, let place = post.territory.first,
        (postsByBody[post.organization] ?? []).contains(where: { $0 != id && posts[$0]?.name == post.name })
      else { return title }
      return Label(zh: "\(title.zh)（\(tree.nodes[place].name)）")
    }
  }

  /// The place that has a code, or had it; an ended one too.
  package func place(ofCode code: String) -> Int64? {
    let text = PlaceCode(code)?.text ?? code
    if tree.index(ofCurrentCode: text) == nil, let ended = endedCodes[text] { return ended }
    return tree.index(ofCode: text).map { ids[$0] }
  }

  /// Operations that one ended place may lie behind.
  static let longestChain = 64

  /// True for a place of the tree, false for one that ended.
  package func isLiving(_ place: Int64) -> Bool { positions[place] != nil }

  /// An ended place with those that stand for it one after the other, up to a living one, and all above that.
  package func lineage(of place: Int64) -> [Int64] {
    var line: [Int64] = []
    var at = place
    while line.count < Self.longestChain {
      if let here = positions[at] { return line + tree.ancestry(of: here).map { ids[$0] } }
      line.append(at)
      guard let next = successors[at] else { break }
      at = next
    }
    return line
  }

  /// Id of the place at a level above (or at) a place; nil where the level is skipped.
  package func place(_ place: Int64, at level: PlaceLevel) -> Int64? {
    position(of: place).flatMap { tree.ancestor(of: $0, at: level) }.map { ids[$0] }
  }

  /// True when the place lies in one of the territories.
  package func isWithin(_ place: Int64, _ territory: [Int64]) -> Bool {
    guard let here = position(of: place) else { return false }
    return territory.contains { position(of: $0).map { tree.isWithin(here, $0) } ?? false }
  }

  /// Positions at which what was declared for a place holds now: its own, or those of the places of its level that took over
  /// from it.
  package func standing(for place: Int64) -> [Int] {
    if let here = positions[place] { return [here] }
    var found: [Int] = [], left = [place], seen: Set<Int64> = []
    while let next = left.popLast() {
      if let here = positions[next] {
        if !found.contains(here) { found.append(here) }
      } else if seen.insert(next).inserted {
        left += heirs[next] ?? []
      }
    }
    return found.sorted()
  }

  /// Whether what was declared for these places holds at just this one, and not only further in or above.
  package func holds(_ territory: [Int64], at node: Int) -> Bool {
    if territory.contains(ids[node]) { return true }
    return !heirs.isEmpty && territory.contains { positions[$0] == nil && standing(for: $0).contains(node) }
  }

  /// The calendar of the innermost territory that holds the place.
  package func calendar(for place: Int64) -> CalendarProgram? {
    guard let here = position(of: place) else { return nil }
    for node in tree.ancestry(of: here) {
      if let found = calendars.first(where: { holds($0.territory, at: node) }) { return found }
    }
    return nil
  }

  /// The posts that hold a role nearest above a place: the innermost place that one of them works for. With a level,
  /// only posts that work for a place of that level. Posts of bodies that govern nothing (a hospital) are found when no
  /// post with a territory fits.
  ///
  /// - Parameter bodies: whose posts alone count; nil = all.
  package func holders(
    role: String, at level: PlaceLevel?, above place: Int64?, among bodies: Set<Int64>? = nil
  ) -> [Int64] {
    func fitting(_ numbers: [Int64]?) -> [Int64] {
      (numbers ?? []).filter { number in
        guard let post = posts[number] else { return false }
        return post.roles.contains(role) && bodies?.contains(post.organization) ?? true
      }
    }
    guard let place, let here = position(of: place) else { return fitting(postsByRole[role]) }
    for node in tree.ancestry(of: here) {
      if let level, tree.nodes[node].level != level { continue }
      let found = fitting(postsByPlace[node])
      if !found.isEmpty { return found }
    }
    return level == nil ? fitting(postsByPlace[-1]) : []
  }
}
