import Core

/// A reach as a condition over matters (alias `m`), with its parameters. Two reaches of the same shape share one query,
/// whoever asks.
struct MatterScope {
  let condition: Condition
  let parameters: [StoredValue]
  /// Tells shapes apart: kinds and numbers of parts, no ids.
  let shape: String

  /// - Parameters:
  ///   - first: number of the first parameter that is the scope's.
  ///   - isOverAll: it is asked of all requests at once, and not of one, or of a page of them.
  init(_ reaches: [Rights.Reach], _ rights: Rights, first: Int, isOverAll: Bool = false) throws {
    var writer = ScopeWriter(rights: rights, next: first, isOverAll: isOverAll)
    var conditions: [Condition] = [], known: [(shape: Substring.UTF8View, parameters: ArraySlice<StoredValue>)] = []
    for reach in reaches {
      let before = writer
      let condition = try writer.reach(reach)
      let shape = writer.shape.utf8.dropFirst(before.shape.utf8.count)
      let parameters = writer.parameters.dropFirst(before.parameters.count)
      // Several grants, of one role or of several, often reach the same.
      if known.contains(where: { $0.shape.elementsEqual(shape) && $0.parameters.elementsEqual(parameters) }) {
        writer = before
        continue
      }
      known.append((shape, parameters))
      conditions.append(condition)
    }
    condition = isOverAll ? .oneLook(conditions) : .any(conditions)
    parameters = writer.parameters
    shape = writer.shape
  }
}

extension Condition {
  /// One of these, where looks at stays for the requests that have them are one look at all of them.
  fileprivate static func oneLook(_ parts: [Condition]) -> Condition {
    var others: [Condition] = [], looks: [Condition] = []
    for part in parts.flatMap(\.alternatives) {
      if case .among(.column("id", of: "m"), let query) = part, query.table.name == SystemTables.step.name {
        looks.append(query.condition)
      } else {
        others.append(part)
      }
    }
    return looks.isEmpty ? .any(others) : .any(others + [.amongStays(.any(looks))])
  }

  private var alternatives: [Condition] {
    switch self {
    case .any(let parts): parts.flatMap(\.alternatives)
    case .all(let parts) where parts.count == 1: parts[0].alternatives
    default: [self]
    }
  }

  /// A request (alias `m`) has such a stay.
  fileprivate static func amongStays(_ condition: Condition) -> Condition {
    .among(.column("id", of: "m"), Query(["matter"], of: SystemTables.step, where: condition))
  }
}

/// The open stays (alias `s`) that the caller's posts hold or may claim.
///
/// A queue is read by one index for each condition: each says by itself that the stay is open, and asks for one role at one
/// place, so that SQLite finds the index that holds open stays alone. What shape that is, is known without making it.
struct StayScope {
  private(set) var parameters: [StoredValue] = []
  private(set) var shape = ""
  private let first: Int

  init(_ rights: Rights, first: Int) {
    self.first = first
    for post in rights.posts {
      shape += "h"
      parameters.append(.int(post.id))
      if post.isClosed { continue }
      for role in post.roles {
        if post.territory.isEmpty {
          shape += "w"
          parameters.append(.text(role))
        }
        for place in post.territory {
          shape += "@"
          parameters.append(.text(role))
          parameters.append(.int(rights.running.city.ids[place]))
        }
      }
    }
  }

  /// Made of the shape alone, and therefore the same for all who share it.
  var condition: Condition {
    var next = first
    func equals(_ column: String) -> Condition {
      next += 1
      return .compare(.column(column, of: "s"), .equal, .parameter(next - 1))
    }
    let isOpen = Condition.isNull(.column("done", of: "s")), isNobodys = Condition.isNull(.column("post", of: "s"))
    return .any(
      shape.map { part in
        switch part {
        case "h": .all([equals("post"), isOpen])
        case "w": .all([equals("role"), .isNull(.column("place", of: "s")), isNobodys, isOpen])
        default: .all([equals("role"), equals("place"), isNobodys, isOpen])
        }
      })
  }
}

private struct ScopeWriter {
  let rights: Rights
  let isOverAll: Bool
  var next: Int
  var parameters: [StoredValue] = []
  var shape = ""

  init(rights: Rights, next: Int, isOverAll: Bool = false) {
    self.rights = rights
    self.next = next
    self.isOverAll = isOverAll
  }

  private mutating func parameter(_ value: StoredValue) -> Term {
    parameters.append(value)
    next += 1
    return .parameter(next - 1)
  }

