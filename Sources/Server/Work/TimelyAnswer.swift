internal import Glibc

/// A result that comes from another thread, waited for no longer than it may take.
final class TimelyAnswer<Value: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// Guarded by `mutex`.
  private var value: Value?

  init() {
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // A clock that is set does not change how long anybody waits.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func put(_ result: Value) {
    pthread_mutex_lock(mutex)
    if value == nil { value = result }
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  /// The result, or nil when `put` was not called in time.
  func take(within milliseconds: Int64) -> Value? {
    let end = SteadyClock.microseconds &+ max(0, min(milliseconds, 3_600_000)) &* 1_000
    var until = timespec()
    until.tv_sec = Int(end / 1_000_000)
    until.tv_nsec = Int(end % 1_000_000) * 1_000
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while value == nil {
      if pthread_cond_timedwait(condition, mutex, &until) != 0 { break }
    }
    return value
  }
}
