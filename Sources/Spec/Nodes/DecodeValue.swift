internal import Core

/// Values by type: the alternatives of a cell of the table, lists, maps and named lists.
extension SpecDecoder {
  /// A value of a type; `key` is the YAML node of the key it belongs to.
  mutating func value(_ node: Int, _ type: Int, _ context: SpecContext, key: Int?) -> Int {
    let yamlNode = yaml.nodes[node]
    if yamlNode.kind == .invalid { return invalid(node) }
    if yamlNode.isAbsent {
      report(emptyValue(node, key))
      return invalid(node)
    }
    let entry = table.types[type]
    guard entry.count > 1 else { return single(node, table.shapes[entry.first], context) }
    return single(node, choose(node, entry), context)
  }

  mutating func single(_ node: Int, _ shape: SpecShape, _ context: SpecContext) -> Int {
    switch shape.head {
    case .leaf(let type): return leaf(node, type, shape.argument, context)
    case .word: return word(node, shape.argument)
    case .label: return label(node, context)
    case .actor: return actor(node, context)
    case .option: return option(node, context)
    case .row: return row(node, context)
    case .keys:
      guard let position = SpecPosition(rawValue: UInt8(truncatingIfNeeded: shape.argument)) else {
        return invalid(node)
      }
      return keysOrShort(node, position, context)
    case .list: return list(node, shape.argument, context)
    case .map: return map(node, shape.argument, context)
    case .named: return named(node, shape.argument, context)
    }
  }

  private mutating func list(_ node: Int, _ inner: Int, _ context: SpecContext) -> Int {
    let yamlNode = yaml.nodes[node]
    let parent = append(SpecRecord(yaml: UInt32(truncatingIfNeeded: node), kind: .list))
    var last = 0
    guard yamlNode.kind == .sequence else {
      let child = value(node, inner, context, key: nil)
      if records[child].kind == .invalid { records[parent].kind = .invalid; return parent }
      link(child, to: parent, after: &last)
      return parent
    }
    var context = context
    context.flow = context.flow || yamlNode.style == .flow
    var item = node + 1
    for _ in 0..<Int(yamlNode.count) {
      link(value(item, inner, context, key: nil), to: parent, after: &last)
      item = Int(yaml.nodes[item].next)
    }
    return parent
  }

  /// Names that the author chose, in no order.
  private mutating func map(_ node: Int, _ inner: Int, _ context: SpecContext) -> Int {
    let yamlNode = yaml.nodes[node]
    guard yamlNode.kind == .mapping else { return wrongShape(node, .map, context) }
    let parent = append(SpecRecord(yaml: UInt32(truncatingIfNeeded: node), kind: .map))
    var context = context
    context.flow = context.flow || yamlNode.style == .flow
    var names = NameSet()
    var last = 0
    var keyNode = node + 1
    for _ in 0..<Int(yamlNode.count / 2) {
      let valueNode = Int(yaml.nodes[keyNode].next)
      let next = Int(yaml.nodes[valueNode].next)
      defer { keyNode = next }
      guard authorName(keyNode, valueNode) else { continue }
      if let first = with(keyNode, { names.insert($0, keyNode) { with($0, Array.init) } }) {
        report(keyTwice(keyNode, first))
        continue
      }
      let child = value(valueNode, inner, context, key: keyNode)
      records[child].name = UInt32(truncatingIfNeeded: keyNode)
      link(child, to: parent, after: &last)
    }
    return parent
  }

  /// `- name: …`, in order.
  private mutating func named(_ node: Int, _ inner: Int, _ context: SpecContext) -> Int {
    let yamlNode = yaml.nodes[node]
    guard yamlNode.kind == .sequence else { return wrongShape(node, .named, context) }
    let parent = append(SpecRecord(yaml: UInt32(truncatingIfNeeded: node), kind: .named))
    var context = context
    context.flow = context.flow || yamlNode.style == .flow
    var names = NameSet()
    var last = 0
    var item = node + 1
    for _ in 0..<Int(yamlNode.count) {
      let current = yaml.nodes[item]
      defer { item = Int(current.next) }
      guard current.kind == .mapping, current.count == 2 else {
        notNamed(item, context)
        link(invalid(item), to: parent, after: &last)
        continue
      }
      let keyNode = item + 1
      let valueNode = Int(yaml.nodes[keyNode].next)
      guard authorName(keyNode, valueNode) else {
        link(invalid(item), to: parent, after: &last)
        continue
      }
      if let first = with(keyNode, { names.insert($0, keyNode) { with($0, Array.init) } }) {
        report(nameTwice(keyNode, first))
      }
      var inside = context
      inside.flow = inside.flow || current.style == .flow
      let child = namedValue(valueNode, inner, inside, keyNode)
      records[child].name = UInt32(truncatingIfNeeded: keyNode)
      link(child, to: parent, after: &last)
    }
    return parent
  }

  private mutating func namedValue(_ node: Int, _ inner: Int, _ context: SpecContext, _ key: Int) -> Int {
    let shape = table.shapes[table.types[inner].first]
    guard case .keys = shape.head,
      let position = SpecPosition(rawValue: UInt8(truncatingIfNeeded: shape.argument))
    else { return value(node, inner, context, key: key) }
    checkName(key, position)
    place.append(Enclosing(position: position, name: UInt32(truncatingIfNeeded: key)))
    defer { place.removeLast() }
    return value(node, inner, context, key: key)
  }

  /// Whether the author's name left of the colon is one word or quoted text; reports when it is not.
  mutating func authorName(_ key: Int, _ value: Int) -> Bool {
    let node = yaml.nodes[key]
    if node.kind == .invalid { return false }
    // Text in quotes may be empty: an example of a control may be the empty answer.
    guard node.kind == .scalar, node.count > 0 || node.style != .plain else {
      report(keyNotWord(key))
      return false
    }
    noteSurprise(key)
    return true
  }
}
