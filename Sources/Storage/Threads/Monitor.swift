import Glibc

/// A mutex with a condition variable. What it protects is named where it is used.
package final class Monitor: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// - Parameter recursive: the thread that holds it may enter again.
  package init(recursive: Bool = false) {
    var kind = pthread_mutexattr_t()
    pthread_mutexattr_init(&kind)
    if recursive { pthread_mutexattr_settype(&kind, CInt(PTHREAD_MUTEX_RECURSIVE)) }
    pthread_mutex_init(mutex, &kind)
    pthread_mutexattr_destroy(&kind)
    var clock = pthread_condattr_t()
    pthread_condattr_init(&clock)
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &clock)
    pthread_condattr_destroy(&clock)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  package func withLock<T>(_ body: () throws -> T) rethrows -> T {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Waits inside `withLock` until somebody signals; may also wake for nothing.
  package func wait() { pthread_cond_wait(condition, mutex) }

  /// - Returns: false when the monotonic time (`Monotonic.now`) has come.
  package func wait(until deadline: UInt64) -> Bool {
    var at = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
    return pthread_cond_timedwait(condition, mutex, &at) != ETIMEDOUT
  }

  /// Wakes whoever waits. There is no waking of one alone: glibc before 2.41 can lose it where several wait (bug 25847).
  package func broadcast() { pthread_cond_broadcast(condition) }
}

/// Nanoseconds since some start, never set back.
package enum Monotonic {
  package static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
  package static func after(milliseconds: UInt64) -> UInt64 { now &+ milliseconds &* 1_000_000 }
}

/// Milliseconds UTC of this process's clock.
package enum WallClock {
  package static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000
  }
}
