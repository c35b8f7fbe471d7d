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
    for grant in spec.may where !grant.isInvalid { grants.append(lower(grant)) }
    let administers = spec.administers.flatMap { $0.isInvalid ? nil : Administration(word: $0.text) }
    let role = RoleProgram(
      id: document.id, title: document.title ?? Label(zh: document.id),
      level: spec.at.flatMap { PlaceLevel(word: $0) }, grants: grants,
      glass: [spec.breakGlass].compactMap { $0 }.filter { !$0.isInvalid }.compactMap { glass($0) },
      administers: administers)
    if let administers, administers != .system {
      for node in spec.may.flatMap(\.do) where node.word == Right.publish.rawValue {
        sink.report(Self.joined(node, administers, .system))
      }
    }
    return role
  }

  static func joined(_ node: SpecNode, _ first: Administration, _ second: Administration) -> Diagnostic {
    Diagnostic(
      .dutiesJoined, at: node.range,
      Message(
        zh: "\(first.title.zh)不能同时是\(second.title.zh)",
        en: "The \(first.title.text(in: .en)) cannot be the \(second.title.text(in: .en)) as well"),
      hint: Message(zh: "能发布的角色算系统管理；分给两个角色、两个人", en: "who may publish administers the system: make it two roles and two people"))
  }

  // MARK: Emergency looks

  private mutating func glass(_ spec: GrantSpec) -> GlassProgram? {
    let grant = lower(spec)
    let wrong = spec.do.filter { node in
      node.word.flatMap { Right(rawValue: $0) }.map { !GlassProgram.rights.contains($0) } ?? false
    }
    for node in wrong { sink.report(Self.onlyLooks(node)) }
    if wrong.isEmpty, let first = spec.do.first(where: { !$0.isInvalid }), !grant.rights.contains(.read) {
      sink.report(Self.onlyLooks(first))
    }
    for node in spec.what where thing(node).map({ !$0.isOfServices && $0 != .kind("directory") }) ?? false {
      sink.notYet(node.range, "对任务、台账、地名等的应急查看", "An emergency look at tasks, ledgers or places")
    }
    guard let within = spec.node[.within], !within.isInvalid, let span = spec.within else { return nil }
    guard !span.isWorking, span.roughSeconds > 0, span.roughSeconds <= GlassProgram.mostDays * 86_400 else {
      sink.report(Self.endless(within))
      return nil
    }
    return GlassProgram(grant: grant, milliseconds: Int64(span.roughSeconds) * 1_000)
  }

  private static func onlyLooks(_ node: SpecNode) -> Diagnostic {
    Diagnostic(
      .unknownWord, at: node.range,
      Message(
        zh: "应急查看给的是「查看」，还可以加「列表」「看明文」，不能办事",
        en: "An emergency look is to `read`, and may `list` and `unmask` besides; nothing can be done by it"))
  }

  private static func endless(_ node: SpecNode) -> Diagnostic {
    Diagnostic(
      .glassWithoutLimit, at: node.range,
      Message(
        zh: "应急查看的时限按钟点算，最长 \(GlassProgram.mostDays) 天",
        en: "An emergency look lasts some time by the clock, at most \(GlassProgram.mostDays) days"),
      hint: Message(zh: "例如 `within: 30 分钟`", en: "for example `within: 30 minutes`"))
  }

  private mutating func lower(_ spec: GrantSpec) -> GrantProgram {
    let things = spec.what.compactMap { thing($0) }
    let shown = spec.fields.filter { !$0.isInvalid }, hidden = spec.hide.filter { !$0.isInvalid }
    check(shown + hidden, of: spec)
    // Conditions over services are checked once their forms are known (`MakeConditions`).
    if let when = spec.when, !things.allSatisfy(\.isOfServices) {
      _ = sink.formula(when, scope(of: spec), expecting: .boolean)
      sink.report(Self.conditionNotYet(when))
    }
    return GrantProgram(
      rights: Set(spec.do.compactMap { $0.word.flatMap { Right(rawValue: $0) } }),
      things: things, scope: scope(spec),
      fields: spec.node.has(.fields) ? shown.map(\.text) : nil, hide: hidden.map(\.text),
      see: spec.see.flatMap { Sensitivity(word: $0) } ?? .internal,
      purpose: spec.purpose.flatMap { $0.isInvalid ? nil : $0.text },
      from: spec.from.flatMap { $0.isInvalid ? nil : $0.text }, until: spec.until.flatMap { $0.isInvalid ? nil : $0.text },
      conditionRange: spec.when?.range, conditionText: spec.when?.text)
  }

  private static func conditionNotYet(_ when: SpecNode) -> Diagnostic {
    Diagnostic(
      .notYet, at: when.nameRange,
      Message(
        zh: "对服务以外的事物（台账、任务、通知、地名、通讯录）带条件的授权：读过、查过了，这一版还不能运行",
        en: "A condition on what is no service (ledgers, tasks, notices, places, the directory): read and checked, this build cannot run it yet"),
      severity: .warning,
      hint: Message(
        zh: "带条件的这条授权在那里什么也不给；现在能用 `scope`、`fields`、`hide`、`from`、`until` 来限定，服务上的条件另写一条",
        en: "with its condition the grant gives nothing there; `scope`, `fields`, `hide`, `from` and `until` limit it now, and a condition on services is a grant of its own"))
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
  private mutating func check(_ named: [SpecNode], of spec: GrantSpec) {
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
