import Core

/// How a command is called: the forms it has, and what their parts mean.
struct Help {
  /// A line a form, without `usage:`.
  let forms: String
  let zh: String
  let en: String

  /// All of it on standard output, for who asked.
  func print() -> Int32 {
    Terminal.print(usage + "\n\n" + Terminal.say(zh, en) + "\n" + Self.everywhere + "\n")
    return 0
  }

  /// How it is called, on standard error, after what was wrong was said; the status of wrong use.
  func refuse() -> Int32 {
    Terminal.error(usage)
    return 2
  }

  /// What was wrong, then how it is called.
  func refuse(_ words: Label) -> Int32 {
    Terminal.error(words)
    return refuse()
  }

  /// The arguments as the command reads them; nil, with what is wrong and how it is called said, when it cannot.
  func read(_ arguments: [String], valued: Set<String>, plain: Set<String> = []) -> Arguments? {
    do throws(Arguments.Mistake) {
      return try Arguments(arguments, valued: valued, plain: plain)
    } catch {
      _ = refuse(error.words)
      return nil
    }
  }

  private var usage: String {
    let lines = forms.split(separator: "\n", omittingEmptySubsequences: false)
    let head = Terminal.say("用法：", "usage: "), pad = Terminal.say("      ", "       ")
    return lines.enumerated().map { ($0 == 0 ? head : pad) + $1 }.joined(separator: "\n")
  }

  private static var everywhere: String {
    Terminal.say(
      "  --lang zh|en   说话用的语言；不写看 LC_ALL、LANG，都没有就用中文",
      "  --lang zh|en   the language it speaks; else that of LC_ALL or LANG, Chinese where neither says one")
  }
}
