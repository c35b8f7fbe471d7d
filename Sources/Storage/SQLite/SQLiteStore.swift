internal import CSQLite
package import Core

/// Everything in one SQLite file (or in memory), for one process.
///
/// One thread does all writes and all checkpoints on one connection; reads have connections of their own and see one
/// snapshot each. In memory, reads share the writer's connection under a lock.
package final class SQLiteStore: Store, @unchecked Sendable {
  private let inbox = Inbox()
  private let pool: ConnectionPool<SQLiteReading>?
  private let memory: MemoryReads?
  private let clock: @Sendable () -> Int64
  private let longestRead: UInt64
  private let thread: WorkerThread
  /// Protects `isClosed`.
  private let closing = Monitor()
  private var isClosed = false

  /// - Parameters:
  ///   - path: the database file; nil keeps everything in memory.
  ///   - clockOffset: milliseconds added to the process's clock.
  ///   - longestRead: milliseconds after which a read is stopped, because it holds the log open.
  ///   - pageLimit: pages of 4 KB beyond which the file does not grow: then it is full, as a disk is.
  /// - Throws: `StoreError.unavailable` when the file cannot be opened or another process has it.
  package init(path: String?, clockOffset: Int64 = 0, longestRead: UInt64 = 10_000, pageLimit: Int? = nil)
    throws
  {
    self.longestRead = longestRead
    do {
      let file = try path.map(SQLiteFile.init)
      let writer = try SQLiteWriter(path: path, pageLimit: pageLimit)
      let clock: @Sendable () -> Int64 = { WallClock.now &+ clockOffset }
      self.clock = clock
      pool = path.map { path in
        ConnectionPool(limit: Self.readers) {
          do { return try SQLiteReading(SQLiteConnection(path: path, role: .reader), clock: clock) } catch let failure
            as SQLiteFailure
          { throw failure.storeError("open") }
        }
      }
      memory = path == nil ? try MemoryReads(writer.memoryConnection, clock: clock) : nil
      let loop = SQLiteWriterLoop(writer, inbox, lock: memory?.lock, pool, file)
      guard let thread = WorkerThread({ loop.run() }) else {
        throw StoreError.unavailable("no thread for the writer")
      }
      self.thread = thread
      self.loop = loop
    } catch let failure as SQLiteFailure {
      throw StoreError.unavailable("\(path ?? "memory"): \(failure.text)")
    }
  }

  private let loop: SQLiteWriterLoop
  private static let readers = 8

  deinit { close() }

  package func read<T>(_ body: (any Reader) throws -> T) throws -> T {
    if let memory { return try memory.read(body) }
    guard let pool else { throw StoreError.unavailable("the store is closed") }
    return try pool.with { reading in
      reading.connection.deadline = Monotonic.after(milliseconds: longestRead)
      defer { reading.end() }
      do { try reading.begin() } catch let failure as SQLiteFailure { throw failure.storeError("begin") }
      return try body(SQLiteReader(reading: reading))
    }
  }

  package func commit(_ plan: Plan, completion: @escaping @Sendable (CommitOutcome) -> Void) {
    if !inbox.push(.plan(plan, completion)) { completion(.unavailable("the store is closed")) }
  }

  package func expand(_ tables: [Table], waiting: (String) -> Void) throws {
    let done = Monitor()
    nonisolated(unsafe) var result: Result<Void, any Error>?
    let loop = loop
    let accepted = inbox.push(
      .task {
        let answer = Result { try loop.expand(tables) }
        done.withLock {
          result = answer
          done.broadcast()
        }
      })
    guard accepted else { throw StoreError.unavailable("the store is closed") }
    try done.withLock {
      while result == nil { done.wait() }
      try result?.get()
    }
  }

  package func now() throws -> Int64 { clock() }

  package func close() {
    let first = closing.withLock {
      defer { isClosed = true }
      return !isClosed
    }
    guard first else { return }
    inbox.close()
    // A completion may drop the last reference: the thread cannot wait for itself.
    if thread.isCurrent { thread.detach() } else { thread.join() }
  }
}
