import Core
import FEEL
import Synchronization

/// Gives out the slots of one service: fields first, then whatever its expressions read, each once. All
/// variants share it, so that a formula of the service means the same in every one of them.
final class SlotIssuer: Sendable {
  private struct State {
    var sources: [SlotSource]
    var slots: [SlotSource: Int]
    /// What an expression read that this build cannot supply.
    var unrun: [String] = []
    /// Fields that were read by their names.
    var read: Set<Int> = []
  }

  /// Guards everything; held for single look-ups only.
  private let state: Mutex<State>
  private let words: WordTypes

  /// - Parameter fields: Of the variant that has most.
  /// - Parameter words: Shared by all that is lowered in one compile.
  init(fields: Int, words: WordTypes) {
    self.words = words
    let sources = (0..<fields).map { SlotSource.field($0) }
    let slots = Dictionary(uniqueKeysWithValues: sources.enumerated().map { ($1, $0) })
    state = Mutex(State(sources: sources, slots: slots))
  }

  /// The slots of a form that runs already, so that its formulas are read again as they were.
  init(_ layout: SlotLayout) {
    words = WordTypes()
    let slots = Dictionary(layout.sources.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    state = Mutex(State(sources: layout.sources, slots: slots))
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

  var sources: [SlotSource] { state.withLock { $0.sources } }

  /// What each slot holds in a form of so many fields; a slot that belongs to another variant's field stays
  /// null.
  func layout(fields count: Int) -> SlotLayout {
    SlotLayout(
      sources.map { source in
        if case .field(let position) = source, position >= count { .value } else { source }
      })
  }

  /// The words of a group as a type, made once for all services.
  func closedValues(words group: String, _ options: () -> [ClosedValues.Option]) -> ClosedValues {
    words.closedValues(group, options)
  }

  func noteUnrun(_ what: String) { state.withLock { $0.unrun.append(what) } }
  func takeUnrun() -> [String] {
    state.withLock { state in
      defer { state.unrun = [] }
      return state.unrun
    }
  }

  func noteRead(_ field: Int) { state.withLock { _ = $0.read.insert(field) } }
  var readFields: Set<Int> { state.withLock { $0.read } }
}
