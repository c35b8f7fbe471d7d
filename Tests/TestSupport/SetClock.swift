package import Core
import FEEL
import Synchronization

/// A store whose clock a test sets. Everything else is the store behind it.
package final class SetClock: Store {
  private let inner: any Store
  /// Guards the moment that the clock shows, milliseconds UTC.
  private let moment: Mutex<Int64>

  package init(_ inner: any Store, at moment: Int64) {
    self.inner = inner
    self.moment = Mutex(moment)
  }

  package func set(_ new: Int64) { moment.withLock { $0 = new } }

  package func read<T>(_ body: (any Reader) throws -> T) throws -> T {
    let time = moment.withLock { $0 }
    return try inner.read { try body(ReaderAt(inner: $0, now: time)) }
  }

  package func commit(_ plan: Plan, completion: @escaping @Sendable (CommitOutcome) -> Void) {
    inner.commit(plan, completion: completion)
  }

  package func expand(_ tables: [Table], waiting: (String) -> Void) throws { try inner.expand(tables, waiting: waiting) }
  package func now() throws -> Int64 { moment.withLock { $0 } }
  package func close() { inner.close() }
}

private struct ReaderAt: Reader {
  let inner: any Reader
  let now: Int64
  var dialect: SQLDialect { inner.dialect }

  func each(
    _ query: Query, _ parameters: [StoredValue], under authority: Authority, _ body: (any RowValues) throws -> Bool
  ) throws { try inner.each(query, parameters, under: authority, body) }
}
