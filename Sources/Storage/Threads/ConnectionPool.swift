internal import Core

/// Connections that only read, opened when needed; each call has one for itself. Who came first is served first: nobody
/// waits for ever while others come and go.
package final class ConnectionPool<Connection>: @unchecked Sendable {
  private let limit: Int
  private let make: @Sendable () throws -> Connection
  private let isUsable: @Sendable (Connection) -> Bool
  /// Protects everything below.
  private let monitor = Monitor()
  private var idle: [Connection] = []
  private var open = 0
  private var closed = false
  /// The calls that have no connection yet, in the order in which they came.
  private var waiting: [UInt64] = []
  private var turns: UInt64 = 0

  /// How long a call waits for a connection. Milliseconds.
  private static var patience: UInt64 { 5_000 }

  /// - Parameter isUsable: asked when a call is done; a connection that is not is dropped.
  package init(
    limit: Int, isUsable: @escaping @Sendable (Connection) -> Bool = { _ in true },
    make: @escaping @Sendable () throws -> Connection
  ) {
    self.limit = limit
    self.isUsable = isUsable
    self.make = make
  }

  /// - Throws: `StoreError.unavailable` when all are busy for long, or closed; what opening or the body throws.
  @inline(__always)
  package func with<T>(_ body: (Connection) throws -> T) throws -> T {
    let connection = try take()
    defer { give(connection) }
    return try body(connection)
  }

  private func take() throws -> Connection {
    let ready: Connection? = try monitor.withLock {
      // Nobody came before.
      if waiting.isEmpty, !closed, let connection = idle.popLast() { return connection }
      let deadline = Monotonic.after(milliseconds: Self.patience)
      turns += 1
      let turn = turns
      waiting.append(turn)
      defer {
        waiting.removeAll { $0 == turn }
        if !waiting.isEmpty { monitor.broadcast() }
      }
      while true {
        if closed { throw StoreError.unavailable("the store is closed") }
        if waiting.first == turn {
          if let connection = idle.popLast() { return connection }
          if open < limit {
            open += 1
            return nil
          }
        }
        if !monitor.wait(until: deadline) { throw StoreError.unavailable("all read connections are busy") }
      }
    }
    if let ready { return ready }
    do {
      return try make()
    } catch {
      forgetOne()
      throw error
    }
  }

  /// Calls that wait for a connection.
  var waiters: Int { monitor.withLock { waiting.count } }

  private func give(_ connection: Connection) {
    guard isUsable(connection) else { return forgetOne() }
    monitor.withLock {
      idle.append(connection)
      monitor.broadcast()
    }
  }

  private func forgetOne() {
    monitor.withLock {
      open -= 1
      monitor.broadcast()
    }
  }

  /// Closes the connections; waits for calls that still read, which have a deadline.
  package func close() {
    monitor.withLock {
      closed = true
      while idle.count < open { monitor.wait() }
      idle.removeAll()
      open = 0
      monitor.broadcast()
    }
  }
}
