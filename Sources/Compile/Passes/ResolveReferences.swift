import Core
import Spec

extension CompileRun {
  /// Every reference of the table in every document: kinds with `ref-unknown` and `ambiguous-name`, controls, classes,
  /// attributes, relations, code lists, places (with `beyond-authority` under `for`), organisations, posts, roles,
  /// files. What lowers a document reports none of these again. Left to it are names that live inside one document:
  /// fields, steps, flows, measures, columns, variants.
  func resolveReferences() {
    let readable = entries.filter { $0.header != nil }
    _ = makeAll(.references, readable, surroundings: surroundingsOfReferences) { context, sink in
      var resolver = ReferenceResolver(run: context.run, context: context)
      resolver.resolve()
      sink.report(resolver.sink.diagnostics)
      return (.nothing, "")
    }
  }
}

/// Looks up the references of one document, each once.
struct ReferenceResolver {
  let run: CompileRun
  let context: CompileContext
  var sink = DiagnosticSink()

  init(run: CompileRun, context: CompileContext) {
    self.run = run
    self.context = context
  }

  var bundle: String { context.entry.bundle }
  private var isBlind: Bool { run.index.isBlind(bundle) }

  mutating func resolve() {
    guard let document = context.entry.document else { return }
    if let owner = document.owner { leaf(owner, in: .header, above: nil) }
    // The schema reports its own names, at the same places.
    guard document.kind != .knowledge else { return }
    walk(document.root)
  }

  /// Without recursion: documents come from outside.
  private mutating func walk(_ root: SpecNode) {
    var open: [(node: SpecNode, position: SpecPosition?, key: SpecKey?)] = [(root, root.position, nil)]
    while let (node, position, key) = open.popLast() {
      switch node.kind {
      case .invalid: continue
      case .scalar: leaf(node, in: position ?? .header, above: key)
      case .keys, .list, .map, .named:
        let inside = node.kind == .keys ? node.position : position
        for child in node.children where child.key != .owner || node.index != root.index {
          open.append((child, inside, child.key ?? key))
        }
      }
    }
  }

  private mutating func leaf(_ node: SpecNode, in position: SpecPosition, above key: SpecKey?) {
    guard !node.isInvalid, node.kind == .scalar else { return }
    switch node.type {
    case .reference: reference(node, position, key)
    case .roleRef: named(.role, node)
    case .classRef: classReference(node, key)
    case .attributeRef: attribute(node)
    case .relationRef: relation(node, position, key)
    case .placeRef: place(node, position, key)
    case .orgRef: organization(node)
    case .postRef: post(node)
    case .audienceRef: audience(node)
    case .file: file(node)
    default: break
    }
  }

  // MARK: Documents

  private mutating func reference(_ node: SpecNode, _ position: SpecPosition, _ key: SpecKey?) {
    switch node.argument {
    case "control": control(node)
    case "codelist": list(node, key)
    case "same kind": context.entry.kind.map { named($0, node) }
    case "": anything(node, position, key)
    case let kind: if let kind = SpecPosition(name: kind) { named(kind, node) }
    }
  }

  /// A document of a kind by id or exact title.
  mutating func named(_ kind: SpecPosition, _ node: SpecNode) {
    let name = node.text
    context.log.note(.init(kind: kind, name: name), run.index.fingerprint(kind, name, from: bundle))
    switch run.index.find(kind, name, from: bundle) {
    case .one: break
    case .several(let entries): sink.report(Self.ambiguous(node, entries))
    case .none: if !isBlind { sink.report(Self.unknown(node, kind, run.index.names(kind, from: bundle))) }
    }
  }

  private mutating func control(_ node: SpecNode) {
    let name = run.controlName(node.text, from: bundle)
    context.log.note(.init(kind: .control, name: name), run.index.fingerprint(.control, name, from: bundle))
    switch run.index.find(.control, name, from: bundle) {
    case .one: break
    case .several(let entries): sink.report(Self.ambiguous(node, entries))
    case .none:
      if context.table.word(node.text, in: "control") != nil {
        sink.report(Self.controlNotYet(node))
      } else {
        let words = context.table.words("control").flatMap { [$0.name, $0.alias] }
        sink.report(Self.controlUnknown(node, words + run.index.names(.control, from: bundle)))
      }
    }
  }

  private static let anyKind: [SpecPosition] = [.service, .task, .ledger, .notice, .report]

  private mutating func anything(_ node: SpecNode, _ position: SpecPosition, _ key: SpecKey?) {
    let name = node.text
    if key == .what {
      if name.hasPrefix("#") {
        if !isBlind, !run.index.hasTag(String(name.dropFirst()), from: bundle) { sink.report(Self.tagUnknown(node)) }
        return
      }
      if context.table.word(name, in: "kind") != nil { return }
    }
    if key == .authority, run.city.organization(named: name) != nil { return }
    let kinds = key == .what ? Self.anyKind + [.role, .control, .connector, .calendar] : Self.anyKind
    for kind in kinds {
      context.log.note(.init(kind: kind, name: name), run.index.fingerprint(kind, name, from: bundle))
      switch run.index.find(kind, name, from: bundle) {
      case .one: return
      case .several(let entries): return sink.report(Self.ambiguous(node, entries))
      case .none: continue
      }
    }
    if !isBlind { sink.report(Self.unknown(node, nil, kinds.flatMap { run.index.names($0, from: bundle) })) }
  }

