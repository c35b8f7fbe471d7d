import Glibc

/// Short sleeps of the store's own threads.
package enum Pause {
  package static func milliseconds(_ n: UInt64) {
    var left = timespec(tv_sec: Int(n / 1000), tv_nsec: Int(n % 1000) * 1_000_000)
    while true {
      var time = left
      if nanosleep(&time, &left) == 0 || errno != EINTR { return }
    }
  }

  /// Longer with each round and never the same for two that met: 1-5 ms at first, 60-320 ms at last.
  package static func jitter(_ round: Int) {
    let ceiling = UInt64(5) << UInt64(min(max(round, 0), 6))
    milliseconds(UInt64.random(in: ceiling / 5...ceiling))
  }
}
