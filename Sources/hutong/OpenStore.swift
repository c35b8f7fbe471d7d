import Core
import Engine
import FEEL
import Glibc
import Server
import Spec
import Storage
import StoragePostgres

/// Opens the store that a command names: `sqlite:FILE`, `memory:` or `postgres://…`.
enum OpenStore {
  struct Failure: Error {
    let words: Label

    init(_ zh: String, _ en: String) { words = Label(zh: zh, en: en) }

    /// Words that are right already: of the system, of a server.
    init(reason: String) { words = Label(zh: reason, en: reason) }
  }

  /// - Parameter isNew: a file that is not there is made; else it is an error.
  static func open(_ address: String, clockOffset: Int64 = 0, isNew: Bool = false) throws -> any Store {
    if address.hasPrefix("postgres://") || address.hasPrefix("postgresql://") {
      do {
        return try PostgresStore(url: address, clockOffset: clockOffset)
      } catch {
        // The address may hold a password: it is not said.
        let reason = reason(error)
        throw Failure(
          "连不上 PostgreSQL：\(reason)\n看看数据库开着没有，--store 里的主机、端口、库名、用户和密码对不对",
          "PostgreSQL cannot be reached: \(reason)\nsee whether it runs, and host, port, database, user and password in --store")
      }
    }
    if address == "memory:" { return try SQLiteStore(path: nil, clockOffset: clockOffset) }
    guard address.hasPrefix("sqlite:"), address.count > 7 else {
      throw Failure(
        "--store 要写 sqlite:文件、memory: 或 postgres://…，不是 `\(address)`",
        "--store is sqlite:FILE, memory: or postgres://…, not `\(address)`")
    }
    let path = String(address.dropFirst(7))
    guard isNew || access(path, F_OK) == 0 else { throw Failure(reason: "\(path): \(SystemWords.text(ENOENT))") }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    makeFolders(folder)
    try demandWritable(folder.isEmpty ? "/" : folder)
    do {
      return try SQLiteStore(path: path, clockOffset: clockOffset)
    } catch {
      let reason = reason(error)
      throw Failure(
        "打不开数据库 \(path)：\(reason)\n一个文件同时只能由一个程序打开：先停掉用它的服务，或用备份",
        "the store \(path) cannot be opened: \(reason)\none process at a time may have it: stop the server that does, or take a copy")
    }
  }

  /// The store makes files beside its own.
  private static func demandWritable(_ folder: String) throws(Failure) {
    if access(folder, W_OK | X_OK) == 0 { return }
    let reason = SystemWords.text(errno)
    throw Failure(
      "文件夹 \(folder) 写不进去：\(reason)\n换一个 --data 或 --store，或者改它的权限",
      "the folder \(folder) cannot be written: \(reason)\ntake another --data or --store, or change its rights")
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
    case let failure as Failure: failure.words.text(in: Terminal.language)
    case let failure as FolderReader.ReadError: "\(failure.path): \(SystemWords.text(failure.reason))"
    case let failure as BundleFolders.Failure: failure.words.text(in: Terminal.language)
    case let refusal as Refusal: refusal.message.text(in: Terminal.language)
    case let refused as ServerRefused: words(refused)
    default: reason(error)
    }
  }

  private static func words(_ refused: ServerRefused) -> String {
    switch refused {
    case .demonstrationInPublic(let host):
      return Terminal.say(
        "--demo 只能在本机地址上用，`\(host)` 别人也能访问", "--demo works on loopback only, others can reach `\(host)`")
    case .cannotListen(let address, let reason):
      let words = SystemWords.text(reason)
      let hint =
        SystemWords.isSame(reason, EADDRINUSE)
        ? Terminal.say("\n另一个程序在用这个端口：换一个 --port，或先停掉它", "\nanother program has this port: take another --port, or stop it")
        : ""
      return Terminal.say("不能监听 \(address)：\(words)", "cannot listen on \(address): \(words)") + hint
    }
  }

  /// What a store says of itself, without its address.
  private static func reason(_ error: any Error) -> String {
    switch error {
    case StoreError.unavailable(let reason): String(reason.prefix { !$0.isNewline })
    case StoreError.rejected(let statement, let reason): "\(reason) [\(statement)]"
    default: "\(error)"
    }
  }
}
