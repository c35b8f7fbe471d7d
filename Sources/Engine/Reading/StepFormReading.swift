import Core
import FEEL

/// The fields that a step of a running matter asks for.
package struct StepForm: Sendable {
  package let form: ServiceForm
  /// The step's id.
  package let step: String
  /// What the caller has kept of it, as they sent it.
  package let draft: [UInt8]?
}

extension Engine {
  /// The form of a step that the caller has now; what was answered before stands in its fields.
  ///
  /// - Parameters:
  ///   - step: The step's id, where several are the caller's; nil = the first.
  ///   - answers: What was typed so far: the form as it looks then.
  /// - Throws: `Refusal` as for the verb `complete`.
  package func stepForm(
    _ code: String, step: String?, answers: [String: Answer] = [:], caller: Caller
  ) throws -> StepForm {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      return try preparation.stepForm(try preparation.live(code), step: step, answers)
    }
  }
}

extension Preparation {
  private static let kept = Query(
    ["payload"], of: SystemTables.draft,
    where: .all([.equals("person", 0), .equals("definition", 1), .equals("subject", 2)]))

  fileprivate func stepForm(
    _ matter: LiveMatter, step named: String?, _ answers: [String: Answer]
  ) throws -> StepForm {
    let step = try asking(matter, step: named)
    guard case .fill(let fields) = step.kind else { throw Refusal.verbNotHere(.complete) }
    let filling = Set(fields), row = matter.row, variant = matter.variant
    var known: [Int: Value] = [:]
    for (i, value) in matter.values.enumerated() where !value.isNull { known[i] = value }
    let outcome = FormEvaluation.run(
      variant: variant, answers: answers, filled: known, context: context(matter), mode: .show, filling: filling)
    let pages = pages(variant, outcome, [:], matter.images, try FilledSources(self, matter.images), filling: filling)
    let path = row.place.flatMap { running.city.position(of: $0) }.map { running.city.tree.path(of: $0) }
    let draft = try reader.rows(
      Self.kept, [.int(caller.person), .text(Self.draftName(matter, step)), .int(row.id)],
      under: .scope(Scoped(reader: caller.person))
    ).first?[0].blob.flatMap { sealing.open($0, subject: row.subject) }
    return StepForm(
      form: ServiceForm(
        id: matter.service.id, title: step.title, help: nil, variant: variant.id, program: row.program,
        epoch: running.epoch, person: row.subject ?? 0, placePath: path, purpose: matter.service.purpose, pages: pages,
        errors: []),
      step: step.id, draft: draft)
  }

  /// The step that asks the caller: of their posts, or of the applicant.
  private func asking(_ matter: LiveMatter, step named: String?) throws -> StepProgram {
    if matter.row.isOwn(caller.person) {
      let own = matter.standing.filter { $0.kind == .applicant && (named == nil || $0.step == named) }
      if let step = own.compactMap({ matter.program(of: $0) }).first(where: { !$0.kind.isReview }) { return step }
    }
    return try grip(.complete, matter, step: named).step
  }
}
