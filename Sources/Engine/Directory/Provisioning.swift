import Core
import FEEL

/// An account of staff, or a list of accounts, as a client of SCIM keeps it. It is data alone: whoever has an account has
/// no right by it, an appointment gives them.
package struct ProvisionedRecord: Sendable {
  package let id: Int64
  /// The login, or the name of the list.
  package let name: String
  /// What the register calls the person; nil for a list.
  package let personName: String?
  package let isActive: Bool
  package let revision: Int64
  /// Milliseconds UTC.
  package let created: Int64
  package let modified: Int64
  /// What the client said, as JSON; empty for an account made otherwise.
  package let payload: [UInt8]
}

/// A body or a post as a group of those who sit there.
package struct DirectoryGroup: Sendable {
  /// `o` or `p` and the number of the body or post.
  package let id: String
  package let name: String
  package let members: [Int64]
}

/// What is kept, whole.
package struct ProvisionedState: Sendable {
  package let accounts: [ProvisionedRecord]
  /// All there are, where `accounts` is a page of them.
  package let accountCount: Int
  package let lists: [ProvisionedRecord]
  package let directory: [DirectoryGroup]
  /// Moves on with the directory.
  package let grantEpoch: Int64
}

/// An account or a list as it is to be.
package struct ProvisionedDraft: Sendable {
  package let name: String
  /// Of a new person; nil for a list.
  package let personName: String?
  package let isActive: Bool
  package let payload: [UInt8]

  package init(name: String, personName: String?, isActive: Bool, payload: [UInt8]) {
    self.name = name
    self.personName = personName
    self.isActive = isActive
    self.payload = payload
  }
}

/// What of it is read.
package enum ProvisionedPart: Sendable {
  case everything
  /// These accounts with the bodies and posts where they sit, and all lists.
  case accounts([Int64])
  /// So many accounts by id, after so many that come before; with the bodies and posts where they sit, and all lists.
  case page(after: Int, count: Int)
  /// One body or post, by its id as a group.
  case group(String)
}

extension Engine {
  private static let columns = ["id", "kind", "name", "revision", "created", "modified", "payload"]
  private static let isList = Condition.compare(.column("kind"), .notEqual, .constant(.text("user")))
  private static let keptUsers = Query(
    columns, of: SystemTables.provisioned, where: .all([.isNull(.column("removed")), .not(isList)]))
  private static let keptLists = Query(
    columns, of: SystemTables.provisioned, where: .all([.isNull(.column("removed")), isList]),
    order: [.init(.column("id"))])
  private static let keptUser = ParameterRun.query(
    columns, of: SystemTables.provisioned, among: "id", where: .isNull(.column("removed")))
  private static let isLogin = Condition.compare(.column("kind"), .equal, .constant(.text("login")))
  private static let logins = Query(
    ["person", "name", "created", "disabled"], of: SystemTables.credential, where: isLogin,
    order: [.init(.column("name"))])
  private static let people = Query(
    [.init(.column("person"), .integer)], from: SystemTables.credential, where: isLogin, groupBy: [.column("person")],
    order: [.init(.column("person"))])
  private static let loginsOf = ParameterRun.query(
    ["person", "name", "created", "disabled"], of: SystemTables.credential, among: "person", where: isLogin,
    order: [.init(.column("name"))])
  private static let gone = Query(
    ["id"], of: SystemTables.provisioned, where: .isNotNull(.column("removed")))
  private static let goneOf = ParameterRun.query(
    ["id"], of: SystemTables.provisioned, among: "id", where: .isNotNull(.column("removed")))

