import Core
import Foundation
import Storage
import StoragePostgres
import TestSupport
import Testing

/// What only a server has: other processes, other people's locks, a connection that ends.
extension PostgresTests {
  private static let insert = Statement.insert(ContractTables.every)
  private static let ids = Query(["id"], of: ContractTables.every, order: [.init(.column("id"))])

  private static func row(_ id: Int64) -> Change {
    Change(insert, [.int(id), .null, .null, .null, .text("赵某"), .null, .null, .null, .int(1)])
  }

  private static func plan(_ n: Int) -> Plan {
    Plan(
      idempotency: Idempotency(
        key: "请求-\(n)", body: [UInt8(n & 255)], status: 201, reply: Array("回执\(n)".utf8), expires: 1),
      changes: [row(Int64(n))])
  }

  private static func stored(_ store: PostgresStore) throws -> [Int64] {
    try store.read { try $0.rows(ids, [], under: .system(.maintenance)) }.compactMap { $0[0].int }
  }

  @Test func noServerIsAnErrorNotATrap() {
    #expect(throws: StoreError.self) { try PostgresStore(url: "postgresql://hutong@127.0.0.1:1/none") }
    #expect(throws: StoreError.self) { try PostgresStore(url: "not a url \u{1}") }
  }

  @Test func threeServersAgreeOnKeysAndGuards() throws {
    let url = try #require(PrivatePostgres.shared).database()
    let stores = try (0..<3).map { _ in try Self.store(url, connections: 4) }
    defer { stores.forEach { $0.close() } }
    let makers = stores.compactMap { store in WorkerThread { try? store.expand(ContractTables.all) { _ in } }
    }
    makers.forEach { $0.join() }
    let words = Words()
    let threads = stores.compactMap { store in
      WorkerThread { words.add(Crowd.outcomes(60, of: store) { Self.plan($0) }) }
    }
    threads.forEach { $0.join() }
    #expect(words.all.tally("committed") == 60)
    #expect(words.all.filter { $0.hasPrefix("repeated 201 回执") }.count == 120)
    #expect(try Self.stored(stores[1]) == (0..<60).map { Int64($0) })
  }

