import Core
import FEEL

/// What one caller may do, derived from the directory and the roles of one snapshot. Nothing is kept between decisions.
package struct Rights {
  /// One condition of a reach.
  enum Atom: Hashable, Sendable {
    case everything
    /// Places and all below them, and what the post itself still has of a place that left them.
    case territory([Int64], post: Int64)
    /// What these posts hold, held, or may claim.
    case posts([Int64])
    case organization([Int64])
    /// What is of these organisations, of the people who sit on their posts, or of who studies or works there.
    case members(bodies: [Int64], people: [Int64])
    case own
    /// What is of an organisation that this body regulates.
    case sector(Int64)
    /// What the caller opened for an emergency, from this post in this role, and has open.
    case opened(post: Int64, role: String)
  }

  /// Where one grant reaches: every one of `all`, and one of `any` when that is not empty. A class, because it is asked
  /// for every line of a page.
  package final class Reach: Sendable {
    let grant: GrantProgram
    let all: [Atom]
    let any: [Atom]
    let part: ServicePart
    /// Only matters of these services; nil = of any.
    let definitions: [String]?
    /// By which post, in which role; nil = nobody's, what is one's own.
    let post: CityIndex.Post?
    let role: String?

    /// The grant has a condition, which the store alone decides.
    var isConditional: Bool { grant.conditionRange != nil && !isConditionDropped }
    /// For explanations alone, which tell the scope and the condition apart.
    let isConditionDropped: Bool

    init(
      grant: GrantProgram, all: [Atom], any: [Atom], part: ServicePart, definitions: [String]? = nil,
      post: CityIndex.Post? = nil, role: String? = nil, isConditionDropped: Bool = false
    ) {
      self.grant = grant
      self.all = all
      self.any = any
      self.part = part
      self.definitions = definitions
      self.post = post
      self.role = role
      self.isConditionDropped = isConditionDropped
    }

    /// What somebody filed, or what is about them.
    static func own(_ service: GrantProgram) -> Reach { Reach(grant: service, all: [.own], any: [], part: .whole) }

    /// The same, of this part of these services alone.
    func only(_ part: ServicePart, _ definitions: [String]? = nil) -> Reach {
      Reach(
        grant: grant, all: all, any: any, part: part, definitions: definitions, post: post, role: role,
        isConditionDropped: isConditionDropped)
    }

    /// Its scope without its condition.
    var plain: Reach {
      Reach(
        grant: grant, all: all, any: any, part: part, definitions: definitions, post: post, role: role,
        isConditionDropped: true)
    }

    /// The lines of which each gives the whole reach by itself; none where several must meet.
    var alone: [Atom] {
      let narrowing = all.filter { $0 != .everything }
      if any.isEmpty, all.count > narrowing.count, narrowing.isEmpty { return [.everything] }
      if any.isEmpty { return narrowing.count == 1 ? narrowing : [] }
      return narrowing.isEmpty ? any : []
    }
  }

  /// What of a service's matters a grant speaks of.
  enum ServicePart: Hashable, Sendable {
    case whole
    case variants([String])

    func holds(_ variant: String) -> Bool {
      switch self {
      case .whole: true
      case .variants(let ids): ids.contains(variant)
      }
    }
  }

  /// A grant as somebody holds it: by one post, in one role. A class, because it is asked once for every line of a page.
  final class Held: Sendable {
    let post: CityIndex.Post
    let role: String
    let grant: GrantProgram
    /// The day that is asked lies between its first and its last day.
    let isCurrent: Bool
    /// Of what may be opened in an emergency: it reaches only what is open.
    let isGlass: Bool
    /// Where it reaches, of whole services.
    let reach: Reach

    /// - Parameter territory: the places that the post works for.
    init(
      _ grant: GrantProgram, _ post: CityIndex.Post, in role: String, of city: CityIndex, over territory: [Int64],
      isCurrent: Bool, isGlass: Bool
    ) {
      self.post = post
      self.role = role
      self.grant = grant
      self.isCurrent = isCurrent
      self.isGlass = isGlass
      var all = grant.scope.all.map { city.atom($0, post, territory) }
      if isGlass { all.append(.opened(post: post.id, role: role)) }
      reach = Reach(
        grant: grant, all: all, any: grant.scope.any.map { city.atom($0, post, territory) }, part: .whole, post: post,
        role: role)
    }
  }

  let running: Running
  let caller: Caller
  /// The snapshot on which it is decided.
  let reader: any Reader
  let posts: [CityIndex.Post]
  /// What each of the posts was granted.
  private let byPost: [PostGrants]
  /// By which the caller acts for others.
  let mandates: LiveMandates

  package init(_ running: Running, _ caller: Caller, _ reader: any Reader) {
    let posts = (running.city.postsByPerson[caller.person] ?? []).compactMap { running.city.posts[$0] }
    self.init(running, caller, posts, reader)
  }

  /// What somebody on these posts may do.
  init(_ running: Running, _ caller: Caller, _ posts: [CityIndex.Post], _ reader: any Reader) {
    self.running = running
    self.caller = caller
    self.reader = reader
    self.posts = posts
    mandates = LiveMandates(caller.person, reader)
    byPost = posts.map { running.grants.held(by: $0, running, at: reader.now) }
  }

  /// All grants of the caller's posts, those of another time too.
  var held: [Held] { joined(\.all) }

  /// Grants that hold today.
  private var grants: [Held] { joined(\.current) }

  /// Grants of a right that hold today.
  func current(_ right: Right) -> [Held] { joined { $0.current(right) } }

  private func joined(_ part: (PostGrants) -> [Held]) -> [Held] {
    byPost.count == 1 ? part(byPost[0]) : byPost.flatMap(part)
  }

  // MARK: Reach

  /// Where a right over a service reaches. Empty = nowhere.
  package func reach(_ right: Right, _ service: ServiceProgram) -> [Reach] {
    let now = running.program.service(nowCalled: service.id) ?? service
    return current(right).compactMap { held in held.grant.part(of: now).map { reach(held, $0) } }
  }

  /// Whether a right over a service reaches anywhere.
  func hasAny(_ right: Right, _ service: ServiceProgram) -> Bool {
    current(right).contains { part($0.grant, of: service) != nil }
  }

  /// Where a right reaches over all services, with what is the caller's own.
  func reachOverAll(_ rights: Set<Right>, own: Bool) -> [Reach] {
    var found: [Reach] = own ? [.own(Self.ownGrant)] : []
    for held in grants where !held.grant.rights.isDisjoint(with: rights) {
      let grant = held.grant
      var definitions: [String] = []
      var isAny = false
      for thing in grant.things {
        switch thing {
        case .kind("service"): isAny = true
        case .document("service", let id):
          if let service = running.program.service(nowCalled: id) { definitions += service.everyID }
          for service in running.program.services.values {
            if service.id != id, service.variants.contains(where: { $0.id == id }) {
              found.append(held.reach.only(.variants([id]), service.everyID))
            }
          }
        case .tag(let tag):
          definitions += running.program.services.values.filter { $0.tags.contains(tag) }.flatMap(\.everyID)
        case .kind, .document: continue
        }
      }
      if !isAny && definitions.isEmpty { continue }
      found.append(isAny ? held.reach : held.reach.only(.whole, definitions.sorted()))
    }
    return found
  }

  /// Where a right over things of a kind that are no requests (places) reaches.
  func reach(_ right: Right, kind: String) -> [Reach] {
    current(right).filter { $0.grant.things.contains(.kind(kind)) }.map(\.reach)
  }

  private static let ownGrant = GrantProgram(
    rights: [.read], things: [], scope: .init(any: [.`self`]), fields: nil, hide: [], see: .sensitivePersonal,
    purpose: nil, from: nil, until: nil)

  func reach(_ held: Held, _ part: ServicePart) -> Reach { part == .whole ? held.reach : held.reach.only(part) }

  /// The part of a service that a grant speaks of; nil = none of it. What counts is the service as it is now, also for
  /// matters that end under an older edition.
  func part(_ grant: GrantProgram, of edition: ServiceProgram) -> ServicePart? {
    grant.part(of: running.program.service(nowCalled: edition.id) ?? edition)
  }

  func territory(of post: CityIndex.Post) -> [Int64] { running.city.territory(of: post) }

  // MARK: One matter

  /// Whether a reach covers a matter that was read for a command.
  func covers(_ reach: Reach, _ matter: MatterRow, _ steps: [StepRow]) throws -> Bool {
    if reach.isConditional { return try isStored(matter.id, within: reach) }
    if !reach.part.holds(matter.variant) { return false }
    let holds = { (atom: Atom) in try self.covers(atom, matter, steps) }
    return try !(reach.all.isEmpty && reach.any.isEmpty) && reach.all.allSatisfy(holds)
      && (reach.any.isEmpty || reach.any.contains(where: holds))
  }

  /// Asks the store itself, with the same condition that lists carry.
  private func isStored(_ matter: Int64, within reach: Reach) throws -> Bool {
    let scope = try MatterScope([reach], self, first: 1)
    let query = running.shapes.query("within " + scope.shape) {
      Query(
        [.init(.column("id", of: "m"), .integer)], from: SystemTables.matter, as: "m",
        where: .all([.compare(.column("id", of: "m"), .equal, .parameter(0)), scope.condition]))
    }
    let rows = try reader.rows(
      query, [.int(matter)] + scope.parameters, under: .scope(Scoped(reader: caller.person)))
    return !rows.isEmpty
  }

  func covers(_ atom: Atom, _ matter: MatterRow, _ steps: [StepRow]) throws -> Bool {
    switch atom {
    case .everything: return true
    case .territory(let places, let post):
      // What a post has stays with it when the place leaves its territory, until it is handed over.
      if steps.contains(where: { $0.done == nil && $0.post == post }) { return true }
      return matter.place.map { running.city.isWithin($0, places) } ?? false
    case .posts(let ids):
      return steps.contains { stay in
        if let post = stay.post { return ids.contains(post) }
        return ids.contains { claims($0, stay) }
      }
    case .organization(let bodies):
      return steps.contains { stay in
        stay.post.flatMap { running.city.posts[$0] }.map { bodies.contains($0.organization) } ?? false
      }
    case .members(let bodies, let people): return try isOf(matter, bodies, people)
    case .own: return try isOwn(matter)
    case .opened(let post, let role): return try hasOpen(matter.id, post, role)
    case .sector(let body): return try matter.body.map { try isRegulated($0, by: body) } ?? false
    }
  }

  private func isOf(_ matter: MatterRow, _ bodies: [Int64], _ people: [Int64]) throws -> Bool {
    let those = [matter.applicant, matter.subject].compactMap { $0 }
    if those.contains(where: { bodies.contains($0) || people.contains($0) }) { return true }
    let line = DirectLine(running, reader)
    return try Set(those).contains { try !line.bodies(of: $0, reader).isDisjoint(with: bodies) }
  }

  /// Whether a reach covers everything at a place, whoever holds it.
  func covers(_ reach: Reach, place: Int64?) -> Bool {
    // A condition speaks of a request, and there is none.
    if reach.isConditional { return false }
    let holds = { (atom: Atom) -> Bool in
      switch atom {
      case .everything: true
      case .territory(let places, _): place.map { running.city.isWithin($0, places) } ?? false
      case .posts, .organization, .members, .own, .sector, .opened: false
      }
    }
    return reach.all.allSatisfy(holds) && (reach.any.isEmpty || reach.any.contains(where: holds))
      && !(reach.all.isEmpty && reach.any.isEmpty)
  }

  /// Whether a right over one matter is the caller's. Whose own it is
  /// reads and lists it without a role.
  func allows(_ right: Right, _ matter: MatterRow, _ steps: [StepRow], _ service: ServiceProgram) throws -> Bool {
    if right.isOverOwn, try isOwn(matter) { return true }
    return try covers(right, matter, steps, service)
  }

  /// Whether a grant of a right over the service reaches one matter of it.
  func covers(_ right: Right, _ matter: MatterRow, _ steps: [StepRow], _ service: ServiceProgram) throws -> Bool {
    try current(right).contains { try reaches($0, matter, steps, service) }
  }

  /// Whether one grant reaches a matter of a service.
  func reaches(_ held: Held, _ matter: MatterRow, _ steps: [StepRow], _ service: ServiceProgram) throws -> Bool {
    guard let part = held.grant.isOfServices ? .whole : part(held.grant, of: service) else { return false }
    return try covers(reach(held, part), matter, steps)
  }

  /// Own, or within reach of the right to read or handle it: that it is there, not yet what was answered.
  func maySee(_ matter: MatterRow, _ steps: [StepRow], _ service: ServiceProgram) throws -> Bool {
    if try isOwn(matter) { return true }
    return try [Right.read, .handle].contains { right in
      try reach(right, service).contains { try covers($0, matter, steps) }
    }
  }

  /// The caller's post that has a stay, or may claim it.
  func post(holding stay: StepRow) -> Int64? { posts(holding: stay).first }

  /// The caller's posts that have a stay, or may claim it.
  func posts(holding stay: StepRow) -> [Int64] {
    if let post = stay.post { return posts.contains { $0.id == post } ? [post] : [] }
    return posts.map(\.id).filter { claims($0, stay) }
  }

  private func claims(_ id: Int64, _ stay: StepRow) -> Bool {
    guard stay.post == nil, stay.done == nil, let role = stay.role, let post = running.city.posts[id], !post.isClosed,
      post.roles.contains(role)
    else {
      return false
    }
    guard let place = stay.place else { return post.territory.isEmpty }
    return territory(of: post).contains(place)
  }
}