  /// Accounts and lists that are not removed, with the bodies and posts as groups.
  package func provisioned(_ part: ProvisionedPart = .everything) throws -> ProvisionedState {
    try snapshot { running, reader in
      let nobody = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
      let preparation = Preparation(self, running, reader, nobody)
      let authority = Authority.system(.directory)
      let city = running.city
      var total: Int?
      var accounts: [ProvisionedRecord] = [], lists: [ProvisionedRecord] = [], groups: [DirectoryGroup] = []
      switch part {
      case .everything:
        lists = try reader.rows(Self.keptLists, [], under: authority).map { record($0, nil, isActive: true) }
        accounts = try self.accounts(
          try reader.rows(Self.logins, [], under: authority), gone: try reader.rows(Self.gone, [], under: authority),
          kept: try reader.rows(Self.keptUsers, [], under: authority), preparation)
        groups = Self.groups(
          bodies: Array(city.organizations.values), posts: Array(city.posts.values), city, Set(accounts.map(\.id)))
      case .accounts, .page:
        var people: [Int64] = []
        if case .accounts(let named) = part { people = named }
        if case .page(let before, let count) = part {
          let all = try Self.everyAccount(reader)
          total = all.count
          people = Array(all.dropFirst(max(0, before)).prefix(max(0, count)))
        }
        lists = try reader.rows(Self.keptLists, [], under: authority).map { record($0, nil, isActive: true) }
        accounts = try self.accounts(of: people, preparation)
        let posts = Set(accounts.flatMap { city.postsByPerson[$0.id] ?? [] }).compactMap { city.posts[$0] }
        let bodies = Set(posts.map(\.organization)).compactMap { city.organizations[$0] }
        groups = Self.groups(bodies: bodies, posts: posts, city, Set(accounts.map(\.id)))
          .filter { !$0.members.isEmpty }
      case .group(let id):
        guard let number = Int64(id.dropFirst()) else { break }
        let posts =
          id.hasPrefix("o")
          ? (city.postsByBody[number] ?? []).compactMap { city.posts[$0] } : [city.posts[number]].compactMap { $0 }
        let bodies = id.hasPrefix("o") ? [city.organizations[number]].compactMap { $0 } : []
        let known = try self.accounts(of: Array(Set(posts.flatMap(\.sitting))), preparation)
        groups = Self.groups(bodies: bodies, posts: posts, city, Set(known.map(\.id))).filter { $0.id == id }
      }
      return ProvisionedState(
        accounts: accounts, accountCount: total ?? accounts.count, lists: lists, directory: groups,
        grantEpoch: city.grantEpoch)
    }
  }

  /// The ids of all who have an account.
  private static func everyAccount(_ reader: any Reader) throws -> [Int64] {
    let gone = Set(try reader.rows(gone, [], under: .system(.directory)).compactMap { $0[0].int })
    return try reader.rows(people, [], under: .system(.directory)).compactMap { $0[0].int }
      .filter { !gone.contains($0) }
  }

  private func accounts(of people: [Int64], _ preparation: Preparation) throws -> [ProvisionedRecord] {
    let read = { (query: Query) in
      try ParameterRun.rows(query, people, preparation.reader, under: .system(.directory))
    }
    return try accounts(
      try read(Self.loginsOf), gone: try read(Self.goneOf), kept: try read(Self.keptUser), preparation)
  }

  /// By id; who has several logins by the first of them.
  private func accounts(
    _ logins: [Row], gone: [Row], kept: [Row], _ preparation: Preparation
  ) throws -> [ProvisionedRecord] {
    let gone = Set(gone.compactMap { $0[0].int })
    var rows: [Int64: Row] = [:]
    for row in kept { if let id = row[0].int { rows[id] = row } }
    let people = logins.compactMap { $0[0].int }
    let names = try preparation.texts(["person.full_name"], of: people)
    var seen: Set<Int64> = []
    return logins.compactMap { row -> ProvisionedRecord? in
      guard let person = row[0].int, !gone.contains(person), seen.insert(person).inserted else { return nil }
      let name = names[person]?[0]
      if let kept = rows[person] { return record(kept, name, isActive: row[3].isNull, login: row[1].text) }
      let created = row[2].int ?? 0
      return ProvisionedRecord(
        id: person, name: row[1].text ?? "", personName: name, isActive: row[3].isNull, revision: 0, created: created,
        modified: created, payload: [])
    }.sorted { $0.id < $1.id }
  }

  private func record(_ row: Row, _ person: String?, isActive: Bool, login: String? = nil) -> ProvisionedRecord {
    let id = row[0].int ?? 0
    return ProvisionedRecord(
      id: id, name: login ?? row[2].text ?? "", personName: person, isActive: isActive, revision: row[3].int ?? 0,
      created: row[4].int ?? 0, modified: row[5].int ?? 0,
      payload: sealing.open(row[6].blob ?? [], subject: row[1].text == "user" ? id : nil) ?? [])
  }

  private static func groups(
    bodies: [CityIndex.Organization], posts: [CityIndex.Post], _ city: CityIndex, _ known: Set<Int64>
  ) -> [DirectoryGroup] {
    var sitting: [Int64: Set<Int64>] = [:]
    let posts = posts.sorted { $0.id < $1.id }.map { post in
      let people = post.sitting.filter { known.contains($0) }
      sitting[post.organization, default: []].formUnion(people)
      let body = city.organizations[post.organization]?.name ?? ""
      return DirectoryGroup(id: "p\(post.id)", name: "\(body)/\(post.name)", members: people)
    }
    let bodies = bodies.sorted { $0.id < $1.id }.map { body in
      DirectoryGroup(id: "o\(body.id)", name: body.name, members: (sitting[body.id] ?? []).sorted())
    }
    return bodies + posts
  }
}
