import Core

/// How one attempt to call another system ended: what `delivery` keeps of it, nothing of what was said.
package enum CallResult: Sendable, Hashable {
  /// It is under way.
  case sending
  case answered
  /// The server ended before it was known.
  case interrupted
  /// Nobody waited for it any more.
  case needless
  /// No connection.
  case unreachable
  case timedOut
  /// The other side could not prove who it is.
  case untrusted
  /// The name leads to an address that the installation does not allow.
  case forbiddenAddress
  case notListed
  /// What runs has no such connector.
  case noConnector
  /// The installation has no secret of that name.
  case noSecret
  /// A status that is not 2xx.
  case status(Int)
  case tooLarge
  case notJSON
  /// The reply does not fit these fields.
  case unfit([String])
  /// What follows the reply could not be done.
  case undone
  /// It answered that it does not take this.
  case declined
  /// So much time has passed that it is not sent any more.
  case tooLate

  /// Trying again soon would end the same.
  package var isLasting: Bool {
    switch self {
    case .sending, .answered, .interrupted, .unreachable, .timedOut, .declined: false
    case .status(let code): code < 500 && code != 408 && code != 425 && code != 429
    case .needless, .untrusted, .forbiddenAddress, .notListed, .noConnector, .noSecret, .tooLarge, .notJSON, .unfit,
      .undone, .tooLate: true
    }
  }

  // MARK: Text

  private static let words: [(String, CallResult)] = [
    ("sending", .sending), ("answered", .answered), ("interrupted", .interrupted), ("needless", .needless),
    ("unreachable", .unreachable), ("timed-out", .timedOut), ("untrusted", .untrusted),
    ("forbidden-address", .forbiddenAddress), ("not-listed", .notListed), ("no-connector", .noConnector),
    ("no-secret", .noSecret), ("too-large", .tooLarge), ("not-json", .notJSON), ("undone", .undone),
    ("declined", .declined), ("too-late", .tooLate),
  ]

  /// As the table keeps it.
  package var text: String {
    switch self {
    case .status(let code): "status \(code)"
    case .unfit(let fields): "unfit \(fields.joined(separator: " "))"
    default: Self.words.first { $0.1 == self }?.0 ?? "undone"
    }
  }

  package init(_ text: String) {
    if text.hasPrefix("status "), let code = Int(text.dropFirst(7)) {
      self = .status(code)
    } else if text.hasPrefix("unfit") {
      self = .unfit(text.dropFirst(6).split(separator: " ").map { String($0) })
    } else {
      self = Self.words.first { $0.0 == text }?.1 ?? .undone
    }
  }

  /// As people read it.
  package var label: Label {
    switch self {
    case .sending: Label(zh: "正在发送", en: "being sent")
    case .answered: Label(zh: "已答复", en: "answered")
    case .interrupted: Label(zh: "中断了，会再发", en: "interrupted, sent again")
    case .needless: Label(zh: "不用再发", en: "not needed any more")
    case .unreachable: Label(zh: "连接不上", en: "cannot be reached")
    case .timedOut: Label(zh: "超时没有答复", en: "no answer in time")
    case .untrusted: Label(zh: "对方的证书不可信", en: "its certificate is not trusted")
    case .forbiddenAddress: Label(zh: "网址指向不允许的地址", en: "its name leads to an address that is not allowed")
    case .notListed: Label(zh: "网址不在安装允许的名单里", en: "the installation does not allow its address")
    case .noConnector: Label(zh: "现在的版本里没有这个连接", en: "what runs has no such connector")
    case .noSecret: Label(zh: "安装里没有它要的密钥", en: "the installation has no secret of that name")
    case .status(let code): Label(zh: "对方回了 \(code)", en: "answered with status \(code)")
    case .tooLarge: Label(zh: "答复太大", en: "the reply is too large")
    case .notJSON: Label(zh: "答复不是 JSON", en: "the reply is not JSON")
    case .unfit(let fields):
      Label(
        zh: "答复填不进字段" + fields.map { "「\($0)」" }.joined(),
        en: "the reply does not fit " + fields.map { "`\($0)`" }.joined(separator: " "))
    case .undone: Label(zh: "答复收到了，接下来的事做不成", en: "answered, but what follows could not be done")
    case .declined: Label(zh: "对方没有收下", en: "it did not take it")
    case .tooLate: Label(zh: "隔得太久，不再发了", en: "too late, not sent any more")
    }
  }
}
