import Core
import FEEL

/// An answer that somebody asked for whole.
package struct UnmaskedAnswer: Sendable {
  package let title: Label
  /// As people read it; one of each row where the field stands in rows.
  package let texts: [String]

  package init(title: Label, texts: [String]) {
    self.title = title
    self.texts = texts
  }
}

extension Engine {
  /// One answer of a request, unmasked. Who looked at whose is written down before anything is shown.
  ///
  /// - Throws: `Refusal` `not-found` where the request, or a masked answer of it, is not the caller's to ask for.
  package func unmasked(_ field: String, of code: String, _ caller: Caller) throws -> UnmaskedAnswer {
    let (answer, audit): (UnmaskedAnswer, [Change]) = try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let rights = Rights(running, caller, reader)
      guard let code = MatterCode.parse(code), let row = try scopedMatter(code, rights, reader) else {
        throw Refusal.noMatter
      }
      let matter = try preparation.live(row)
      guard let answer = try preparation.unmasked(field, matter, rights) else { throw Refusal.nothingMasked }
      let post = try rights.reach(.unmask, matter.service).first { try rights.covers($0, row, matter.steps) }?.post?.id
      let people = row.body == nil ? Set([row.subject, row.applicant].compactMap { $0 }).sorted() : []
      let looks = people.isEmpty ? [nil] : people.map { Optional($0) }
      return (
        answer,
        looks.map { person in
          Change(
            LookAudit.insert,
            [
              .int(caller.person), StoredValue(post), StoredValue(person), .text("unmask \(row.code) \(field)"), .int(1),
              .int(preparation.now),
            ])
        }
      )
    }
    try commitOrThrow(Plan(changes: audit))
    return answer
  }
}

extension Preparation {
  fileprivate func unmasked(_ id: String, _ matter: LiveMatter, _ rights: Rights) throws -> UnmaskedAnswer? {
    let form = matter.variant.form
    guard let sight = try rights.sightAsking(matter.row, matter.steps, matter.service), let i = form.byID[id],
      sight.unmasks(form.fields[i])
    else { return nil }
    let field = form.fields[i]
    var values: [Value] = []
    if let group = form.group[i], let program = form.pages[group].rows {
      guard let at = program.fields.firstIndex(of: i) else { return nil }
      values = form.rows(program, matter.values).compactMap { $0.values.indices.contains(at) ? $0.values[at] : nil }
    } else if matter.values.indices.contains(i) {
      values = [matter.values[i]]
    }
    let texts = values.filter { !$0.isNull }.map { text($0, field) }
    return texts.isEmpty ? nil : UnmaskedAnswer(title: field.title, texts: texts)
  }
}

extension Refusal {
  fileprivate static let nothingMasked = Refusal(
    .notFound, Label(zh: "没有您可以看明文的内容", en: "Nothing here is yours to see unmasked"))
}
