internal import Core

/// YAML nodes → checked nodes, by the table. Collects, marks, continues: a bad part gives a diagnostic and an
/// `.invalid` node, and everything beside it is still checked.
struct SpecDecoder {
  let yaml: YAMLTree
  let table: SpecTable
  var records: ContiguousArray<SpecRecord> = []
  var diagnostics: [Diagnostic] = []
  private var roots: [(kind: SpecPosition, record: Int, id: String)] = []
  /// Where the decoder is, for messages: what the author is writing and how he named it.
  var place: [Enclosing] = []

  struct Enclosing {
    var position: SpecPosition
    var name: UInt32
  }

  init(_ yaml: YAMLTree, _ table: SpecTable) {
    self.yaml = yaml
    self.table = table
    records.reserveCapacity(yaml.nodes.count * 3 / 4 + 4)
    // Record 0 is nobody: a link of 0 ends a list.
    records.append(SpecRecord(yaml: 0, kind: .invalid))
  }

  mutating func readAll() {
    if yaml.roots.allSatisfy({ yaml.nodes[$0].isAbsent }) { report(headerMissing(nil)) }
    for root in yaml.roots { document(root) }
  }

  func finish() -> (documents: [SpecDocument], diagnostics: [Diagnostic]) {
    var exact = ContiguousArray<SpecRecord>()
    exact.reserveCapacity(records.count)
    exact.append(contentsOf: records)
    let tree = SpecTree(yaml: yaml, table: table, records: exact)
    let documents = roots.map {
      SpecDocument(kind: $0.kind, root: SpecNode(tree, $0.record), id: $0.id)
    }
    return (documents, diagnostics + DocumentRules.check(tree, documents))
  }

  // MARK: Documents

  private mutating func document(_ root: Int) {
    let node = yaml.nodes[root]
    guard node.kind == .mapping, node.count > 0 else {
      // A spare `---`, or nothing but comments behind it.
      if !node.isAbsent { report(wrongDocument(root)) }
      return
    }
    guard let kind = header(root) else { return }
    let record = keys(root, kind, SpecContext(flow: false))
    let id = SpecDecoder.explicitID(records, record, yaml) ?? fileID()
    roots.append((kind, record, id))
  }

  private mutating func header(_ root: Int) -> SpecPosition? {
    let key = root + 1
    let value = Int(yaml.nodes[key].next)
    guard with(key, { $0.count > 0 && (SpecDecoder.equal($0, "hutong") || SpecDecoder.equal($0, "胡同")) })
    else {
      report(headerMissing(key))
      return nil
    }
    guard yaml.nodes[value].kind == .scalar, !yaml.nodes[value].isAbsent else {
      report(headerMissing(key))
      return nil
    }
    let parts = yaml.text(value).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      report(headerShape(value))
      return nil
    }
    guard let word = table.word(String(parts[0]), in: "kind"), let kind = SpecPosition(name: word) else {
      report(kindUnknown(value, String(parts[0])))
      return nil
    }
    guard parts[1] == "1" else {
      report(versionUnsupported(value, String(parts[1])))
      return nil
    }
    return kind
  }

  private static func explicitID(
    _ records: ContiguousArray<SpecRecord>, _ root: Int, _ yaml: YAMLTree
  ) -> String? {
    var at = Int(records[root].child)
    while at != 0 {
      let record = records[at]
      if record.key == SpecKey.id.rawValue, record.kind == .scalar { return yaml.text(Int(record.yaml)) }
      at = Int(record.next)
    }
    return nil
  }

  private func fileID() -> String {
    let name = yaml.source.file.split(separator: "/").last ?? ""
    return name.hasSuffix(".yaml") ? String(name.dropLast(5)) : String(name)
  }

  // MARK: Records

  mutating func append(_ record: SpecRecord) -> Int {
    records.append(record)
    return records.count - 1
  }

  /// An invalid node: reported by the caller.
  mutating func invalid(_ yaml: Int) -> Int { append(SpecRecord(yaml: UInt32(yaml), kind: .invalid)) }

  /// Makes `child` the last child of `parent`; `last` is the child before it, 0 for none.
  mutating func link(_ child: Int, to parent: Int, after last: inout Int) {
    if last == 0 {
      records[parent].child = UInt32(truncatingIfNeeded: child)
    } else {
      records[last].next = UInt32(truncatingIfNeeded: child)
    }
    last = child
  }

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  // MARK: Text without strings

  /// The bytes of a scalar's value.
  func with<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    yaml.with(index, body)
  }

  static func equal(_ bytes: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    guard bytes.count == word.utf8CodeUnitCount else { return false }
    for i in 0..<bytes.count where bytes[i] != word.utf8Start[i] { return false }
    return true
  }
}

/// How the surroundings of a value change its reading.
struct SpecContext {
  /// Inside braces or brackets: expressions must be quoted.
  var flow: Bool
  /// Key of the table that the value stands under.
  var key: SpecKey?
  /// The position that key belongs to.
  var owner: SpecPosition?
}
