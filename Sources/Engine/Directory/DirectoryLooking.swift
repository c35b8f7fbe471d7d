import Core
import FEEL

extension Engine {
  /// The bodies without a superior, by name.
  package func directoryRoots(_ caller: Caller) throws -> [OrganizationLine] {
    try snapshot { running, _ in
      let view = DirectoryView(running)
      return view.lines(running.city.organizations.values.filter { view.superior(of: $0) == nil })
    }
  }

  /// A body with its posts; nil when there is none.
  package func organization(_ id: Int64, _ caller: Caller) throws -> OrganizationDetail? {
    try snapshot { running, reader in
      guard let body = running.city.organizations[id] else { return nil }
      let preparation = Preparation(self, running, reader, caller)
      let view = DirectoryView(running)
      let posts = try preparation.directoryPosts(view.posts(of: id))
      return OrganizationDetail(
        line: view.line(body), above: view.above(body).map { view.line($0) },
        below: view.lines(running.city.organizations.values.filter { $0.under == id && $0.id != id }),
        governs: body.governs.map { running.city.tree.path(of: $0) }, at: body.at.map { running.city.tree.path(of: $0) },
        phone: try preparation.number("organization.org_phone", of: id), posts: posts)
    }
  }

  /// Bodies and posts whose name, tags, duties or staff hold some words: as written, as pinyin or as initials.
  package func findInDirectory(_ words: String, _ caller: Caller, limit: Int = 60) throws -> DirectoryFound {
    try snapshot { running, reader in
      let wanted = DirectoryWords(words)
      let view = DirectoryView(running)
      if wanted.isEmpty { return DirectoryFound(bodies: [], posts: [], isMore: false) }
      let bodies = running.city.organizations.values.filter { wanted.fits($0.name) }
      let preparation = Preparation(self, running, reader, caller)
      let facts = try preparation.postFacts()
      let names = try preparation.namesOfStaff()
      let posts = running.city.posts.values.filter { post in
        let facts = facts[post.id]
        return wanted.fits(post.name) || (facts?.tags ?? []).contains { wanted.fits($0) }
          || wanted.fits(facts?[.rank]) || wanted.fits(facts?[.duties])
          || post.staff.contains { wanted.fits(names[$0]) }
      }
      return DirectoryFound(
        bodies: Array(view.lines(bodies).prefix(limit)),
        posts: try preparation.directoryPosts(Array(view.sorted(posts).prefix(limit))),
        isMore: bodies.count > limit || posts.count > limit)
    }
  }

  /// The posts of staff on which nobody sits today, by organisation and name.
  package func vacantPosts(_ caller: Caller, limit: Int = 300) throws -> DirectoryFound {
    try snapshot { running, reader in
      let posts = running.city.posts.values.filter { $0.sitting.isEmpty && !$0.isClosed && !$0.isOfAgents }
      let shown = Array(DirectoryView(running).sorted(posts).prefix(limit))
      return DirectoryFound(
        bodies: [], posts: try Preparation(self, running, reader, caller).directoryPosts(shown),
        isMore: posts.count > limit)
    }
  }

  /// Every manned post of a body and of those below it, for a list of contacts; at most so many.
  package func contacts(under id: Int64?, _ caller: Caller, limit: Int = 300) throws -> DirectoryFound {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let view = DirectoryView(running)
      let mine = Set((running.city.postsByPerson[caller.person] ?? []).compactMap { running.city.posts[$0]?.organization })
      let wanted = id.map { [$0] } ?? mine
      let posts = running.city.posts.values.filter { post in
        guard let body = running.city.organizations[post.organization] else { return false }
        return wanted.contains(body.id) || view.above(body).contains { wanted.contains($0.id) }
      }
      return DirectoryFound(
        bodies: [], posts: try preparation.directoryPosts(Array(view.sorted(posts).prefix(limit))),
        isMore: posts.count > limit)
    }
  }

  /// One post with its terms; nil when there is none.
  package func directoryPost(
    _ id: Int64, _ caller: Caller, _ authority: DirectoryAuthority = .caller
  ) throws -> DirectoryPostDetail? {
    guard let detail = try post(id, caller) else { return nil }
    return try snapshot { running, reader in
      guard let post = running.city.posts[id] else { return nil }
      let preparation = Preparation(self, running, reader, caller)
      guard let shown = try preparation.directoryPosts([post]).first else { return nil }
      var found = DirectoryPostDetail(
        post: shown, terms: detail.terms, log: detail.log,
        mayEdit: authority != .caller || preparation.mayEdit(post))
      if !shown.deputies.contains(where: { !$0.isOver }) { found.stranded = running.stranded(without: post) }
      found.today = preparation.today.text
      if found.mayEdit {
        found.described = try preparation.lastDescribing(of: id)
        found.appointed = try preparation.lastAppointed(to: id)?.id
      }
      return found
    }
  }
}

/// The tree of bodies as one snapshot has it.
struct DirectoryView {
  private let running: Running
  private let below: [Int64: Int]
  private let postsByBody: [Int64: [CityIndex.Post]]

  init(_ running: Running) {
    self.running = running
    var below: [Int64: Int] = [:]
    for body in running.city.organizations.values {
      if let under = body.under, under != body.id { below[under, default: 0] += 1 }
    }
    self.below = below
    postsByBody = Dictionary(grouping: running.city.posts.values, by: \.organization)
  }

  func superior(of body: CityIndex.Organization) -> CityIndex.Organization? {
    body.under.flatMap { $0 == body.id ? nil : running.city.organizations[$0] }
  }

  /// The bodies above one, from the top. A circle, which no import lets in, ends where it begins again.
  func above(_ body: CityIndex.Organization) -> [CityIndex.Organization] {
    var line: [CityIndex.Organization] = []
    var seen: Set<Int64> = [body.id]
    var at = superior(of: body)
    while let next = at, seen.insert(next.id).inserted {
      line.append(next)
      at = superior(of: next)
    }
    return line.reversed()
  }

  func line(_ body: CityIndex.Organization) -> OrganizationLine {
    let posts = postsByBody[body.id] ?? []
    let kind = running.program.knowledge.entityClass(body.entityClass)?.title ?? Label(zh: body.entityClass)
    return OrganizationLine(
      id: body.id, name: body.name, kind: kind, above: above(body).map(\.name).joined(separator: "/"),
      below: below[body.id] ?? 0, posts: posts.count, vacant: posts.count(where: \.sitting.isEmpty))
  }

  func lines(_ bodies: [CityIndex.Organization]) -> [OrganizationLine] {
    bodies.map { line($0) }.sorted { ($0.above, $0.name, $0.id) < ($1.above, $1.name, $1.id) }
  }

  func posts(of body: Int64) -> [CityIndex.Post] { sorted(postsByBody[body] ?? []) }

  func sorted(_ posts: [CityIndex.Post]) -> [CityIndex.Post] {
    let names = posts.map { (running.city.organizations[$0.organization]?.name ?? "", $0) }
    return names.sorted { ($0.0, $0.1.name, $0.1.id) < ($1.0, $1.1.name, $1.1.id) }.map(\.1)
  }
}
