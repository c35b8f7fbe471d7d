import Core
import Engine
import FEEL
import Server
import Spec

/// `hutong dmn run MODEL --decision NAME [--input JSON | --input-file F] [--json]`: the value of a decision, a service or
/// a knowledge model as JSON on standard output, why parts are null on standard error. Models that are imported are
/// looked for beside MODEL. 0 it has a value (null too), 1 the model or the input is wrong, 2 usage or no such file.
///
/// Numbers are exact, dates, times and durations are ISO 8601 texts, both ways. With `--json` the output is
/// `{"decision": NAME, "value": …, "reasons": […], "problems": […]}`, texts in both languages.
enum DMNRunCommand {
  static func run(_ arguments: [String]) -> Int32 {
    let help = DMNCommand.help
    guard let options = help.read(arguments, valued: ["decision", "input", "input-file"], plain: ["json"]) else {
      return 2
    }
    guard options.rest.count == 1, let name = options["decision"],
      options["input"] == nil || options["input-file"] == nil
    else { return help.refuse() }
    let (model, status) = DMNFile.model(options.rest[0])
    guard let model else { return status }
    let (given, wrong) = given(options)
    guard let given else { return wrong }
    let program = DMNLinker.link(model, with: model.imports.isEmpty ? [] : neighbours(of: options.rest[0]))
    let now = WallClock.now
    let found =
      program.decide(name, given, today: now.date, now: now)
      ?? program.invoke(name, given, today: now.date, now: now)
    guard let found else {
      let known = program.decisions.map { "`\($0)`" }.joined(separator: ", ")
      Terminal.error("没有决策 `\(name)`，有的是 \(known)", "there is no decision `\(name)`, there are \(known)")
      return 1
    }
    report(name, found, program, options)
    return 0
  }

  private static func report(_ name: String, _ found: DMNResult, _ program: DMNProgram, _ options: Arguments)
  {
    for problem in program.problems { Terminal.error("\(options.rest[0]):\(problem.text)") }
    for reason in found.reasons { Terminal.error("空的原因：\(reason.zh)", "why null: \(reason.en)") }
    var json = JSONWriter()
    guard options.has("json") else {
      json.value(found.value)
      Terminal.print(String(decoding: json.bytes, as: UTF8.self) + "\n")
      return
    }
    json.object { json in
      json.member("decision", name)
      json.name("value")
      json.value(found.value)
      json.name("reasons")
      json.list(found.reasons) { json, reason in
        json.object {
          $0.member("zh", reason.zh)
          $0.member("en", reason.en)
        }
      }
      json.name("problems")
      json.list(program.problems) { json, problem in
        json.object {
          $0.member("line", Int64(problem.place.line))
          $0.member("column", Int64(problem.place.column))
          $0.member("zh", problem.zh)
          $0.member("en", problem.en)
        }
      }
    }
    Terminal.print(String(decoding: json.bytes, as: UTF8.self) + "\n")
  }

  /// The input as values by name; the status of the command when it is wrong.
  private static func given(_ options: Arguments) -> (given: [DMNGiven]?, status: Int32) {
    var bytes = [UInt8]((options["input"] ?? "{}").utf8)
    if let file = options["input-file"] {
      guard let read = Terminal.bytes(of: file) else { return (nil, 2) }
      bytes = read
    }
    guard let answer = try? JSONReader.read(bytes), case .object(let members) = answer,
      let names = Value.named(members)
    else {
      Terminal.error(
        "--input 要写一个 JSON 对象，例如 {\"年龄\": 66}", "--input needs a JSON object such as {\"age\": 66}")
      return (nil, 1)
    }
    return (names.map { DMNGiven($0.name, $0.value, readsTexts: true) }, 0)
  }

  /// The other models of the folder; those that cannot be read are left out.
  private static func neighbours(of path: String) -> [DMNModel] {
    let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
    let own = path.split(separator: "/").last.map(String.init) ?? path
    let names = (try? FolderReader.names(in: folder.isEmpty ? "/" : folder)) ?? []
    return names.filter { $0.hasSuffix(".dmn") && $0 != own }.compactMap { name in
      guard let bytes = try? FolderReader.bytes(of: folder + "/" + name) else { return nil }
      return try? DMNReader.read(bytes).model
    }
  }
}
