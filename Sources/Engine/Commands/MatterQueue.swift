import Synchronization

/// Commands on one matter, one after the other within this process: they would overtake each other in the store anyway,
/// and each that is overtaken is decided again. Between processes the guards of the store decide.
final class MatterQueue: Sendable {
  typealias Work = @Sendable () -> Void

  /// Where those go on who had to wait.
  private let pool: WorkerPool

  /// Who waits, by the matter's code; a code that is there is being worked on.
  private let waiting = Mutex<[String: [Work]]>([:])

  init(_ pool: WorkerPool) { self.pool = pool }

  /// Runs the work now, or after those before it. It has to call `leave` when it is done.
  func enter(_ code: String, _ work: @escaping Work) {
    let isFirst = waiting.withLock { waiting in
      if waiting[code] == nil {
        waiting[code] = []
        return true
      }
      waiting[code]?.append(work)
      return false
    }
    if isFirst { work() }
  }

  /// Lets the next one begin, on a thread of its own: this one belongs to the store.
  func leave(_ code: String) {
    let next = waiting.withLock { waiting -> Work? in
      guard var queue = waiting[code] else { return nil }
      if queue.isEmpty {
        waiting[code] = nil
        return nil
      }
      let first = queue.removeFirst()
      waiting[code] = queue
      return first
    }
    // A pool that is closing takes no more: then the process ends, and here is as good as anywhere.
    if let next, !pool.submit(next) { next() }
  }
}
