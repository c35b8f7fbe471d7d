package import Core
internal import Storage

/// Everything in one PostgreSQL database, for any number of server processes.
///
/// A few threads write, each on its own connection; reads have connections of their own and see one snapshot each.
/// Nothing is decided from a replica and nothing is kept between calls: what one process acknowledged, the next read
/// of any process sees.
package final class PostgresStore: Store, @unchecked Sendable {
  private let url: String
  private let clockOffset: Int64
  private let inbox = Inbox()
  private let readers: ConnectionPool<PostgresConnection>
  private var writers: [WorkerThread] = []
  /// Protects `isClosed`.
  private let closing = Monitor()
  private var isClosed = false

  /// Plans that share one transaction at most.
  private static let largestGroup = 32

  /// - Parameters:
  ///   - url: what libpq takes: `postgresql://user@host:port/database` or `key=value` words.
  ///   - connections: sessions this process opens at most; three of eight write.
  ///   - clockOffset: milliseconds added to the server's clock.
  /// - Throws: `StoreError.unavailable` when there is no server that we can use.
  package init(url: String, connections: Int = 8, clockOffset: Int64 = 0) throws {
    self.url = url
    self.clockOffset = clockOffset
    let writing = max(1, connections * 3 / 8)
    readers = ConnectionPool(limit: max(1, connections - writing), isUsable: { $0.isAlive && $0.isIdle }) {
      try PostgresConnection(url)
    }
    try readers.with { _ in }
    for _ in 0..<writing {
      let inbox = inbox
      if let thread = WorkerThread({ Self.write(url, inbox) }) { writers.append(thread) }
    }
    guard !writers.isEmpty else { throw StoreError.unavailable("no thread for a writer") }
  }

  deinit { close() }

  /// The body of a writing thread: takes what waits, applies it, and only then answers.
  private static func write(_ url: String, _ inbox: Inbox) {
    let writer = PostgresWriter(url)
    var list: [Work] = []
    while inbox.takeSome(largestGroup, into: &list) {
      var plans: [Plan] = []
      var completions: [@Sendable (CommitOutcome) -> Void] = []
      for work in list {
        switch work {
        case .plan(let plan, let completion):
          plans.append(plan)
          completions.append(completion)
        case .task(let body): body()
        }
      }
      list.removeAll(keepingCapacity: true)
      for (completion, outcome) in zip(completions, writer.apply(plans)) { completion(outcome) }
    }
  }

  package func read<T>(_ body: (any Reader) throws -> T) throws -> T {
    var stale = 0
    while true {
      do {
        return try readers.with { connection in
          let now: Int64
          do {
            now = try PostgresReader.begin(connection)
          } catch let failure as PostgresFailure {
            // A session that ended while it was idle: another one may stand.
            if failure.isLost, stale < Self.staleAtMost { throw StaleConnection() }
            throw failure.storeError("begin")
          }
          defer { try? connection.run("COMMIT") }
          return try body(PostgresReader(connection: connection, now: now &+ clockOffset))
        }
      } catch is StaleConnection {
        stale += 1
      }
    }
  }

  /// After a restart of the server every session that was idle is gone.
  private static let staleAtMost = 64

  private struct StaleConnection: Error {}

  package func commit(_ plan: Plan, completion: @escaping @Sendable (CommitOutcome) -> Void) {
    if !inbox.push(.plan(plan, completion)) { completion(.unavailable("the store is closed")) }
  }

  package func expand(_ tables: [Table], waiting: (String) -> Void) throws {
    let open = closing.withLock { !isClosed }
    guard open else { throw StoreError.unavailable("the store is closed") }
    do {
      try withoutActuallyEscaping(waiting) {
        try PostgresSchema(PostgresConnection(url), waiting: $0).expand(tables)
      }
    } catch let failure as PostgresFailure {
      throw failure.storeError("expand")
    }
  }

  package func now() throws -> Int64 { try read { $0.now } }

  package func close() {
    let first = closing.withLock {
      defer { isClosed = true }
      return !isClosed
    }
    guard first else { return }
    inbox.close()
    for writer in writers {
      // A completion may drop the last reference: a thread cannot wait for itself.
      if writer.isCurrent { writer.detach() } else { writer.join() }
    }
    readers.close()
  }
}
