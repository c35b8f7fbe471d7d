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

  /// The alternative that fits what the author wrote.
  private func choose(_ node: Int, _ entry: SpecTypeEntry) -> SpecShape {
    let shapes = table.shapes[entry.first..<entry.first + entry.count]
    switch yaml.nodes[node].kind {
    case .scalar:
      // A short form stands for its long form, so the mapping goes before the word it abbreviates.
      return shapes.first { SpecDecoder.isShortForm($0) } ?? shapes.first { accepts(node, $0) }
        ?? shapes.first { SpecDecoder.takesText($0) } ?? shapes[entry.first]
    case .sequence:
      return shapes.first { SpecDecoder.takesList($0) } ?? shapes[entry.first]
    default:
      return chooseForMapping(node, shapes) ?? shapes[entry.first]
    }
  }

  /// Among several mappings the one that knows most of the keys written.
  private func chooseForMapping(_ node: Int, _ shapes: ArraySlice<SpecShape>) -> SpecShape? {
    var best: (shape: SpecShape, known: Int)?
    for shape in shapes {
      guard let position = position(inside: shape) else { continue }
      let known = knownKeys(node, position)
      if best == nil || known > (best?.known ?? 0) { best = (shape, known) }
    }
    return best?.shape ?? shapes.first { SpecDecoder.takesMapping($0) }
  }

  /// The declared mapping that a shape takes, itself or as a list of one.
  private func position(inside shape: SpecShape) -> SpecPosition? {
    switch shape.head {
    case .keys: return SpecPosition(rawValue: UInt8(truncatingIfNeeded: shape.argument))
    case .actor: return .actor
    case .label: return .label
    case .list: return position(inside: table.shapes[table.types[shape.argument].first])
    default: return nil
    }
  }

  private func knownKeys(_ node: Int, _ position: SpecPosition) -> Int {
    let index = table.keyIndexes[Int(position.rawValue)]
    var known = 0
    var key = node + 1
    for _ in 0..<Int(yaml.nodes[node].count / 2) {
      if with(key, { index.find($0) }) != nil { known += 1 }
      key = Int(yaml.nodes[Int(yaml.nodes[key].next)].next)
    }
    return known
  }

  /// Whether a scalar is certainly of this shape; shapes that take any text say no and come last.
  private func accepts(_ node: Int, _ shape: SpecShape) -> Bool {
    switch shape.head {
    case .word: return with(node) { table.wordIndexes[shape.argument].find($0) } != nil
    case .leaf(let type): return with(node) { LeafSyntax.isSurely(type, $0, table) }
    case .keys:
      guard shape.argument == Int(SpecPosition.each.rawValue), let group = table.group("level") else {
        return false
      }
      return with(node) { table.wordIndexes[group].find($0) } != nil
    case .list: return table.shapes[table.types[shape.argument].first].isWord(in: self, node)
    default: return false
    }
  }

  /// Whether a single text may stand for the mapping of this shape.
  private static func isShortForm(_ shape: SpecShape) -> Bool {
    guard case .keys = shape.head else { return false }
    switch SpecPosition(rawValue: UInt8(truncatingIfNeeded: shape.argument)) {
    case .measure, .quota, .retain, .inflight, .every, .batch, .repeat, .field, .column, .step, .post:
      return true
    default: return false
    }
  }

  /// Whether any text will do.
  private static func takesText(_ shape: SpecShape) -> Bool {
    switch shape.head {
    case .leaf(let type): !type.isStrict
    case .label, .actor, .option: true
    case .word, .keys, .list, .map, .named, .row: false
    }
  }

  private static func takesList(_ shape: SpecShape) -> Bool {
    switch shape.head {
    case .list, .named: true
    default: false
    }
  }

  private static func takesMapping(_ shape: SpecShape) -> Bool {
    switch shape.head {
    case .map, .keys, .label, .actor: true
    default: false
    }
  }

  // MARK: One shape

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
  private mutating func authorName(_ key: Int, _ value: Int) -> Bool {
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

  // MARK: Label, actor, option, row

  private mutating func label(_ node: Int, _ context: SpecContext) -> Int {
    switch yaml.nodes[node].kind {
    case .scalar: return wrap(node, .label, .zh, context)
    case .mapping: return keys(node, .label, context)
    default: return wrongShape(node, .text, context)
    }
  }

  /// A recipient word stays a word, a role becomes `{role: …}`.
  private mutating func actor(_ node: Int, _ context: SpecContext) -> Int {
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
  private mutating func option(_ node: Int, _ context: SpecContext) -> Int {
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
  private mutating func row(_ node: Int, _ context: SpecContext) -> Int {
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

  private mutating func actors(_ node: Int, _ context: SpecContext) -> Int {
    guard let row = table.keyIndexes[Int(SpecPosition.step.rawValue)].find("by") else { return invalid(node) }
    return value(node, table.rows[row].typeIndex, context, key: nil)
  }
}

extension SpecShape {
  /// Whether a scalar is a word of the group this shape names: then a list of it is a list of one.
  func isWord(in decoder: SpecDecoder, _ node: Int) -> Bool {
    guard case .word = head else { return false }
    return decoder.with(node) { decoder.table.wordIndexes[argument].find($0) } != nil
  }
}
