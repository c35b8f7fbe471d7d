import Core
import Synchronization

/// Runs programs: takes commands, answers questions, publishes releases. Knows no SQL, no HTTP, no YAML.
package final class Engine: Sendable {
  package let store: any Store
  package let sealing: any SealingSuite
  package let compiler: any ProgramCompiler
  package let ids: IdentifierIssue
  /// Every division there has been, for ID numbers; nil = every code of a known province passes.
  package let divisions: DivisionHistory?
  /// Which other systems may be called; nil = it is not known here, and every release may name any.
  package let addresses: AllowedAddresses?
  /// Whether somebody without an account in the store can read no message; false where people sign in otherwise.
  let checksAccounts: Bool
  /// Commands that go on after they had to wait for others. Their threads read from the store.
  let again: WorkerPool
  let queue: MatterQueue
  /// Guards `state`: read by every request, written when an epoch or grant epoch is loaded.
  let state: Mutex<State>
  /// Held by the one thread that loads what moved on; the others wait for what it loaded.
  let loading = Mutex<Void>(())

  struct State: Sendable {
    /// Newest first; older ones are kept only while pinned matters need them, in `editions`.
    var running: Running?
    var editions: [Int64: Program] = [:]
    /// How far the moving of running matters has come, by service.
    var moving: [String: Int64] = [:]
  }

  package init(
    store: any Store, compiler: any ProgramCompiler, sealing: any SealingSuite = IdentitySuite(), server: Int = 0,
    divisions: DivisionHistory? = nil, addresses: AllowedAddresses? = nil, checksAccounts: Bool = false
  ) {
    self.checksAccounts = checksAccounts
    self.store = store
    self.compiler = compiler
    self.sealing = sealing
    ids = IdentifierIssue(server: server)
    again = WorkerPool(threads: 4)
    queue = MatterQueue(again)
    self.divisions = divisions
    self.addresses = addresses
    state = Mutex(State())
  }

  /// Runs reads on one snapshot together with the release and the directory that hold in it; loads first when this
  /// process is behind, so that two servers never answer from two versions.
  ///
  /// - Throws: `Refusal` (`unavailable` before the first release), `StoreError`.
  package func snapshot<T>(_ body: (Running, any Reader) throws -> T) throws -> T {
    for _ in 0..<Self.tries {
      if let answer = try loaded(body) { return answer }
      try catchUp()
    }
    // It moves on faster than it is loaded beforehand.
    return try store.read { reader in try body(load(reader), reader) }
  }

  /// The same where what holds is loaded already; nil where it would have to be loaded first.
  func loaded<T>(_ body: (Running, any Reader) throws -> T) throws -> T? {
    guard let known = state.withLock({ $0.running }) else { return nil }
    return try store.read { reader in
      guard known.holds(try EpochMarks.read(reader), at: reader.now) else { return nil }
      return try body(known, reader)
    }
  }

  /// How often what holds is loaded for all before it is loaded for one snapshot alone.
  private static let tries = 3
}

/// The active release and the state of the directory, read together.
struct EpochMarks: Sendable, Equatable {
  let epoch: Int64
  let grantEpoch: Int64

  private static let query = Query(
    [.init(.column("epoch"), .integer), .init(.column("epoch", of: "g"), .integer)],
    from: SystemTables.activeRelease,
    joins: [
      .init(
        SystemTables.grantEpoch, "g", on: .compare(.column("id", of: "g"), .equal, .constant(.int(1))), optional: true)
    ])

  static func read(_ reader: any Reader) throws -> EpochMarks {
    var marks = EpochMarks(epoch: 0, grantEpoch: 0)
    try reader.each(query, [], under: .system(.release)) { row in
      marks = EpochMarks(epoch: row.int(0) ?? 0, grantEpoch: row.int(1) ?? 0)
      return false
    }
    return marks
  }
}
