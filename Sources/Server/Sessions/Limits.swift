import Core
import Synchronization

/// Too much from one address or account; may be tried again after so many seconds.
package struct TooMany: Error, Sendable {
  package let seconds: Int
}

/// How often is too often.
package struct LimitRules: Sendable {
  /// Codes asked for by one phone, per ten minutes.
  package var codesPerPhone = 5
  /// Codes asked for from one address, per ten minutes.
  package var codesPerAddress = 60
  /// Wrong passwords or codes for one account, per ten minutes.
  package var failuresPerAccount = 10
  /// Wrong passwords or codes from one address, per ten minutes.
  package var failuresPerAddress = 100
  /// Expressions tried by one account, per ten minutes.
  package var trialsPerAccount = 1_200
  /// Requests from one address, per ten seconds; the machine itself (a proxy) is not counted.
  package var requestsPerAddress = 2_000

  package init() {}

  /// A demonstration signs hundreds of people in from one machine.
  package static var demonstration: LimitRules {
    var rules = LimitRules()
    rules.codesPerPhone = 1_000
    rules.codesPerAddress = 100_000
    rules.failuresPerAddress = 10_000
    return rules
  }
}

/// Counts per window: in memory for everything, in the store too where several servers must count together.
package final class Limits: Sendable {
  private struct Window { var start: Int64, count: Int }
  private let store: any Store
  /// Guards the counts of this process.
  private let counts = Mutex<[String: Window]>([:])
  private let addresses = Mutex<[ClientAddress: Window]>([:])

  static let window: Int64 = 600_000
  private static let mostKept = 100_000

  package init(_ store: any Store) { self.store = store }

  /// Counts one request of an address. Cheap enough for every request.
  package func request(from address: ClientAddress, most: Int) throws(TooMany) {
    if address.bytes.isEmpty || address.isLoopback { return }
    let now = SteadyClock.milliseconds
    let start = now - now % 10_000
    let isTooMuch = addresses.withLock { all in
      if all.count > Self.mostKept { all = all.filter { $0.value.start == start } }
      return Self.count(&all[address, default: Window(start: start, count: 0)], start) > most
    }
    if isTooMuch { throw TooMany(seconds: Int((start + 10_000 - now + 999) / 1000)) }
  }

  /// Counts one act of this process.
  package func here(_ key: String, most: Int) throws(TooMany) {
    let now = SteadyClock.milliseconds
    let start = now - now % Self.window
    let isTooMuch = counts.withLock { all in
      if all.count > Self.mostKept { all = all.filter { $0.value.start == start } }
      return Self.count(&all[key, default: Window(start: start, count: 0)], start) > most
    }
    if isTooMuch { throw TooMany(seconds: Int((start + Self.window - now + 999) / 1000)) }
  }

  /// Takes back what `here` counted, for an act that turned out well.
  package func forgive(_ key: String) {
    counts.withLock { if let window = $0[key], window.count > 0 { $0[key]?.count = window.count - 1 } }
  }

  /// Counts one act in the store, so that all servers together stay below `most`. Counted first and judged afterwards:
  /// no two servers can both be the last that is allowed.
  package func everywhere(_ key: String, most: Int) throws {
    let now = try store.now()
    let start = now - now % Self.window
    let row = Self.row(key)
    try add(1, row, start)
    let count = try store.read { reader in
      try reader.rows(Self.query, [.text(row), .int(start)], under: .system(.session)).first?[0].int ?? 0
    }
    if count > Int64(most) { throw TooMany(seconds: Int((start + Self.window - now + 999) / 1000)) }
  }

  /// Takes back what `everywhere` counted, for an act that turned out well.
  package func forgiveEverywhere(_ key: String) throws {
    let now = try store.now()
    try add(-1, Self.row(key), now - now % Self.window)
  }

  /// The key as stored: what is counted, and a digest of for whom.
  private static func row(_ key: String) -> String {
    "\(key.prefix { $0 != ":" }):\(Secrets.hex(Secrets.digest(key)))"
  }

  private func add(_ count: Int64, _ row: String, _ start: Int64) throws {
    try store.settle(
      Plan(changes: [
        Change(Self.insert, [.text(row), .int(start), .int(count)]),
        Change(Self.forgetOld, [.int(start - Self.window)]),
      ])
    ).check()
  }

  private static func count(_ window: inout Window, _ start: Int64) -> Int {
    if window.start != start { window = Window(start: start, count: 0) }
    window.count += 1
    return window.count
  }

  private static let insert = Statement.insert(SystemTables.rateCounter, conflict: .add(["count"]))
  private static let query = Query(
    ["count"], of: SystemTables.rateCounter, where: .all([.equals("key", 0), .equals("window_start", 1)]))
  private static let forgetOld = Statement(
    SystemTables.rateCounter, .delete(where: .compare(.column("window_start"), .less, .parameter(0))))
}
