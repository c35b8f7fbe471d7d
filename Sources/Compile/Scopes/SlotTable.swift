import Core
import Synchronization

/// Gives each thing that the expressions of one control, ledger, attribute or service read its slot, in the order they ask.
final class SlotTable: Sendable {
  private struct State {
    var sources: [SlotSource] = []
    var slots: [SlotSource: Int] = [:]
  }

  /// Guards everything; held for single look-ups only.
  private let state: Mutex<State>

  /// - Parameter first: the first slots, in their order; of equal ones the first is the one that is found.
  init(_ first: [SlotSource] = []) {
    let slots = Dictionary(first.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    state = Mutex(State(sources: first, slots: slots))
  }

  func slot(_ source: SlotSource) -> Int {
    state.withLock { state in
      if let slot = state.slots[source] { return slot }
      let slot = state.sources.count
      state.sources.append(source)
      state.slots[source] = slot
      return slot
    }
  }

  /// What each slot holds, by position.
  var sources: [SlotSource] { state.withLock { $0.sources } }

  var layout: SlotLayout { SlotLayout(sources) }
}
