import Core
import Spec

/// The operations of places documents, checked against the tree that the documents describe.
struct PlaceChangesLowering {
  private(set) var sink = DiagnosticSink()
  private(set) var changes: [DeclaredPlaceChange] = []
  private let tree: PlaceTree

  init(tree: PlaceTree) { self.tree = tree }

  mutating func read(_ entry: DocumentEntry) {
    guard let root = entry.document?.root else { return }
    for change in PlacesSpec(root).changes where !change.isInvalid { read(change, entry) }
  }

  private mutating func read(_ spec: PlaceChangeSpec, _ entry: DocumentEntry) {
    guard let act = spec.do.flatMap({ PlaceAct(rawValue: $0) }), let from = spec.from, !from.isInvalid else { return }
    let count = sink.diagnostics.count
    let what = spec.what.filter { !$0.isInvalid }
    let to = spec.to.filter { !$0.isInvalid }
    // That there is such a place was looked up with all references.
    let places = what.compactMap { node -> Int? in
      if case .one(let place) = tree.resolve(node.text) { place } else { nil }
    }
    guard places.count == what.count else { return }
    var map: [String: String] = [:]
    for child in Self.pairs(spec) { map[child.name ?? ""] = child.text }
    check(act, places, what, to, spec)
    guard sink.diagnostics.count == count else { return }
    let operation = PlaceOperation(
      act, what: what.map(\.text), to: to.map(\.text), from: from.text, map: map,
      handover: spec.handover.flatMap { Handover(rawValue: $0) } ?? .follow)
    changes.append(
      DeclaredPlaceChange(
        key: SHA256.hex("\(entry.bundle) \(entry.id)\n\(operation.text)".utf8), operation: operation, range: spec.range))
  }

  /// child → part, as they are written.
  private static func pairs(_ spec: PlaceChangeSpec) -> [SpecNode] {
    guard let map = spec.map, !map.isInvalid else { return [] }
    return map.children.filter { !$0.isInvalid }
  }

  /// A place of the tree; nil with a diagnostic.
  private mutating func known(_ node: SpecNode) -> Int? {
    switch tree.resolve(node.text) {
    case .one(let place): return place
    case .several:
      sink.report(
        Diagnostic(
          .ambiguousName, at: node.range,
          Message(zh: "「\(node.text)」有几个，请写路径或编码", en: "Several places are called `\(node.text)`: give path or code")))
    case .none:
      sink.report(
        Diagnostic(.placeUnknown, at: node.range, Message(zh: "没有地方「\(node.text)」", en: "There is no place `\(node.text)`")))
    }
    return nil
  }

  private mutating func check(
    _ act: PlaceAct, _ places: [Int], _ what: [SpecNode], _ to: [SpecNode], _ spec: PlaceChangeSpec
  ) {
    switch act {
    case .move: if let node = to.first, let target = known(node) { move(places, target, node) }
    case .split: if let place = places.first { split(place, to, spec) }
    case .merge:
      if let first = places.first, places.contains(where: { tree.nodes[$0].level != tree.nodes[first].level }) {
        sink.report(
          Diagnostic(
            .levelOrder, at: spec.range, Message(zh: "只能合并同一层级的地方", en: "Only places of one level are merged")))
      }
    case .rename, .close, .add: return
    }
  }

  private mutating func move(_ places: [Int], _ target: Int, _ node: SpecNode) {
    let above = tree.nodes[target]
    for place in places {
      let moved = tree.nodes[place]
      if tree.isWithin(target, place) {
        sink.report(
          Diagnostic(
            .cycle, at: node.range,
            Message(zh: "「\(above.name)」就在「\(moved.name)」里面", en: "`\(above.name)` lies within `\(moved.name)`")))
      } else if above.level >= moved.level {
        sink.report(
          Diagnostic(
            .levelOrder, at: node.range,
            Message(
              zh: "「\(moved.level.alias)」不能放在「\(above.level.alias)」下面",
              en: "A \(moved.level.word) cannot stand under a \(above.level.word)")))
      }
    }
  }

  /// Every child goes to one of the parts.
  private mutating func split(_ place: Int, _ to: [SpecNode], _ spec: PlaceChangeSpec) {
    let parts = Set(to.map(\.text))
    var mapped: Set<Int> = []
    for child in Self.pairs(spec) {
      if !parts.contains(child.text) {
        sink.report(
          Diagnostic(
            .placeUnknown, at: child.range,
            Message(zh: "「\(child.text)」不是拆分后的一部分", en: "`\(child.text)` is none of the parts")))
      }
      guard case .one(let found) = tree.resolve(child.name ?? "", within: place) else {
        sink.report(
          Diagnostic(
            .placeUnknown, at: child.range,
            Message(zh: "这里没有「\(child.name ?? "")」", en: "There is no `\(child.name ?? "")` here")))
        continue
      }
      mapped.insert(found)
    }
    let left = tree.children(of: place).filter { !mapped.contains($0) }.map { tree.nodes[$0].name }
    guard !left.isEmpty || parts.count < 2 else { return }
    let names = left.prefix(8).joined(separator: "、")
    sink.report(
      Diagnostic(
        .splitIncomplete, at: spec.map?.range ?? spec.range,
        parts.count < 2
          ? Message(zh: "拆分至少要有两个部分", en: "A split has two parts at least")
          : Message(zh: "还没有说去哪一部分：\(names)", en: "Not said to which part it goes: \(names)")))
  }
}