  /// So many values are parameters, and other values make no other text; longer lists travel as one array.
  private static let fewest = 16

  private mutating func oneOf(_ column: Term, _ values: [StoredValue]) -> Condition {
    shape += String(values.count)
    if values.count <= Self.fewest { return .any(values.map { .compare(column, .equal, parameter($0)) }) }
    var hash = SHA256()
    for value in values {
      hash.update(Array((value.text ?? value.int.map { String($0) } ?? "").utf8))
      hash.update([0])
    }
    shape += "#" + Hex.text(hash.finish())
    return .oneOf(column, values)
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
    case .sector(let body): return try sector(body)
    case .opened(let post, let role):
      shape += "g"
      return .exists(
        LookStatements.open(
          matter: .column("id", of: "m"), person: parameter(.int(rights.caller.person)), post: parameter(.int(post)),
          role: parameter(.text(role)), now: parameter(.int(rights.reader.now))))
    case .own:
      let own = try OwnMatters(rights.running.city, rights.mandates)
      shape += "s\(own.shape)"
      return own.condition(of: "m", me: parameter(.int(rights.caller.person))) { parameter(.int($0)) }
    case .members(let bodies, let people):
      shape += "u"
      let whose = ["applicant", "subject"].map { Term.column($0, of: "m") }
      let named = whose.map { oneOf($0, (bodies + people).map(StoredValue.int)) }
      let line = DirectLine(rights.running, rights.reader)
      return .any(
        named
          + whose.map { person in
            line.condition(of: person, within: { oneOf($0, bodies.map(StoredValue.int)) }, day: { parameter($0) })
          })
    case .territory(let places, let post):
      shape += "t"
      let lies = lies(within: oneOf(.column("ancestor"), places.map(StoredValue.int)))
      // What a post has stays with it when the place leaves its territory, until it is handed over.
      return .any([lies, stays(posts: [post], openOnly: true)])
    case .organization(let bodies):
      shape += "o"
      return stays(posts: bodies.flatMap { rights.running.city.postsByBody[$0] ?? [] }.sorted())
    case .posts(let posts):
      shape += "p"
      return .any([stays(posts: posts), claimable(posts)])
    }
  }

  /// What is of an organisation that a body regulates.
  private mutating func sector(_ body: Int64) throws -> Condition {
    let subject = Term.column("subject", of: "m")
    let isBody = Condition.compare(
      .column("subject_class", of: "m"), .equal, .constant(.text(EntityClass.organization.rawValue)))
    shape += "n"
    switch try Regulating(running: rights.running, reader: rights.reader).organizations(by: body, first: next) {
    case .none:
      shape += "0"
      return .never
    case .these(let ids): return .all([isBody, oneOf(subject, ids.map(StoredValue.int))])
    case .rows(let condition, let values, let word):
      guard let table = rights.running.tables.entities[.organization] else { return .never }
      shape += word
      parameters += values
      next += values.count
      let row = Term.column("id", of: Regulation.organization)
      let holds = Query(
        [.init(row, .integer)], from: table, as: Regulation.organization,
        where: .all([.compare(row, .equal, subject), condition]))
      return .all([isBody, .exists(holds)])
    }
  }

  /// A stay that one of the posts has or had.
  private mutating func stays(posts: [Int64], openOnly: Bool = false) -> Condition {
    let held = oneOf(.column("post"), posts.map(StoredValue.int))
    return hasStay(openOnly ? [held, .isNull(.column("done"))] : [held])
  }

  // Over all requests one look at the places or stays that are meant is less work than one look for every request.

  private func lies(within: Condition) -> Condition {
    let place = Term.column("place", of: "m")
    return isOverAll
      ? .among(place, PlaceStatements.below(within: within)) : PlaceStatements.lies(place, within: within)
  }

  private func hasStay(_ parts: [Condition]) -> Condition {
    if isOverAll { return .amongStays(.all(parts)) }
    let own = Condition.compare(.column("matter"), .equal, .column("id", of: "m"))
    return .exists(Query(["id"], of: SystemTables.step, where: .all([own] + parts)))
  }

  private mutating func claimable(_ posts: [Int64]) -> Condition {
    var parts: [Condition] = []
    for id in posts {
      guard let post = rights.running.city.posts[id] else { continue }
      shape += "c"
      parts.append(claim(post))
    }
    return hasStay([.isNull(.column("post")), .isNull(.column("done")), .any(parts)])
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
