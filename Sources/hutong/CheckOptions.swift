import Core

/// What `check`, `fix` and `explain` are told: words, and how to print what is found.
struct CheckOptions {
  enum Format: String {
    case text, json, sarif, github
  }

  /// Folders, files or codes.
  var folders: [String] = []
  var format = Format.text
  var language: Language { Terminal.language }

  /// nil when the arguments make no sense; why is said.
  init?(_ arguments: [String], _ help: Help) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--format":
        guard let format = rest.popFirst().flatMap(Format.init(rawValue:)) else {
          _ = help.refuse(
            Label(zh: "`--format` 后面要写 text、json、sarif 或 github", en: "`--format` is text, json, sarif or github"))
          return nil
        }
        self.format = format
      default:
        if argument.hasPrefix("-") {
          _ = help.refuse(Label(zh: "不认识的选项 `\(argument)`", en: "unknown option `\(argument)`"))
          return nil
        }
        folders.append(argument)
      }
    }
    if folders.isEmpty {
      _ = help.refuse()
      return nil
    }
  }
}
