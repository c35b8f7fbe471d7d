/// Names seen so far in one list or map, compared by bytes.
struct NameSet {
  private var hashes: [UInt32] = []
  private var nodes: [Int] = []
  /// More names than this are looked up by a table instead of one by one.
  private var table: [[UInt8]: Int] = [:]
  private static let few = 24

  /// Notes a name; the node of the first one when it was there already.
  mutating func insert(
    _ name: UnsafeBufferPointer<UInt8>, _ node: Int, bytes: (Int) -> [UInt8]
  ) -> Int? {
    if nodes.count < NameSet.few {
      let hash = SpellingIndex.hash(name)
      for i in hashes.indices where hashes[i] == hash {
        if bytes(nodes[i]).elementsEqual(name) { return nodes[i] }
      }
      hashes.append(hash)
      nodes.append(node)
      return nil
    }
    if table.isEmpty { for known in nodes { table[bytes(known)] = known } }
    if let first = table[Array(name)] { return first }
    table[Array(name)] = node
    return nil
  }
}
