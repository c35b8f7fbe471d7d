import Core

/// What `hutong serve` was told.
struct ServeOptions {
  let folders: [String]
  let host: String
  let port: UInt16
  /// Store address as `OpenStore` takes it.
  let store: String
  /// Folder of uploaded files; every server of one store needs the same.
  let files: String
  let watches: Bool
  let isDemonstration: Bool
  /// Milliseconds added to the clock.
  let clockOffset: Int64
  /// File with the other systems that may be called; nil = none may.
  let connectors: String?
  /// Number of this server among several on one store; nil = a free one.
  let number: Int?

  static let usage =
    "usage: hutong serve DIR… [--port N] [--host 127.0.0.1] [--data DIR] [--store sqlite:FILE|postgres://…] [--watch] [--demo] [--clock-offset P90D] [--connectors FILE] [--server-number N]"

  /// - Throws: `Arguments.Mistake`.
  init(_ arguments: [String]) throws(Arguments.Mistake) {
    let given = try Arguments(
      arguments, valued: ["port", "host", "data", "store", "clock-offset", "connectors", "server-number"], plain: ["watch", "demo"])
    folders = given.rest
    host = given["host"] ?? "127.0.0.1"
    guard let port = UInt16(given["port"] ?? "8080") else {
      throw Arguments.Mistake(zh: "`--port` 要 0 到 65535 的数", en: "`--port` is a number from 0 to 65535")
    }
    self.port = port
    store = given["store"] ?? "sqlite:\(given["data"] ?? "data")/hutong.sqlite"
    files = OpenStore.files(of: store, data: given["data"])
    watches = given.has("watch")
    isDemonstration = given.has("demo")
    connectors = given["connectors"]
    number = given["server-number"].flatMap { Int($0) }
    if let text = given["server-number"], number.map({ !(0...1_023).contains($0) }) ?? true {
      throw Arguments.Mistake(
        zh: "`--server-number` 要 0 到 1023 的数，不是 `\(text)`", en: "`--server-number` is 0 to 1023, not `\(text)`")
    }
    if let text = given["clock-offset"] {
      guard let offset = OpenStore.offset(text) else {
        throw Arguments.Mistake(zh: "`--clock-offset` 要时长，例如 P90D", en: "`--clock-offset` is a duration such as P90D")
      }
      clockOffset = offset
    } else {
      clockOffset = 0
    }
  }
}
