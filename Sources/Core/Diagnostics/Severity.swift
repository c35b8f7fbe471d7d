/// How much a finding weighs: only an error keeps a bundle from running.
package enum Severity: String, Sendable, Hashable, CaseIterable {
  case error, warning, note

  /// The word printed before the code.
  package var word: Message {
    switch self {
    case .error: Message(zh: "错误", en: "error")
    case .warning: Message(zh: "警告", en: "warning")
    case .note: Message(zh: "提示", en: "note")
    }
  }
}
