internal import Core

// Slips of Chinese typing that YAML reads without complaint, and the other surprises of scalars.

extension SpecDecoder {
  /// Warns where another YAML reader would take a plain word for something else.
  mutating func noteSurprise(_ node: Int) {
    guard yaml.nodes[node].style == .plain, with(node, { YAMLSurprise.isSurprising($0) }) else { return }
    let text = yaml.text(node)
    report(
      Diagnostic(
        .yamlSurprise, at: yaml.range(node),
        Message(zh: "别的 YAML 程序会把 `\(text)` 读成别的，请加引号", en: "Other YAML readers change `\(text)`; quote it"),
        fix: SourceFix(replace: yaml.range(node), with: "\"\(text)\"")))
  }

  /// A key that is no key because of its colon or a blank before it.
  func keySlip(_ key: Int, _ value: Int, _ position: SpecPosition) -> Diagnostic? {
    let text = yaml.text(key)
    let index = table.keyIndexes[Int(position.rawValue)]
    let trimmed = text.unicodeScalars.drop { $0 == "\u{3000}" || $0 == "\u{A0}" }
    if trimmed.count < text.unicodeScalars.count {
      let start = Int(yaml.nodes[key].start)
      let length = text.utf8.count - String(trimmed).utf8.count
      return TextLint.oddBlank(yaml.source, start, start + length)
    }
    guard let slip = ColonSlip.find(text), index.find(slip.key) != nil || slip.isFullWidth else { return nil }
    return colon(key, slip)
  }

  /// A text where lines of keys are wanted, because a colon was not one to YAML.
  func structureSlip(_ node: Int) -> Diagnostic? {
    guard yaml.nodes[node].kind == .scalar, yaml.nodes[node].style == .plain else { return nil }
    let text = yaml.text(node)
    if let first = text.unicodeScalars.first, first == "［" || first == "｛" || first == "“" {
      return fullWidth(node, text, FullWidth.repaired(text))
    }
    return ColonSlip.find(text).map { colon(node, $0) }
  }

  private func colon(_ node: Int, _ slip: ColonSlip) -> Diagnostic {
    let range = ScalarMap(yaml, node).range(slip.range)
    let fix = SourceFix(replace: range, with: ": ")
    if slip.isFullWidth {
      return Diagnostic(
        .fullWidth, at: range,
        Message(
          zh: "「\(slip.key)」后面是中文冒号 `：`，要用 `: `", en: "The colon behind `\(slip.key)` is a Chinese one"),
        fix: fix)
    }
    return Diagnostic(
      .missingBlank, at: range,
      Message(zh: "「\(slip.key)」的冒号后面缺一个空格", en: "A blank is missing behind `\(slip.key):`"), fix: fix)
  }

  /// Chinese punctuation or digits in a word, number, date or time.
  func typingSlip(_ node: Int, _ type: SpecType) -> Diagnostic? {
    if type == .text || type == .any { return nil }
    guard with(node, { $0.contains { $0 == 0xEF || $0 == 0xE2 || $0 == 0xE3 } }) else { return nil }
    let text = yaml.text(node)
    switch type {
    case .word, .int, .number, .ratio, .duration, .workingDuration, .date, .dateTime, .time, .dateRange,
      .timeRange, .bool:
      let repaired = FullWidth.repaired(text)
      return repaired == text ? nil : fullWidth(node, text, repaired)
    case .text, .personName, .code, .file, .any: return nil
    default:
      guard let first = text.unicodeScalars.first, first == "“" || first == "［" || first == "｛" else {
        return nil
      }
      return fullWidth(node, text, FullWidth.repaired(text))
    }
  }

  private func fullWidth(_ node: Int, _ text: String, _ repaired: String) -> Diagnostic {
    var offset = 0
    var found = ""
    for scalar in text.unicodeScalars {
      if FullWidth.ascii(scalar) != nil { found = String(scalar); break }
      offset += UTF8.width(scalar)
    }
    let meant = found.unicodeScalars.first.flatMap { FullWidth.ascii($0) } ?? ""
    return Diagnostic(
      .fullWidth, at: ScalarMap(yaml, node).range(offset..<offset + found.utf8.count),
      Message(
        zh: "`\(found)` 是中文标点，这里要用 `\(meant)`", en: "`\(found)` is Chinese punctuation; `\(meant)` is meant"),
      fix: SourceFix(replace: yaml.range(node), with: repaired))
  }

  /// Chinese punctuation or `且 或 非` in an expression.
  func expressionSlip(_ node: Int, inFlow: Bool) -> Diagnostic? {
    guard with(node, { ExpressionSlip.mayStand(in: $0) }), let slip = ExpressionSlip.find(yaml.text(node))
    else {
      return nil
    }
    let range = ScalarMap(yaml, node).range(slip.range)
    let style = yaml.nodes[node].style
    let isBlock = style == .literal || style == .folded
    let fix = SourceFix(
      replace: isBlock ? range : yaml.range(node),
      with: isBlock ? slip.meant : YAMLQuoting.plainOrSingle(slip.repaired, inFlow: inFlow))
    if slip.isWord {
      return Diagnostic(
        .expressionSyntax, at: range,
        Message(
          zh: "表达式里 `\(slip.found)` 要写 `\(slip.meant)`",
          en: "In an expression `\(slip.found)` is `\(slip.meant)`"),
        fix: fix)
    }
    return Diagnostic(
      .fullWidth, at: range,
      Message(
        zh: "表达式里的 `\(slip.found)` 是中文标点，要用 `\(slip.meant)`",
        en: "`\(slip.found)` is Chinese punctuation; `\(slip.meant)` is meant"),
      fix: fix)
  }
}

/// A colon that YAML does not take for one: full-width, or without a blank behind it.
struct ColonSlip {
  var key: String
  /// Bytes of the text where the colon stands, with a full-width blank behind it.
  var range: Range<Int>
  var isFullWidth: Bool

  /// In the first line of a text, behind its first word; nil when there is none.
  static func find(_ text: String) -> ColonSlip? {
    var key = ""
    var offset = 0
    for scalar in text.unicodeScalars {
      if scalar == "：" || scalar == ":" {
        guard !key.isEmpty else { return nil }
        let end = offset + UTF8.width(scalar)
        return ColonSlip(key: key, range: offset..<end + blanks(text, end), isFullWidth: scalar == "：")
      }
      guard
        scalar.properties.isAlphabetic || scalar == "_" || scalar == "-"
          || scalar.properties.numericType != nil
      else { return nil }
      key.unicodeScalars.append(scalar)
      offset += UTF8.width(scalar)
    }
    return nil
  }

  private static func blanks(_ text: String, _ offset: Int) -> Int {
    let rest = String(decoding: text.utf8.dropFirst(offset), as: UTF8.self)
    let blanks = rest.unicodeScalars.prefix { $0 == " " || $0 == "\u{3000}" || $0 == "\u{A0}" }
    return blanks.reduce(0) { $0 + UTF8.width($1) }
  }
}
