import Core
import FEEL

extension Engine {
  /// Why somebody may, or may not, do something with a thing.
  ///
  /// - Parameter asker: who wants to know; nil = whoever holds the store itself.
  /// - Throws: `Refusal` `not-found` for a thing that is not there, or that the asker may not ask about.
  package func why(
    _ user: RightsUser, _ right: Right, _ thing: RightsThing, asker: Caller?
  ) throws -> RightsAnswer {
    try snapshot { running, reader in
      let explaining = Explaining(self, running, reader, asker)
      if case .granted(let granted) = thing { return try explaining.answer(user, right, granted) }
      return try explaining.answer(user, right, explaining.things(thing, for: user))
    }
  }

  /// All posts that may do something with a thing, by title.
  ///
  /// - Parameter limit: posts that are told in full; all are counted.
  package func who(
    may right: Right, _ thing: RightsThing, limit: Int = 200, asker: Caller?
  ) throws -> RightsHolders {
    try snapshot { running, reader in
      let explaining = Explaining(self, running, reader, asker)
      if case .granted(let granted) = thing { return try explaining.holders(of: right, granted, limit: limit) }
      return try explaining.holders(of: right, explaining.things(thing, for: nil), limit: limit)
    }
  }

  /// What somebody may do, by service, with the number of requests that each right covers now.
  package func what(_ user: RightsUser, asker: Caller?) throws -> [RightsHolding] {
    try snapshot { running, reader in
      let explaining = Explaining(self, running, reader, asker)
      return try explaining.holdings(of: user)
    }
  }

  /// What somebody may do with things that are no services, what they administer, and what is their own.
  package func whatBeside(_ user: RightsUser, asker: Caller?) throws -> RightsBeside {
    try snapshot { running, reader in try Explaining(self, running, reader, asker).beside(user) }
  }
}

/// One question about rights, on one snapshot.
struct Explaining {
  private let engine: Engine
  let running: Running
  let reader: any Reader
  let asker: Caller?
  let preparation: Preparation

  init(_ engine: Engine, _ running: Running, _ reader: any Reader, _ asker: Caller?) {
    self.engine = engine
    self.running = running
    self.reader = reader
    self.asker = asker
    preparation = Preparation(
      engine, running, reader, asker ?? Caller(person: 0, kind: .staff, assurance: .verified, language: .zh))
  }

  func rights(of user: RightsUser) -> Rights {
    switch user {
    case .person(let id): Rights(running, Self.staff(id), reader)
    case .post, .organization, .role:
      // Nobody's own: a post files nothing.
      Rights(running, Self.staff(0), posts(of: user).flatMap { running.city.seats(of: $0) }, reader)
    }
  }

  private static func staff(_ person: Int64) -> Caller {
    Caller(person: person, kind: .staff, assurance: .verified, language: .zh)
  }

  /// Somebody who acts from a post, with what they may by it; without a person, whoever would sit there.
  private struct Seated {
    let person: Int64?
    let rights: Rights
  }

  /// Who sits there, and who stands in: a condition may ask who it is, and a look is open to one person.
  private func seated(_ post: CityIndex.Post) -> [Seated] {
    let seats = running.city.seats(of: post.id)
    let vacant = post.sitting.isEmpty ? [Seated(person: nil, rights: Rights(running, Self.staff(0), seats, reader))] : []
    return post.sitting.map { Seated(person: $0, rights: Rights(running, Self.staff($0), seats, reader)) } + vacant
      + post.standIns.map { Seated(person: $0, rights: Rights(running, Self.staff($0), [post], reader)) }
  }

  /// The posts that are meant; none of a person, who may sit on any.
  func posts(of user: RightsUser) -> [Int64] {
    switch user {
    case .person: []
    case .post(let id): [id]
    case .organization(let body): (running.city.postsByBody[body] ?? []).sorted()
    case .role(let role): (running.city.postsByRole[role] ?? []).sorted()
    }
  }

  // MARK: Why

  func answer(_ user: RightsUser, _ right: Right, _ things: [ExplainedThing]) throws -> RightsAnswer {
    let rights = rights(of: user)
    var chains: [(thing: ExplainedThing, facts: [RightsFact])] = []
    for thing in things {
      chains.append((thing, try chain(rights, thing, user, right)))
    }
    let closed = chains.count { $0.facts.allSatisfy(\.holds) }
    guard let told = chains.first(where: { !$0.facts.allSatisfy(\.holds) }) ?? chains.first else {
      throw Refusal.noService
    }
    let remedies = RightsRemedies(
      running: running, speaks: { $0.part(of: told.thing.service) != nil }, right: right,
      afterwards: told.thing.matter.flatMap { preparation.afterwards($0) }, service: user.mayFile ? told.thing.service : nil)
    var answer = RightsAnswer(
      allowed: closed == chains.count, facts: told.facts, remedies: remedies.remedies(told.facts))
    if things.count > 1 { answer.services = RightsShare(part: closed, whole: things.count) }
    if user.isClass {
      let posts = posts(of: user)
      answer.posts = RightsShare(part: try posts.count { try isClosed($0, right, things) }, whole: posts.count)
    }
    return answer
  }

