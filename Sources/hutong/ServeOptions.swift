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

  static let help = Help(
    forms: """
      hutong serve DIR… [--port N] [--host 127.0.0.1] [--data DIR] [--store sqlite:FILE|postgres://…] [--watch] [--demo]
                   [--clock-offset P90D] [--connectors FILE] [--server-number N]
      """,
    zh: """
        DIR…                 成套的文件夹：和上次不一样就发布；不写就照库里最后一版运行
        --port N             端口，默认 8080；0 是随便一个空的
        --host 地址          默认 127.0.0.1，只有本机能访问
        --data DIR           放库和上传文件的文件夹，默认 data
        --store 地址         库：sqlite:文件 或 postgres://…；默认 DIR/hutong.sqlite
        --watch              文件夹改了就自动发布
        --demo               装进演示的人和登录，验证码显示在页面上；只能在本机地址上用
        --clock-offset P90D  把时钟拨快或拨慢，试期限用；只能在本机地址上用
        --connectors FILE    可以调用哪些外部系统，以及密钥
        --server-number N    几台服务共用一个库时的编号，0 到 1023；不写就取空的
        用 Ctrl-C 或 TERM 信号结束：在办的请求先答完。
        退出码：0 正常结束，1 文件夹有错而且还没有任何版本，2 用法、地址或库不对。
      """,
    en: """
        DIR…                 folders of bundles: published when they differ from the last time; without any the last release runs
        --port N             8080 unless said; 0 takes any free one
        --host ADDRESS       127.0.0.1 unless said: this machine alone
        --data DIR           folder of the store and of uploaded files, `data` unless said
        --store ADDRESS      sqlite:FILE or postgres://…; DIR/hutong.sqlite unless said
        --watch              publishes the folders whenever they change
        --demo               loads made-up people and logins, codes are shown on the page; on loopback only
        --clock-offset P90D  moves the clock, to try deadlines; on loopback only
        --connectors FILE    which other systems may be called, and the secrets
        --server-number N    of this server among several on one store, 0 to 1023; a free one unless said
        Ctrl-C or the signal TERM ends it: requests under way are answered first.
        Exit: 0 ended, 1 the folders are wrong and nothing runs yet, 2 usage, address or store.
      """)

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
