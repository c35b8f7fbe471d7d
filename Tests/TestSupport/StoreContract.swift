package import Core
internal import Storage
import Testing

/// What every store must do, whatever it is built on: each case gets a fresh, empty store with the contract's tables.
package struct StoreContract: Sendable, CustomTestStringConvertible {
  package let name: String
  private let body: @Sendable (any Store) throws -> Void

  init(_ name: String, _ body: @escaping @Sendable (any Store) throws -> Void) {
    self.name = name
    self.body = body
  }

  package var testDescription: String { name }

  package func run(on store: any Store) throws {
    try store.expand(ContractTables.all) { _ in }
    try body(store)
  }

  package static let cases: [StoreContract] =
    idempotencyCases + guardCases + valueCases + queryCases + concurrencyCases + schemaCases
}

/// Tables of the contract: the system's own where the store knows them, and one of every column type.
package enum ContractTables {
  package static let all: [Table] = [
    SystemTables.command, SystemTables.activeRelease, SystemTables.event, SystemTables.quota,
    SystemTables.cell,
    SystemTables.attributeSource, SystemTables.entityKey, every, child,
  ]

  package static let every = Table(
    "contract_every",
    [
      .init("id", .integer, nullable: false), .init("whole", .integer), .init("flag", .boolean),
      .init("money", .decimal(scale: 2)), .init("name", .text), .init("day", .date),
      .init("moment", .instant),
      .init("bytes", .blob), .init("revision", .integer),
    ], key: ["id"], indexes: [.init(["name"]), .init(["whole"], unique: true, whereNull: "day")])

  package static let child = Table(
    "contract_child",
    [
      .init("parent", .integer, nullable: false), .init("position", .integer, nullable: false),
      .init("value", .text),
    ], key: ["parent", "position"])

  static let insertEvery = Statement.insert(every)
  static let insertChild = Statement.insert(child)
  static let allEvery = Query(
    every.columns.map(\.name), of: every, order: [.init(.column("id"))])

  /// A row of `every`; what is not named is null.
  static func row(
    _ id: Int64, whole: Int64? = nil, flag: Bool? = nil, money: Int64? = nil, name: String? = nil,
    day: String? = nil,
    moment: Int64? = nil, bytes: [UInt8]? = nil, revision: Int64? = nil
  ) -> [StoredValue] {
    [
      .int(id), StoredValue(whole), flag.map { StoredValue($0) } ?? .null, StoredValue(money),
      StoredValue(name),
      StoredValue(day), StoredValue(moment), bytes.map(StoredValue.blob) ?? .null, StoredValue(revision),
    ]
  }
}

extension Store {
  /// Rows of a query, as maintenance.
  func all(_ query: Query, _ parameters: [StoredValue] = []) throws -> [Row] {
    try read { try $0.rows(query, parameters, under: .system(.maintenance)) }
  }

  /// The one integer of a query's first row.
  func integer(_ query: Query, _ parameters: [StoredValue] = []) throws -> Int64? {
    try all(query, parameters).first?[0].int
  }

  /// Applies changes without a key; whatever comes back must be `committed`.
  func put(_ changes: Change..., sourceLocation: SourceLocation = #_sourceLocation) {
    let outcome = commitAndWait(Plan(changes: changes))
    #expect(outcome.word == "committed", sourceLocation: sourceLocation)
  }

  /// The outcome of some changes, as a word.
  func outcome(_ changes: Change...) -> String { commitAndWait(Plan(changes: changes)).word }
}

extension CommitOutcome {
  /// The outcome as one word, for comparing in tests.
  package var word: String {
    switch self {
    case .committed: "committed"
    case .repeated(let status, let reply): "repeated \(status) \(String(decoding: reply, as: UTF8.self))"
    case .keyReused: "key reused"
    case .failed(let reason): "failed \(reason)"
    case .unavailable: "unavailable"
    case .rejected: "rejected"
    }
  }
}

extension Collection where Element == String {
  /// How many are this word.
  package func tally(_ word: String) -> Int { filter { $0 == word }.count }
}