  /// The server ends in the middle of traffic and comes back: nothing that was acknowledged is lost, and whoever
  /// asks again with its key has its effect once.
  @Test func aServerThatDiesAndComesBackLosesNothing() throws {
    let server = try #require(PrivatePostgres.shared)
    let store = try Self.store()
    defer { store.close() }
    try store.expand(ContractTables.all) { _ in }
    let words = Words()
    let traffic = try #require(WorkerThread { words.add(Crowd.outcomes(3_000, of: store) { Self.plan($0) }) })
    Pause.milliseconds(150)
    try server.crashAndRestart()
    traffic.join()
    let there = Set(try Self.stored(store))
    let told = words.all.indices.filter { words.all[$0] != "unavailable" }
    #expect(told.allSatisfy { there.contains(Int64($0)) })
    #expect(
      words.all.allSatisfy { $0 == "committed" || $0 == "unavailable" || $0.hasPrefix("repeated 201 回执") })
    let again = Crowd.outcomes(3_000, of: store) { Self.plan($0) }
    #expect(again.tally("unavailable") == 0)
    #expect(again.indices.allSatisfy { again[$0] == "committed" || again[$0] == "repeated 201 回执\($0)" })
    #expect(try Self.stored(store) == (0..<3_000).map { Int64($0) })
  }

  /// A session ended by somebody while the plan runs: the key settles what became of it.
  @Test func sessionsThatAreEndedAreReplaced() throws {
    let url = try #require(PrivatePostgres.shared).database()
    let store = try Self.store(url)
    defer { store.close() }
    try store.expand(ContractTables.all) { _ in }
    let killer = try #require(
      WorkerThread {
        for _ in 0..<30 {
          Self.psql(
            url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hutong' AND datname = current_database()"
          )
          Pause.milliseconds(10)
        }
      })
    var words: [String] = []
    for n in 0..<200 { words.append(store.commitAndWait(Self.plan(n)).word) }
    killer.join()
    let there = Set(try Self.stored(store))
    #expect(words.indices.allSatisfy { words[$0] == "unavailable" || there.contains(Int64($0)) })
    #expect(words.tally("unavailable") < 200)
  }

  /// Somebody reads every table in a long transaction: columns cannot be added yet, but nobody who writes waits.
  @Test func expandWaitsWithoutHoldingUpWriters() throws {
    let url = try #require(PrivatePostgres.shared).database()
    let store = try Self.store(url)
    defer { store.close() }
    try store.expand(ContractTables.all) { _ in }
    let ended = Words()
    let holder = try #require(
      WorkerThread {
        Self.psql(
          url, "BEGIN; SELECT count(*) FROM contract_every WHERE name = '不该出现'; SELECT pg_sleep(120); COMMIT")
        ended.add(["ended"])
      })
    // Until the session is in its transaction, somebody else gets the whole table.
    while Self.psql(url, "SET lock_timeout = '100ms'; LOCK TABLE contract_every IN ACCESS EXCLUSIVE MODE") {
      Pause.milliseconds(10)
    }
    let heard = Words()
    let wider = Table("contract_every", ContractTables.every.columns + [.init("c99", .text)], key: ["id"])
    let expanding = try #require(WorkerThread { try? store.expand([wider]) { heard.add([$0]) } })
    while heard.all.isEmpty, ended.all.isEmpty { Pause.milliseconds(10) }
    // A queue behind the columns would let one commit through before the session ends, not many.
    for n in 0..<40 { #expect(store.commitAndWait(Plan(changes: [Self.row(Int64(n))])).word == "committed") }
    #expect(ended.all.isEmpty, "the session is still there")
    Self.psql(
      url,
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid() AND datname = current_database()"
    )
    expanding.join()
    holder.join()
    #expect(
      heard.all.contains {
        $0.contains("contract_every") && $0.contains("process ") && $0.contains("pg_sleep")
      })
    #expect(!heard.all.contains { $0.contains("不该出现") })
    let outcome = store.commitAndWait(
      Plan(changes: [
        Change(.insert(wider), [.int(-1)] + (0..<8).map { _ in .null } + [.text("新列")])
      ]))
    #expect(outcome.word == "committed")
  }

  /// While a plan of the old release is in the middle, the switch waits; after it, no plan of the old one is applied.
  @Test func theSwitchOfReleasesDividesThePlans() throws {
    let url = try #require(PrivatePostgres.shared).database()
    let stores = try (0..<2).map { _ in try Self.store(url, connections: 4) }
    defer { stores.forEach { $0.close() } }
    try stores[0].expand(ContractTables.all) { _ in }
    #expect(
      stores[0].commitAndWait(
        Plan(changes: [Change(.insert(SystemTables.activeRelease), [.int(1), .int(1)])])
      ).word == "committed")
    let turn = Statement(
      SystemTables.activeRelease, .update([.set("epoch", .parameter(0))], where: .equals("epoch", 1)))
    let words = Words()
    let threads = stores.enumerated().compactMap { side, store in
      WorkerThread {
        words.add(
          Crowd.outcomes(300, of: store) { n in
            n == 100 && side == 0
              ? Plan(changes: [Change(turn, [.int(2), .int(1)], guarding: .moved)])
              : Plan(epoch: 1, changes: [Self.row(Int64(side * 1_000 + n))])
          })
      }
    }
    threads.forEach { $0.join() }
    #expect(words.all.tally("committed") + words.all.tally("failed moved") == 600)
    #expect(try Self.stored(stores[0]).count == words.all.tally("committed") - 1)
    #expect(stores[1].commitAndWait(Plan(epoch: 1, changes: [Self.row(-1)])).word == "failed moved")
    #expect(stores[1].commitAndWait(Plan(epoch: 2, changes: [Self.row(-1)])).word == "committed")
  }

  /// Whether it succeeded.
  @discardableResult
  private static func psql(_ url: String, _ text: String) -> Bool {
    PrivatePostgres.shared?.run(text, on: url) ?? false
  }
}

/// Words gathered by several threads.
private final class Words: @unchecked Sendable {
  /// Protects `words`.
  private let monitor = Monitor()
  private var words: [String] = []
  func add(_ more: [String]) { monitor.withLock { words += more } }
  var all: [String] { monitor.withLock { words } }
}
