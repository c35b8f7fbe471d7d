import Core
import FEEL
import Synchronization

/// Gives out the slots of one service: fields first, then whatever its expressions read, each once. All
/// variants share it, so that a formula of the service means the same in every one of them.
final class SlotIssuer: Sendable {
  private struct State {
    var sources: [SlotSource]
    var slots: [SlotSource: Int]
    var lists: [String: ClosedValues] = [:]
    /// What an expression read that this build cannot supply.
    var unrun: [String] = []
    /// Fields that were read by their names.
    var read: Set<Int> = []
  }

  /// Guards everything; held for single look-ups only.
  private let state: Mutex<State>

  /// - Parameter fields: Of the variant that has most.
  init(fields: Int) {
    let sources = (0..<fields).map { SlotSource.field($0) }
    let slots = Dictionary(uniqueKeysWithValues: sources.enumerated().map { ($1, $0) })
    state = Mutex(State(sources: sources, slots: slots))
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
    var sources = sources
    for at in sources.indices {
      if case .field(let position) = sources[at], position >= count { sources[at] = .value }
    }
    return SlotLayout(sources)
  }

  /// A code list as a type, made once.
  func closedValues(_ list: CodeList) -> ClosedValues {
    state.withLock { state in
      if let values = state.lists[list.id] { return values }
      let options = list.codes.map { code in
        ClosedValues.Option(code: code.code, spellings: [code.title.zh, code.title.en].compactMap { $0 })
      }
      let values = ClosedValues(name: list.id, options: options)
      state.lists[list.id] = values
      return values
    }
  }

  /// The words of a group as a type, made once.
  func closedValues(words group: String, _ options: () -> [ClosedValues.Option]) -> ClosedValues {
    let key = "words " + group
    if let known = state.withLock({ $0.lists[key] }) { return known }
    let values = ClosedValues(name: group, options: options())
    state.withLock { $0.lists[key] = values }
    return values
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
