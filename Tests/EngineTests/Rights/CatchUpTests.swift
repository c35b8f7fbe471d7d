import Core
import FEEL
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Engine

/// A directory that changes while it is read.
@Suite struct CatchUpTests {
  private static let moved = Change(
    Statement(
      SystemTables.grantEpoch,
      .update([.set("epoch", .add(.column("epoch"), .constant(.int(1))))], where: .equals("id", 0))), [.int(1)])

  /// However fast it changes, a decision is made by the directory of its own snapshot; nobody is told to come again.
  @Test func whatChangesFasterThanItIsLoadedIsObeyedAllTheSame() throws {
    let store = WatchedStore(try SQLiteStore(path: nil))
    let town = try BundleTown(in: store, ["start"])
    let engine = town.engine
    store.beforeRead { _ = store.commitAndWait(Plan(changes: [Self.moved])) }
    for _ in 0..<3 {
      let (decided, stored) = try engine.snapshot { running, reader in
        (running.city.grantEpoch, try EpochMarks.read(reader).grantEpoch)
      }
      #expect(decided == stored)
    }
    store.beforeRead(nil)
    #expect(try engine.snapshot { running, _ in running.city.posts.count } > 0)
  }

  /// Who hands in a command may be a thread that moves bytes: it waits for nobody who loads the directory.
  @Test func whoHandsInACommandDoesNotLoad() async throws {
    let town = try BundleTown("start")
    let engine = town.engine
    let old = try engine.snapshot { running, _ in running.city.grantEpoch }
    try engine.commitOrThrow(Plan(changes: [Self.moved]))
    let command = Command(
      act: .submit(service: "elder-check-none", answers: [:], forPerson: nil), caller: town.caller(BundleTown.resident),
      key: nil, body: [1])
    let (answers, told) = AsyncStream.makeStream(of: Result<Reply, Refusal>.self)
    let answered = Atomic<Bool>(false)
    // Somebody loads meanwhile, for as long as it takes.
    engine.loading.withLock { _ in
      engine.perform(command) { result in
        answered.store(true, ordering: .releasing)
        told.yield(result)
      }
      let isAnswered = answered.load(ordering: .acquiring)
      #expect(!isAnswered, "it waits without this thread")
    }
    var iterator = answers.makeAsyncIterator()
    guard case .failure(let refusal)? = await iterator.next() else {
      Issue.record("there is such a service")
      return
    }
    #expect(refusal.code == .notFound)
    #expect(engine.current?.city.grantEpoch == old + 1, "a worker has loaded it")
  }

  /// Those who find it changed at once read it once.
  @Test func oneLoadsForAll() throws {
    let folder = try TemporaryFolder()
    let store = WatchedStore(try SQLiteStore(path: folder.file("city.sqlite")))
    let town = try BundleTown(in: store, ["start"])
    let engine = town.engine
    try engine.commitOrThrow(Plan(changes: [Self.moved]))
    let askers = 6
    let monitor = Monitor()
    nonisolated(unsafe) var looks = 0, loads = 0
    store.beforeRows { query in
      monitor.withLock {
        switch query.table.name {
        case SystemTables.activeRelease.name:
          looks += 1
          monitor.broadcast()
        case SystemTables.appointment.name:
          loads += 1
          // Until everybody has seen that it changed; the one who loads has looked twice.
          let end = Monotonic.after(milliseconds: 60_000)
          while looks <= askers, monitor.wait(until: end) {}
        default: break
        }
      }
    }
    let threads = (0..<askers).compactMap { _ in
      WorkerThread { #expect(throws: Never.self) { try engine.snapshot { _, _ in } } }
    }
    threads.forEach { $0.join() }
    #expect(threads.count == askers && loads == 1)
    store.beforeRows(nil)
  }
}

/// A store that tells when it is read.
private final class WatchedStore: Store {
  private struct Watch: Sendable {
    var read: (@Sendable () -> Void)?
    var rows: (@Sendable (Query) -> Void)?
  }

  private let inner: any Store
  /// Guards who is told.
  private let watch = Mutex(Watch())

  init(_ inner: any Store) { self.inner = inner }

  func beforeRead(_ told: (@Sendable () -> Void)?) { watch.withLock { $0.read = told } }
  func beforeRows(_ told: (@Sendable (Query) -> Void)?) { watch.withLock { $0.rows = told } }

  func read<T>(_ body: (any Reader) throws -> T) throws -> T {
    let watch = watch.withLock { $0 }
    watch.read?()
    return try inner.read { try body(WatchedReader(inner: $0, told: watch.rows)) }
  }

  func commit(_ plan: Plan, completion: @escaping @Sendable (CommitOutcome) -> Void) {
    inner.commit(plan, completion: completion)
  }

  func expand(_ tables: [Table], waiting: (String) -> Void) throws { try inner.expand(tables, waiting: waiting) }
  func now() throws -> Int64 { try inner.now() }
  func close() { inner.close() }
}

private struct WatchedReader: Reader {
  let inner: any Reader
  let told: (@Sendable (Query) -> Void)?
  var dialect: SQLDialect { inner.dialect }
  var now: Int64 { inner.now }

  func each(
    _ query: Query, _ parameters: [StoredValue], under authority: Authority, _ body: (any RowValues) throws -> Bool
  ) throws {
    told?(query)
    try inner.each(query, parameters, under: authority, body)
  }
}