  // MARK: Knowledge

  private mutating func classReference(_ node: SpecNode, _ key: SpecKey?) {
    if run.knowledge.entityClass(node.text) != nil { return }
    if key == .entity {
      context.log.note(
        .init(kind: .ledger, name: node.text), run.index.fingerprint(.ledger, node.text, from: bundle))
      switch run.index.find(.ledger, node.text, from: bundle) {
      case .one: return
      case .several(let entries): return sink.report(Self.ambiguous(node, entries))
      case .none: break
      }
    }
    let names = run.knowledge.classes.flatMap { [$0.id, $0.title.zh] }
    if isBlind { return }
    sink.report(
      Diagnostic(
        .unknownClass, at: node.range, Message(zh: "没有类别「\(node.text)」", en: "There is no class `\(node.text)`"),
        hint: Nearest.hint(node.text, among: names)))
  }

  private mutating func attribute(_ node: SpecNode) {
    let name = node.text
    if run.knowledge.attribute(name) != nil || run.knowledge.reading(name) != nil { return }
    sink.report(Self.attributeUnknown(node, run.knowledge))
  }

  private mutating func relation(_ node: SpecNode, _ position: SpecPosition, _ key: SpecKey?) {
    if run.knowledge.reading(node.text) != nil { return }
    // A field of the form may stand there too: the form knows them.
    if key == .place || (key == .link && position != .action) { return }
    let names = run.knowledge.relations.flatMap { [$0.id, $0.inverse, $0.title.zh] }
    sink.report(
      Diagnostic(
        .unknownRelation, at: node.range, Message(zh: "没有关系「\(node.text)」", en: "There is no relation `\(node.text)`"),
        hint: Nearest.hint(node.text, among: names)))
  }

  private mutating func list(_ node: SpecNode, _ key: SpecKey?) {
    // `each` may be a list in an expression.
    if run.knowledge.list(node.text) != nil || key == .each { return }
    sink.report(
      Diagnostic(
        .unknownList, at: node.range, Message(zh: "没有代码表「\(node.text)」", en: "There is no code list `\(node.text)`"),
        hint: Nearest.hint(node.text, among: run.knowledge.lists.map(\.id))))
  }

  // MARK: City

  private mutating func place(_ node: SpecNode, _ position: SpecPosition, _ key: SpecKey?) {
    // What a split or merge makes does not exist yet; a test moves what it made itself.
    if position == .placeChange, key != .what { return }
    let owner = context.owner
    switch run.place(node.text, owner: owner) {
    case .one(let index):
      let codes = context.table.row(.for, at: position)?.codes ?? []
      guard key == .for, codes.contains(.beyondAuthority), let owner, let id = run.city.id(of: index), !run.city.governs(owner, id) else { return }
      sink.report(Self.beyondAuthority(node, owner.name))
    case .several(let found): sink.report(Self.ambiguousPlace(node, found.map { run.city.tree.path(of: $0) }))
    case .none: if !isBlind { sink.report(Self.placeUnknown(node, run.city.tree)) }
    }
  }

  private mutating func organization(_ node: SpecNode) {
    // Without a directory nothing is known of organisations: a single file is checked by itself.
    guard !run.city.organizations.isEmpty, !isBlind, run.city.organization(named: node.text) == nil,
      !run.city.patterns.contains(node.text)
    else { return }
    let names = run.city.organizationNames
    sink.report(
      Diagnostic(
        .refUnknown, at: node.range, Message(zh: "通讯录里没有单位「\(node.text)」", en: "The directory has no `\(node.text)`"),
        hint: Nearest.hint(node.text, among: names)))
  }

  private mutating func post(_ node: SpecNode) {
    let parts = node.text.split(separator: "/").map(String.init)
    guard parts.count >= 2, let last = parts.last else { return sink.report(Self.postUnknown(node, [])) }
    let body = parts.dropLast().joined(separator: "/")
    var posts: [String] = []
    if let organization = run.city.organization(named: body) {
      posts = organization.posts.map(\.name)
    } else if case .one(let index) = run.place(body, owner: nil), let place = run.city.id(of: index) {
      posts = run.posts(at: place).sorted()
    }
    if !posts.contains(last), !isBlind { sink.report(Self.postUnknown(node, posts)) }
  }

  private mutating func audience(_ node: SpecNode) {
    if context.table.word(node.text, in: "recipient") == nil { named(.role, node) }
  }

  private mutating func file(_ node: SpecNode) {
    guard run.index.file(node.text, of: bundle) == nil else { return }
    let names = run.index.bundles[bundle]?.files.keys.sorted() ?? []
    sink.report(
      Diagnostic(
        .fileMissing, at: node.range, Message(zh: "成套里没有文件 `\(node.text)`", en: "The bundle has no file `\(node.text)`"),
        hint: Nearest.hint(node.text, among: names)))
  }
}
