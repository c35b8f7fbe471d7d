import Core
import Foundation
import Storage
import TestSupport
import Testing

/// What only a file has: who may open it, what is left after an abrupt end, what a full disk does.
@Suite struct SQLiteFileTests {
  private let insert = Statement.insert(ContractTables.every)
  private let ids = Query(["id"], of: ContractTables.every, order: [.init(.column("id"))])

  private func row(_ id: Int64, bytes: Int = 0) -> Change {
    Change(
      insert,
      [
        .int(id), .null, .null, .null, .text("王小明"), .null, .null, .blob([UInt8](repeating: 7, count: bytes)),
        .null,
      ])
  }

  private func stored(_ store: SQLiteStore) throws -> [Int64] {
    try store.read { try $0.rows(ids, [], under: .system(.maintenance)) }.compactMap { $0[0].int }
  }

  @Test func aSecondStoreOnTheSameFileIsRefusedWithTheHolder() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("h.db")
    let first = try SQLiteStore(path: path)
    do {
      _ = try SQLiteStore(path: path)
      Issue.record("two stores on one file")
    } catch StoreError.unavailable(let reason) {
      #expect(reason.contains("\(ProcessInfo.processInfo.processIdentifier)"))
    }
    first.close()
    try SQLiteStore(path: path).close()
  }

  @Test func aFolderThatIsNotThereIsAnErrorNotATrap() {
    #expect(throws: StoreError.self) { try SQLiteStore(path: "/nowhere/at/all/h.db") }
  }

  @Test func aFileThatIsNoDatabaseIsRefused() throws {
    let folder = try TemporaryFolder()
    try String(repeating: "这不是数据库\n", count: 400).write(
      toFile: folder.file("h.db"), atomically: false, encoding: .utf8)
    #expect(throws: StoreError.self) { try SQLiteStore(path: folder.file("h.db")) }
  }

  /// The files as they are the moment after the last acknowledgement, opened by somebody else: nothing was closed.
  @Test func whatWasAcknowledgedIsThereAfterAnAbruptEnd() throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.file("h.db"))
    defer { store.close() }
    try store.expand(ContractTables.all) { _ in }
    for n in 1...20 {
      #expect(store.commitAndWait(Plan(changes: [row(Int64(n), bytes: 500)])).word == "committed")
    }
    for end in ["", "-wal"] {
      try FileManager.default.copyItem(
        atPath: folder.file("h.db" + end), toPath: folder.file("copy.db" + end))
    }
    let again = try SQLiteStore(path: folder.file("copy.db"))
    defer { again.close() }
    #expect(try stored(again) == Array(1...20))
    try again.expand(ContractTables.all) { _ in }
    #expect(again.commitAndWait(Plan(changes: [row(21)])).word == "committed")
  }

  /// Half of the last group is lost with the end of the log: then all of it is.
  @Test func aGroupIsThereWholeOrNotAtAll() throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.file("h.db"))
    defer { store.close() }
    try store.expand(ContractTables.all) { _ in }
    #expect(store.commitAndWait(Plan(changes: [row(1)])).word == "committed")
    #expect(store.commitAndWait(Plan(changes: (2...60).map { row($0, bytes: 1_000) })).word == "committed")
    try FileManager.default.copyItem(atPath: folder.file("h.db"), toPath: folder.file("copy.db"))
    let log = try Data(contentsOf: URL(fileURLWithPath: folder.file("h.db-wal")))
    try log.prefix(log.count - 6_000).write(to: URL(fileURLWithPath: folder.file("copy.db-wal")))
    let again = try SQLiteStore(path: folder.file("copy.db"))
    defer { again.close() }
    #expect(try stored(again) == [1])
  }

  @Test func closingEmptiesTheLog() throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.file("h.db"))
    try store.expand(ContractTables.all) { _ in }
    _ = store.commitAndWait(Plan(changes: [row(1)]))
    #expect(try stored(store) == [1])
    store.close()
    let log = try? FileManager.default.attributesOfItem(atPath: folder.file("h.db-wal"))[.size] as? Int
    #expect(log ?? 0 == 0)
    let rights =
      try FileManager.default.attributesOfItem(atPath: folder.file("h.db"))[.posixPermissions] as? Int
    #expect(rights == 0o600)
  }

  /// Nobody of the group is told "committed"; reads go on; when there is room again, writes go on by themselves.
  @Test func aFullFileRefusesTheWholeGroupAndPasses() throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.file("h.db"), pageLimit: 1_000)
    defer { store.close() }
    try store.expand(ContractTables.all) { _ in }
    #expect(store.commitAndWait(Plan(changes: [row(1), row(2, bytes: 2_000_000)])).word == "committed")
    func crowd() -> [String] {
      Crowd.outcomes(8, of: store) { n in
        Plan(
          idempotency: Idempotency(key: "满-\(n)", body: [1], status: 201, reply: [], expires: 1),
          changes: [row(Int64(100 + n), bytes: 400_000)])
      }
    }
    // Whether all eight wait together is chance; what was told must be what is there.
    let words = crowd()
    #expect(words.tally("committed") + words.tally("unavailable") == 8)
    #expect(words.tally("unavailable") > 0)
    let told = words.indices.filter { words[$0] == "committed" }.map { Int64(100 + $0) }
    #expect(try stored(store) == [1, 2] + told)
    #expect(store.commitAndWait(Plan(changes: [row(200, bytes: 2_500_000)])).word == "unavailable")
    let delete = Statement(ContractTables.every, .delete(where: .equals("id", 0)))
    #expect(
      store.commitAndWait(Plan(changes: [Change(delete, [.int(2)], guarding: .moved)])).word == "committed")
    #expect(store.commitAndWait(Plan(changes: [row(3, bytes: 100_000)])).word == "committed")
    let again = crowd()
    #expect(again.indices.allSatisfy { words[$0] == "unavailable" || again[$0] == "repeated 201 " })
  }

  @Test func aReadThatTakesTooLongIsStopped() throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.file("h.db"), longestRead: 50)
    defer { store.close() }
    try store.expand(ContractTables.all) { _ in }
    _ = store.commitAndWait(Plan(changes: (1...400).map { row($0) }))
    let cross = Query(
      [.init(.count, .integer)], from: ContractTables.every, as: "a",
      joins: ["b", "c", "d"].map { .init(ContractTables.every, $0, on: .always) })
    do {
      _ = try store.read { try $0.rows(cross, [], under: .system(.background)) }
      Issue.record("25,600,000,000 rows were counted")
    } catch StoreError.unavailable {}
    #expect(try stored(store).count == 400)
  }

  @Test func theLogIsCopiedBackWhileReadersRead() throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.file("h.db"))
    defer { store.close() }
    try store.expand(ContractTables.all) { _ in }
    // About 18,000 pages: more than one round of the log.
    for n in 1...36 {
      #expect(store.commitAndWait(Plan(changes: [row(Int64(n), bytes: 2_000_000)])).word == "committed")
      #expect(try stored(store).count == n)
    }
    for n in 37...40 { _ = store.commitAndWait(Plan(changes: [row(Int64(n), bytes: 2_000_000)])) }
    let size = try FileManager.default.attributesOfItem(atPath: folder.file("h.db"))[.size] as? Int ?? 0
    #expect(size > 50_000_000)
    #expect(try stored(store).count == 40)
  }
}
