import Core
import FEEL

/// What one caller may do, derived from the directory and the roles of one snapshot. Nothing is kept between decisions.
package struct Rights {
  /// One condition of a reach.
  enum Atom: Hashable {
    case everything
    /// Places and all below them.
    case territory([Int64])
    /// What these posts hold, held, or may claim.
    case posts([Int64])
    case organization([Int64])
    case own
    /// A line for which nothing is known here.
    case nothing
  }

  /// Where one grant reaches: every one of `all`, and one of `any` when that is not empty.
  package struct Reach {
    let grant: GrantProgram
    let all: [Atom]
    let any: [Atom]
    /// Only matters of this variant.
    let variant: String?
    /// Only matters of these services; nil = of any.
    var definitions: [String]?

    /// What somebody filed, or what is about them.
    static func own(_ service: GrantProgram) -> Reach { Reach(grant: service, all: [.own], any: [], variant: nil) }
  }

  let running: Running
  let caller: Caller
  let posts: [CityIndex.Post]
  private let grants: [(post: CityIndex.Post, grant: GrantProgram)]

  package init(_ running: Running, _ caller: Caller, _ today: CivilDate) {
    self.running = running
    self.caller = caller
    let posts = (running.city.postsByPerson[caller.person] ?? []).compactMap { running.city.posts[$0] }
    self.posts = posts
    var grants: [(CityIndex.Post, GrantProgram)] = []
    let day = today.text
    for post in posts {
      for role in post.roles {
        for grant in running.program.roles[role]?.grants ?? [] {
          if let from = grant.from, day < from { continue }
          if let until = grant.until, day > until { continue }
          grants.append((post, grant))
        }
      }
    }
    self.grants = grants
  }

  // MARK: Reach

  /// Where a right over a service reaches. Empty = nowhere.
  package func reach(_ right: Right, _ service: ServiceProgram) -> [Reach] {
    grants.compactMap { post, grant in
      guard grant.rights.contains(right) else { return nil }
      var variant: String?
      guard names(grant, service, &variant) else { return nil }
      return reach(post, grant, variant)
    }
  }

  /// Where a right reaches over all services, with what is the caller's own.
  func reachOverAll(_ rights: Set<Right>, own: Bool) -> [Reach] {
    var found: [Reach] = own ? [.own(Self.ownGrant)] : []
    for (post, grant) in grants where !grant.rights.isDisjoint(with: rights) {
      var definitions: [String] = []
      var isAny = false
      for thing in grant.things {
        switch thing {
        case .kind("service"): isAny = true
        case .document("service", let id):
          if running.program.services[id] != nil { definitions.append(id) }
          for service in running.program.services.values {
            if service.was.contains(id) { definitions.append(service.id) }
            if service.id != id, service.variants.contains(where: { $0.id == id }) {
              var reach = reach(post, grant, id)
              reach.definitions = [service.id]
              found.append(reach)
            }
          }
        case .tag(let tag):
          definitions += running.program.services.values.filter { $0.tags.contains(tag) }.map(\.id)
        case .kind, .document: continue
        }
      }
      if !isAny && definitions.isEmpty { continue }
      var reach = reach(post, grant, nil)
      reach.definitions = isAny ? nil : definitions.sorted()
      found.append(reach)
    }
    return found
  }

  /// Where a right over things of a kind that are no requests (places) reaches.
  func reach(_ right: Right, kind: String) -> [Reach] {
    grants.compactMap { post, grant in
      guard grant.rights.contains(right), grant.things.contains(.kind(kind)) else { return nil }
      return reach(post, grant, nil)
    }
  }

  private static let ownGrant = GrantProgram(
    rights: [.read], things: [], scope: .init(any: [.`self`]), fields: nil, hide: [], see: .sensitivePersonal,
    purpose: nil, from: nil, until: nil)

  private func reach(_ post: CityIndex.Post, _ grant: GrantProgram, _ variant: String?) -> Reach {
    Reach(
      grant: grant, all: grant.scope.all.map { atom($0, post) }, any: grant.scope.any.map { atom($0, post) },
      variant: variant)
  }

  private func names(_ grant: GrantProgram, _ service: ServiceProgram, _ variant: inout String?) -> Bool {
    for thing in grant.things {
      switch thing {
      case .kind("service"): return true
      case .document("service", let id):
        if id == service.id || service.was.contains(id) { return true }
        if service.variants.contains(where: { $0.id == id }) {
          variant = id
          return true
        }
      case .tag(let tag): if service.tags.contains(tag) { return true }
      case .kind, .document: continue
      }
    }
    return false
  }

  private func atom(_ word: ScopeWord, _ post: CityIndex.Post) -> Atom {
    switch word {
    case .everything: .everything
    case .territory: .territory(territory(of: post))
    case .post: .posts([post.id])
    case .organization, .direct: .organization([post.organization])
    case .`self`: .own
    // Which body regulates whom is not derived here yet; such a line gives nothing.
    case .sector: .nothing
    }
  }

  func territory(of post: CityIndex.Post) -> [Int64] { post.territory.map { running.city.ids[$0] } }

  // MARK: One matter

  /// Whether a reach covers a matter that was read for a command.
  func covers(_ reach: Reach, _ matter: MatterRow, _ steps: [StepRow]) -> Bool {
    if let variant = reach.variant, variant != matter.variant { return false }
    let holds = { (atom: Atom) in self.covers(atom, matter, steps) }
    return reach.all.allSatisfy(holds) && (reach.any.isEmpty || reach.any.contains(where: holds))
  }

  private func covers(_ atom: Atom, _ matter: MatterRow, _ steps: [StepRow]) -> Bool {
    switch atom {
    case .everything: return true
    case .territory(let places):
      if let place = matter.place, running.city.isWithin(place, places) { return true }
      // What a post has stays with it when the place leaves its territory, until it is handed over.
      return steps.contains { stay in stay.done == nil && stay.post.map { id in posts.contains { $0.id == id } } ?? false }
    case .posts(let ids):
      return steps.contains { stay in
        if let post = stay.post { return ids.contains(post) }
        return ids.contains { claims($0, stay) }
      }
    case .organization(let bodies):
      return steps.contains { stay in
        stay.post.flatMap { running.city.posts[$0] }.map { bodies.contains($0.organization) } ?? false
      }
    case .own: return matter.isOwn(caller.person)
    case .nothing: return false
    }
  }

  /// Whether a reach covers everything at a place, whoever holds it.
  func covers(_ reach: Reach, place: Int64?) -> Bool {
    let holds = { (atom: Atom) -> Bool in
      switch atom {
      case .everything: true
      case .territory(let places): place.map { running.city.isWithin($0, places) } ?? false
      case .posts, .organization, .own, .nothing: false
      }
    }
    return reach.all.allSatisfy(holds) && (reach.any.isEmpty || reach.any.contains(where: holds))
      && !(reach.all.isEmpty && reach.any.isEmpty)
  }

  /// Own, or within reach of the right to read or handle it.
  func maySee(_ matter: MatterRow, _ steps: [StepRow], _ service: ServiceProgram) -> Bool {
    if matter.isOwn(caller.person) { return true }
    return [Right.read, .handle].contains { right in
      reach(right, service).contains { covers($0, matter, steps) }
    }
  }

  /// The caller's post that has a stay, or may claim it.
  func post(holding stay: StepRow) -> Int64? {
    if let post = stay.post { return posts.contains { $0.id == post } ? post : nil }
    return posts.first { claims($0.id, stay) }?.id
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

  // MARK: What is shown

  /// What of a matter's answers the caller may read.
  struct Sight {
    /// Unmasked up to here; nil = everything is theirs.
    var see: Sensitivity?
    /// Only these fields; nil = all.
    var fields: Set<String>?
    var hidden: Set<String> = []

    func shows(_ field: FieldProgram) -> Bool {
      !hidden.contains(field.id) && (fields?.contains(field.id) ?? true)
    }

    func masks(_ field: FieldProgram) -> Bool { see.map { field.sensitivity > $0 } ?? false }
  }

  /// Grants add up; a hidden field stays hidden unless another grant shows it. Nil = nothing may be read.
  func sight(_ matter: MatterRow, _ steps: [StepRow], _ service: ServiceProgram) -> Sight? {
    if matter.isOwn(caller.person) { return Sight() }
    let granted = reach(.read, service).filter { covers($0, matter, steps) }
    guard let first = granted.first else { return nil }
    var sight = Sight(
      see: first.grant.see, fields: first.grant.fields.map { Set($0) }, hidden: Set(first.grant.hide))
    for reach in granted.dropFirst() {
      if let see = sight.see, reach.grant.see > see { sight.see = reach.grant.see }
      if let known = sight.fields, let more = reach.grant.fields {
        sight.fields = known.union(more)
      } else {
        sight.fields = nil
      }
      sight.hidden.formIntersection(reach.grant.hide)
    }
    return sight
  }
}
