/// Names met in the lists of one document, compared by their bytes: no string is made of a name.
struct FoundNames {
  private struct Found {
    var node: SpecNode
    var list: Int
  }

  private var names: [UInt64: Found] = [:]

  var count: Int { names.count }

  /// Notes the name of a node of a list. The node that had it first in another list; within one list the list
  /// itself has reported it.
  mutating func insert(_ node: SpecNode, in list: SpecNode) -> SpecNode? {
    guard let key = FoundNames.key(node) else { return nil }
    guard let first = names[key] else {
      names[key] = Found(node: node, list: list.index)
      return nil
    }
    return first.list == list.index ? nil : first.node
  }

  func contains(_ node: SpecNode) -> Bool { FoundNames.key(node).map { names[$0] != nil } ?? false }

  mutating func formUnion(_ other: FoundNames) { names.merge(other.names) { mine, _ in mine } }

  /// FNV-1a of 64 bits: two names of one document that agree in it do not occur.
  private static func key(_ node: SpecNode) -> UInt64? {
    let name = node.record.name
    guard name != SpecRecord.noName else { return nil }
    return node.tree.yaml.with(Int(name)) { bytes in
      bytes.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }
  }
}
