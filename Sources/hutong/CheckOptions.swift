import Core

/// What `check`, `fix` and `explain` are told: words, and how to answer.
struct CheckOptions {
  enum Format: String {
    case text, json, sarif, github
  }

  /// Folders, files or codes.
  var folders: [String] = []
  var format = Format.text
  var language = Language.zh

  /// nil when the arguments make no sense.
  init?(_ arguments: [String]) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--format":
        guard let format = rest.popFirst().flatMap(Format.init(rawValue:)) else { return nil }
        self.format = format
      case "--lang":
        guard let language = rest.popFirst().flatMap(Language.init(rawValue:)) else { return nil }
        self.language = language
      default:
        if argument.hasPrefix("-") { return nil }
        folders.append(argument)
      }
    }
    if folders.isEmpty { return nil }
  }
}
