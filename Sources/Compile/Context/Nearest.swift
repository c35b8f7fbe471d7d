internal import Core
internal import Spec

/// "Did you mean" for names of documents, places, attributes.
enum Nearest {
  /// The name that differs least; nil when none is near. Long lists are cut to names of about the same length.
  static func name(_ text: String, among names: [String]) -> String? {
    Spec.Suggestion.nearest(text, among: names)
  }

  static func hint(_ text: String, among names: [String]) -> Message? {
    name(text, among: names).map { Message(zh: "您是不是想写 `\($0)`？", en: "Did you mean `\($0)`?") }
  }
}
