import Core
import FEEL

/// "Did you mean" for names of documents, places, attributes.
enum Nearest {
  /// The name that differs least; nil when none is near.
  static func name(_ text: String, among names: some Sequence<String>) -> String? {
    Suggestion.nearest(to: text, among: names)
  }

  static func hint(_ text: String, among names: some Sequence<String>) -> Message? {
    name(text, among: names).map { Message(zh: "您是不是想写 `\($0)`？", en: "Did you mean `\($0)`?") }
  }
}
