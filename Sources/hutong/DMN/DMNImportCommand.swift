import FEEL

/// `hutong dmn import FILE`: the decision tables of a model as YAML for a bundle, one document a table, on standard
/// output. What a bundle cannot hold is said with its place on standard error. 0 all held, 1 something is not, 2 usage
/// or no such file.
enum DMNImportCommand {
  static func run(_ arguments: [String]) -> Int32 {
    guard arguments.count == 1, !arguments[0].hasPrefix("--") else {
      return DMNCommand.help.refuse()
    }
    let path = arguments[0]
    let (model, status) = DMNFile.model(path)
    guard let model else { return status }
    let (tables, problems) = PlainTable.tables(of: model)
    for problem in problems { Terminal.error("\(path):\(problem.text)") }
    Terminal.print(tables.map { TableYAML.print($0) }.joined(separator: "---\n"))
    if tables.isEmpty, problems.isEmpty { Terminal.error("没有决策表", "there is no decision table") }
    return status == 0 && problems.isEmpty && !tables.isEmpty ? 0 : 1
  }
}

/// Writes plain tables as the `dispatch` of a service or task.
enum TableYAML {
  static func print(_ table: PlainTable) -> String {
    var text = "# \(comment(table.name))\ndispatch:\n  hit: \(table.hit.rawValue)\n"
    text += "  inputs: [\(table.inputs.map { scalar($0) }.joined(separator: ", "))]\n  rules:\n"
    for row in table.rows {
      let cells = row.tests.map { quoted($0) } + [value(row.result)]
      text += "    - [\(cells.joined(separator: ", "))]"
      if let note = row.note { text += "  # \(comment(note))" }
      text += "\n"
    }
    if let otherwise = table.otherwise { text += "  default: \(value(otherwise))\n" }
    return text
  }

  private static func comment(_ text: String) -> String {
    text.split(whereSeparator: { $0.isNewline }).joined(separator: " ")
  }

  private static func quoted(_ text: String) -> String {
    let line = text.split(whereSeparator: { $0.isNewline }).joined(separator: " ")
    return "'" + line.replacing("'", with: "''") + "'"
  }

  /// Plain where YAML takes it for nothing but this text.
  private static func scalar(_ text: String) -> String {
    let isPlain = text.unicodeScalars.enumerated().allSatisfy { at, scalar in
      scalar == "_" || scalar.properties.isAlphabetic || (at > 0 && ("0"..."9").contains(scalar))
    }
    let words: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    return isPlain && !text.isEmpty && !words.contains(text.lowercased()) ? text : quoted(text)
  }

  private static func value(_ value: Value) -> String {
    switch value {
    case .string(let text): return scalar(text)
    case .list(let items): return "[" + items.map { self.value($0) }.joined(separator: ", ") + "]"
    case .context(let context):
      return "{"
        + zip(context.keys, context.values).map { "\(scalar($0)): \(self.value($1))" }
        .joined(separator: ", ") + "}"
    default: return value.text
    }
  }
}
