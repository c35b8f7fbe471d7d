import Dispatch
import Glibc
import Synchronization

/// Work on many documents at once, on all processors.
enum Parallel {
  /// Fewer items than this are not worth a thread.
  private static let least = 64
  /// Items that a worker takes at a time.
  private static let slice = 16

  /// The results in the order of the items.
  ///
  /// - Parameter state: Made once by every worker, for what it keeps between its items.
  static func map<Item: Sendable, State, Result: Sendable>(
    _ items: [Item], state: @Sendable () -> State, _ body: @Sendable (Item, State) -> Result
  ) -> [Result] {
    let workers = items.count < least ? 1 : min(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), 16)
    guard workers > 1 else {
      let own = state()
      return items.map { body($0, own) }
    }
    let next = Atomic<Int>(0)
    let parts = Mutex<[(start: Int, results: [Result])]>([])
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      let own = state()
      while true {
        let start = next.wrappingAdd(slice, ordering: .relaxed).oldValue
        guard start < items.count else { return }
        let results = items[start..<min(start + slice, items.count)].map { body($0, own) }
        parts.withLock { $0.append((start, results)) }
      }
    }
    return parts.withLock { $0 }.sorted { $0.start < $1.start }.flatMap(\.results)
  }

  static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ body: @Sendable (Item) -> Result
  ) -> [Result] {
    map(items, state: {}) { item, _ in body(item) }
  }
}
