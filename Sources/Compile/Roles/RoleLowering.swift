import Core
import FEEL
import Spec

/// One role document → its grants.
struct RoleLowering {
  private let context: CompileContext
  private let document: SpecDocument
  var sink = DiagnosticSink()

  init(_ context: CompileContext, _ document: SpecDocument) {
    self.context = context
    self.document = document
  }

  mutating func lower() -> RoleProgram {
    let spec = RoleSpec(document.root)
    var grants: [GrantProgram] = []
    for grant in spec.may where !grant.isInvalid {
      checkFields(grant)
      grants.append(lower(grant))
    }
    if let glass = spec.breakGlass, !glass.isInvalid {
      checkFields(glass)
      _ = lower(glass)
      sink.notYet(glass.nameRange, "应急查看", "An emergency look")
    }
    return RoleProgram(
      id: document.id, title: document.title ?? Label(zh: document.id),
      level: spec.at.flatMap { PlaceLevel(word: $0) }, grants: grants)
  }

  private mutating func lower(_ spec: GrantSpec) -> GrantProgram {
    let things = spec.what.compactMap { thing($0) }
    // Conditions over services are checked once their forms are known (`MakeConditions`).
    if let when = spec.when, !things.allSatisfy(\.isOfServices) {
      _ = sink.formula(when, scope(of: spec), expecting: .boolean)
      sink.notYet(when.nameRange, "对任务、台账、通知带条件的授权", "A condition on tasks, ledgers or notices")
    }
    return GrantProgram(
      rights: Set(spec.do.compactMap { $0.word.flatMap { Right(rawValue: $0) } }),
      things: things, scope: scope(spec),
      fields: spec.node.has(.fields) ? spec.fields.filter { !$0.isInvalid }.map(\.text) : nil,
      hide: spec.hide.filter { !$0.isInvalid }.map(\.text),
      see: spec.see.flatMap { Sensitivity(word: $0) } ?? .internal,
      purpose: spec.purpose.flatMap { $0.isInvalid ? nil : $0.text },
      from: spec.from.flatMap { $0.isInvalid ? nil : $0.text }, until: spec.until.flatMap { $0.isInvalid ? nil : $0.text },
      conditionRange: spec.when?.range, conditionText: spec.when?.text)
  }

  /// Fields of the documents that the grant speaks of, the record itself, who asks and from which post.
  private func scope(of spec: GrantSpec) -> DocumentScope {
    var scope = DocumentScope(context)
    for node in spec.what where !node.isInvalid {
      guard let entry = entry(node) else {
        scope.isOpen = true
        continue
      }
      for name in context.fieldNames(entry).fields { scope.add(name: name, .part(name), .unknown) }
    }
    scope.add(word: "row", .part("row"), .unknown)
    let place = Type.entity(EntityClass.place.rawValue)
    let organization = Type.entity(EntityClass.organization.rawValue)
    scope.add(
      word: "post", .part("post"),
      .context(["organization": organization, "单位": organization, "place": place, "地点": place, "role": .string, "角色": .string]))
    scope.roots = [.me: .person]
    scope.hasOrganizationOfMe = true
    return scope
  }

  private func thing(_ node: SpecNode) -> GrantProgram.Thing? {
    guard !node.isInvalid else { return nil }
    if node.text.hasPrefix("#") { return .tag(String(node.text.dropFirst())) }
    if let kind = context.table.word(node.text, in: "kind") { return .kind(kind) }
    return entry(node).flatMap { entry in entry.kind.map { .document(kind: $0.name, id: entry.id) } }
  }

  private func entry(_ node: SpecNode) -> DocumentEntry? {
    for kind in [SpecPosition.service, .task, .ledger, .notice, .report, .role, .control, .connector, .calendar] {
      if let found = context.document(kind, node.text) { return found }
    }
    return nil
  }

  /// A list means any of its lines; `{all: …}` every one.
  private mutating func scope(_ spec: GrantSpec) -> GrantProgram.Scope {
    guard let node = spec.node[.scope], !node.isInvalid else { return .init(any: [.territory]) }
    func words(_ nodes: some Sequence<SpecNode>) -> [ScopeWord] {
      nodes.compactMap { $0.word.flatMap { ScopeWord(rawValue: $0) } }
    }
    let made: GrantProgram.Scope
    if node.kind == .keys {
      let spec = ScopeSpec(node)
      made = .init(all: words(spec.all), any: words(spec.any))
    } else {
      made = .init(any: words(node.children))
    }
    if (made.all + made.any).contains(.sector), !context.run.city.organizations.isEmpty, !context.run.hasRegulators {
      sink.report(
        Diagnostic(
          .lineMissing, at: node.range,
          Message(zh: "通讯录里没有单位写明主管行业 `regulates`", en: "No organisation of the directory says what it `regulates`")))
    }
    return made
  }

  // MARK: Fields

  /// `fields` and `hide` name fields or columns of the documents that the grant speaks of.
  private mutating func checkFields(_ spec: GrantSpec) {
    let named = (spec.fields + spec.hide).filter { !$0.isInvalid }
    guard !named.isEmpty else { return }
    let entries = spec.what.filter { !$0.isInvalid }.map { entry($0) }
    var names: Set<String> = []
    for entry in entries {
      // A kind or a tag: any document may have the field. A later edition may bring it.
      guard let entry, !context.hasEditions else { return }
      names.formUnion(context.fieldNames(entry).fields)
    }
    for node in named where !names.contains(node.text) {
      sink.report(
        Diagnostic(
          .unknownField, at: node.range,
          Message(zh: "那里没有字段「\(node.text)」", en: "There is no field `\(node.text)` there"),
          hint: Nearest.hint(node.text, among: names.sorted())))
    }
  }
}

extension GrantProgram.Thing {
  /// Whether it means services alone; a tag may mean other kinds besides, whose grants run without it.
  var isOfServices: Bool {
    switch self {
    case .kind(let kind), .document(let kind, _): kind == "service"
    case .tag: true
    }
  }
}
