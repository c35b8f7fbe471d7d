package import Core

/// How the author wrote a scalar or a collection.
package enum YAMLStyle: UInt8, Sendable {
  case plain, singleQuoted, doubleQuoted, literal, folded
  /// Collections: by indentation, or in braces.
  case block, flow
}

/// One node of a YAML file: 24 bytes in a flat array, in document order. The first child of a collection is
/// the node behind it; keys and values of a mapping alternate as siblings.
package struct YAMLNode: Sendable {
  package enum Kind: UInt8, Sendable {
    case scalar, sequence, mapping
    /// An alias or a node that could not be read: reported, and silent from then on.
    case invalid
  }

  /// Byte offsets in the source, with quotes, brackets or block header.
  package var start: UInt32
  package var end: UInt32
  /// The next sibling, 0 for none.
  package var next: UInt32 = 0
  /// Scalars: offset of the value, in the source or (top bit set) in the pool.
  package var text: UInt32 = 0
  /// Scalars: length of the value in bytes. Collections: number of children.
  package var count: UInt32 = 0
  package var kind: Kind
  package var style: YAMLStyle

  package static let pooled: UInt32 = 1 << 31

  /// A key without a value: nothing was written at all.
  package var isAbsent: Bool { kind == .scalar && style == .plain && count == 0 }
}

/// All documents of one file as one array of nodes. Immutable once built, therefore shared without a lock.
package final class YAMLTree: Sendable {
  package let source: SourceText
  package let nodes: ContiguousArray<YAMLNode>
  /// Values that do not stand in the source letter for letter: escapes, folded lines.
  package let pool: [UInt8]
  /// The root node of every document.
  package let roots: [Int]

  package init(source: SourceText, nodes: ContiguousArray<YAMLNode>, pool: [UInt8], roots: [Int]) {
    self.source = source
    self.nodes = nodes
    self.pool = pool
    self.roots = roots
  }

  /// The value of a scalar.
  package func text(_ index: Int) -> String {
    let node = nodes[index]
    guard node.kind == .scalar, node.count > 0 else { return "" }
    let start = Int(node.text & ~YAMLNode.pooled)
    let end = start + Int(node.count)
    if node.text & YAMLNode.pooled == 0 { return source.text(start, end) }
    return String(decoding: pool[start..<end], as: UTF8.self)
  }

  /// The bytes of a scalar's value, without making a string.
  func with<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let node = nodes[index]
    guard node.kind == .scalar else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
    let start = Int(node.text & ~YAMLNode.pooled)
    let part = start..<start + Int(node.count)
    if node.text & YAMLNode.pooled == 0 {
      return source.bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[part])) }
    }
    return pool.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[part])) }
  }

  /// Where a node stands; never empty.
  package func range(_ index: Int) -> SourceRange {
    let node = nodes[index]
    return source.range(Int(node.start), Int(node.end))
  }
}
