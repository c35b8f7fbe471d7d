internal import Glibc

/// Milliseconds that never go back, for ages and limits inside one process; no relation to the calendar.
package enum SteadyClock {
  package static var milliseconds: Int64 { microseconds / 1000 }
  package static var microseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) &* 1_000_000 &+ Int64(time.tv_nsec) / 1000
  }
}
