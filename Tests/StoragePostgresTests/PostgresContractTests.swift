import Core
import Storage
import StoragePostgres
import TestSupport
import Testing

@Suite(.enabled(if: PrivatePostgres.shared != nil, "\(PrivatePostgres.absence)"), .serialized)
struct PostgresTests {
  static func store(_ url: String? = nil, connections: Int = 8) throws -> PostgresStore {
    let server = try #require(PrivatePostgres.shared)
    return try PostgresStore(url: try url ?? server.database(), connections: connections)
  }

  @Test(arguments: StoreContract.cases)
  func contract(_ contract: StoreContract) throws {
    let store = try Self.store()
    defer { store.close() }
    try contract.run(on: store)
  }

  @Test func everySystemTableIsMade() throws {
    let store = try Self.store()
    defer { store.close() }
    for _ in 0..<2 { try store.expand(SystemTables.all) { _ in } }
    for table in SystemTables.all {
      _ = try store.read {
        try $0.rows(Query(table.columns.map(\.name), of: table), [], under: .system(.maintenance))
      }
    }
  }
}
