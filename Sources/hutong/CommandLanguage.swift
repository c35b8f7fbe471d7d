import Core

/// The language in which a command speaks: `--lang zh|en`, which every command takes; else what the system is set to.
enum CommandLanguage {
  /// - Parameter environment: a variable of it; the first that is set of `LC_ALL`, `LC_MESSAGES`, `LANG` counts.
  /// - Returns: Chinese where nothing is said, or nothing of a language (`C`, `POSIX`); English where it is another one.
  static func of(_ arguments: [String], _ environment: (String) -> String?) -> Language {
    if let asked = (try? Self.split(arguments))?.asked { return asked }
    let name = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty } ?? ""
    let word = name.prefix { $0 != "." && $0 != "_" && $0 != "@" }
    return ["", "C", "POSIX", "zh"].contains(word) ? .zh : .en
  }

  /// What was asked for, and the arguments without it; the last one counts.
  ///
  /// - Throws: `Arguments.Mistake` for another language, or none.
  static func split(_ arguments: [String]) throws(Arguments.Mistake) -> (asked: Language?, rest: [String]) {
    var asked: Language?
    var rest: [String] = []
    var left = arguments[...]
    while let argument = left.popFirst() {
      let word: String?
      if argument == "--lang" {
        word = left.popFirst()
      } else if argument.hasPrefix("--lang=") {
        word = String(argument.dropFirst(7))
      } else {
        rest.append(argument)
        continue
      }
      guard let language = word.flatMap(Language.init(rawValue:)) else {
        throw Arguments.Mistake(zh: "`--lang` 后面要写 zh 或 en", en: "`--lang` is zh or en")
      }
      asked = language
    }
    return (asked, rest)
  }
}
