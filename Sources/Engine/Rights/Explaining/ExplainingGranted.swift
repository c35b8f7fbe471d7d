import Core

/// Questions about things that are no services: the places, the directory, ledgers.
extension Explaining {
  // MARK: Why

  func answer(_ user: RightsUser, _ right: Right, _ thing: GrantProgram.Thing) throws -> RightsAnswer {
    try mayAsk(user, thing)
    let facts = GrantedChains(rights(of: user), thing).nearest(right, isStaff: try isStaff(user))
    let remedies = RightsRemedies(running: running, speaks: { $0.speaks(of: thing) }, right: right)
    var answer = RightsAnswer(
      allowed: facts.allSatisfy(\.holds), facts: facts, remedies: remedies.remedies(facts))
    if user.isClass {
      let posts = posts(of: user)
      answer.posts = RightsShare(
        part: try posts.count { GrantedChains(rights(of: .post($0)), thing).nearest(right, isStaff: try isStaff(.post($0))).allSatisfy(\.holds) },
        whole: posts.count)
    }
    return answer
  }

  private static let login = Query(
    ["person"], of: SystemTables.credential,
    where: .all([
      .equals("person", 0), .compare(.column("kind"), .equal, .constant(.text("login"))), .isNull(.column("disabled")),
    ]), limit: .constant(.int(1)))

  /// Whether they sign in as staff: with a login, or from a post that is no agent's seat.
  private func isStaff(_ user: RightsUser) throws -> Bool {
    func isOffice(_ post: Int64) -> Bool { running.city.posts[post].map { !$0.isOfAgents } ?? false }
    guard case .person(let person) = user else { return posts(of: user).contains(where: isOffice) }
    if let asker, asker.person == person { return asker.kind == .staff }
    if running.city.isStaff(person) { return true }
    return try !reader.rows(Self.login, [.int(person)], under: .system(.session)).isEmpty
  }

  // MARK: Who

  func holders(of right: Right, _ thing: GrantProgram.Thing, limit: Int) throws -> RightsHolders {
    try mayAsk(nil, thing)
    var holders: [RightsHolder] = [], count = 0
    var people: Set<Int64> = [], bodies: Set<Int64> = []
    let posts = running.city.posts.values.map { (title: running.city.distinctTitle(ofPost: $0.id), post: $0) }
      .sorted { ($0.title.zh, $0.post.id) < ($1.title.zh, $1.post.id) }
    for (title, post) in posts {
      let facts = GrantedChains(rights(of: .post(post.id)), thing).nearest(right, isStaff: !post.isOfAgents)
      guard facts.allSatisfy(\.holds) else { continue }
      count += 1
      people.formUnion(post.staff)
      bodies.insert(post.organization)
      guard holders.count < limit else { continue }
      holders.append(
        RightsHolder(post: title, staff: try post.staff.map { try preparation.staffName($0) }, facts: facts))
    }
    return RightsHolders(
      posts: holders, postCount: count, personCount: people.count, organizationCount: bodies.count, own: 0)
  }

  // MARK: What

  func beside(_ user: RightsUser) throws -> RightsBeside {
    let rights = rights(of: user), own = try askers(user)
    let things = Set(rights.held.filter(\.isCurrent).flatMap(\.grant.things)).filter { $0.kind != nil }
    let holdings = try things.sorted(by: Program.inOrder).compactMap { thing -> RightsHolding? in
      if let own, !own.mayExplain(thing) { return nil }
      return try GrantedChains(rights, thing).holding()
    }
    return RightsBeside(
      things: holdings, administration: own == nil ? administration(of: user) : nil,
      own: own == nil ? try self.own(user, rights) : nil)
  }

  private func administration(of user: RightsUser) -> Administration? {
    let administering = Administering(running)
    switch user {
    case .person(let id): return administering.kind(of: id)
    case .post(let id):
      let kinds = running.city.posts[id].map(administering.kinds) ?? []
      return kinds.count == 1 ? kinds.first : nil
    case .role(let id): return running.program.roles[id]?.administration
    case .organization: return nil
    }
  }

  private func own(_ user: RightsUser, _ rights: Rights) throws -> RightsOwn? {
    guard case .person(let person) = user else { return nil }
    let spokenFor = try preparation.represented(by: person)
    return RightsOwn(
      requests: try ownRequests(rights), family: spokenFor.count { $0.mandate == nil },
      mandates: spokenFor.count { $0.mandate != nil }, agencies: running.city.agencies(of: person).map(\.name))
  }

  private func ownRequests(_ rights: Rights) throws -> Int {
    let scope = try MatterScope(rights.reachOverAll([], own: true), rights, first: 0, isOverAll: true)
    let query = running.shapes.query("explain own " + scope.shape) {
      Query([.init(.count, .integer)], from: SystemTables.matter, as: "m", where: scope.condition)
    }
    let rows = try reader.rows(query, scope.parameters, under: .scope(Scoped(reader: rights.caller.person)))
    return Int(rows.first?[0].int ?? 0)
  }

  // MARK: Asking

  /// Of oneself everybody may ask; of others who administers security, or has the right `explain` over the thing.
  private func mayAsk(_ user: RightsUser?, _ thing: GrantProgram.Thing) throws {
    guard let asker, user != .person(asker.person) else { return }
    let own = Rights(running, asker, reader)
    guard isSecurity(own) || own.mayExplain(thing) else { throw Refusal.noService }
  }
}

extension Rights {
  fileprivate func mayExplain(_ thing: GrantProgram.Thing) -> Bool {
    held.contains { $0.isCurrent && $0.grant.rights.contains(.explain) && $0.grant.speaks(of: thing) }
  }
}
