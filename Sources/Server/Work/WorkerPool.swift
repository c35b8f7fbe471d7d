internal import Glibc

/// A few threads for work that takes longer than moving bytes: passwords, publishing, exports, reads. The queue is
/// short on purpose: what cannot start soon is refused with 503, not collected.
package final class WorkerPool: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  // Guarded by `mutex`. A ring would save the shift; at this length it does not matter.
  private var waiting: [@Sendable () -> Void] = []
  private var isClosed = false
  private var threads: [pthread_t] = []
  private let most: Int

  /// - Parameter most: how much may wait.
  package init(threads count: Int, most: Int) {
    self.most = most
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    for _ in 0..<max(1, count) {
      var id = pthread_t()
      let code = pthread_create(
        &id, nil,
        { raw in
          if let raw { Unmanaged<WorkerPool>.fromOpaque(raw).takeUnretainedValue().work() }
          return nil
        }, Unmanaged.passUnretained(self).toOpaque())
      if code == 0 { threads.append(id) }
    }
  }

  deinit {
    close()
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(condition)
    mutex.deallocate()
    condition.deallocate()
  }

  /// Puts work in the queue; false when the queue is full or closed and the work will not run.
  package func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard !isClosed, !threads.isEmpty, waiting.count < most else { return false }
    waiting.append(job)
    // Not one alone: glibc before 2.41 can lose that where several wait (bug 25847).
    pthread_cond_broadcast(condition)
    return true
  }

  /// Runs what waits, then ends the threads. Not to be called from one of them.
  package func close() {
    pthread_mutex_lock(mutex)
    let ending = threads
    isClosed = true
    threads = []
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
    for thread in ending { pthread_join(thread, nil) }
  }

  private func work() {
    while let job = next() { job() }
  }

  private func next() -> (@Sendable () -> Void)? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while waiting.isEmpty {
      if isClosed { return nil }
      pthread_cond_wait(condition, mutex)
    }
    return waiting.removeFirst()
  }
}
