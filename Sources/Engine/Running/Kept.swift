import Synchronization

/// What is made from a state that does not change, one value by key: made when it is first asked for and kept as long as
/// the state itself (a `Running`, a `CityIndex`), whose field this is. It is dropped with that and by nothing else, save
/// for what `most` and `isStale` say; so whatever a value depends on has to stand in its key or in that state.
package final class Kept<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct State {
    var values: [Key: Value] = [:]
    /// The keys, the eldest first; only where there is a most.
    var order: [Key] = []
  }

  private let most: Int?
  /// Held for looking up and putting in, not while a value is made: that may ask for others.
  private let state = Mutex(State())

  /// - Parameter most: so many are kept; the elder half goes when they are full. nil = all.
  package init(most: Int? = nil) { self.most = most }

  package var count: Int { state.withLock { $0.values.count } }

  /// The value of a key. Two who make it at the same time get the same one.
  ///
  /// - Parameter isStale: of a kept value that holds no more; another is made in its place.
  package func value(
    _ key: Key, unless isStale: (Value) -> Bool = { _ in false }, _ make: () throws -> Value
  ) rethrows -> Value {
    if let known = state.withLock({ $0.values[key] }), !isStale(known) { return known }
    let made = try make()
    return state.withLock { state in
      if let known = state.values[key] {
        if !isStale(known) { return known }
      } else if let most {
        if state.order.count >= most {
          for eldest in state.order.prefix(most / 2) { state.values[eldest] = nil }
          state.order.removeFirst(most / 2)
        }
        state.order.append(key)
      }
      state.values[key] = made
      return made
    }
  }
}
