import Core
import Spec

/// Knowledge documents → `KnowledgeSchemaBuilder`, with the place of every entry kept for what does not resolve.
struct KnowledgeLowering {
  private var builder = KnowledgeSchemaBuilder()
  private var sink = DiagnosticSink()
  /// Where an entry of that id was written.
  private var nodes: [String: SpecNode] = [:]
  /// Where it was written once more.
  private var again: [String: SpecNode] = [:]
  /// Types by qualified id, to tell a changed type from the same thing twice.
  private var types: [String: ValueType] = [:]

  init(numbers: IssuedNumbers) { builder.numbers = numbers }

  mutating func read(_ entry: DocumentEntry) {
    guard let root = entry.document?.root else { return }
    let spec = KnowledgeSpec(root)
    if entry.isInstallation || builder.version.isEmpty { builder.version = spec.version?.text ?? builder.version }
    for item in spec.classes where !item.isInvalid { addClass(item) }
    for item in spec.attributes where !item.isInvalid { addAttribute(item, named: item.name) }
    for item in spec.relations where !item.isInvalid { addRelation(item) }
    for list in spec.lists.map({ Array($0.children) }) ?? [] where !list.isInvalid { addList(list) }
  }

  mutating func finish() -> KnowledgeResult {
    let (schema, problems) = builder.build()
    for problem in problems { report(problem) }
    return KnowledgeResult(schema: schema, diagnostics: sink.diagnostics)
  }

  // MARK: Entries

  private mutating func addClass(_ spec: ClassSpec) {
    note(spec.name, spec.node)
    builder.classes.append(
      .init(
        id: spec.name, title: spec.title ?? Label(zh: spec.name), parent: spec.parent.flatMap { Self.text($0) },
        condition: spec.where.flatMap { Self.text($0) }))
  }

  private mutating func addAttribute(_ spec: AttributeSpec, named id: String) {
    let word = spec.type?.word ?? ""
    guard let type = ValueType(word: word) else { return }
    if let first = nodes[id], let known = types[id], known != type {
      sink.report(Self.retyped(spec.node, known, first))
      return
    }
    note(id, spec.node)
    types[id] = type
    var item = KnowledgeSchemaBuilder.AttributeEntry(
      qualifiedID: id, title: spec.title ?? Label(zh: id), type: type,
      sensitivity: spec.sensitivity.flatMap { Sensitivity(word: $0) } ?? .internal)
    item.list = spec.list.flatMap { Self.text($0) }
    item.isMany = spec.multi ?? false
    item.unit = spec.unit.flatMap { Self.text($0) }
    item.scale = spec.scale
    item.appliesTo = spec.applies.compactMap { Self.text($0) }
    item.group = spec.group.flatMap { Self.text($0) }
    item.value = spec.value.flatMap { Self.text($0) }
    item.fresh = spec.node[.fresh].flatMap { Self.text($0) }
    item.update = spec.update
    item.retired = spec.retired.flatMap { Self.text($0) }
    item.replacedBy = spec.replacedBy.flatMap { Self.text($0) }
    builder.attributes.append(item)
  }

  private mutating func addRelation(_ spec: RelationSpec) {
    note(spec.name, spec.node)
    let ends = spec.ends.compactMap { Self.text($0) }
    guard ends.count == 2 else {
      if spec.node.has(.ends), spec.node[.ends]?.isInvalid != true {
        sink.report(Self.twoEnds(spec.node[.ends] ?? spec.node, spec.name))
      }
      return
    }
    var item = KnowledgeSchemaBuilder.RelationEntry(
      id: spec.name, title: spec.title ?? Label(zh: spec.name), from: ends[0], to: ends[1],
      inverse: spec.inverse.map { $0.en ?? $0.zh } ?? spec.name + "_of")
    item.cardinality = spec.cardinality.flatMap { Cardinality(word: $0) } ?? .manyToMany
    item.isSymmetric = spec.symmetric ?? false
    let roles = spec.roles.compactMap { $0.label?.zh ?? Self.text($0) }
    if roles.count == 2 {
      item.fromRole = roles[0]
      item.toRole = roles[1]
    }
    builder.relations.append(item)
    for attribute in spec.attributes where !attribute.isInvalid {
      addAttribute(attribute, named: spec.name + "." + attribute.name)
    }
  }

