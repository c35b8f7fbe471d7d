import Synchronization

/// Counts and times of one route, for `/metrics`; lock-free, because every request writes here.
final class RouteMeter: Sendable {
  /// Upper ends in microseconds.
  static let bounds: [Int64] = [1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000]

  private let ok = Atomic<Int>(0), moved = Atomic<Int>(0), client = Atomic<Int>(0), server = Atomic<Int>(0)
  private let b0 = Atomic<Int>(0), b1 = Atomic<Int>(0), b2 = Atomic<Int>(0), b3 = Atomic<Int>(0)
  private let b4 = Atomic<Int>(0), b5 = Atomic<Int>(0), b6 = Atomic<Int>(0), b7 = Atomic<Int>(0)
  private let beyond = Atomic<Int>(0)
  private let total = Atomic<Int>(0)

  func count(_ status: Int, microseconds: Int64) {
    switch status {
    case ..<300: ok.add(1, ordering: .relaxed)
    case ..<400: moved.add(1, ordering: .relaxed)
    case ..<500: client.add(1, ordering: .relaxed)
    default: server.add(1, ordering: .relaxed)
    }
    total.wrappingAdd(Int(microseconds), ordering: .relaxed)
    switch microseconds {
    case ...Self.bounds[0]: b0.add(1, ordering: .relaxed)
    case ...Self.bounds[1]: b1.add(1, ordering: .relaxed)
    case ...Self.bounds[2]: b2.add(1, ordering: .relaxed)
    case ...Self.bounds[3]: b3.add(1, ordering: .relaxed)
    case ...Self.bounds[4]: b4.add(1, ordering: .relaxed)
    case ...Self.bounds[5]: b5.add(1, ordering: .relaxed)
    case ...Self.bounds[6]: b6.add(1, ordering: .relaxed)
    case ...Self.bounds[7]: b7.add(1, ordering: .relaxed)
    default: beyond.add(1, ordering: .relaxed)
    }
  }

  struct Reading {
    /// By first digit of the status.
    let statuses: [(class: String, count: Int)]
    /// One for each bound and one beyond; not summed up.
    let buckets: [Int]
    let microseconds: Int
    var count: Int { buckets.reduce(0, +) }
  }

  var reading: Reading {
    Reading(
      statuses: [
        ("2xx", ok.load(ordering: .relaxed)), ("3xx", moved.load(ordering: .relaxed)),
        ("4xx", client.load(ordering: .relaxed)), ("5xx", server.load(ordering: .relaxed)),
      ],
      buckets: [
        b0.load(ordering: .relaxed), b1.load(ordering: .relaxed), b2.load(ordering: .relaxed),
        b3.load(ordering: .relaxed), b4.load(ordering: .relaxed), b5.load(ordering: .relaxed),
        b6.load(ordering: .relaxed), b7.load(ordering: .relaxed), beyond.load(ordering: .relaxed),
      ], microseconds: total.load(ordering: .relaxed))
  }
}
