import FEEL

/// An expression of the author, compiled, with the place it was written for run-time messages. A class, so that the
/// many fields that have none of a kind of formula pay one word for it.
package final class Formula: Sendable {
  package let expression: CompiledExpression
  package let range: SourceRange

  package init(_ expression: CompiledExpression, range: SourceRange) {
    self.expression = expression
    self.range = range
  }
}

extension Formula: Hashable {
  package static func == (a: Formula, b: Formula) -> Bool { a === b }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// What fills one slot of a frame before expressions are evaluated.
package enum SlotSource: Sendable, Hashable {
  /// The answer of the field at this position of the form.
  case field(Int)
  /// A stored or derived attribute of somebody's entity: `subject.出生日期`, or `年龄` for short.
  case attribute(EntityRoot, qualifiedID: String)
  /// The entity itself, by reference.
  case entity(EntityRoot)
  case name(ScopeName)
  /// The rows of the repeating group of that name, as a list of contexts.
  case rows(String)
  /// A column of the ledger row that an act has found.
  case column(ledger: String, column: String)
  /// The value that a control checks or normalises, or the old value of a converter.
  case value
  case old
  /// The part of a composite control's value.
  case part(String)
}

/// Whose attributes a name means.
package enum EntityRoot: String, Sendable, Hashable, CaseIterable {
  case subject, applicant, filer, organization, place, me
  /// The request or item itself, as the happening it tells of: a row of `e_matter` with the matter's own id.
  case item
}

/// Names that every expression of a flow, act or template may use (LANGUAGE.md 17).
package enum ScopeName: String, Sendable, Hashable, CaseIterable {
  case state, step, variant, title, code, due, opened, closed, holder, reason, link, outcome, name, owner
}

/// Which slot holds what, for all expressions of one variant, control or ledger. Fields stand first, so that the slot
/// of a field is its position in the form.
package struct SlotLayout: Sendable {
  package let sources: [SlotSource]
  package init(_ sources: [SlotSource]) { self.sources = sources }
  package var count: Int { sources.count }
}
