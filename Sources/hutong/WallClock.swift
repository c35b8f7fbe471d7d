import FEEL
import Glibc

/// The moment at which a command runs, in Shanghai time.
enum WallClock {
  static var now: CivilDateTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return CivilDateTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
