package import Core

/// Work for the threads that write.
package enum Work: Sendable {
  case plan(Plan, @Sendable (CommitOutcome) -> Void)
  /// Runs between groups on the writing thread.
  case task(@Sendable () -> Void)
}

/// Many producers; the consumer takes what is there. No lingering: a group is whatever arrived while the last one was
/// committed (measured: waiting for a bigger group costs 15 %).
package final class Inbox: @unchecked Sendable {
  /// Protects `waiting` and `closed`.
  private let monitor = Monitor()
  private var waiting: [Work] = []
  private var closed = false

  package init() {}

  /// - Returns: false when it is closed; the work was not taken.
  package func push(_ work: Work) -> Bool {
    monitor.withLock {
      if closed { return false }
      waiting.append(work)
      if waiting.count == 1 { monitor.broadcast() }
      return true
    }
  }

  /// Waits until something is there and moves all of it into `list` (which must be empty), oldest first.
  /// - Returns: false after `close`, when nothing is left.
  package func takeAll(into list: inout [Work]) -> Bool {
    monitor.withLock {
      while waiting.isEmpty && !closed { monitor.wait() }
      swap(&waiting, &list)
      return !list.isEmpty
    }
  }

  /// Waits until something is there and moves at most `limit` of it into `list`: for several consumers.
  /// - Returns: false after `close`, when nothing is left.
  package func takeSome(_ limit: Int, into list: inout [Work]) -> Bool {
    monitor.withLock {
      while waiting.isEmpty && !closed { monitor.wait() }
      guard !waiting.isEmpty else { return false }
      list.append(contentsOf: waiting.prefix(limit))
      waiting.removeFirst(min(limit, waiting.count))
      if !waiting.isEmpty { monitor.broadcast() }
      return true
    }
  }

  /// What waits is still handed out; nothing new is taken.
  package func close() {
    monitor.withLock {
      closed = true
      monitor.broadcast()
    }
  }
}
