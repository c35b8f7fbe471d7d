internal import Core
import Glibc

/// The database file, held by one process: a lock on a file beside it, which the system drops when the process ends.
final class SQLiteFile: @unchecked Sendable {
  /// Protects `lock`.
  private let monitor = Monitor()
  private var lock: Int32

  /// - Throws: `StoreError.unavailable` when another process (or another store of this one) has it.
  init(_ path: String) throws {
    let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure(path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = Self.holder(descriptor)
      Glibc.close(descriptor)
      throw StoreError.unavailable(
        "\(path) is in use by process \(holder); one process at a time may open it")
    }
    lock = descriptor
    Self.write(descriptor)
    // Made here so that nobody else may read it; the log takes over its rights.
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      let failure = Self.failure(path)
      unlock()
      throw failure
    }
    Glibc.close(file)
  }

  deinit { unlock() }

  func unlock() {
    monitor.withLock {
      if lock >= 0 { Glibc.close(lock) }
      lock = -1
    }
  }

  private static func failure(_ path: String) -> StoreError {
    .unavailable("\(path): \(String(cString: strerror(errno)))")
  }

  private static func write(_ descriptor: Int32) {
    let text = Array("\(getpid())\n".utf8)
    _ = ftruncate(descriptor, 0)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  private static func holder(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    let digits = bytes.prefix(max(0, count)).prefix { $0 >= 48 && $0 <= 57 }
    return digits.isEmpty ? "?" : String(decoding: digits, as: UTF8.self)
  }
}