  /// Whether somebody may by a post, over each of the things.
  private func isClosed(_ id: Int64, _ right: Right, _ things: [ExplainedThing]) throws -> Bool {
    guard let post = running.city.posts[id] else { return false }
    return try seated(post).contains { one in
      try things.allSatisfy { try chain(one.rights, $0, .post(id), right).allSatisfy(\.holds) }
    }
  }

  /// The chain that comes furthest. To handle a request one needs its open step besides the right, as a command does.
  private func chain(
    _ rights: Rights, _ thing: ExplainedThing, _ user: RightsUser, _ right: Right
  ) throws -> [RightsFact] {
    let chains = try right == .create ? filing(rights, thing, user) : RightsChains(rights, thing, of: user).chains(right)
    guard let facts = chains.first else { throw Refusal.noService }
    guard right == .handle, let matter = thing.matter, facts.allSatisfy(\.holds) else { return facts }
    return facts + [holding(matter, rights)]
  }

  /// To file one needs no role where the service is open to them, and a right only for others, where it is open to staff.
  private func filing(_ rights: Rights, _ thing: ExplainedThing, _ user: RightsUser) throws -> [[RightsFact]] {
    let filing = FilingChains(Preparation(engine, running, reader, filer(user, rights)), thing.service, of: user)
    let own = try filing.chains()
    let granted = RightsChains(rights, thing, of: user), isGranted = granted.speaks(.create)
    // Whoever is no staff is told of no role.
    var found = own
    if isGranted || own.isEmpty || filing.isOpenToStaff && !rights.posts.isEmpty {
      let staff = try filing.staffFacts(), isOpen = filing.isOpenToStaff
      found += try isGranted || isOpen ? granted.chains(.create).map { RightsChains.cut($0 + staff) } : [staff]
    }
    return found.sorted { RightsChains.rank($0) > RightsChains.rank($1) }
  }

  /// As they come to file: with an account of staff where they sit on a post, else by their phone.
  private func filer(_ user: RightsUser, _ rights: Rights) -> Caller {
    if let asker, user == .person(asker.person) { return asker }
    let person = rights.caller.person
    if case .person = user, !running.city.isStaff(person) {
      return Caller(person: person, kind: .resident, assurance: .phone, language: .zh)
    }
    return Self.staff(person)
  }

  private func holding(_ matter: LiveMatter, _ rights: Rights) -> RightsFact {
    let standing = preparation.standing(matter), isTheirs = !preparation.grips(matter, rights).isEmpty
    return RightsFact(
      kind: .holding, holds: isTheirs,
      words: isTheirs
        ? Label(zh: "这一步在其岗位手里：\(standing.zh)", en: "the open step is with their post: \(standing.text(in: .en))")
        : Label(
          zh: "没有一步在其岗位手里：\(standing.zh)", en: "no open step is with a post of theirs: \(standing.text(in: .en))"))
  }

  // MARK: The thing

  /// - Parameter user: of whom it is asked; everybody may ask about themselves.
  func thing(_ thing: RightsThing, for user: RightsUser?) throws -> ExplainedThing {
    let found = try find(thing)
    guard let asker else { return found }
    let own = Rights(running, asker, reader)
    switch user {
    case .person(asker.person):
      // Of oneself one learns about what one sees, and about services, which are no secret.
      if try found.matter.map({ try own.maySee($0.row, $0.steps, $0.service) }) ?? true { return found }
    case .person, .post, .organization, .role, nil: break
    }
    guard try mayExplain(own, found) else { throw found.matter == nil ? Refusal.noService : Refusal.noMatter }
    return found
  }

  /// All that is meant, of a class what the asker may ask about.
  func things(_ thing: RightsThing, for user: RightsUser?) throws -> [ExplainedThing] {
    let found: [ServiceProgram]
    switch thing {
    case .matter, .service, .granted: return [try self.thing(thing, for: user)]
    case .tag(let tag): found = running.program.services.values.filter { $0.tags.contains(tag) }
    case .everyService: found = Array(running.program.services.values)
    }
    let own = asker.map { Rights(running, $0, reader) }
    let told = try found.sorted { ($0.title.zh, $0.id) < ($1.title.zh, $1.id) }
      .map { ExplainedThing(service: $0, matter: nil) }
      .filter { thing in
        guard let asker, let own, user != .person(asker.person) else { return true }
        return try mayExplain(own, thing)
      }
    if told.isEmpty { throw Refusal.noService }
    return told
  }

