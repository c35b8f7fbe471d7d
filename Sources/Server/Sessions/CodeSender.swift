import Core

/// Brings one-time codes to phones.
package protocol CodeSender: AnyObject, Sendable {
  /// Whether anything here can carry a code.
  func isReady() throws -> Bool

  /// Hands one message over and waits until it is known what became of it.
  func send(_ message: CodeMessage, to phone: String, _ language: Language) throws -> CodeDelivery
}

/// What goes to a phone that somebody wants to sign in with. Every number is sent something, so that neither the reply
/// nor its time tells who is registered: that only whoever holds the phone reads.
package enum CodeMessage: Sendable, Hashable {
  case code(String)
  /// The number is nobody's here.
  case stranger

  package static let title = Label(zh: "登录验证码", en: "Sign-in code")

  package var words: Label {
    switch self {
    case .code(let code):
      Label(
        zh: "登录验证码 \(code)，5 分钟内有效。不是您本人在登录的话，不要告诉任何人。",
        en: "Your sign-in code is \(code), valid for 5 minutes. If this was not you, tell it to nobody.")
    case .stranger:
      Label(
        zh: "有人想用这个手机号登录，但是它还没有登记，所以没有验证码。要开通，请带身份证到社区登记；不是您的话，不用理会。",
        en: "Somebody wants to sign in with this number, but it is not registered, so there is no code. To register, bring your ID card to your community; if this was not you, ignore it."
      )
    }
  }
}

package enum CodeDelivery: Sendable, Hashable {
  case sent
  /// Nobody took it, or nobody said so in time.
  case lost
  /// The reply itself shows the code: demonstrations on this machine only.
  case shown(String)
}

/// Shows the code instead of sending it. Cannot be made without a demonstration, and a demonstration is refused on
/// every address but the machine's own.
package final class CodeOnScreen: CodeSender {
  package init(_ demonstration: Demonstration) {}
  package func isReady() -> Bool { true }
  package func send(_ message: CodeMessage, to phone: String, _ language: Language) -> CodeDelivery {
    if case .code(let code) = message { .shown(code) } else { .sent }
  }
}
