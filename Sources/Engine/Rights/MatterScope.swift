import Core

/// A reach as a condition over matters (alias `m`), with its parameters. Two reaches of the same shape share one query,
/// whoever asks.
struct MatterScope {
  let condition: Condition
  let parameters: [StoredValue]
  /// Tells shapes apart: kinds and numbers of parts, no ids.
  let shape: String

  /// - Parameter first: number of the first parameter that is the scope's.
  init(_ reaches: [Rights.Reach], _ rights: Rights, first: Int) throws {
    var writer = ScopeWriter(rights: rights, next: first)
    condition = .any(try reaches.map { try writer.reach($0) })
    parameters = writer.parameters
    shape = writer.shape
  }
}

/// The open stays (alias `s`) that the caller's posts hold or may claim.
struct StayScope {
  let condition: Condition
  let parameters: [StoredValue]
  let shape: String

  init(_ rights: Rights, first: Int) {
    var writer = ScopeWriter(rights: rights, next: first)
    var parts = [writer.held(rights.posts.map(\.id))]
    for post in rights.posts {
      parts.append(.all([.isNull(.column("post", of: "s")), writer.claim(post, of: "s")]))
    }
    condition = .any(parts)
    parameters = writer.parameters
    shape = writer.shape
  }
}

private struct ScopeWriter {
  let rights: Rights
  var next: Int
  var parameters: [StoredValue] = []
  var shape = ""

  init(rights: Rights, next: Int) {
    self.rights = rights
    self.next = next
  }

  private mutating func parameter(_ value: StoredValue) -> Term {
    parameters.append(value)
    next += 1
    return .parameter(next - 1)
  }

  private mutating func oneOf(_ column: Term, _ values: [StoredValue]) -> Condition {
    shape += String(values.count)
    return .any(values.map { .compare(column, .equal, parameter($0)) })
  }

  mutating func reach(_ reach: Rights.Reach) throws -> Condition {
    var parts: [Condition] = []
    shape += "("
    for atom in reach.all { parts.append(try self.atom(atom)) }
    shape += "|"
    if !reach.any.isEmpty { parts.append(.any(try reach.any.map { try self.atom($0) })) }
    if case .variants(let ids) = reach.part {
      shape += "v"
      parts.append(oneOf(.column("variant", of: "m"), ids.map(StoredValue.text)))
    }
    if let definitions = reach.definitions {
      shape += "d"
      parts.append(oneOf(.column("definition", of: "m"), definitions.map(StoredValue.text)))
    }
    if reach.isConditional { parts.append(try pushed(reach)) }
    shape += ")"
    // A grant without any line reaches nothing.
    return reach.all.isEmpty && reach.any.isEmpty ? .never : .all(parts)
  }

  private mutating func pushed(_ reach: Rights.Reach) throws -> Condition {
    let pushed = try PushedConditions(reach, rights, first: next)
    // The same words over the same services make the same text, whoever asks.
    if let range = reach.grant.conditionRange {
      shape += "w\(range.file):\(range.start.line):\(range.start.column)/\(pushed.parameters.count)"
    }
    parameters += pushed.parameters
    next += pushed.parameters.count
    return pushed.condition
  }

  private mutating func atom(_ atom: Rights.Atom) throws -> Condition {
    switch atom {
    case .everything:
      shape += "e"
      return .always
    case .sector(let body):
      let regulated = try rights.regulated(by: body)
      shape += "n"
      if regulated.isEmpty {
        shape += "0"
        return .never
      }
      let isBody = Condition.compare(
        .column("subject_class", of: "m"), .equal, .constant(.text(EntityClass.organization.rawValue)))
      return .all([isBody, oneOf(.column("subject", of: "m"), regulated.map(StoredValue.int))])
    case .opened(let post, let role):
      shape += "g"
      return .exists(
        LookStatements.open(
          matter: .column("id", of: "m"), person: parameter(.int(rights.caller.person)), post: parameter(.int(post)),
          role: parameter(.text(role)), now: parameter(.int(rights.reader.now))))
    case .own:
      let bodies = rights.running.city.agencies(of: rights.caller.person)
      shape += "s\(bodies.count)"
      return OwnMatters.condition(
        of: "m", me: parameter(.int(rights.caller.person)), bodies: bodies.map { parameter(.int($0.id)) })
    case .members(let ids):
      shape += "u"
      let members = ids.map(StoredValue.int)
      return .any(["applicant", "subject"].map { oneOf(.column($0, of: "m"), members) })
    case .territory(let places, let post):
      shape += "t"
      let within = oneOf(.column("ancestor"), places.map(StoredValue.int))
      let lies = Condition.exists(
        Query(
          ["place"], of: SystemTables.placeAncestor,
          where: .all([.compare(.column("place"), .equal, .column("place", of: "m")), within])))
      // What a post has stays with it when the place leaves its territory, until it is handed over.
      return .any([lies, stays(posts: [post], openOnly: true)])
    case .organization(let bodies):
      shape += "o"
      return stays(posts: rights.running.city.posts.values.filter { bodies.contains($0.organization) }.map(\.id).sorted())
    case .posts(let posts):
      shape += "p"
      return .any([stays(posts: posts), claimable(posts)])
    }
  }

  /// A stay that one of the posts has or had.
  private mutating func stays(posts: [Int64], openOnly: Bool = false) -> Condition {
    let held = oneOf(.column("post"), posts.map(StoredValue.int))
    var parts: [Condition] = [.compare(.column("matter"), .equal, .column("id", of: "m")), held]
    if openOnly { parts.append(.isNull(.column("done"))) }
    return .exists(Query(["id"], of: SystemTables.step, where: .all(parts)))
  }

  mutating func held(_ posts: [Int64]) -> Condition {
    shape += "h"
    return oneOf(.column("post", of: "s"), posts.map(StoredValue.int))
  }

  private mutating func claimable(_ posts: [Int64]) -> Condition {
    var parts: [Condition] = []
    for id in posts {
      guard let post = rights.running.city.posts[id] else { continue }
      shape += "c"
      parts.append(claim(post))
    }
    return .exists(
      Query(
        ["id"], of: SystemTables.step,
        where: .all([
          .compare(.column("matter"), .equal, .column("id", of: "m")), .isNull(.column("post")),
          .isNull(.column("done")), .any(parts),
        ])))
  }

  /// An open stay of nobody that a post may claim; columns of the stay.
  mutating func claim(_ post: CityIndex.Post, of alias: String = "") -> Condition {
    if post.isClosed {
      shape += "x"
      return .never
    }
    let role = oneOf(.column("role", of: alias), post.roles.map(StoredValue.text))
    let territory = rights.territory(of: post)
    if territory.isEmpty {
      shape += "w"
      return .all([role, .isNull(.column("place", of: alias))])
    }
    shape += "@"
    return .all([role, oneOf(.column("place", of: alias), territory.map(StoredValue.int))])
  }
}
