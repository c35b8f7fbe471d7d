import Core
import Engine
import FEEL
import Glibc
import Spec
import Storage
import StoragePostgres

/// Opens the store that a command names: `sqlite:FILE`, `memory:` or `postgres://…`.
enum OpenStore {
  struct Failure: Error {
    let reason: String
  }

  /// - Parameter isNew: a file that is not there is made; else it is an error.
  static func open(_ address: String, clockOffset: Int64 = 0, isNew: Bool = false) throws -> any Store {
    if address.hasPrefix("postgres://") || address.hasPrefix("postgresql://") {
      return try PostgresStore(url: address, clockOffset: clockOffset)
    }
    if address == "memory:" { return try SQLiteStore(path: nil, clockOffset: clockOffset) }
    guard address.hasPrefix("sqlite:"), address.count > 7 else {
      throw Failure(reason: "--store: sqlite:FILE, memory: or postgres://…, not `\(address)`")
    }
    let path = String(address.dropFirst(7))
    guard isNew || access(path, F_OK) == 0 else { throw Failure(reason: "\(path): \(String(cString: strerror(ENOENT)))") }
    if let slash = path.lastIndex(of: "/") { makeFolders(String(path[..<slash])) }
    return try SQLiteStore(path: path, clockOffset: clockOffset)
  }

  /// Where the files lie that people sent: in the folder of data that was named, else beside the SQLite file.
  static func files(of address: String, data: String?) -> String {
    if let data { return data + "/files" }
    guard address.hasPrefix("sqlite:") else { return "data/files" }
    let path = address.dropFirst(7)
    return path.lastIndex(of: "/").map { "\(path[..<$0])/files" } ?? "files"
  }

  /// Makes a folder and those above it; what exists stays.
  static func makeFolders(_ path: String) {
    var made = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      made += made.isEmpty && part.isEmpty ? "/" : (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
      if made != "/", !made.isEmpty { mkdir(made, 0o750) }
    }
  }

  /// `P90D`, `-PT3H` as milliseconds; nil when it is no duration of days and time.
  static func offset(_ text: String) -> Int64? {
    guard case .dayTimeDuration(let duration)? = Temporal.duration(text) else { return nil }
    return duration.seconds.multipliedReportingOverflow(by: 1_000).partialValue
  }

  /// What went wrong, for a person at a terminal.
  static func words(_ error: any Error) -> String {
    switch error {
    case let failure as Failure: failure.reason
    case let failure as FolderReader.ReadError: "\(failure.path): \(failure.reason)"
    case let failure as BundleFolders.Failure: "\(failure.words.zh) / \(failure.words.en ?? "")"
    case let refusal as Refusal: "\(refusal.message.zh) / \(refusal.message.text(in: .en))"
    case StoreError.unavailable(let reason): reason
    case StoreError.rejected(let statement, let reason): "\(reason) [\(statement)]"
    default: "\(error)"
    }
  }
}
