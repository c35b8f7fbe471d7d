import Core
import FEEL
import Spec

/// The samples and tests of a bundle: everything in them names something.
enum BundleCheck {
  private static let kinds: [SpecPosition] = [.service, .task, .notice, .ledger, .report, .role]

  static func check(_ spec: BundleSpec, _ context: CompileContext, _ sink: inout DiagnosticSink) {
    let samples = Set(spec.given.map(\.name))
    for sample in spec.given where !sample.isInvalid { check(sample, samples, context, &sink) }
    guard let tests = spec.tests, !tests.isInvalid else { return }
    for test in tests.children where !test.isInvalid {
      for line in test.children where !line.isInvalid { check(TestSpec(line), samples, context, &sink) }
    }
  }

  // MARK: Samples

  private static func check(
    _ sample: SampleSpec, _ samples: Set<String>, _ context: CompileContext, _ sink: inout DiagnosticSink
  ) {
    let kind = sample.class.map { $0.isInvalid ? "" : $0.text } ?? "person"
    guard let found = context.knowledge.entityClass(kind) else { return }
    let ledger = sample.ledger.flatMap { $0.isInvalid ? nil : context.ledger($0.text) }
    for node in sample.set?.children.map({ $0 }) ?? [] {
      guard let name = node.name, ledger?.column(name) == nil,
        context.knowledge.attribute(name, of: found.root) == nil, context.knowledge.attribute(name) == nil
      else { continue }
      var names = context.knowledge.attributes(of: found.root).flatMap { [$0.title.zh, $0.id] }
      names += ledger?.columns.map(\.id) ?? []
      sink.report(
        Diagnostic(
          .unknownAttribute, at: node.nameRange,
          Message(zh: "「\(found.title.zh)」没有属性「\(name)」", en: "`\(found.id)` has no attribute `\(name)`"),
          hint: Nearest.hint(name, among: names)))
    }
    for node in sample.link?.children.map({ $0 }) ?? [] where !node.isInvalid {
      checkLink(node, found.root, samples, context, &sink)
    }
  }

  private static func checkLink(
    _ node: SpecNode, _ root: EntityClass, _ samples: Set<String>, _ context: CompileContext,
    _ sink: inout DiagnosticSink
  ) {
    guard let name = node.name else { return }
    if context.knowledge.reading(name) == nil, context.knowledge.readings(role: name, of: root).isEmpty {
      let names = context.knowledge.roles(of: root).keys.sorted() + context.knowledge.relations.flatMap { [$0.id, $0.inverse] }
      sink.report(
        Diagnostic(
          .unknownRelation, at: node.nameRange, Message(zh: "没有关系「\(name)」", en: "There is no relation `\(name)`"),
          hint: Nearest.hint(name, among: names)))
    }
    if !samples.contains(node.text), context.city.organization(named: node.text) == nil {
      sink.report(
        Diagnostic(
          .refUnknown, at: node.range, Message(zh: "没有样本或单位「\(node.text)」", en: "There is no sample or organisation `\(node.text)`"),
          hint: Nearest.hint(node.text, among: samples.sorted())))
    }
  }

  // MARK: Lines of a test

  private static func check(
    _ line: TestSpec, _ samples: Set<String>, _ context: CompileContext, _ sink: inout DiagnosticSink
  ) {
    if let node = line.as, !node.isInvalid { checkActor(node, samples, context, &sink) }
    if let node = line.subject, !node.isInvalid, !samples.contains(node.text) {
      sink.report(sampleUnknown(node, samples))
    }
    if let answers = line.answers, let what = line.what, !what.isInvalid,
      let entry = context.document(among: [.service, .task, .notice], what.text)
    {
      checkAnswers(answers, context.fieldNames(entry), context, &sink)
    }
    if let node = line.fails, !node.isInvalid { checkRefusal(node, &sink) }
    if let node = line.check {
      var scope = DocumentScope(context)
      scope.isOpen = true
      scope.hasLedgers = true
      _ = sink.formula(node, scope, expecting: .boolean)
    }
  }

  /// A sample, an organisation that has agents, or an organisation or place, slash, post.
  private static func checkActor(
    _ node: SpecNode, _ samples: Set<String>, _ context: CompileContext, _ sink: inout DiagnosticSink
  ) {
    if samples.contains(node.text) || context.run.index.isBlind(context.entry.bundle) { return }
    if let body = context.city.organization(named: node.text), body.posts.contains(where: \.isOfAgents) { return }
    guard let slash = node.text.lastIndex(of: "/") else { return sink.report(sampleUnknown(node, samples)) }
    let body = String(node.text[..<slash])
    let post = String(node.text[node.text.index(after: slash)...])
    var posts: Set<String> = []
    if let organization = context.city.organization(named: body) {
      posts = Set(organization.posts.map(\.name))
    } else if case .one(let index) = context.run.place(body, owner: nil), let place = context.city.id(of: index) {
      posts = context.run.posts(at: place)
    } else if context.city.organizations.isEmpty {
      return
    }
    if !posts.contains(post) {
      sink.report(ReferenceResolver.postUnknown(node, posts.sorted()))
    }
  }

  private static func checkAnswers(
    _ answers: SpecNode, _ names: FieldNames, _ context: CompileContext, _ sink: inout DiagnosticSink
  ) {
    guard !context.hasEditions else { return }
    for node in answers.children {
      guard let name = node.name, !names.fields.contains(name) else { continue }
      sink.report(
        Diagnostic(
          .unknownField, at: node.nameRange, Message(zh: "表单里没有字段「\(name)」", en: "The form has no field `\(name)`"),
          hint: Nearest.hint(name, among: names.fields.sorted())))
    }
  }

  /// The refusals of LANGUAGE.md 19, at run time and of values; `not-found` is what somebody hears who may not know of it.
  private static let refusals: Set<String> = [
    "not-eligible", "service-closed", "not-open-yet", "quota-full", "too-often", "cannot-decide",
    "locked-value-changed", "would-break-min", "moved-on", "not-holder", "not-found", "reason-needed", "identity-needed",
    "beyond-authority", "key-reused", "required", "invalid", "check", "unknown-field", "unknown-option",
    "place-unknown",
  ]

  private static func checkRefusal(_ node: SpecNode, _ sink: inout DiagnosticSink) {
    guard !refusals.contains(node.text), DiagnosticCode(rawValue: node.text) == nil else { return }
    sink.report(
      Diagnostic(
        .unknownWord, at: node.range, Message(zh: "没有这种拒绝：`\(node.text)`", en: "There is no refusal `\(node.text)`"),
        hint: Nearest.hint(node.text, among: refusals.sorted())))
  }

  private static func sampleUnknown(_ node: SpecNode, _ samples: Set<String>) -> Diagnostic {
    Diagnostic(
      .refUnknown, at: node.range, Message(zh: "没有样本「\(node.text)」", en: "There is no sample `\(node.text)`"),
      hint: Nearest.hint(node.text, among: samples.sorted())
        ?? Message(zh: "样本写在 `given`（给定）里；岗位写成 `单位或地名/岗位`", en: "Samples stand in `given`; a post is `organisation or place/post`"))
  }
}