extension Program {
  /// The service of an id, or the one that had it before.
  func service(nowCalled id: String) -> ServiceProgram? {
    services[id] ?? services.values.first { $0.was.contains(id) }
  }
}

extension ServiceProgram {
  /// Its id and those it had: matters keep the one they began under.
  var everyID: [String] { [id] + was }
}

extension CityIndex {
  /// Where a word of a scope reaches from a post.
  fileprivate func atom(_ word: ScopeWord, _ post: Post, _ territory: [Int64]) -> Rights.Atom {
    switch word {
    case .everything: .everything
    case .territory: .territory(territory, post: post.id)
    case .post: .posts([post.id])
    case .organization: .organization([post.organization])
    case .direct: members(of: post.organization)
    case .`self`: .own
    case .sector: .sector(post.organization)
    }
  }

  private func members(of body: Int64) -> Rights.Atom {
    let bodies = inside(body)
    let posts = bodies.flatMap { postsByBody[$0] ?? [] }.compactMap { self.posts[$0] }
    return .members(bodies: bodies, people: Set(posts.flatMap(\.sitting)).sorted())
  }

  func territory(of post: Post) -> [Int64] { post.territory.map { ids[$0] } }
}

extension GrantProgram {
  /// The part of a service that it speaks of; nil = none of it.
  func part(of service: ServiceProgram) -> Rights.ServicePart? {
    var variants: [String] = []
    for thing in things {
      switch thing {
      case .kind("service"): return .whole
      case .document("service", let id):
        if id == service.id || service.was.contains(id) { return .whole }
        if service.variants.contains(where: { $0.id == id }) { variants.append(id) }
      case .tag(let tag): if service.tags.contains(tag) { return .whole }
      case .kind, .document: continue
      }
    }
    return variants.isEmpty ? nil : .variants(variants)
  }
}
