internal import Core

/// Shapes with forms of their own: labels, actors, options, rows of a table.
extension SpecDecoder {
  mutating func label(_ node: Int, _ context: SpecContext) -> Int {
    switch yaml.nodes[node].kind {
    case .scalar: return wrap(node, .label, .zh, context)
    case .mapping: return keys(node, .label, context)
    default: return wrongShape(node, .text, context)
    }
  }

  /// A recipient word stays a word, a role becomes `{role: …}`.
  mutating func actor(_ node: Int, _ context: SpecContext) -> Int {
    switch yaml.nodes[node].kind {
    case .mapping: return keys(node, .actor, context)
    case .scalar:
      if let group = table.group("recipient"), with(node, { table.wordIndexes[group].find($0) }) != nil {
        return word(node, group)
      }
      return wrap(node, .actor, .role, context)
    default: return wrongShape(node, .text, context)
    }
  }

  /// A text, or `- name: title` or `- name: {when, was, …}`.
  mutating func option(_ node: Int, _ context: SpecContext) -> Int {
    let yamlNode = yaml.nodes[node]
    if yamlNode.kind == .scalar {
      noteSurprise(node)
      var record = keysRecord(node, .option)
      record.name = UInt32(truncatingIfNeeded: node)
      return append(record)
    }
    guard yamlNode.kind == .mapping, yamlNode.count == 2 else { return wrongShape(node, .option, context) }
    let key = node + 1
    let inside = Int(yaml.nodes[key].next)
    guard authorName(key, inside) else { return invalid(node) }
    var context = context
    context.flow = context.flow || yamlNode.style == .flow
    let scalar = yaml.nodes[inside].kind == .scalar && !yaml.nodes[inside].isAbsent
    let child: Int
    if yaml.nodes[inside].isAbsent {
      report(emptyValue(inside, key))
      child = invalid(inside)
    } else {
      child = scalar ? wrap(inside, .option, .title, context) : keys(inside, .option, context)
    }
    records[child].name = UInt32(truncatingIfNeeded: key)
    return child
  }

  /// A row of a decision table: unary tests, the result last.
  mutating func row(_ node: Int, _ context: SpecContext) -> Int {
    let yamlNode = yaml.nodes[node]
    guard yamlNode.kind == .sequence else { return wrongShape(node, .row, context) }
    let parent = append(SpecRecord(yaml: UInt32(truncatingIfNeeded: node), kind: .list))
    var context = context
    context.flow = context.flow || yamlNode.style == .flow
    var last = 0
    var item = node + 1
    for cell in 0..<Int(yamlNode.count) {
      let next = Int(yaml.nodes[item].next)
      let isResult = cell == Int(yamlNode.count) - 1
      let child: Int
      if yaml.nodes[item].isAbsent {
        report(emptyValue(item, nil))
        child = invalid(item)
      } else if isResult {
        child = actors(item, context)
      } else {
        child = leaf(item, .unary, 0, context)
      }
      link(child, to: parent, after: &last)
      item = next
    }
    return parent
  }

  mutating func actors(_ node: Int, _ context: SpecContext) -> Int {
    guard let row = table.keyIndexes[Int(SpecPosition.step.rawValue)].find("by") else { return invalid(node) }
    return value(node, table.rows[row].typeIndex, context, key: nil)
  }
}