  private mutating func addList(_ node: SpecNode) {
    guard let id = node.name else { return }
    note(id, node)
    var codes: [KnowledgeCode] = []
    var first: [String: SpecNode] = [:]
    for child in node.children where !child.isInvalid {
      let option = OptionSpec(child)
      let code = option.value.flatMap { Self.text($0) } ?? option.name
      if let other = first[code] {
        sink.report(Self.codeTwice(child, code, other))
        continue
      }
      first[code] = child
      codes.append(KnowledgeCode(code: code, title: option.title ?? Label(zh: option.name)))
    }
    builder.lists.append((id, codes))
  }

  private mutating func note(_ id: String, _ node: SpecNode) {
    if nodes[id] == nil { nodes[id] = node } else { again[id] = node }
  }

  private static func text(_ node: SpecNode) -> String? {
    node.isInvalid || node.kind != .scalar ? nil : node.text
  }

  // MARK: What does not resolve

  private mutating func report(_ problem: KnowledgeSchemaBuilder.Problem) {
    switch problem {
    case .unknownClass(let subject, let name):
      add(.unknownClass, subject, Message(zh: "没有这个类别：`\(name)`", en: "There is no class `\(name)`"))
    case .unknownList(let subject, let name):
      add(.unknownList, subject, Message(zh: "没有代码表 `\(name)`", en: "There is no code list `\(name)`"))
    case .unknownOwner(let subject):
      add(
        .unknownClass, subject,
        Message(zh: "`\(subject)` 点号前面不是类别或关系", en: "What stands before the dot of `\(subject)` is no class or relation"))
    case .unknownSuccessor(let subject, let name):
      add(.unknownAttribute, subject, Message(zh: "没有属性 `\(name)`", en: "There is no attribute `\(name)`"))
    case .duplicate(let id):
      add(.idDuplicate, id, Message(zh: "`\(id)` 已经有了", en: "`\(id)` exists already"))
    case .ambiguousName(let subject, let name):
      add(
        .ambiguousName, subject,
        Message(zh: "「\(name)」这个名称已经是另一个的", en: "The name `\(name)` belongs to another one already"))
    case .classCycle(let id):
      add(.cycle, id, Message(zh: "类别 `\(id)` 绕了一圈又在自己上面", en: "The class `\(id)` stands above itself"))
    }
  }

  private mutating func add(_ code: DiagnosticCode, _ subject: String, _ message: Message) {
    guard let node = (code == .idDuplicate ? again[subject] : nil) ?? nodes[subject] ?? nodes.values.first else { return }
    let first = code == .idDuplicate && again[subject] != nil ? nodes[subject] : nil
    sink.report(
      Diagnostic(
        code, at: node.nameRange, message,
        notes: first.map { [DiagnosticNote(at: $0.nameRange, Message(zh: "先在这里", en: "first here"))] } ?? []))
  }

  private static func retyped(_ node: SpecNode, _ old: ValueType, _ first: SpecNode) -> Diagnostic {
    Diagnostic(
      .attributeRetyped, at: node[.type]?.range ?? node.range,
      Message(
        zh: "属性 `\(node.name ?? "")` 的类型原来是 `\(old.rawValue)`", en: "The attribute `\(node.name ?? "")` is `\(old.rawValue)`"),
      hint: Message(zh: "换类型要用新的标识，旧的用 retired 停用", en: "A new type needs a new id; retire the old one"),
      notes: [DiagnosticNote(at: first.nameRange, Message(zh: "在这里定义", en: "defined here"))])
  }

  private static func twoEnds(_ node: SpecNode, _ id: String) -> Diagnostic {
    Diagnostic(
      .relationEnds, at: node.range,
      Message(zh: "关系 `\(id)` 要写两个类别：从谁到谁", en: "The relation `\(id)` needs two classes: from whom to whom"))
  }

  private static func codeTwice(_ node: SpecNode, _ code: String, _ first: SpecNode) -> Diagnostic {
    Diagnostic(
      .duplicateOption, at: node.nameRange,
      Message(zh: "代码 `\(code)` 写了两次", en: "The code `\(code)` stands twice"),
      notes: [DiagnosticNote(at: first.nameRange, Message(zh: "先在这里", en: "first here"))])
  }
}
