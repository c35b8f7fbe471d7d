import Core
import Synchronization
import Testing

@testable import Storage

/// Who waits for a connection.
@Suite struct ConnectionPoolTests {
  @Test func whoCameFirstIsServedFirst() throws {
    let pool = ConnectionPool<Int>(limit: 1) { 1 }
    let served = Mutex<[String]>([])
    var threads: [WorkerThread] = []
    try pool.with { _ in
      for (number, name) in ["王", "李", "赵"].enumerated() {
        let thread = try #require(
          WorkerThread { try? pool.with { _ in served.withLock { $0.append(name) } } })
        threads.append(thread)
        while pool.waiters <= number { Pause.milliseconds(1) }
      }
    }
    // Whoever gives one back and wants one again comes last.
    try pool.with { _ in served.withLock { $0.append("again") } }
    threads.forEach { $0.join() }
    #expect(served.withLock { $0 } == ["王", "李", "赵", "again"])
    pool.close()
  }
}
