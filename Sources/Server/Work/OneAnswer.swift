internal import Glibc
import Synchronization

/// Waits on a worker thread for a result that comes by a callback. Never used on the threads that move bytes.
package final class OneAnswer<Value: Sendable>: @unchecked Sendable {
  private let signal = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  private let value = Mutex<Value?>(nil)

  package init() { sem_init(signal, 0, 0) }
  deinit {
    sem_destroy(signal)
    signal.deallocate()
  }

  package func put(_ result: Value) {
    let isFirst = value.withLock { value in
      if value != nil { return false }
      value = result
      return true
    }
    if isFirst { sem_post(signal) }
  }

  /// The result; waits until `put` was called. To be called once.
  package func take() -> Value {
    while true {
      // Interrupted by a signal: wait again.
      while sem_wait(signal) != 0 {}
      if let value = value.withLock({ $0 }) { return value }
    }
  }
}
