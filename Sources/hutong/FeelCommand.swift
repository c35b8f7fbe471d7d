import Core
import FEEL
import Server
import Spec

/// `hutong feel 'EXPR' [--with JSON | --with-file F] [--tests VALUE] [--explain] [--json] [--lang zh|en]`:
/// the value of an expression in FEEL notation; reasons for nulls go to standard error. `--tests` reads unary
/// tests on the value of another expression. 0 it has a value (null too), 1 the expression or the JSON is
/// wrong, 2 usage.
enum FeelCommand {
  private static let usage =
    "usage: hutong feel 'EXPR' [--with JSON | --with-file FILE] [--tests VALUE] [--explain] [--json] [--lang zh|en]"

  static func run(_ arguments: [String]) -> Int32 {
    let read: Arguments
    do throws(Arguments.Mistake) {
      read = try Arguments(
        arguments, valued: ["with", "with-file", "tests", "lang"], plain: ["explain", "json"])
    } catch {
      Terminal.error("\(error.zh) / \(error.en)")
      return 2
    }
    let language = Language(rawValue: read["lang"] ?? "zh")
    guard let language, let text = read.rest.first, read.rest.count == 1,
      read["with"] == nil || read["with-file"] == nil
    else {
      Terminal.error(usage)
      return 2
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
