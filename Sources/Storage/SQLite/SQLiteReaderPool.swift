internal import CSQLite
internal import Core

/// Connections that only read, opened when needed; each call has one for itself.
final class SQLiteReaderPool: @unchecked Sendable {
  private let path: String
  /// Protects everything below.
  private let monitor = Monitor()
  private var idle: [SQLiteReading] = []
  private var open = 0
  private var closed = false

  private static let limit = 8
  /// How long a call waits for a connection. Milliseconds.
  private static let patience: UInt64 = 5_000

  init(path: String) { self.path = path }

  func with<T>(_ body: (SQLiteReading) throws -> T) throws -> T {
    let reading = try take()
    defer { give(reading) }
    return try body(reading)
  }

  private func take() throws -> SQLiteReading {
    let deadline = Monotonic.after(milliseconds: Self.patience)
    let ready: SQLiteReading? = try monitor.withLock {
      while true {
        if closed { throw StoreError.unavailable("the store is closed") }
        if let reading = idle.popLast() { return reading }
        if open < Self.limit {
          open += 1
          return nil
        }
        if !monitor.wait(until: deadline) { throw StoreError.unavailable("all read connections are busy") }
      }
    }
    if let ready { return ready }
    do {
      return SQLiteReading(try SQLiteConnection(path: path, role: .reader))
    } catch {
      monitor.withLock {
        open -= 1
        monitor.signal()
      }
      throw (error as? SQLiteFailure)?.storeError("open") ?? error
    }
  }

  private func give(_ reading: SQLiteReading) {
    monitor.withLock {
      idle.append(reading)
      monitor.broadcast()
    }
  }

  /// Closes the connections; waits for calls that still read, which have a deadline.
  func close() {
    monitor.withLock {
      closed = true
      while idle.count < open { monitor.wait() }
      idle.removeAll()
      open = 0
      monitor.broadcast()
    }
  }
}
