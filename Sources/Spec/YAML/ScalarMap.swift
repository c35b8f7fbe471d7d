package import Core

/// Where each byte of a scalar's value stands in the source: plain, quoted, literal or folded.
///
/// libyaml gives the value and the marks of the whole scalar; for a block scalar the mark is that of `|`,
/// the text starts on the next line. So the source is read once more, by the rules of YAML 1.1 chapters 4.6
/// and 9, and every byte of the value is given its origin. Made only when something is reported.
package struct ScalarMap {
  private let source: SourceText
  private let node: YAMLNode
  /// For every byte of the value, and one past it, the byte in the source.
  private let offsets: [Int]

  package init(_ tree: YAMLTree, _ index: Int) {
    source = tree.source
    node = tree.nodes[index]
    if node.kind == .scalar, node.text & YAMLNode.pooled == 0 {
      let start = Int(node.text)
      offsets = Array(start...start + Int(node.count))
    } else if node.kind == .scalar {
      var walk = ScalarWalk(source.bytes, node)
      offsets = walk.offsets()
    } else {
      offsets = [Int(node.start), Int(node.end)]
    }
  }

  /// The byte in the source where the byte at `offset` of the value comes from.
  package func sourceOffset(_ offset: Int) -> Int {
    guard let last = offsets.last else { return Int(node.start) }
    return offset < 0 ? offsets[0] : offset < offsets.count ? offsets[offset] : last
  }

  /// The source of a stretch of the value; at least one character.
  package func range(_ part: Range<Int>) -> SourceRange {
    let start = sourceOffset(part.lowerBound)
    guard part.upperBound > part.lowerBound else { return source.range(start, start) }
    // The end is behind the last byte, not in front of the next one: folded lines lie between.
    let last = sourceOffset(part.upperBound - 1)
    let length = part.upperBound - 1 < offsets.count - 1 ? width(at: last) : 0
    return source.range(start, max(last + length, start))
  }

  /// Bytes of the source that make the byte of the value which comes from here: more than one for an escape.
  private func width(at offset: Int) -> Int {
    guard node.text & YAMLNode.pooled != 0, offset + 1 < source.bytes.count else { return 1 }
    switch (node.style, source.bytes[offset], source.bytes[offset + 1]) {
    case (.singleQuoted, 0x27, 0x27): return 2
    case (.doubleQuoted, 0x5C, 0x78): return 4
    case (.doubleQuoted, 0x5C, 0x75): return 6
    case (.doubleQuoted, 0x5C, 0x55): return 10
    case (.doubleQuoted, 0x5C, _): return 2
    default: return 1
    }
  }
}
