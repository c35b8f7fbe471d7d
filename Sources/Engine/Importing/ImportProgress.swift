import Synchronization

/// How far an import is, for who waits for it: told by the thread that works, read by any other.
package final class ImportProgress: Sendable {
  private let rows = Atomic<Int>(0)
  private let steps = Atomic<Int>(0)
  private let taken = Atomic<Int>(0)
  private let writing = Atomic<Bool>(false)

  package init() {}

  /// The table is read; each of its rows is looked at so many times. An import that was overtaken begins again.
  func begin(rows count: Int, times: Int = 1) {
    taken.store(0, ordering: .relaxed)
    writing.store(false, ordering: .relaxed)
    steps.store(count * times, ordering: .relaxed)
    rows.store(count, ordering: .relaxed)
  }

  func step() { taken.add(1, ordering: .relaxed) }

  /// All rows are looked at: what they bring is being written.
  func write() { writing.store(true, ordering: .relaxed) }

  /// Rows of the table; 0 = not read yet.
  package var total: Int { rows.load(ordering: .relaxed) }

  /// Rows that are done with.
  package var done: Int {
    let steps = steps.load(ordering: .relaxed)
    return steps == 0 ? 0 : min(total, taken.load(ordering: .relaxed) * total / steps)
  }

  package var isWriting: Bool { writing.load(ordering: .relaxed) }
}
