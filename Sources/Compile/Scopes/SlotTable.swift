import Core
import Synchronization

/// Gives each thing that the expressions of one control, ledger or attribute read its slot, in the order they ask.
final class SlotTable: Sendable {
  private struct State {
    var sources: [SlotSource] = []
    var slots: [SlotSource: Int] = [:]
  }

  /// Guards everything; held for single look-ups only.
  private let state = Mutex(State())

  init(_ first: [SlotSource] = []) { for source in first { _ = slot(source) } }

  func slot(_ source: SlotSource) -> Int {
    state.withLock { state in
      if let slot = state.slots[source] { return slot }
      let slot = state.sources.count
      state.sources.append(source)
      state.slots[source] = slot
      return slot
    }
  }

  var layout: SlotLayout { SlotLayout(state.withLock { $0.sources }) }
}
