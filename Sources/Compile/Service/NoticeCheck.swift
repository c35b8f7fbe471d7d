import Core
import FEEL
import Spec

/// Checks a notice as a whole: text, condition, form, resends, figures. Notices do not run yet.
package func checkNotice(_ entry: DocumentEntry, in context: CompileContext, reporting: inout DiagnosticSink)
{
  guard let document = entry.document else { return }
  let spec = NoticeSpec(document.root)
  let drafts = spec.form.filter { !$0.isInvalid }.map { DraftField($0) }
  var form = FormLowering(
    context, id: entry.id, title: entry.title, form: drafts,
    issuer: SlotIssuer(fields: FormLowering.count(drafts), words: context.run.wordTypes))
  form.names.stateGroup = "receipt"
  if let node = spec.ledger, !node.isInvalid, let ledger = context.ledger(node.text) {
    form.names.columns = Dictionary(
      ledger.columns.map { ($0.id, form.names.type(of: $0)) }, uniquingKeysWith: { first, _ in first })
  }
  _ = form.assemble(rules: [])
  _ = form.template(spec.body)
  _ = form.formula(spec.where, .boolean, form.scope(.eligibility))
  _ = form.actors(spec.by)
  for resend in spec.resend where !resend.isInvalid {
    _ = form.formula(resend.where, .boolean, form.scope(.eligibility))
    if let by = resend.by { _ = form.actor(by) }
  }
  _ = form.measures(spec.measures, over: "receipts")
  var keys: [SpecKey: SpecNode] = [:]
  for key in [SpecKey.from, .until] {
    if let node = spec.node[key], node.type == .date || node.type == .dateTime { keys[key] = node }
  }
  _ = form.open(keys)
  reporting.report(form.findings.new(besides: [entry]).filter { $0.code != .notYet })
}
