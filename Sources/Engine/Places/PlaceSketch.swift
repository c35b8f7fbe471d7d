import Core

/// One step of an operation, with what it does to the table of places above.
enum PlaceStep {
  case create(PlaceSketch.Node)
  case rename(Int64, from: String, to: String)
  /// Another code for a place and, where theirs begin with it, for those below.
  case recode([PlaceSketch.Recoding])
  /// `left` are the places above that are no longer above, `entered` those that are now.
  case move(Int64, to: Int64, left: [Int64], entered: [Int64])
  case end(Int64, successor: Int64, heirs: [Int64], left: [Int64], entered: [Int64])
}

/// The tree as an operation leaves it, step by step, over the tree that stands. Nothing is written.
struct PlaceSketch {
  struct Node: Hashable {
    let id: Int64
    var parent: Int64?
    let level: PlaceLevel
    let kind: PlaceKind
    var name: String
    var code: String
    var isOfficial: Bool
  }

  struct Recoding: Hashable {
    let place: Int64
    let old: String
    let new: String
    let isOfficial: Bool
  }

  let city: CityIndex
  private(set) var steps: [PlaceStep] = []
  /// What differs from the tree that stands.
  private var changed: [Int64: Node] = [:]
  private var ended: [Int64: Int64] = [:]
  private var arrived: [Int64: [Int64]] = [:]
  private var departed: Set<Int64> = []
  private var issuer: PlaceCodeIssuer?
  /// Codes given away by this operation, which nobody has any more.
  private var freed: Set<String> = []

  init(_ city: CityIndex) { self.city = city }

  // MARK: Reading

  func node(_ id: Int64) -> Node? {
    if let node = changed[id] { return node }
    guard ended[id] == nil, city.isLiving(id), let at = city.position(of: id) else { return nil }
    let node = city.tree.nodes[at]
    return Node(
      id: id, parent: node.parent.map { city.ids[$0] }, level: node.level, kind: node.kind, name: node.name,
      code: node.code, isOfficial: node.isOfficial)
  }

  func children(_ id: Int64) -> [Int64] {
    var found: [Int64] = []
    if city.isLiving(id), let at = city.position(of: id) {
      found = city.tree.children(of: at).map { city.ids[$0] }.filter { !departed.contains($0) }
    }
    return found + (arrived[id] ?? []).filter { node($0)?.parent == id }
  }

  /// The place and everything above it; of an ended one, itself and where it is looked for now.
  func lineage(_ id: Int64) -> [Int64] {
    var line: [Int64] = []
    var at: Int64? = id
    while let here = at, line.count < 256 {
      line.append(here)
      if let node = node(here) {
        at = node.parent
      } else {
        at = ended[here] ?? city.successors[here]
      }
    }
    return line
  }

  /// The place and all below, parents first.
  func subtree(_ id: Int64) -> [Int64] {
    var found = [id]
    var at = 0
    while at < found.count {
      found += children(found[at])
      at += 1
    }
    return found
  }

  func path(_ id: Int64) -> String {
    lineage(id).compactMap { node($0)?.name }.reversed().joined(separator: "/")
  }

  // MARK: Changing

  mutating func create(_ node: Node) {
    changed[node.id] = node
    if let parent = node.parent { arrived[parent, default: []].append(node.id) }
    steps.append(.create(node))
  }

  mutating func rename(_ id: Int64, to name: String) {
    guard var node = node(id) else { return }
    steps.append(.rename(id, from: node.name, to: name))
    node.name = name
    changed[id] = node
  }

  /// - Parameter code: for the place itself; those below follow.
  mutating func move(_ id: Int64, to parent: Int64, code: String?) {
    guard var node = node(id) else { return }
    let before = Set(lineage(id).dropFirst())
    let after = lineage(parent)
    departed.insert(id)
    arrived[parent, default: []].append(id)
    node.parent = parent
    changed[id] = node
    steps.append(
      .move(id, to: parent, left: before.subtracting(after).sorted(), entered: after.filter { !before.contains($0) }))
    if let code { recode(id, to: code, isOfficial: nil) }
  }

