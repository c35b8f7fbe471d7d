internal import Glibc

/// A few threads of its own for work that may wait: passwords, publishing, exports, reads, commands that are decided
/// again. Never on the threads of Swift's tasks: there are as many as cores, and who waits on all of them waits for ever.
/// The queue of a server is short on purpose: what cannot start soon is refused with 503, not collected.
package final class WorkerPool: Sendable {
  private let queue: JobQueue

  /// The threads begin with the first work.
  /// - Parameter most: how much may wait.
  package init(threads count: Int, most: Int = .max) {
    queue = JobQueue(threads: max(1, count), most: most)
  }

  deinit { close() }

  /// Puts work in the queue; false when the queue is full or closed and the work will not run.
  package func submit(_ job: @escaping @Sendable () -> Void) -> Bool { queue.submit(job) }

  /// Runs what waits, then ends the threads. A job that calls this is itself not waited for.
  package func close() { queue.close() }
}

/// What the threads hold: it lives until the last of them has ended, also when the pool went away on one of them.
private final class JobQueue: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  // Guarded by `mutex`. A ring would save the shift; at this length it does not matter.
  private var waiting: [@Sendable () -> Void] = []
  private var isClosed = false
  private var threads: [pthread_t] = []
  private let count: Int
  private let most: Int

  init(threads count: Int, most: Int) {
    self.count = count
    self.most = most
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(condition)
    mutex.deallocate()
    condition.deallocate()
  }

  func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    if threads.isEmpty, !isClosed { begin() }
    guard !isClosed, !threads.isEmpty, waiting.count < most else { return false }
    waiting.append(job)
    // Not one alone: glibc before 2.41 can lose that where several wait (bug 25847).
    pthread_cond_broadcast(condition)
    return true
  }

  private func begin() {
    for _ in 0..<count {
      var id = pthread_t()
      let held = Unmanaged.passRetained(self)
      let code = pthread_create(
        &id, nil,
        { raw in
          if let raw { Unmanaged<JobQueue>.fromOpaque(raw).takeRetainedValue().work() }
          return nil
        }, held.toOpaque())
      if code == 0 { threads.append(id) } else { held.release() }
    }
  }

  func close() {
    pthread_mutex_lock(mutex)
    let ending = threads
    isClosed = true
    threads = []
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
    for thread in ending {
      if pthread_equal(thread, pthread_self()) != 0 { pthread_detach(thread) } else { pthread_join(thread, nil) }
    }
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
