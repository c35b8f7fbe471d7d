import Core
import Spec

/// The names of fields, columns and measures that a document declares, its overlays' added ones among them.
struct FieldNames {
  var fields: Set<String> = []
  var measures: Set<String> = []
  var steps: Set<String> = []

  init() {}

  init(_ root: SpecNode) {
    for key in [SpecKey.form, .columns, .add] { collect(root[key]) }
    for child in root[.measures]?.children.map({ $0 }) ?? [] { if let name = child.name { measures.insert(name) } }
    for child in root[.variants]?.children.map({ $0 }) ?? [] where child.kind == .keys {
      collect(child[.add])
      collectSteps(child[.flow])
    }
    collectSteps(root[.flow])
  }

  mutating func merge(_ other: FieldNames) {
    fields.formUnion(other.fields)
    measures.formUnion(other.measures)
    steps.formUnion(other.steps)
  }

  private mutating func collect(_ root: SpecNode?) {
    var open = root.map { Array($0.children) } ?? []
    while let node = open.popLast() {
      if let name = node.name { fields.insert(name) }
      if let inside = node.kind == .keys ? node[.fields] : nil { open += Array(inside.children) }
    }
  }

  private mutating func collectSteps(_ flow: SpecNode?) {
    guard let flow, flow.kind == .named else { return }
    for child in flow.children { if let name = child.name { steps.insert(name) } }
  }
}

extension CompileContext {
  /// A document of one of some kinds, by id or title.
  func document(among kinds: [SpecPosition], _ name: String) -> DocumentEntry? {
    for kind in kinds { if let found = document(kind, name) { return found } }
    return nil
  }

  /// What a document declares, with what its base declares.
  func fieldNames(_ other: DocumentEntry) -> FieldNames {
    var names = FieldNames()
    var at: DocumentEntry? = other
    for _ in 0..<4 {
      guard let found = at, let root = found.document?.root, let kind = found.kind else { break }
      log.note(
        .init(kind: kind, name: found.id, readsText: true),
        run.index.fingerprint(kind, found.id, from: entry.bundle, text: true))
      names.merge(FieldNames(root))
      at = root[.base].flatMap { $0.isInvalid ? nil : document(kind, $0.text) }
    }
    return names
  }

  /// Whether the document's bundle has later editions, whose fields are not in sight.
  var hasEditions: Bool {
    run.index.bundles[entry.bundle]?.own?.document?.root.has(.editions) ?? false
  }
}
