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

extension Engine {
  private static let columns = ["id", "kind", "name", "revision", "created", "modified", "payload"]
  private static let kept = Query(
    columns, of: SystemTables.provisioned, where: .isNull(.column("removed")), order: [.init(.column("id"))])
  private static let logins = Query(
    ["person", "name", "created", "disabled"], of: SystemTables.credential,
    where: .compare(.column("kind"), .equal, .constant(.text("login"))), order: [.init(.column("name"))])
  private static let gone = Query(
    ["id"], of: SystemTables.provisioned, where: .isNotNull(.column("removed")))

  /// Every account and list that is not removed, with the bodies and posts as groups.
  package func provisioned() throws -> ProvisionedState {
    try snapshot { running, reader in
      let nobody = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
      let preparation = Preparation(self, running, reader, nobody)
      var rows: [Int64: Row] = [:]
      var lists: [ProvisionedRecord] = []
      for row in try reader.rows(Self.kept, [], under: .system(.directory)) {
        guard let id = row[0].int else { continue }
        if row[1].text == "user" { rows[id] = row } else { lists.append(record(row, nil, isActive: true)) }
      }
      let gone = Set(try reader.rows(Self.gone, [], under: .system(.directory)).compactMap { $0[0].int })
      let names = try preparation.namesOfStaff()
      var accounts: [ProvisionedRecord] = []
      var seen: Set<Int64> = []
      for row in try reader.rows(Self.logins, [], under: .system(.directory)) {
        guard let person = row[0].int, !gone.contains(person), seen.insert(person).inserted else { continue }
        let name = try names[person] ?? preparation.name(of: person)
        if let kept = rows[person] {
          accounts.append(record(kept, name, isActive: row[3].isNull, login: row[1].text))
        } else {
          let created = row[2].int ?? 0
          accounts.append(
            ProvisionedRecord(
              id: person, name: row[1].text ?? "", personName: name, isActive: row[3].isNull, revision: 0,
              created: created, modified: created, payload: []))
        }
      }
      return ProvisionedState(
        accounts: accounts.sorted { $0.id < $1.id }, lists: lists, directory: Self.groups(running.city, seen),
        grantEpoch: running.city.grantEpoch)
    }
  }

  private func record(_ row: Row, _ person: String?, isActive: Bool, login: String? = nil) -> ProvisionedRecord {
    let id = row[0].int ?? 0
    return ProvisionedRecord(
      id: id, name: login ?? row[2].text ?? "", personName: person, isActive: isActive, revision: row[3].int ?? 0,
      created: row[4].int ?? 0, modified: row[5].int ?? 0,
      payload: sealing.open(row[6].blob ?? [], subject: row[1].text == "user" ? id : nil) ?? [])
  }

  private static func groups(_ city: CityIndex, _ known: Set<Int64>) -> [DirectoryGroup] {
    var sitting: [Int64: Set<Int64>] = [:]
    let posts = city.posts.values.sorted { $0.id < $1.id }.map { post in
      let people = post.sitting.filter { known.contains($0) }
      sitting[post.organization, default: []].formUnion(people)
      let body = city.organizations[post.organization]?.name ?? ""
      return DirectoryGroup(id: "p\(post.id)", name: "\(body)/\(post.name)", members: people)
    }
    let bodies = city.organizations.values.sorted { $0.id < $1.id }.map { body in
      DirectoryGroup(id: "o\(body.id)", name: body.name, members: (sitting[body.id] ?? []).sorted())
    }
    return bodies + posts
  }
}
