import Core
import Engine

/// Looks names up on threads of its own, so that a resolver that stays silent holds up no attempt for longer than the
/// attempt may take. A look-up that nobody waits for any more ends when the resolver gives up.
final class PatientLookup: Sendable {
  /// So many names may be asked for at once; more wait their turn, each no longer than its attempt.
  private static let pool = WorkerPool(threads: 8, most: 64)

  private let lookup: @Sendable (String) -> [NetworkAddress]

  init(_ lookup: @escaping @Sendable (String) -> [NetworkAddress]) { self.lookup = lookup }

  /// All addresses of a name; nil when the resolver has not answered in time.
  func addresses(of name: String, within milliseconds: Int64) -> [NetworkAddress]? {
    let answer = TimelyAnswer<[NetworkAddress]>(), lookup = lookup
    guard Self.pool.submit({ answer.put(lookup(name)) }) else { return nil }
    return answer.take(within: milliseconds)
  }
}