  private func find(_ thing: RightsThing) throws -> ExplainedThing {
    switch thing {
    case .service(let id):
      guard let service = running.program.service(nowCalled: id) else { throw Refusal.noService }
      return ExplainedThing(service: service, matter: nil)
    case .matter(let code):
      let matter = try preparation.live(code)
      return ExplainedThing(service: matter.service, matter: matter)
    case .tag, .everyService, .granted: throw Refusal.noService
    }
  }

  private func mayExplain(_ own: Rights, _ thing: ExplainedThing) throws -> Bool {
    if isSecurity(own) { return true }
    let reaches = own.reach(.explain, thing.service)
    guard let matter = thing.matter else { return !reaches.isEmpty }
    return try reaches.contains { try own.covers($0, matter.row, matter.steps) }
  }

  /// Who administers security explains every right.
  func isSecurity(_ own: Rights) -> Bool {
    Administering(running).kind(of: own.caller.person) == .security
  }

  // MARK: Who

  /// Posts that may over any of the things.
  func holders(of right: Right, _ things: [ExplainedThing], limit: Int) throws -> RightsHolders {
    var holders: [RightsHolder] = [], count = 0
    var people: Set<Int64> = [], bodies: Set<Int64> = []
    let posts = running.city.posts.values.map { (title: running.city.distinctTitle(ofPost: $0.id), post: $0) }
      .sorted { ($0.title.zh, $0.post.id) < ($1.title.zh, $1.post.id) }
    for (title, post) in posts {
      let acting = try self.acting(from: post, right, things), staff = acting.compactMap(\.person)
      guard let chains = acting.map(\.chains).max(by: { $0.count < $1.count }), let chain = chains.first else { continue }
      count += 1
      people.formUnion(staff)
      bodies.insert(post.organization)
      if holders.count < limit {
        var holder = RightsHolder(post: title, staff: try staff.map { try preparation.staffName($0) }, facts: chain)
        if things.count > 1 { holder.services = RightsShare(part: chains.count, whole: things.count) }
        holders.append(holder)
      }
    }
    let row = things.count == 1 ? things[0].matter?.row : nil
    let owners = try row.map { try self.owners(of: $0) } ?? []
    let own = right.isOverOwn ? Set(owners).count : 0
    var found = RightsHolders(
      posts: holders, postCount: count, personCount: people.count, organizationCount: bodies.count, own: own)
    found.standing = things.count == 1 ? things[0].matter.map { preparation.standing($0) } : nil
    return found
  }

  /// Somebody who may by a post, with the chain for each of the things over which they may.
  private struct Acting {
    let person: Int64?
    let chains: [[RightsFact]]
  }

  private func acting(from post: CityIndex.Post, _ right: Right, _ things: [ExplainedThing]) throws -> [Acting] {
    try seated(post).compactMap { one in
      let chains = try things.map { try chain(one.rights, $0, .post(post.id), right) }
      let closed = chains.filter { $0.allSatisfy(\.holds) }
      return closed.isEmpty ? nil : Acting(person: one.person, chains: closed)
    }
  }

  /// Everybody who may something with a request, by a post or because it is their own; posts where nobody sits.
  func named(_ right: Right, _ thing: ExplainedThing) throws -> Set<RightsUser> {
    var found: Set<RightsUser> = []
    if right.isOverOwn, let matter = thing.matter { found = Set(try owners(of: matter.row).map { .person($0) }) }
    for post in running.city.posts.values {
      for one in try acting(from: post, right, [thing]) { found.insert(one.person.map { .person($0) } ?? .post(post.id)) }
    }
    return found
  }

  /// Whose own a request is, those who act for them too.
  private func owners(of row: MatterRow) throws -> [Int64] {
    if let body = row.body { return running.city.agents(of: body) }
    let principals = Set([row.applicant, row.subject].compactMap { $0 })
    let proxies = try principals.sorted().flatMap {
      try Mandate.rows(MandateStatements.ofPrincipal, [.int($0)], reader).map(\.proxy)
    }
    return try Set([row.filer, row.applicant, row.subject].compactMap { $0 } + proxies)
      .filter { try row.isOwn($0, running.city, reader) }.sorted()
  }

  // MARK: What

  func holdings(of user: RightsUser) throws -> [RightsHolding] {
    let rights = rights(of: user)
    let own = try askers(user)
    var holdings = Holdings(rights, reader)
    return try running.shapes.services(running).entries.compactMap { entry in
      if let own, !own.hasAny(.explain, entry.service) { return nil }
      return try holdings.holding(entry.service)
    }
  }

  /// The asker's rights where they limit the answer; nil where everything may be told.
  func askers(_ user: RightsUser) throws -> Rights? {
    guard let asker, user != .person(asker.person) else { return nil }
    let own = Rights(running, asker, reader)
    if isSecurity(own) { return nil }
    guard own.held.contains(where: { $0.isCurrent && $0.grant.rights.contains(.explain) }) else {
      throw Refusal.noService
    }
    return own
  }
}
