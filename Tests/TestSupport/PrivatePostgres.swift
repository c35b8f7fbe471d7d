import Foundation
import Glibc
import Synchronization

/// A PostgreSQL server of the tests' own: fresh files in a temporary folder, loopback only, gone when the process ends.
package final class PrivatePostgres: Sendable {
  /// The server, started at first use; nil with a reason when there are no server programs here.
  package static let shared: PrivatePostgres? = try? PrivatePostgres()
  /// Another one that no test crashes, for what asks many questions in one session.
  package static let undisturbed: PrivatePostgres? = try? PrivatePostgres()

  /// Why tests that need it are skipped.
  package static let absence: String =
    "no PostgreSQL server programs (initdb, postgres) here: the tests are skipped"

  private let folder: String
  private let port: Int
  private let user: String?

  private init() throws {
    guard let bin = Self.programs else { throw Missing() }
    folder = "/tmp/hutong-pg-\(UUID().uuidString.prefix(8))"
    // The server refuses to run as root: then the account that Debian's package made runs it.
    user = geteuid() == 0 ? "postgres" : nil
    port = try Self.freePort()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    if let user { try Self.run("/usr/bin/env", ["chown", user, folder], as: nil) }
    try Self.run(
      "\(bin)/initdb",
      ["-D", "\(folder)/data", "-A", "trust", "-U", "hutong", "-E", "UTF8", "--locale=C", "--no-sync"],
      as: user)
    let stop = (program: "\(bin)/pg_ctl", folder: folder, user: user)
    Self.running.withLock { running in
      if running.isEmpty { atexit { PrivatePostgres.stop() } }
      running.append(stop)
    }
    try start(bin)
  }

  private func start(_ bin: String) throws {
    // Without fsync: the tests end the server, not the machine, and it comes back sooner.
    let options =
      "-p \(port) -c listen_addresses=127.0.0.1 -c unix_socket_directories=\(folder) -c shared_buffers=64MB "
      + "-c max_connections=200 -c fsync=off -c full_page_writes=off"
    try Self.run(
      "\(bin)/pg_ctl",
      ["-D", "\(folder)/data", "-l", "\(folder)/log", "-w", "-t", "120", "-o", options, "start"], as: user)
  }

  /// Ends the server at once, as a crash would, and starts it again.
  package func crashAndRestart() throws {
    guard let bin = Self.programs else { throw Missing() }
    try Self.run("\(bin)/pg_ctl", ["-D", "\(folder)/data", "-m", "immediate", "-w", "stop"], as: user)
    try start(bin)
  }

  /// The address of a fresh, empty database.
  package func database() throws -> String {
    guard let bin = Self.programs else { throw Missing() }
    let name = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
    try Self.run("\(bin)/createdb", ["-h", "127.0.0.1", "-p", "\(port)", "-U", "hutong", name], as: nil)
    return "postgresql://hutong@127.0.0.1:\(port)/\(name)"
  }

  /// Runs SQL in a session of its own, as somebody else would with psql; waits for its end.
  ///
  /// - Returns: whether it succeeded.
  @discardableResult
  package func run(_ text: String, on url: String) -> Bool {
    (try? Self.run("/usr/bin/env", ["psql", "-X", "-q", "-d", url, "-c", text], as: nil)) != nil
  }

  // MARK: Programs

  private static let programs: String? = {
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
    let folders =
      versions.sorted().reversed().map { "/usr/lib/postgresql/\($0)/bin" } + ["/usr/local/bin", "/usr/bin"]
    return folders.first { folder in
      ["initdb", "pg_ctl", "postgres", "createdb"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
      }
    }
  }()

  /// Not `Process`: that waits for whoever inherited its descriptors too, and the server stays.
  private static func run(_ program: String, _ arguments: [String], as user: String?) throws {
    let words = (user.map { ["/usr/sbin/runuser", "-u", $0, "--"] } ?? []) + [program] + arguments
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var child = pid_t()
    guard posix_spawn(&child, words[0], &actions, nil, &arguments, environ) == 0 else { throw Missing() }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    guard status == 0 else { throw Missing() }
  }

  private static func freePort() throws -> Int {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { Glibc.close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
      }
    }
    guard bound else { throw Missing() }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// What is to be stopped when the process ends.
  private static let running = Mutex<[(program: String, folder: String, user: String?)]>([])

  private static func stop() {
    for (program, folder, user) in running.withLock({ $0 }) {
      try? run(program, ["-D", "\(folder)/data", "-m", "immediate", "-w", "stop"], as: user)
      try? FileManager.default.removeItem(atPath: folder)
    }
  }

  private struct Missing: Error {}
}
