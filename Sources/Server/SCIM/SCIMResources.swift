import Core
import Engine
import FEEL

/// Accounts, lists, bodies and posts as resources of one snapshot.
struct SCIMResources {
  struct Resource {
    let id: String
    /// What a client may write.
    let attributes: [String: Answer]
    /// As it is shown, whole.
    let shown: Answer
    let version: String
    let record: ProvisionedRecord?
  }

  private let state: ProvisionedState
  private let base: String
  /// The attributes of lists, by id.
  private let lists: [Int64: [String: Answer]]
  /// Groups of an account.
  private let groups: [Int64: [(id: String, name: String)]]
  private let known: Set<Int64>

  init(_ state: ProvisionedState, base: String) {
    self.state = state
    self.base = base
    known = Set(state.accounts.map(\.id))
    lists = Dictionary(state.lists.map { ($0.id, Self.attributes($0)) }, uniquingKeysWith: { a, _ in a })
    var groups: [Int64: [(id: String, name: String)]] = [:]
    for group in state.directory { for person in group.members { groups[person, default: []].append((group.id, group.name)) } }
    for record in state.lists {
      let attributes = lists[record.id] ?? [:]
      let name = attributes["displayName"]?.text ?? record.name
      for person in Self.members(attributes) { groups[person, default: []].append((String(record.id), name)) }
    }
    self.groups = groups
  }

  static func members(_ attributes: [String: Answer]) -> [Int64] {
    (attributes["members"]?.elements ?? []).compactMap { $0.members?["value"]?.text.flatMap { Int64($0) } }
  }

  func isAccount(_ id: Int64) -> Bool { known.contains(id) }

  private static func attributes(_ record: ProvisionedRecord) -> [String: Answer] {
    (try? JSONReader.read(record.payload))?.members ?? [:]
  }

  // MARK: One kind

  func all(_ schema: SCIMSchema) -> [Resource] {
    schema.name == "User" ? state.accounts.map { user($0) } : state.lists.map { list($0) } + state.directory.map { group($0) }
  }

  func find(_ schema: SCIMSchema, _ id: String) -> Resource? {
    if schema.name == "User" { return state.accounts.first { String($0.id) == id }.map { user($0) } }
    if let record = state.lists.first(where: { String($0.id) == id }) { return list(record) }
    return state.directory.first { $0.id == id }.map { group($0) }
  }

  private func user(_ record: ProvisionedRecord) -> Resource {
    var attributes = Self.attributes(record)
    let isOurs = record.payload.isEmpty
    if isOurs, let name = record.personName { attributes["displayName"] = .text(name) }
    attributes["userName"] = .text(record.name)
    if isOurs || attributes["active"] != nil { attributes["active"] = .bool(record.isActive) }
    var shown = attributes
    let groups = (groups[record.id] ?? []).map { group in
      Answer.object([
        "value": .text(group.id), "$ref": .text("\(base)/Groups/\(group.id)"), "display": .text(group.name),
      ])
    }
    if !groups.isEmpty { shown["groups"] = .list(groups) }
    return resource(.user, String(record.id), attributes, shown, record.revision, record)
  }

  private func list(_ record: ProvisionedRecord) -> Resource {
    let attributes = lists[record.id] ?? [:]
    var shown = attributes
    let members = Self.members(attributes).filter { known.contains($0) }
    shown["members"] = members.isEmpty ? nil : .list(members.map { member($0) })
    return resource(.group, String(record.id), attributes, shown, record.revision, record)
  }

  private func group(_ group: DirectoryGroup) -> Resource {
    var shown: [String: Answer] = ["displayName": .text(group.name)]
    if !group.members.isEmpty { shown["members"] = .list(group.members.map { member($0) }) }
    return resource(.group, group.id, [:], shown, state.grantEpoch, nil)
  }

  private func member(_ person: Int64) -> Answer {
    .object(["value": .text(String(person)), "$ref": .text("\(base)/Users/\(person)"), "type": .text("User")])
  }

  private func resource(
    _ schema: SCIMSchema, _ id: String, _ attributes: [String: Answer], _ shown: [String: Answer], _ revision: Int64,
    _ record: ProvisionedRecord?
  ) -> Resource {
    let version = "W/\"\(revision)\""
    var shown = shown
    shown["schemas"] = .list([.text(schema.id)])
    shown["id"] = .text(id)
    var meta: [String: Answer] = [
      "resourceType": .text(schema.name), "location": .text("\(base)\(schema.endpoint)/\(id)"), "version": .text(version),
    ]
    if let record {
      meta["created"] = .text(Self.time(record.created))
      meta["lastModified"] = .text(Self.time(record.modified))
    }
    shown["meta"] = .object(meta)
    return Resource(id: id, attributes: attributes, shown: .object(shown), version: version, record: record)
  }

  /// RFC 3339, UTC.
  private static func time(_ milliseconds: Int64) -> String {
    let days = milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000
    let rest = (milliseconds - days * 86_400_000) / 1_000
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
    let date = CivilDate(text: "1970-01-01")?.adding(days: Int(clamping: days)).text ?? "1970-01-01"
    return "\(date)T\(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
  }
}
