internal import Core

/// Leaves: one scalar of one type.
extension SpecDecoder {
  mutating func leaf(_ node: Int, _ type: SpecType, _ argument: Int, _ context: SpecContext) -> Int {
    if type == .any { return anything(node) }
    guard yaml.nodes[node].kind == .scalar else {
      if type == .expression || type == .unary, yaml.nodes[node].style == .flow {
        report(bracketsUnquoted(node))
        return invalid(node)
      }
      return wrongShape(node, .text, context)
    }
    noteSurprise(node)
    var record = SpecRecord(
      yaml: UInt32(truncatingIfNeeded: node), argument: UInt16(truncatingIfNeeded: argument), kind: .scalar,
      type: type)
    let good: Bool
    switch type {
    case .expression, .unary: good = expression(node, &record, context)
    case .bool: good = bool(node, &record)
    case .template: good = template(node)
    default: good = plainLeaf(node, type, context)
    }
    return good ? append(record) : invalid(node)
  }

  private mutating func plainLeaf(_ node: Int, _ type: SpecType, _ context: SpecContext) -> Bool {
    if let slip = typingSlip(node, type) {
      report(slip)
      return false
    }
    let problem = with(node) { text -> Diagnostic? in
      switch type {
      case .int: LeafSyntax.isInteger(text) ? nil : numberBad(node, "整数", "an integer")
      case .number: LeafSyntax.isNumber(text) ? nil : numberBad(node, "数字", "a number")
      case .ratio: LeafSyntax.isRatio(text) ? nil : numberBad(node, "比例，如 `2/3`", "a ratio such as `2/3`")
      case .date: LeafSyntax.isDate(text) ? nil : dateBad(node, "`2026-03-01`")
      case .dateTime: LeafSyntax.isDateTime(text) ? nil : dateBad(node, "`2026-03-01T08:00`")
      case .dateRange: dateRange(node, text)
      case .time: LeafSyntax.isTime(text) ? nil : timeBad(node, "`\"08:00\"`")
      case .timeRange: LeafSyntax.isTimeRange(text) ? nil : timeBad(node, "`\"09:00-12:00\"`")
      case .duration, .workingDuration: duration(node, text, type)
      case .id: id(node, text, context)
      case .text: nil
      default: text.isEmpty ? emptyValue(node, nil) : nil
      }
    }
    if let problem { report(problem) }
    return problem == nil
  }

  private func dateRange(_ node: Int, _ text: LeafSyntax.Text) -> Diagnostic? {
    guard let days = LeafSyntax.days(text) else { return dateBad(node, "`2026-10-01..2026-10-07`") }
    return days.from <= days.until ? nil : dateOrder(node)
  }

  private func duration(_ node: Int, _ text: LeafSyntax.Text, _ type: SpecType) -> Diagnostic? {
    guard let parsed = SpecDuration.parse(text, table) else { return durationBad(node, type) }
    let unit = table.words("unit")[parsed.unit].name
    let working = unit == "workday" || unit == "workhour"
    return type == .duration && working ? durationBad(node, type) : nil
  }

  private func id(_ node: Int, _ text: LeafSyntax.Text, _ context: SpecContext) -> Diagnostic? {
    guard context.owner == .header else { return text.isEmpty ? emptyValue(node, nil) : nil }
    return LeafSyntax.isDocumentID(text) ? nil : idBad(node)
  }

  private mutating func bool(_ node: Int, _ record: inout SpecRecord) -> Bool {
    guard let group = table.group("bool"), let word = with(node, { table.wordIndexes[group].find($0) }) else {
      report(unknownWord(node, group: "bool"))
      return false
    }
    record.value = table.wordsByGroup[group][word].name == "true" ? 1 : 0
    return true
  }

  mutating func word(_ node: Int, _ group: Int) -> Int {
    guard yaml.nodes[node].kind == .scalar else { return wrongShape(node, .text, SpecContext(flow: false)) }
    noteSurprise(node)
    guard let word = with(node, { table.wordIndexes[group].find($0) }) else {
      report(typingSlip(node, .word) ?? unknownWord(node, group: table.groupNames[group]))
      return invalid(node)
    }
    return append(
      SpecRecord(
        yaml: UInt32(truncatingIfNeeded: node), value: UInt32(truncatingIfNeeded: word),
        argument: UInt16(truncatingIfNeeded: group), kind: .scalar, type: .word))
  }

  // MARK: Expressions and templates

  private mutating func expression(
    _ node: Int, _ record: inout SpecRecord, _ context: SpecContext
  ) -> Bool {
    let style = yaml.nodes[node].style
    let isField = context.key == .value && (context.owner == .field || context.owner == .column)
    record.value = isField ? UInt32(with(node, SpecDecoder.expressionStart)) : 0
    if Int(yaml.nodes[node].count) > SpecDecoder.longestExpression, isTooLong(node, skip: Int(record.value)) {
      report(expressionTooLong(node))
      return false
    }
    if style == .plain, let cut = cutByComment(node) {
      report(cut)
      return false
    }
    if context.flow, style == .plain, !with(node, { LeafSyntax.isDottedName($0) }) {
      report(quoteExpression(node))
    }
    if let slip = expressionSlip(node, inFlow: context.flow) {
      report(slip)
      return false
    }
    return true
  }

  /// Characters of one expression (LANGUAGE.md 20).
  static let longestExpression = 4_000

  private func isTooLong(_ node: Int, skip: Int) -> Bool {
    let characters = with(node) { text in text.reduce(0) { $1 & 0xC0 != 0x80 ? $0 + 1 : $0 } }
    return characters - skip > SpecDecoder.longestExpression
  }

  /// `= ` before a computed field.
  private static func expressionStart(_ text: LeafSyntax.Text) -> Int {
    guard text.first == 0x3D else { return 0 }
    var at = 1
    while at < text.count, text[at] == 0x20 { at += 1 }
    return at
  }

  private mutating func template(_ node: Int) -> Bool {
    guard let offset = with(node, { TemplateText.problem($0) }) else { return true }
    report(templateBad(node, offset))
    return false
  }

  // MARK: Anything

  /// Text, list or map as the author likes it; keys are his.
  mutating func anything(_ node: Int) -> Int {
    let yamlNode = yaml.nodes[node]
    switch yamlNode.kind {
    case .invalid: return invalid(node)
    case .scalar:
      if yamlNode.isAbsent {
        report(emptyValue(node, nil))
        return invalid(node)
      }
      noteSurprise(node)
      return append(SpecRecord(yaml: UInt32(truncatingIfNeeded: node), kind: .scalar, type: .any))
    case .sequence:
      let parent = append(SpecRecord(yaml: UInt32(truncatingIfNeeded: node), kind: .list))
      var last = 0
      var item = node + 1
      for _ in 0..<Int(yamlNode.count) {
        link(anything(item), to: parent, after: &last)
        item = Int(yaml.nodes[item].next)
      }
      return parent
    case .mapping:
      guard let type = anyMapType else { return invalid(node) }
      return value(node, type, SpecContext(flow: false), key: nil)
    }
  }

  /// The number of the type `map(any)`.
  private var anyMapType: Int? {
    table.keyIndexes[Int(SpecPosition.field.rawValue)].find("settings").map { table.rows[$0].typeIndex }
  }
}
