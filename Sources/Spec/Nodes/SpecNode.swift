package import Core

/// A checked node of a document. Short forms stand as their long form, keys are canonical, words are checked;
/// a part that was wrong is `.invalid`, reported once, and every later pass accepts it silently.
package struct SpecNode: Sendable {
  package enum Kind: UInt8, Sendable, Hashable {
    /// Reported already: of unknown type and value.
    case invalid
    /// One text; `type` says what it was read as.
    case scalar
    /// Nodes in order.
    case list
    /// Nodes by names that the author chose, without an order that means anything.
    case map
    /// Nodes by names that the author chose, in order: `- name: …`.
    case named
    /// Declared keys of `position`.
    case keys
  }

  package let tree: SpecTree
  package let index: Int

  init(_ tree: SpecTree, _ index: Int) {
    self.tree = tree
    self.index = index
  }

  var record: SpecRecord { tree.records[index] }

  package var kind: Kind { record.kind }
  package var isInvalid: Bool { record.kind == .invalid }

  /// Which keys a `.keys` node takes.
  package var position: SpecPosition? {
    kind == .keys ? SpecPosition(rawValue: UInt8(truncatingIfNeeded: record.argument)) : nil
  }

  // MARK: Where

  /// Where the value stands in the file; never empty.
  package var range: SourceRange { tree.yaml.range(Int(record.yaml)) }

  /// Where the key or name left of it stands; the value itself where there is none.
  package var nameRange: SourceRange {
    let name = record.name
    return name == SpecRecord.noName ? range : tree.yaml.range(Int(name))
  }

  /// The key or name as the author spelled it.
  package var name: String? {
    let name = record.name
    return name == SpecRecord.noName ? nil : tree.yaml.text(Int(name))
  }

  /// The canonical key this is the value of; nil below an author's name or in a list.
  package var key: SpecKey? { SpecKey(rawValue: record.key) }

  /// The source of a stretch of `text`, given in bytes of its UTF-8, whatever way the scalar was quoted.
  package func range(utf8 part: Range<Int>) -> SourceRange {
    let map = ScalarMap(tree.yaml, Int(record.yaml))
    let skip = type == .expression ? Int(record.value) : 0
    return map.range(part.lowerBound + skip..<part.upperBound + skip)
  }

  /// The source of a stretch of `text`, given in Unicode scalars.
  package func range(scalars part: Range<Int>) -> SourceRange {
    let text = self.text.unicodeScalars
    func bytes(_ count: Int) -> Int {
      text.prefix(max(0, count)).reduce(0) { $0 + UTF8.width($1) }
    }
    return range(utf8: bytes(part.lowerBound)..<max(bytes(part.lowerBound), bytes(part.upperBound)))
  }

  // MARK: Inside

  /// The value of a declared key; nil when the author did not write it. May be `.invalid`.
  package subscript(key: SpecKey) -> SpecNode? {
    guard kind == .keys else { return nil }
    var at = Int(record.child)
    while at != 0 {
      let record = tree.records[at]
      if record.key == key.rawValue { return SpecNode(tree, at) }
      at = Int(record.next)
    }
    return nil
  }

  /// The value of a declared key by its English name.
  package subscript(name: String) -> SpecNode? { SpecKey(name: name).flatMap { self[$0] } }

  /// The value under an author's name.
  package func entry(_ name: String) -> SpecNode? { children.first { $0.name == name } }

  /// All declared keys that the author wrote here, in one walk.
  package var keys: SpecKeySet {
    var found = SpecKeySet()
    guard kind == .keys else { return found }
    var at = Int(record.child)
    while at != 0 {
      let record = tree.records[at]
      found.insert(record.key)
      at = Int(record.next)
    }
    return found
  }

  /// Whether the author wrote this key.
  package func has(_ key: SpecKey) -> Bool { self[key] != nil }

  package var children: SpecChildren { SpecChildren(tree: tree, at: Int(record.child)) }

  // MARK: Scalars

  /// What a scalar was read as; `.any` for everything else.
  package var type: SpecType { record.type }

  /// What the type is further: the result type of an expression (`boolean`), the kind of a reference
  /// (`ledger`), the group of a word (`level`); else empty.
  package var argument: String {
    guard kind == .scalar else { return "" }
    if type == .word { return tree.table.groupNames[Int(record.argument)] }
    return tree.table.arguments[Int(record.argument)]
  }

  /// The text of a scalar: unquoted, unescaped, of an expression without its leading `= `.
  package var text: String {
    guard kind == .scalar else { return "" }
    let text = tree.yaml.text(Int(record.yaml))
    guard type == .expression, record.value > 0 else { return text }
    return String(decoding: text.utf8.dropFirst(Int(record.value)), as: UTF8.self)
  }

  /// The author put the text into quotes, or into a block of lines: it is meant letter for letter.
  package var isQuoted: Bool { kind == .scalar && tree.yaml.nodes[Int(record.yaml)].style != .plain }

  /// The English spelling of a checked word; nil when it is no word.
  package var word: String? {
    guard kind == .scalar, type == .word else { return nil }
    return tree.table.wordsByGroup[Int(record.argument)][Int(record.value)].name
  }

  package var bool: Bool? {
    guard kind == .scalar, type == .bool else { return nil }
    return record.value == 1
  }

  package var int: Int? {
    guard kind == .scalar, type == .int else { return nil }
    return Int(text)
  }

  /// Days, hours and the like: how many of which unit.
  package var duration: SpecDuration? {
    guard kind == .scalar, type == .duration || type == .workingDuration else { return nil }
    return SpecDuration(text, table: tree.table)
  }

  /// A `label` in both languages; nil when it is none.
  package var label: Label? {
    guard let zh = self[.zh] else { return nil }
    return Label(zh: zh.text, en: self[.en]?.text)
  }
}

/// The children of a node in the author's order.
package struct SpecChildren: Sequence, IteratorProtocol, Sendable {
  let tree: SpecTree
  var at: Int

  package mutating func next() -> SpecNode? {
    guard at != 0 else { return nil }
    defer { at = Int(tree.records[at].next) }
    return SpecNode(tree, at)
  }

  package var isEmpty: Bool { at == 0 }
}
