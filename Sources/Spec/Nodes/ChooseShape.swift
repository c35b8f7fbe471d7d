internal import Core

/// Which of several alternatives of the table an author meant.
extension SpecDecoder {
  /// The alternative that fits what the author wrote.
  func choose(_ node: Int, _ entry: SpecTypeEntry) -> SpecShape {
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
}

extension SpecShape {
  /// Whether a scalar is a word of the group this shape names: then a list of it is a list of one.
  func isWord(in decoder: SpecDecoder, _ node: Int) -> Bool {
    guard case .word = head else { return false }
    return decoder.with(node) { decoder.table.wordIndexes[argument].find($0) } != nil
  }
}
