import Core

/// Why a message did not reach somebody.
package enum Unreached: Sendable, Hashable {
  /// Nobody is meant: the request has no such person, or no post has it.
  case nobody
  /// Nobody sits on the post, nor stands in for it.
  case vacant
  /// They cannot sign in, and so never read it.
  case noAccount
  /// No number is known.
  case noPhone
  /// Nothing that runs here can send by this channel.
  case noWay
  /// The gateway did not take it.
  case gateway(CallResult)

  private static let words: [(String, Unreached)] = [
    ("nobody", .nobody), ("vacant", .vacant), ("no-account", .noAccount), ("no-phone", .noPhone), ("no-way", .noWay),
  ]

  /// As the table keeps it.
  package var text: String {
    if case .gateway(let result) = self { return result.text }
    return Self.words.first { $0.1 == self }?.0 ?? "nobody"
  }

  package init(_ text: String) {
    self = Self.words.first { $0.0 == text }?.1 ?? .gateway(CallResult(text))
  }

  /// As people read it.
  package var label: Label {
    switch self {
    case .nobody: Label(zh: "没有这个人或岗位", en: "there is no such person or post")
    case .vacant: Label(zh: "岗位空缺", en: "the post is vacant")
    case .noAccount: Label(zh: "没有账号，看不到消息", en: "no account to read it with")
    case .noPhone: Label(zh: "没有手机号", en: "no phone number is known")
    case .noWay: Label(zh: "这里没有能发的连接", en: "nothing here sends by this channel")
    case .gateway(let result): result.label
    }
  }

  /// Only who runs the installation can mend it.
  var isOfInstallation: Bool {
    switch self {
    case .noWay: true
    case .nobody, .vacant, .noAccount, .noPhone: false
    case .gateway(let result): !result.isOfMessage
    }
  }
}

extension CallResult {
  /// The gateway said no to this very message; another may pass.
  var isOfMessage: Bool {
    switch self {
    case .declined, .tooLate: true
    case .status: isLasting
    default: false
    }
  }
}

/// What became of a message to one recipient by one channel.
package enum SendingState: String, Sendable {
  case queued, sent, failed

  package var label: Label {
    switch self {
    case .queued: Label(zh: "等着发出", en: "waiting to leave")
    case .sent: Label(zh: "已发出", en: "sent")
    case .failed: Label(zh: "没有送到", en: "not delivered")
    }
  }
}
