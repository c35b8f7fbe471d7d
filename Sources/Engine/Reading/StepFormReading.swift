import Core
import FEEL

/// The fields that a running matter asks somebody for now.
package struct StepForm: Sendable {
  package let form: ServiceForm
  /// The step's id.
  package let step: String
  /// What the caller has kept of it, as they sent it.
  package let draft: [UInt8]?
  /// The applicant is asked, who answers by `supplement`; else a holder, by `complete`.
  package let isOwn: Bool
  /// Why it was returned.
  package let reason: String?
  /// The posts by any of which the caller may fill it in; empty where there is no choice.
  package var posts: [(id: Int64, title: Label)] = []
}

extension Engine {
  /// The form of a step that the caller has now, or of a return to them; what was answered before stands in its fields.
  ///
  /// - Parameters:
  ///   - step: The step's id, where several are the caller's; nil = the first.
  ///   - answers: What was typed so far: the form as it looks then, with what would be refused; nil = nothing yet.
  /// - Throws: `Refusal` as for the verb `complete`.
  package func stepForm(
    _ code: String, step: String?, answers: [String: Answer]? = nil, caller: Caller
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
    _ matter: LiveMatter, step named: String?, _ answers: [String: Answer]?
  ) throws -> StepForm {
    let asked = try asked(matter, step: named)
    let row = matter.row, variant = matter.variant
    let outcome = answered(matter, answers ?? [:], filling: asked.filling, named: asked.named, mode: .show)
    let errors = answers.map {
      answered(matter, $0, filling: asked.filling, named: asked.named, mode: .submit).errors
    }
    let onPage = asked.filling ?? asked.named.map { self.onPage($0, matter, outcome) }
    let pages = try stepPages(matter, outcome, onPage)
    let path = row.place.flatMap { running.city.path(of: $0) }
    let draft = try reader.rows(
      Self.kept, [.int(caller.person), .text(Self.draftName(matter, asked.step)), .int(row.id)],
      under: .scope(Scoped(reader: caller.person))
    ).first?[0].blob.flatMap { sealing.open($0, subject: row.subject) }
    let title = asked.filling == nil ? matter.service.title : asked.step.title
    var form = ServiceForm(
      id: matter.service.id, title: title, help: nil, variant: variant.id, program: row.program, epoch: running.epoch,
      person: row.subject ?? 0, placePath: path, purpose: matter.service.purpose, pages: pages, errors: errors ?? [],
      now: now)
    form.isFilling = asked.filling != nil
    form.elsewhere = try elsewhere(matter, page: onPage, isFilling: form.isFilling)
    form.usesDevice = variant.form.usesDevice
    var found = StepForm(
      form: form,
      step: asked.step.id, draft: draft, isOwn: asked.isOwn, reason: asked.reason)
    if !asked.isOwn { found.posts = posts(filling: asked.step, matter) }
    return found
  }

  /// Where several posts of the caller could fill in a step, each of them.
  private func posts(filling step: StepProgram, _ matter: LiveMatter) -> [(id: Int64, title: Label)] {
    let able = grips(matter, Rights(running, caller, reader)).filter { $0.stay.step == step.id && offers(.complete, $0) }
    let posts = Set(able.map(\.post)).sorted()
    return posts.count < 2 ? [] : posts.map { (id: $0, title: running.city.distinctTitle(ofPost: $0)) }
  }

  /// The pages with what was answered before. What is hidden now and has an answer shows it again, from here.
  private func stepPages(
    _ matter: LiveMatter, _ outcome: FormOutcome, _ shown: Set<Int>?
  ) throws -> [ServiceForm.Page] {
    let form = matter.variant.form
    let locked = matter.known.filter { form.fields[$0.key].isLocked }
    var pages = pages(
      matter.variant, outcome, locked, matter.images, try FilledSources(self, matter.images), filling: shown)
    let answered = Set(matter.known.keys.map { form.name(of: $0) })
    for page in pages.indices {
      for field in pages[page].fields.indices where answered.contains(pages[page].fields[field].id) {
        pages[page].fields[field].isFilled = true
      }
    }
    return pages
  }
}
