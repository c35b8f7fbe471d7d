internal import CSQLite
internal import Core

/// The body of the writing thread: takes what waits, applies it in groups, and only then answers.
final class SQLiteWriterLoop: @unchecked Sendable {
  /// Used by the writing thread alone; gone when it has ended, and its connection with it.
  private var writer: SQLiteWriter?
  private let inbox: Inbox
  /// Of a store in memory: readers use the writer's connection.
  private let lock: Monitor?
  private let readers: ConnectionPool<SQLiteReading>?
  private let file: SQLiteFile?

  /// Larger groups gain nothing and make everybody in them wait.
  private static let largestGroup = 512

  init(
    _ writer: SQLiteWriter, _ inbox: Inbox, lock: Monitor?, _ readers: ConnectionPool<SQLiteReading>?,
    _ file: SQLiteFile?
  ) {
    self.writer = writer
    self.inbox = inbox
    self.lock = lock
    self.readers = readers
    self.file = file
  }

  func run() {
    var list: [Work] = []
    var group = Group()
    while inbox.takeAll(into: &list) {
      for work in list {
        switch work {
        case .plan(let plan, let completion):
          group.add(plan, completion)
          if group.plans.count >= Self.largestGroup { apply(&group) }
        case .task(let body):
          apply(&group)
          body()
        }
      }
      list.removeAll(keepingCapacity: true)
      apply(&group)
    }
    readers?.close()
    exclusively {
      writer?.finish()
      writer = nil
    }
    file?.unlock()
  }

  /// Called on the writing thread, as a task of the inbox.
  func expand(_ tables: [Table]) throws { try exclusively { try writer?.expand(tables) } }

  private struct Group {
    var plans: [Plan] = []
    var completions: [@Sendable (CommitOutcome) -> Void] = []

    mutating func add(_ plan: Plan, _ completion: @escaping @Sendable (CommitOutcome) -> Void) {
      plans.append(plan)
      completions.append(completion)
    }
  }

  private func apply(_ group: inout Group) {
    guard !group.plans.isEmpty else { return }
    // `apply` returns after the commit: whoever hears "committed" may rely on it.
    let outcomes = exclusively { writer?.apply(group.plans) ?? [] }
    for (completion, outcome) in zip(group.completions, outcomes) { completion(outcome) }
    group.plans.removeAll(keepingCapacity: true)
    group.completions.removeAll(keepingCapacity: true)
    writer?.checkpointIfDue()
  }

  private func exclusively<T>(_ body: () throws -> T) rethrows -> T {
    guard let lock else { return try body() }
    return try lock.withLock(body)
  }
}
