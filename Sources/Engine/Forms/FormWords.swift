import Core
import FEEL

/// The standard words of refused answers as a JavaScript object, so that the script of a form says what the server says.
/// `{}` stands for the bound.
package enum FormWords {
  package static var script: String {
    let plain: [(String, Label)] = [
      ("required", StandardWords.required), ("choose", StandardWords.choose), ("option", StandardWords.option),
      ("cannotDecide", StandardWords.cannotDecide), ("hiddenAnswer", StandardWords.hiddenAnswer),
      ("noSuchDay", StandardWords.unreadable(.date, looksLikeDate: true)),
    ]
    let kinds: [(String, ValueType)] = [("number", .number), ("date", .date), ("list", .list), ("text", .string)]
    let bounds = [
      ("least", kinds.map { ($0.0, StandardWords.least("{}", $0.1)) }),
      ("most", kinds.map { ($0.0, StandardWords.most("{}", $0.1)) }),
      ("unreadable", ValueType.allCases.map { ($0.rawValue, StandardWords.unreadable($0)) }),
    ]
    let members = plain.map { member($0, $1) } + bounds.map { "\($0): {\($1.map { member($0, $1) }.joined(separator: ", "))}" }
    return "{" + members.joined(separator: ", ") + "}"
  }

  private static func member(_ name: String, _ words: Label) -> String {
    "\(text(name)): [\(text(words.zh)), \(text(words.text(in: .en)))]"
  }

  private static func text(_ text: String) -> String { JavaScriptTarget.json(.string(text)) ?? "\"\"" }
}
