import Core
import FEEL

extension Preparation {
  /// What the register says today of whom a request concerns, beside what was answered: of the facts that its form asks
  /// for, and as far as the reader sees those answers; while it runs. Nothing else of the person comes along.
  func register(beside matter: LiveMatter, _ rights: Rights) throws -> [RegisterFact] {
    guard !matter.row.state.isFinal, !matter.images.isEmpty,
      let sight = try rights.sightAsking(matter.row, matter.steps, matter.service)
    else { return [] }
    let sources = try FilledSources(self, matter.images)
    let form = matter.variant.form
    var seen: Set<[String]> = []
    return form.fields.enumerated().compactMap { at, field in
      guard form.group[at] == nil, case .attribute(let attribute, let root) = field.binding, sight.shows(field),
        let value = matter.images[root]?.attributes[attribute.number], !value.isNull,
        seen.insert(["\(root)", attribute.id]).inserted
      else { return nil }
      let source = sources.source(of: field, matter.images)
      return RegisterFact(
        title: field.title, text: sight.masks(field) ? field.control.masked(value) : text(value, field),
        source: source.flatMap { $0.isRequest ? $0.label : nil }, at: source?.at)
    }
  }
}
