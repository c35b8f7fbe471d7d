import Core
import FEEL
import Server
import Spec

/// `hutong feel 'EXPR' [--with JSON | --with-file F] [--tests VALUE] [--explain] [--json] [--lang zh|en]`:
/// the value of an expression in FEEL notation; reasons for nulls go to standard error. `--tests` reads unary
/// tests on the value of another expression. 0 it has a value (null too), 1 the expression or the JSON is
/// wrong, 2 usage.
enum FeelCommand {
  static let help = Help(
    forms: "hutong feel 'EXPR' [--with JSON | --with-file FILE] [--tests VALUE] [--explain] [--json]",
    zh: """
        --with JSON      表达式里能用的名字和值，例如 {"年龄": 66}
        --with-file F    同上，从文件读
        --tests VALUE    把 EXPR 当作对这个值的判断
        --explain        列出每一部分的值
        --json           给程序读
      """,
    en: """
        --with JSON      names and values that the expression may use, such as {"age": 66}
        --with-file F    the same from a file
        --tests VALUE    reads EXPR as tests on this value
        --explain        shows the value of every part
        --json           for programs
      """)

  static func run(_ arguments: [String]) -> Int32 {
    guard
      let read = help.read(arguments, valued: ["with", "with-file", "tests"], plain: ["explain", "json"])
    else { return 2 }
    let language = Terminal.language
    guard let text = read.rest.first, read.rest.count == 1, read["with"] == nil || read["with-file"] == nil else {
      return help.refuse()
    }
    do throws(FeelInput.Mistake) {
      let names = try FeelInput.names(json: read["with"], file: read["with-file"])
      return run(text, names, read, FeelReport(language: language, isJSON: read.has("json")))
    } catch {
      Terminal.error(error.message.text(in: language))
      return error.status
    }
  }

  private static func run(
    _ text: String, _ names: [(name: String, value: Value)], _ read: Arguments, _ report: FeelReport
  ) -> Int32 {
    let now = WallClock.now
    func trial(_ text: String, tested: Value? = nil, explained: Bool = false) -> Trial {
      Trial(text, names: names, tested: tested, today: now.date, now: now, explained: explained)
    }
    var tested: Value?
    if let value = read["tests"] {
      let given = trial(value)
      guard let outcome = given.outcome else { return report.print(given, file: "--tests") }
      tested = outcome.value
    }
    return report.print(trial(text, tested: tested, explained: read.has("explain")), file: "EXPR")
  }
}
