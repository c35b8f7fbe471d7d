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

  // MARK: analysis

  static func neverHolds(rule: Int, column: Int) -> TableProblem {
    TableProblem(
      .unreachable, .warning, at: .inputEntry(rule: rule, column: column), zh: "这一格对哪个值都不成立，这条规则永远用不到",
      en: "this test holds for no value: the rule is never reached")
  }

  /// - Parameter example: inputs for which both hold, as unary tests; empty where every input will do.
  static func overlap(_ first: Int, _ second: Int, _ example: String) -> TableProblem {
    TableProblem(
      .overlap, .warning, at: .rule(second),
      zh: "规则 \(second + 1) 与规则 \(first + 1) 会同时命中\(zh(example))，而这张表只许命中一条",
      en: "rules \(first + 1) and \(second + 1) hold together\(en(example)), and only one may",
      others: [.rule(first)], hintZh: "把两条规则的条件分开，或改用 `first`", hintEn: "keep the two apart, or use `first`")
  }

  static func conflict(_ first: Int, _ second: Int, _ example: String) -> TableProblem {
    TableProblem(
      .conflict, .warning, at: .rule(second),
      zh: "规则 \(second + 1) 与规则 \(first + 1) 会同时命中\(zh(example))，给出的结果却不同",
      en: "rules \(first + 1) and \(second + 1) hold together\(en(example)) and give different results",
      others: [.rule(first)], hintZh: "让结果一致，或把条件分开", hintEn: "make the results agree, or keep the two apart")
  }

  static func subsumed(_ inner: Int, by outer: Int) -> TableProblem {
    TableProblem(
      .subsumed, .note, at: .rule(inner), zh: "规则 \(outer + 1) 已经包含规则 \(inner + 1)，结果也一样",
      en: "rule \(outer + 1) holds wherever rule \(inner + 1) does and gives the same", others: [.rule(outer)],
      hintZh: "这一行可以删去", hintEn: "this rule can be removed")
  }

  static func unreachable(_ rule: Int, by takers: [Int]) -> TableProblem {
    let few = takers.prefix(5).map { String($0 + 1) }
    return TableProblem(
      .unreachable, .warning, at: .rule(rule),
      zh: "前面的规则（\(few.joined(separator: "、"))\(takers.count > 5 ? "……" : "")）已经管了规则 \(rule + 1) 的全部情况，它永远用不到",
      en:
        "earlier rules (\(few.joined(separator: ", "))\(takers.count > 5 ? " …" : "")) take every case of rule \(rule + 1): it is never reached",
      others: takers.map { .rule($0) })
  }

  /// - Parameter example: inputs as unary tests.
  static func gap(_ example: String, isSingle: Bool) -> TableProblem {
    TableProblem(
      .gap, isSingle ? .warning : .note, at: .table, zh: "有的输入没有规则管\(zh(example))",
      en: "no rule holds for some inputs\(en(example))", hintZh: "补一条规则，或写默认结果",
      hintEn: "add a rule, or a default output")
  }

  static func more(_ count: Int) -> TableProblem {
    TableProblem(
      .unfinished, .note, at: .table, zh: "这样的规则还有 \(count) 条，没有一一列出", en: "\(count) more rules like these are not listed")
  }

  static func unfinished() -> TableProblem {
    TableProblem(
      .unfinished, .note, at: .table, zh: "这张表太大，重叠、遗漏和用不到的规则没有全部查完",
      en: "the table is too large to be searched for every overlap, gap and unreachable rule")
  }

  private static func zh(_ example: String) -> String { example.isEmpty ? "" : "（例如 \(example)）" }
  private static func en(_ example: String) -> String { example.isEmpty ? "" : " (such as \(example))" }
}
