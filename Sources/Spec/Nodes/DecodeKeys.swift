internal import Core

/// Mappings of declared keys, and the short forms that stand for them.
extension SpecDecoder {
  /// A mapping whose keys the table declares for `position`.
  mutating func keys(_ node: Int, _ position: SpecPosition, _ context: SpecContext) -> Int {
    let yamlNode = yaml.nodes[node]
    guard yamlNode.kind == .mapping else { return notKeys(node, position) }
    let parent = append(keysRecord(node, position))
    let flow = context.flow || yamlNode.style == .flow
    let index = table.keyIndexes[Int(position.rawValue)]
    var last = 0
    var found: [(row: Int, key: Int)] = []
    /// Keys that misspelled ones probably are: not missed a second time.
    var meant: [SpecKey] = []
    var isSpoilt = false
    var keyNode = node + 1
    for _ in 0..<Int(yamlNode.count / 2) {
      let valueNode = Int(yaml.nodes[keyNode].next)
      let next = Int(yaml.nodes[valueNode].next)
      defer { keyNode = next }
      guard let row = with(keyNode, { index.find($0) }) else {
        // The merge key brings keys that nobody knows: the mapping as a whole is unknown.
        if with(keyNode, { SpecDecoder.equal($0, "<<") }) { isSpoilt = true }
        guard let key = unknownKey(keyNode, valueNode, position, mapping: node) else { continue }
        meant.append(key)
        // What was meant is there and unknown: nobody misses it a second time.
        let child = invalid(valueNode)
        records[child].name = UInt32(truncatingIfNeeded: keyNode)
        records[child].key = key.rawValue
        link(child, to: parent, after: &last)
        continue
      }
      if let first = found.first(where: { $0.row == row }) {
        report(keyTwice(keyNode, first.key))
        continue
      }
      found.append((row, keyNode))
      if yaml.nodes[keyNode].style != .plain { report(quotedKey(keyNode)) }
      noteSurprise(keyNode)
      let entry = table.rows[row]
      let inner = SpecContext(flow: flow, key: entry.key, owner: entry.position)
      let child =
        isEmptied(valueNode, by: next)
        ? invalid(valueNode) : value(valueNode, entry.typeIndex, inner, key: keyNode)
      records[child].name = UInt32(truncatingIfNeeded: keyNode)
      records[child].key = entry.key.rawValue
      link(child, to: parent, after: &last)
    }
    if isSpoilt {
      records[parent].kind = .invalid
      return parent
    }
    missing(node, position, found, meant)
    return parent
  }

  func keysRecord(_ node: Int, _ position: SpecPosition) -> SpecRecord {
    SpecRecord(
      yaml: UInt32(truncatingIfNeeded: node), argument: UInt16(position.rawValue), kind: .keys)
  }

  /// A mapping of one key that the author left out: the long form of a short text.
  mutating func wrap(_ node: Int, _ position: SpecPosition, _ key: SpecKey, _ context: SpecContext) -> Int {
    guard let row = table.keyIndexes[Int(position.rawValue)].find(key.name) else { return invalid(node) }
    let parent = append(keysRecord(node, position))
    let inner = SpecContext(flow: context.flow, key: key, owner: position)
    let child = value(node, table.rows[row].typeIndex, inner, key: nil)
    if records[child].kind == .invalid {
      records[parent].kind = .invalid
      return parent
    }
    records[child].key = key.rawValue
    var last = 0
    link(child, to: parent, after: &last)
    return parent
  }

  /// A key seems empty because the line below is indented by blanks that are none: that is reported.
  private func isEmptied(_ value: Int, by nextKey: Int) -> Bool {
    guard yaml.nodes[value].isAbsent, nextKey != 0 else { return false }
    return with(nextKey) { OddBlank.length($0, 0, $0.count) != nil }
  }

  private mutating func missing(
    _ node: Int, _ position: SpecPosition, _ found: [(row: Int, key: Int)], _ meant: [SpecKey]
  ) {
    let rows = table.rowsByPosition[Int(position.rawValue)]
    let isKind = SpecTable.kinds.contains(position)
    let overlay = isKind && found.contains { table.rows[$0.row].key == .base }
    for row in rows where table.rows[row].required {
      guard !found.contains(where: { $0.row == row }) else { continue }
      if overlay || meant.contains(table.rows[row].key) { continue }
      report(missingKey(node, table.rows[row]))
    }
  }

  // MARK: Short forms

  /// A value where the table has `@position`, in its long or a short form.
  mutating func keysOrShort(_ node: Int, _ position: SpecPosition, _ context: SpecContext) -> Int {
    let kind = yaml.nodes[node].kind
    if kind == .mapping { return keys(node, position, context) }
    switch position {
    case .field, .column: return shortField(node, position, context)
    case .step: return wrap(node, .step, .by, context)
    case .place where kind == .sequence: return wrap(node, .place, .parts, context)
    case .post: return wrap(node, .post, .role, context)
    case .quota where kind == .scalar: return wrap(node, .quota, .count, context)
    case .measure where kind == .scalar: return wrap(node, .measure, .value, context)
    case .retain where kind == .scalar: return wrap(node, .retain, .within, context)
    case .inflight where kind == .scalar: return wrap(node, .inflight, .policy, context)
    case .every where kind == .scalar: return wrap(node, .every, .per, context)
    case .batch where kind == .scalar: return wrap(node, .batch, .close, context)
    case .repeat where kind == .scalar: return shortRepeat(node)
    case .each where kind == .scalar: return wrap(node, .each, .level, context)
    default: return keys(node, position, context)
    }
  }

  /// `true` stands for a group of any number of rows, `false` for a single one.
  private mutating func shortRepeat(_ node: Int) -> Int {
    guard let group = table.group("bool"), let word = with(node, { table.wordIndexes[group].find($0) })
    else {
      report(unknownWord(node, group: "bool"))
      return invalid(node)
    }
    if table.wordsByGroup[group][word].name == "true" { return append(keysRecord(node, .repeat)) }
    return append(SpecRecord(yaml: UInt32(truncatingIfNeeded: node), kind: .scalar, type: .bool))
  }

  /// A control, an attribute (with a dot), `= ` and an expression, or the list of fields inside.
  private mutating func shortField(
    _ node: Int, _ position: SpecPosition, _ context: SpecContext
  ) -> Int {
    guard yaml.nodes[node].kind == .scalar else {
      return position == .field ? wrap(node, .field, .fields, context) : notKeys(node, position)
    }
    let form = with(node) { text -> SpecKey in
      if text.first == 0x3D { return .value }
      return text.contains(0x2E) ? .bind : .control
    }
    return wrap(node, position, form, context)
  }
}