  /// - Parameter isOfficial: of the place itself; nil = as it is.
  mutating func recode(_ id: Int64, to code: String, isOfficial: Bool?) {
    guard let root = node(id) else { return }
    var codes: [Recoding] = []
    for place in subtree(id) {
      guard var node = node(place) else { continue }
      let new = place == id ? code : Self.follow(node.code, root.code, code)
      guard let new, new != node.code || place == id else { continue }
      let official = place == id ? isOfficial ?? node.isOfficial : node.isOfficial
      codes.append(Recoding(place: place, old: node.code, new: new, isOfficial: official))
      node.code = new
      node.isOfficial = official
      changed[place] = node
    }
    for code in codes { freed.insert(code.old) }
    for code in codes { freed.remove(code.new) }
    steps.append(.recode(codes))
  }

  /// The code of a place below one whose code changed; nil where it does not begin with that.
  private static func follow(_ code: String, _ old: String, _ new: String) -> String? {
    guard !old.isEmpty, code.utf8.count > old.utf8.count, code.utf8.starts(with: old.utf8) else { return nil }
    return new + String(decoding: code.utf8.dropFirst(old.utf8.count), as: UTF8.self)
  }

  /// A place that ended stands again, as it was.
  mutating func revive(_ node: Node) {
    let before = Set(city.lineage(of: node.id).dropFirst())
    changed[node.id] = node
    guard let parent = node.parent else { return }
    let after = lineage(parent)
    arrived[parent, default: []].append(node.id)
    steps.append(
      .move(
        node.id, to: parent, left: before.subtracting(after).sorted(), entered: after.filter { !before.contains($0) }))
  }

  mutating func end(_ id: Int64, successor: Int64, heirs: [Int64]) {
    let before = Set(lineage(id).dropFirst())
    let after = lineage(successor)
    if let node = node(id) { freed.insert(node.code) }
    ended[id] = successor
    changed[id] = nil
    departed.insert(id)
    steps.append(
      .end(
        id, successor: successor, heirs: heirs, left: before.subtracting(after).sorted(),
        entered: after.filter { !before.contains($0) }))
  }

  // MARK: Codes

  /// A free code under a parent: the place's own last digits where they are free there, else the next; nil when there is
  /// none, or the parent has no code to stand under.
  mutating func freeCode(_ level: PlaceLevel, named name: String, under parent: Int64, like old: String? = nil) -> String? {
    guard let above = node(parent), let code = PlaceCode(above.code) else { return nil }
    var issuer = self.issuer ?? known()
    defer { self.issuer = issuer }
    let width = level.codeLength - (level.above?.codeLength ?? 0)
    if let old, old.utf8.count == level.codeLength, let outer = level.above {
      let missing = String(repeating: "0", count: max(0, outer.codeLength - code.text.utf8.count))
      let wish = code.text + missing + String(decoding: old.utf8.suffix(width), as: UTF8.self)
      if let wished = PlaceCode(wish), wished.level == level, issuer.take(wished) { return wished.text }
    }
    return issuer.issue(level, named: name, under: code)?.text
  }

  /// Takes a code that is written; false where another place has it.
  mutating func take(_ code: PlaceCode) -> Bool {
    var issuer = self.issuer ?? known()
    defer { self.issuer = issuer }
    return issuer.take(code) || freed.contains(code.text)
  }

  private func known() -> PlaceCodeIssuer {
    var issuer = PlaceCodeIssuer()
    for node in city.tree.nodes { if let code = PlaceCode(node.code) { _ = issuer.take(code) } }
    for node in changed.values { if let code = PlaceCode(node.code) { _ = issuer.take(code) } }
    // A code that a place had is not given to another: old papers would lead there.
    for code in city.tree.formerCodeTexts { if let code = PlaceCode(code) { _ = issuer.take(code) } }
    return issuer
  }
}
