import Core
import FEEL
import Synchronization

/// Gives out the slots of one service: fields first, then whatever its expressions read, each once. All
/// variants share it, so that a formula of the service means the same in every one of them.
final class SlotIssuer: Sendable {
  private struct State {
    /// What an expression read that this build cannot supply.
    var unrun: [String] = []
    /// Fields that were read by their names.
    var read: Set<Int> = []
  }

  private let table: SlotTable
  /// Guards the rest; held for single look-ups only.
  private let state = Mutex(State())
  private let words: WordTypes

  /// - Parameter fields: Of the variant that has most.
  /// - Parameter words: Shared by all that is lowered in one compile.
  init(fields: Int, words: WordTypes) {
    self.words = words
    table = SlotTable((0..<fields).map { .field($0) })
  }

  /// The slots of a form that runs already, so that its formulas are read again as they were.
  init(_ layout: SlotLayout) {
    words = WordTypes()
    table = SlotTable(layout.sources)
  }

  func slot(_ source: SlotSource) -> Int { table.slot(source) }

  var sources: [SlotSource] { table.sources }

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
