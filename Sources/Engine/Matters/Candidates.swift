import Core

/// Whom a holder may bring in: posts that the roles of the release allow, and nobody else.
struct Candidates {
  let running: Running
  private let service: ServiceProgram
  private let place: Int64?

  /// Posts shown to choose from.
  static let mostShown = 200

  init(_ running: Running, _ matter: LiveMatter) {
    self.init(running, service: matter.service, place: matter.row.place)
  }

  init(_ running: Running, service: ServiceProgram, place: Int64?) {
    self.running = running
    self.service = service
    self.place = place
  }

  /// Staffed posts that work for the matter's place and whose role grants the right over its service, nearest first.
  func posts(_ right: Right, besides: Set<Int64>) -> [Int64] {
    let city = running.city
    let here = place.flatMap { city.position(of: $0) }
    var found: [Int64] = []
    for node in (here.map { city.tree.ancestry(of: $0) } ?? []) + [-1] {
      for id in (city.postsByPlace[node] ?? []).sorted() where !besides.contains(id) && !found.contains(id) {
        if let post = city.posts[id], post.isManned, holds(right, post) { found.append(id) }
      }
    }
    return found
  }

  /// Whether a role of the post grants the right over the matter's service.
  func holds(_ right: Right, _ post: CityIndex.Post) -> Bool {
    post.roles.contains { grants(right, role: $0) }
  }

  /// Whether a role of the release grants the right over the matter's service.
  func grants(_ right: Right, role: String) -> Bool { running.program.roles[role].map { grants(right, $0) } ?? false }

  /// The candidate that a client named: by id, or by organisation and post, with its place where there are several.
  func named(_ text: String, _ right: Right, besides: Set<Int64>) -> Int64? {
    let city = running.city
    return posts(right, besides: besides).first {
      String($0) == text || city.title(ofPost: $0).zh == text || city.distinctTitle(ofPost: $0).zh == text
    }
  }

  /// A grant of the role that holds wherever the post has the matter.
  private func grants(_ right: Right, _ role: RoleProgram) -> Bool {
    role.grants.contains { grant in
      guard grant.rights.contains(right) else { return false }
      return grant.things.contains { thing in
        switch thing {
        case .kind("service"): true
        case .document("service", let id):
          id == service.id || service.was.contains(id) || service.variants.contains { $0.id == id }
        case .tag(let tag): service.tags.contains(tag)
        case .kind, .document: false
        }
      }
    }
  }
}

extension Preparation {
  /// The post that a command names.
  ///
  /// - Throws: `Refusal` when none is named, or it may not be chosen.
  func chosen(_ to: String?, _ right: Right, besides: Set<Int64>, _ matter: LiveMatter) throws -> Int64 {
    guard let to, !to.isEmpty else {
      let words = Label(zh: "请选一个岗位", en: "Please choose a post")
      throw Refusal(.invalidAnswers, words, fields: [.init(field: "to", code: "required", message: words)])
    }
    guard let post = Candidates(running, matter).named(to, right, besides: besides) else {
      let words = Label(
        zh: "不能选「\(to.prefix(60))」：没有这个岗位、岗位空缺，或它没有这项服务的权限",
        en: "`\(to.prefix(60))` cannot be chosen: no such post, vacant, or without the right")
      throw Refusal(.beyondAuthority, words, fields: [.init(field: "to", code: "not-a-candidate", message: words)])
    }
    return post
  }

  /// The posts that have a part in a visit already.
  func taken(_ visit: Int64, _ matter: LiveMatter) -> Set<Int64> {
    var posts = Set(matter.steps.filter { $0.visit == visit && $0.done == nil }.compactMap(\.post))
    for signer in matter.signers where signer.visit == visit {
      if case .post(let post) = signer.holding { posts.insert(post) }
    }
    return posts
  }
}
