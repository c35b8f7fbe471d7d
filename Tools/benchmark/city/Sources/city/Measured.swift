import Core
import Engine
import Glibc

/// Times of one thing done many times, in microseconds.
struct Measured {
  private(set) var times: [Double] = []

  static var now: UInt64 { clock_gettime_nsec_np(CLOCK_MONOTONIC) }

  mutating func time<T>(_ body: () throws -> T) rethrows -> T {
    let start = Self.now
    let value = try body()
    times.append(Double(Self.now - start) / 1_000)
    return value
  }

  /// 0.5 = the middle, 0.99 = slower than 99 of 100.
  func part(_ part: Double) -> Double {
    if times.isEmpty { return 0 }
    let sorted = times.sorted()
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
  }
}

private func clock_gettime_nsec_np(_ clock: clockid_t) -> UInt64 {
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
