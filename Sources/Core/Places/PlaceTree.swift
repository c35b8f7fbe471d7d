/// The places of a territory as one immutable tree: ancestors, descendants and names in constant or near
/// constant time. Parents stand before children; order among children is the order in which they came.
package struct PlaceTree: Sendable {
  package let nodes: [PlaceNode]
  private let children: [[Int32]]
  private let roots: [Int32]
  /// First and last number of a node's subtree in a walk, so that "lies within" is two comparisons.
  private let enter: [Int32], leave: [Int32]
  private let byCode: [String: Int32]
  private let byName: [String: [Int32]]
  /// Codes that places had before, or that ended places had: who has it now. A code of today wins.
  private let formerCodes: [String: Int32]

  package init(_ nodes: [PlaceNode], formerCodes: [String: Int] = [:]) {
    self.nodes = nodes
    var children = [[Int32]](repeating: [], count: nodes.count)
    var roots: [Int32] = []
    var byCode: [String: Int32] = [:]
    var byName: [String: [Int32]] = [:]
    byCode.reserveCapacity(nodes.count)
    byName.reserveCapacity(nodes.count)
    for (index, node) in nodes.enumerated() {
      let id = Int32(truncatingIfNeeded: index)
      if let parent = node.parent, parent < index { children[parent].append(id) } else { roots.append(id) }
      byCode[PlaceCode(node.code)?.text ?? node.code] = id
      byName[node.name, default: []].append(id)
      for alias in node.aliases where alias != node.name { byName[alias, default: []].append(id) }
    }
    (enter, leave) = Self.walk(roots, children)
    self.children = children
    self.roots = roots
    self.byCode = byCode
    self.byName = byName
    self.formerCodes = formerCodes.mapValues { Int32(truncatingIfNeeded: $0) }
  }

  package static let empty = PlaceTree([])

  package var rootIndices: [Int] { roots.map(Int.init) }

  /// The children of a node, in order.
  package func children(of index: Int) -> [Int] {
    children.indices.contains(index) ? children[index].map(Int.init) : []
  }

  /// The place with that code, in any usual length; else the one that had it before.
  package func index(ofCode code: String) -> Int? {
    let text = PlaceCode(code)?.text ?? code
    return (byCode[text] ?? formerCodes[text]).map(Int.init)
  }

  /// Codes that nobody has any more.
  package var formerCodeTexts: [String] { Array(formerCodes.keys) }

  /// The place that has the code today.
  package func index(ofCurrentCode code: String) -> Int? {
    byCode[PlaceCode(code)?.text ?? code].map(Int.init)
  }

  /// True when `index` is `ancestor` or lies under it.
  package func isWithin(_ index: Int, _ ancestor: Int) -> Bool {
    guard enter.indices.contains(index), enter.indices.contains(ancestor) else { return false }
    return enter[ancestor] <= enter[index] && leave[index] <= leave[ancestor]
  }

  /// The node and everything above it, innermost first.
  package func ancestry(of index: Int) -> [Int] {
    var path: [Int] = []
    var at: Int? = nodes.indices.contains(index) ? index : nil
    while let here = at {
      path.append(here)
      at = nodes[here].parent
    }
    return path
  }

  /// The node at `level` on the way from `index` upwards, itself included; nil where the level is skipped.
  package func ancestor(of index: Int, at level: PlaceLevel) -> Int? {
    ancestry(of: index).first { nodes[$0].level == level }
  }

  /// Every place of a level within a node, in the order of the tree. `nil` = anywhere.
  package func places(at level: PlaceLevel, within ancestor: Int? = nil) -> [Int] {
    nodes.indices.filter { index in
      nodes[index].level == level && (ancestor.map { isWithin(index, $0) } ?? true)
    }
  }

  /// Names from the top down, with `/` between.
  package func path(of index: Int) -> String {
    var path = ""
    for here in ancestry(of: index).reversed() {
      if !path.isEmpty { path += "/" }
      path += nodes[here].name
    }
    return path
  }

  /// What a place reference means.
  package enum Match: Sendable, Equatable {
    case one(Int)
    case none
    /// Several places of that name; the text must say more.
    case several([Int])
  }

  /// Reads a reference of the language: a code, a name, or a path `海淀区/幸福街道` that may leave levels out,
  /// within `owner` when that is given. A place whose path is exactly the text, counted from the owner, wins
  /// over deeper ones.
  package func resolve(_ reference: String, within owner: Int? = nil) -> Match {
    if let index = index(ofCode: reference), owner.map({ isWithin(index, $0) }) ?? true { return .one(index) }
    let names = reference.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let last = names.last, let candidates = byName[last] else { return .none }
    let all = candidates.map(Int.init).filter { index in
      (owner.map { isWithin(index, $0) } ?? true) && matches(names.dropLast(), above: index)
    }
    // What is called so wins over what was.
    let called = all.filter { nodes[$0].name == last }
    let fits = called.isEmpty ? all : called
    guard fits.count > 1 else { return fits.first.map(Match.one) ?? .none }
    let outer = fits.filter { index in !fits.contains { $0 != index && isWithin(index, $0) } }
    return outer.count == 1 ? .one(outer[0]) : .several(fits)
  }

  /// True when the names stand, in order, among the ancestors of the node.
  private func matches(_ names: ArraySlice<String>, above index: Int) -> Bool {
    var wanted = names
    var at = nodes[index].parent
    while let name = wanted.last {
      guard let here = at else { return false }
      if nodes[here].name == name || nodes[here].aliases.contains(name) { wanted.removeLast() }
      at = nodes[here].parent
    }
    return true
  }

  /// Numbers every node by a walk without recursion: trees come from files.
  private static func walk(_ roots: [Int32], _ children: [[Int32]]) -> ([Int32], [Int32]) {
    var enter = [Int32](repeating: 0, count: children.count)
    var leave = enter
    var clock: Int32 = 0
    var open: [(node: Int, next: Int)] = []
    for root in roots {
      open.append((Int(root), 0))
      enter[Int(root)] = clock
      while let (node, next) = open.last {
        if next < children[node].count {
          let child = Int(children[node][next])
          open[open.count - 1].next += 1
          clock &+= 1
          enter[child] = clock
          open.append((child, 0))
        } else {
          leave[node] = clock
          open.removeLast()
        }
      }
      clock &+= 1
    }
    return (enter, leave)
  }
}
