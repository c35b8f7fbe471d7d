import Core
import FEEL

/// One fact that the register has about whom a request concerns.
package struct RegisterFact: Sendable {
  package let title: Label
  /// As people read it, masked where the reader sees it masked.
  package let text: String
  /// The request that wrote it; nil = it was there before, or came otherwise.
  package let source: Label?
  /// When it was written or confirmed last, milliseconds UTC; nil where that is not known.
  package let at: Int64?

  package init(title: Label, text: String, source: Label?, at: Int64?) {
    self.title = title
    self.text = text
    self.source = source
    self.at = at
  }
}

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
