internal import CSQLite
internal import Core

/// Reads of a store in memory: on the writer's connection, while nothing is written.
final class MemoryReads: @unchecked Sendable {
  /// Protects the connection. The thread that reads may read again inside.
  let lock = Monitor(recursive: true)
  private let reading: SQLiteReading
  private var depth = 0

  init(_ connection: SQLiteConnection, clock: @escaping @Sendable () -> Int64) throws {
    reading = try SQLiteReading(connection, clock: clock)
  }

  func read<T>(_ body: (any Reader) throws -> T) throws -> T {
    try lock.withLock {
      if depth == 0 {
        do { try reading.begin() } catch let failure as SQLiteFailure { throw failure.storeError("begin") }
      }
      depth += 1
      defer {
        depth -= 1
        if depth == 0 { reading.end() }
      }
      return try body(SQLiteReader(reading: reading))
    }
  }
}
