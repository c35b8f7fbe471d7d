import Core
import FEEL
import Synchronization

/// A store whose clock a test moves. Everything else is the store behind it.
final class MovableClock: Store {
  private let inner: any Store
  /// Guards the moment that the clock shows, milliseconds UTC.
  private let moment: Mutex<Int64>

  init(_ inner: any Store, at moment: Int64) {
    self.inner = inner
    self.moment = Mutex(moment)
  }

  var time: Int64 { moment.withLock { $0 } }
  func set(_ new: Int64) { moment.withLock { $0 = new } }

  func read<T>(_ body: (any Reader) throws -> T) throws -> T {
    let time = time
    return try inner.read { try body(ClockedReader(inner: $0, now: time)) }
  }

  func commit(_ plan: Plan, completion: @escaping @Sendable (CommitOutcome) -> Void) {
    inner.commit(plan, completion: completion)
  }

  func expand(_ tables: [Table], waiting: (String) -> Void) throws { try inner.expand(tables, waiting: waiting) }
  func now() throws -> Int64 { time }
  func close() { inner.close() }
}

private struct ClockedReader: Reader {
  let inner: any Reader
  let now: Int64
  var dialect: SQLDialect { inner.dialect }

  func each(
    _ query: Query, _ parameters: [StoredValue], under authority: Authority, _ body: (any RowValues) throws -> Bool
  ) throws { try inner.each(query, parameters, under: authority, body) }
}
