internal import Core

// Texts about leaves.

extension SpecDecoder {
  func numberBad(_ node: Int, _ zh: String, _ en: String) -> Diagnostic {
    Diagnostic(
      .numberBad, at: yaml.range(node),
      Message(zh: "`\(yaml.text(node))` 不是\(zh)", en: "`\(yaml.text(node))` is not \(en)"))
  }

  func dateBad(_ node: Int, _ example: String) -> Diagnostic {
    Diagnostic(
      .dateBad, at: yaml.range(node),
      Message(zh: "`\(yaml.text(node))` 不是日期", en: "`\(yaml.text(node))` is not a date"),
      hint: Message(zh: "这样写：\(example)", en: "Write it like \(example)"))
  }

  func dateOrder(_ node: Int) -> Diagnostic {
    Diagnostic(
      .dateOrder, at: yaml.range(node),
      Message(zh: "`\(yaml.text(node))` 的结束早于开始", en: "`\(yaml.text(node))` ends before it starts"))
  }

  func timeBad(_ node: Int, _ example: String) -> Diagnostic {
    Diagnostic(
      .timeBad, at: yaml.range(node),
      Message(zh: "`\(yaml.text(node))` 不是时刻", en: "`\(yaml.text(node))` is not a time of day"),
      hint: Message(zh: "这样写：\(example)", en: "Write it like \(example)"))
  }

  func durationBad(_ node: Int, _ type: SpecType) -> Diagnostic {
    let units = table.words("unit").filter {
      type == .workingDuration || ($0.name != "workday" && $0.name != "workhour")
    }
    return Diagnostic(
      .durationBad, at: yaml.range(node),
      Message(zh: "`\(yaml.text(node))` 不是时长", en: "`\(yaml.text(node))` is not a span of time"),
      hint: Message(
        zh: "数字加单位，如 `30 天`；单位有：\(units.map(\.alias).joined(separator: " "))",
        en: "A number and a unit, such as `30 days`; units: \(units.map(\.name).joined(separator: " "))"))
  }

  func idBad(_ node: Int) -> Diagnostic {
    let text = yaml.text(node)
    let repaired = SpecDecoder.repairedID(text)
    return Diagnostic(
      .idBad, at: yaml.range(node),
      Message(zh: "`\(text)` 不能作标识", en: "`\(text)` cannot be an id"),
      hint: Message(
        zh: "小写字母开头，后面是小写字母、数字和连字符，如 `elder-check`",
        en: "A small letter, then small letters, digits and hyphens"),
      fix: repaired.map { SourceFix(replace: yaml.range(node), with: $0) })
  }

  /// Capitals, blanks and underscores have one obvious repair.
  private static func repairedID(_ text: String) -> String? {
    let repaired = text.lowercased().map { $0 == " " || $0 == "_" ? "-" : $0 }
    var word = String(repaired)
    return word.withUTF8 { LeafSyntax.isDocumentID($0) } ? word : nil
  }

  func unknownWord(_ node: Int, group: String) -> Diagnostic {
    let text = yaml.text(node)
    let words = table.words(group)
    let chinese = text.utf8.contains { $0 >= 0x80 }
    let near = Suggestion.nearest(text, among: words.flatMap { [$0.name, $0.alias] })
    let all = words.prefix(14).map { chinese ? $0.alias : $0.name }.joined(separator: " ")
    let more = words.count > 14 ? " …" : ""
    return Diagnostic(
      .unknownWord, at: yaml.range(node),
      Message(
        zh: "`\(text)` 不是这里的词" + (near.map { "，您是不是想写 `\($0)`？" } ?? ""),
        en: "`\(text)` is none of the words here" + (near.map { "; did you mean `\($0)`?" } ?? "")),
      hint: Message(zh: "可以是：\(all)\(more)", en: "One of: \(all)\(more)"),
      fix: near.map { SourceFix(replace: yaml.range(node), with: $0) })
  }

  func templateBad(_ node: Int, _ offset: Int) -> Diagnostic {
    let closing = with(node) { offset < $0.count && $0[offset] == 0x7D }
    let map = ScalarMap(yaml, node)
    return Diagnostic(
      .templateBad, at: map.range(offset..<offset + 1),
      Message(
        zh: closing ? "多了一个 `}`" : "`{` 没有关上，或里面是空的",
        en: closing ? "A `}` too many" : "`{` is not closed, or empty"),
      hint: Message(zh: "`{名称}` 填入值；要印出花括号请写 `{{` 和 `}}`", en: "`{name}` prints a value; `{{` prints a brace")
    )
  }

  // MARK: Expressions

  func expressionTooLong(_ node: Int) -> Diagnostic {
    Diagnostic(
      .limitExceeded, at: yaml.range(node),
      Message(zh: "表达式超过了 4,000 个字", en: "The expression is longer than 4,000 characters"))
  }

  func quoteExpression(_ node: Int) -> Diagnostic {
    let text = yaml.text(node)
    return Diagnostic(
      .quoteExpression, at: yaml.range(node),
      Message(zh: "花括号和方括号里的表达式 `\(text)` 要加引号", en: "Inside braces the expression `\(text)` is quoted"),
      fix: SourceFix(replace: yaml.range(node), with: YAMLQuoting.single(text)))
  }

  /// A text of the expression holds ` #`, and YAML has taken the rest of the line for a comment.
  func cutByComment(_ node: Int) -> Diagnostic? {
    let quotes = with(node) { text in text.reduce(0) { $1 == 0x22 ? $0 + 1 : $0 } }
    guard quotes % 2 == 1 else { return nil }
    let bytes = yaml.source.bytes
    let start = Int(yaml.nodes[node].start)
    var at = Int(yaml.nodes[node].end)
    while at < bytes.count, bytes[at] == 0x20 { at += 1 }
    guard at < bytes.count, bytes[at] == 0x23 else { return nil }
    var end = at
    while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
    let range = yaml.source.range(start, end)
    return Diagnostic(
      .quoteExpression, at: range,
      Message(
        zh: "` #` 后面被 YAML 当成了注释，表达式要整个加引号",
        en: "YAML takes what follows ` #` for a comment; quote the expression"),
      fix: SourceFix(replace: range, with: YAMLQuoting.single(yaml.source.text(start, end))))
  }

  /// `when: [a, b]`: YAML has taken the brackets of an expression for its own.
  func bracketsUnquoted(_ node: Int) -> Diagnostic {
    let source = yaml.source.text(Int(yaml.nodes[node].start), Int(yaml.nodes[node].end))
    let oneLine = !source.contains("\n")
    return Diagnostic(
      .quoteExpression, at: yaml.range(node),
      Message(zh: "以 `[` 或 `{` 开头的表达式要加引号", en: "An expression that begins with a bracket is quoted"),
      fix: oneLine ? SourceFix(replace: yaml.range(node), with: YAMLQuoting.single(source)) : nil)
  }
}
