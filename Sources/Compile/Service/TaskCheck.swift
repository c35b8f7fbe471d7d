import Core
import FEEL
import Spec

/// Checks a task as a whole: form, rules, dispatch, flow, acts, measures, privacy. Tasks do not run yet, so
/// what inside does not run is not said one by one.
package func checkTask(_ entry: DocumentEntry, in context: CompileContext, reporting: inout DiagnosticSink) {
  guard let document = entry.document else { return }
  let spec = TaskSpec(document.root)
  guard !document.isOverlay else { return }
  let drafts = spec.form.filter { !$0.isInvalid }.map { DraftField($0) }
  var form = FormLowering(
    context, id: entry.id, title: entry.title, form: drafts,
    issuer: SlotIssuer(fields: FormLowering.count(drafts), words: context.run.wordTypes))
  form.setTaskSubject(spec)
  form.names.steps = stepNames(spec.flow) + spec.variants.flatMap { stepNames($0.flow) }
  form.names.variants = spec.variants.map(\.name)
  _ = form.assemble(rules: spec.rules)
  _ = form.placeField(spec.place, nameRange: entry.nameRange)
  if let fallback = spec.fallback { _ = form.actor(fallback) }
  _ = form.formula(spec.priority, .number, form.scope(.flow))
  let holder = form.dispatch(spec.node[.dispatch], hasFallback: spec.fallback != nil)
  _ = form.flow(spec.flow, flows: spec.flows, changes: [:], holder: holder)
  _ = form.remind(spec.remind.map(\.node), within: spec.node[.within])
  form.checkEvents(spec.after, steps: stepNames(spec.flow))
  for variant in spec.variants where !variant.isInvalid {
    if variant.node.has(.flow) { _ = form.flow(variant.flow, flows: nil, changes: [:], holder: holder) }
    form.checkEvents(variant.after, steps: stepNames(variant.flow ?? spec.flow))
  }
  _ = form.measures(spec.measures, over: "items")
  _ = form.privacy(spec.node, at: entry.nameRange)
  reporting.report(form.findings.new(besides: [entry]).filter { $0.code != .notYet })
}

private func stepNames(_ flow: SpecNode?) -> [String] {
  guard let flow, flow.kind == .named else { return [] }
  return flow.children.compactMap(\.name)
}

extension FormLowering {
  /// What an item is about: a row of a ledger, a place, or whatever has spawned it.
  mutating func setTaskSubject(_ spec: TaskSpec) {
    isTask = true
    names.subject = .subject
    names.subjectClass = nil
    let each = spec.node[.each]
    if let each, each.kind == .keys {
      let spec = EachSpec(each)
      if let node = spec.ledger, !node.isInvalid, let ledger = context.ledger(node.text) {
        names.subjectClass = ledger.root
        names.columns = Dictionary(
          ledger.columns.map { ($0.id, names.type(of: $0)) }, uniquingKeysWith: { first, _ in first })
      } else if spec.level != nil {
        names.subjectClass = .place
      }
      for child in spec.columns?.children.map({ $0 }) ?? [] where !child.isInvalid {
        names.columns[child.text] = .unknown
      }
      _ = formula(spec.where, .boolean, scope(.eligibility))
    } else if let word = each?.word, PlaceLevel(word: word) != nil {
      names.subjectClass = .place
    }
    names.isSubjectOpen = names.subjectClass == nil
    if spec.subject != nil { setSubject(spec.subject) }
  }

  /// Acts by event and step, as written.
  mutating func checkEvents(_ node: SpecNode?, steps: [String]) {
    guard let node, !node.isInvalid else { return }
    var after: [String: SpecNode] = [:]
    for child in node.children {
      if let name = child.name { after[context.table.word(name, in: "event") ?? name] = child }
    }
    _ = events(after, steps: Dictionary(steps.map { ($0, $0) }, uniquingKeysWith: { first, _ in first }))
  }
}
