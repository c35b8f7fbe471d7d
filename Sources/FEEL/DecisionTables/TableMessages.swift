/// The texts of messages about decision tables, in both languages. Rules and columns are counted from 1 here.
enum TableMessages {
  static func cellCount(rule: Int, found: Int, wanted: Int) -> TableProblem {
    TableProblem(
      .cellCount, .error, at: .rule(rule), zh: "这一行有 \(found) 格，应有 \(wanted) 格",
      en: "this rule has \(found) cells, there are \(wanted) columns",
      hintZh: "每个输入一格，每个输出一格；任意值写 `-`", hintEn: "one cell for each input and output; `-` for any value")
  }

  static func noPriorities() -> TableProblem {
    TableProblem(
      .policy, .error, at: .table, zh: "按优先次序取结果，却没有写输出的取值次序",
      en: "the policy goes by priority, and no output lists its values",
      hintZh: "在输出上按优先次序列出允许的值", hintEn: "list the allowed values of an output, the most important first")
  }

  static func aggregatesMany(_ operation: HitPolicy.Aggregation) -> TableProblem {
    TableProblem(
      .policy, .error, at: .table, zh: "几个输出不能用 `C\(operation.rawValue)` 汇总",
      en: "`C\(operation.rawValue)` cannot aggregate several outputs", hintZh: "只留一个输出，或用 `C`",
      hintEn: "keep one output, or use `C`")
  }
}
