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
      let thing = try explaining.thing(thing, for: user)
      let chains = try RightsChains(explaining.rights(of: user), thing).chains(right)
      let facts = chains.first ?? []
      let remedies = RightsRemedies(running: running, thing: thing, right: right)
      return RightsAnswer(
        allowed: facts.allSatisfy(\.holds), facts: facts, remedies: remedies.remedies(facts))
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
      let thing = try explaining.thing(thing, for: nil)
      return try explaining.holders(of: right, thing, limit: limit)
    }
  }

  /// What somebody may do, by service, with the number of requests that each right covers now.
  package func what(_ user: RightsUser, asker: Caller?) throws -> [RightsHolding] {
    try snapshot { running, reader in
      let explaining = Explaining(self, running, reader, asker)
      return try explaining.holdings(of: user)
    }
  }
}

/// One question about rights, on one snapshot.
struct Explaining {
  private let engine: Engine
  private let running: Running
  private let reader: any Reader
  private let asker: Caller?
  private let preparation: Preparation

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
    case .person(let id):
      return Rights(running, Caller(person: id, kind: .staff, assurance: .verified, language: .zh), reader)
    case .post(let id):
      // Nobody's own: a post files nothing.
      let caller = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
      return Rights(running, caller, running.city.seats(of: id), reader)
    }
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
    case .person, .post, nil: break
    }
    guard try mayExplain(own, found) else { throw found.matter == nil ? Refusal.noService : Refusal.noMatter }
    return found
  }

  private func find(_ thing: RightsThing) throws -> ExplainedThing {
    switch thing {
    case .service(let id):
      guard let service = running.program.service(nowCalled: id) else { throw Refusal.noService }
      return ExplainedThing(service: service, matter: nil)
    case .matter(let code):
      let matter = try preparation.live(code)
      return ExplainedThing(service: matter.service, matter: matter)
    }
  }

  private func mayExplain(_ own: Rights, _ thing: ExplainedThing) throws -> Bool {
    let reaches = own.reach(.explain, thing.service)
    guard let matter = thing.matter else { return !reaches.isEmpty }
    return try reaches.contains { try own.covers($0, matter.row, matter.steps) }
  }

  // MARK: Who

  func holders(of right: Right, _ thing: ExplainedThing, limit: Int) throws -> RightsHolders {
    var holders: [RightsHolder] = [], count = 0
    var people: Set<Int64> = []
    let posts = running.city.posts.values.map { (title: running.city.title(ofPost: $0.id), post: $0) }
      .sorted { ($0.title.zh, $0.post.id) < ($1.title.zh, $1.post.id) }
    for (title, post) in posts {
      guard let chain = try RightsChains(rights(of: .post(post.id)), thing).chains(right).first,
        chain.allSatisfy(\.holds)
      else { continue }
      count += 1
      people.formUnion(post.staff)
      if holders.count < limit {
        holders.append(
          RightsHolder(post: title, staff: try post.staff.map { try preparation.staffName($0) }, facts: chain))
      }
    }
    let row = thing.matter?.row
    let owners = row?.body.map { running.city.agents(of: $0) } ?? [row?.filer, row?.applicant, row?.subject].compactMap { $0 }
    let own = right.isOverOwn ? Set(owners).count : 0
    return RightsHolders(posts: holders, postCount: count, personCount: people.count, own: own)
  }

  // MARK: What

  func holdings(of user: RightsUser) throws -> [RightsHolding] {
    let rights = rights(of: user)
    let own = try askers(user)
    var holdings = Holdings(rights, reader)
    return try running.shapes.services(running).entries.compactMap { entry in
      if let own, own.reach(.explain, entry.service).isEmpty { return nil }
      return try holdings.holding(entry.service)
    }
  }

  /// The asker's rights where they limit the answer; nil where everything may be told.
  private func askers(_ user: RightsUser) throws -> Rights? {
    guard let asker, user != .person(asker.person) else { return nil }
    let own = Rights(running, asker, reader)
    guard own.held.contains(where: { $0.isCurrent && $0.grant.rights.contains(.explain) }) else {
      throw Refusal.noService
    }
    return own
  }
}
