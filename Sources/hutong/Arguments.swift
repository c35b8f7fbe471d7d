import Core

/// The arguments of one command: values behind `--name`, switches, and the rest in order.
struct Arguments {
  struct Mistake: Error {
    let zh: String
    let en: String

    var words: Label { Label(zh: zh, en: en) }
  }

  private(set) var rest: [String] = []
  private var values: [String: String] = [:]
  private var switches: Set<String> = []

  /// - Parameters:
  ///   - valued: options that take a value, without hyphens (`--port 8080` or `--port=8080`).
  ///   - plain: switches.
  init(_ arguments: [String], valued: Set<String>, plain: Set<String> = []) throws(Mistake) {
    var left = arguments[...]
    while let argument = left.popFirst() {
      guard argument.hasPrefix("--"), argument.count > 2 else {
        rest.append(argument)
        continue
      }
      let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      if plain.contains(name), parts.count == 1 {
        switches.insert(name)
      } else if valued.contains(name) {
        guard let value = parts.count == 2 ? String(parts[1]) : left.popFirst() else {
          throw Mistake(zh: "`--\(name)` 后面缺少值", en: "`--\(name)` needs a value")
        }
        values[name] = value
      } else {
        throw Mistake(zh: "不认识的选项 `--\(name)`", en: "unknown option `--\(name)`")
      }
    }
  }

  /// Whether somebody wants to read how it is called, and nothing done.
  static func asksForHelp(_ arguments: [String]) -> Bool {
    arguments.contains("--help") || arguments == ["-h"] || arguments == ["help"]
  }

  subscript(_ name: String) -> String? { values[name] }
  func has(_ name: String) -> Bool { switches.contains(name) }
}
