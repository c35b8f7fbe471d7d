import Core
import Dispatch

/// Several servers, one store: each says what it has loaded, so that a release is switched on only when all have it.
extension Engine {
  private static let insertServer = Statement.insert(SystemTables.server, conflict: .replace)
  private static let servers = Query(["id", "epoch", "seen"], of: SystemTables.server)

  /// A server that has not been seen for so long is taken as gone, milliseconds.
  private static let patience: Int64 = 3_000

  /// A number that no living server of the store has.
  package static func freeServerNumber(_ store: any Store) throws -> Int {
    let taken = try store.read { reader in
      Set(
        try reader.rows(servers, [], under: .system(.release))
          .filter { ($0[2].int ?? 0) > reader.now - 60_000 }.compactMap { $0[0].int })
    }
    let free = (0..<1_024).filter { !taken.contains(Int64($0)) }
    return free.randomElement() ?? 0
  }

  /// Loads a release that is written but not active yet, and says so. To be called about twice a second.
  package func beat(name: String) throws {
    let (newest, now) = try store.read { reader in
      (try reader.rows(ReleaseTables.newest, [], under: .system(.release)).first?[0].int ?? 0, reader.now)
    }
    if newest > 0 { _ = try edition(newest) }
    try commitOrThrow(
      Plan(changes: [
        Change(Self.insertServer, [.int(ids.number), .text(name), .int(newest), .int(now)])
      ]))
  }

  /// Waits until every server that is alive has loaded the epoch; gives up on one that stops beating. Servers behind
  /// catch up with their next command in any case.
  func waitForServers(_ epoch: Int64) throws {
    for _ in 0..<100 {
      let behind = try store.read { reader in
        try reader.rows(Self.servers, [], under: .system(.release)).contains { row in
          row[0].int != ids.number && (row[1].int ?? 0) < epoch && (row[2].int ?? 0) > reader.now - Self.patience
        }
      }
      if !behind { return }
      _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(50))
    }
  }
}
