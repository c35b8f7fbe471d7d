import Core
import Engine
import Glibc

/// Times of one thing done many times, in microseconds: as they pass, and what of them this thread worked. On a machine
/// that others use too the slowest of a hundred only say who had to wait for whom; what is worked does not.
struct Measured {
  private var times: [Double] = [], worked: [Double] = []

  @discardableResult
  mutating func time<T>(_ body: () throws -> T) rethrows -> T {
    let work = nanoseconds(CLOCK_THREAD_CPUTIME_ID), start = nanoseconds(CLOCK_MONOTONIC)
    let value = try body()
    times.append(Double(nanoseconds(CLOCK_MONOTONIC) - start) / 1_000)
    worked.append(Double(nanoseconds(CLOCK_THREAD_CPUTIME_ID) - work) / 1_000)
    return value
  }

  /// 0.5 = the middle, 0.99 = slower than 99 of 100.
  func part(_ part: Double) -> Double { Self.part(part, of: times) }

  /// The same of what was worked.
  func work(_ part: Double) -> Double { Self.part(part, of: worked) }

  /// Named as the figures of one side are: its name with 50 and 99, and the same of the work.
  func figures(_ side: String) -> [String: Double] {
    [side + "50": part(0.5), side + "99": part(0.99), side + "Work50": work(0.5), side + "Work99": work(0.99)]
  }

  private static func part(_ part: Double, of times: [Double]) -> Double {
    if times.isEmpty { return 0 }
    let sorted = times.sorted()
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
  }
}

private func nanoseconds(_ clock: clockid_t) -> UInt64 {
  var time = timespec()
  clock_gettime(clock, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Numbers that are the same in every run.
struct Chance {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(1, limit)
  }
}
