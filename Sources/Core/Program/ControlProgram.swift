import FEEL

/// A digital control, compiled: what a typed answer becomes and when it is refused. Expressions see `value` (slot 0) and,
/// in a composite, its parts by name behind it.
package final class ControlProgram: Sendable {
  package struct Check: Sendable {
    package let formula: Formula
    package let say: Label
    package let when: Formula?
    package init(formula: Formula, say: Label, when: Formula?) {
      self.formula = formula
      self.say = say
      self.when = when
    }
  }

  /// One part of a composite, in order; its value lands in `attribute` when that is bound.
  package struct Part: Sendable {
    package let id: String
    package let title: Label
    package let control: ControlProgram
    package let attribute: KnowledgeAttribute?
    package let required: Bool
    package init(id: String, title: Label, control: ControlProgram, attribute: KnowledgeAttribute?, required: Bool) {
      self.id = id
      self.title = title
      self.control = control
      self.attribute = attribute
      self.required = required
    }
  }

  package let id: String
  package let title: Label
  package let type: ValueType
  package let widget: Widget
  package let parts: [Part]
  package let settings: [String: Value]
  package let layout: SlotLayout
  /// Typed text (NFC, trimmed, free of control characters) → stored value; null = refused with the type's words.
  package let normalize: Formula?
  /// In order; the first that is not true speaks.
  package let checks: [Check]
  /// Other attributes set from the answer, by qualified id.
  package let fill: [(attribute: String, formula: Formula)]
  package let mask: Formula?
  package let options: OptionsProgram?
  package let attributes: [String]
  package let relations: [String]
  package let sensitivity: Sensitivity?
  /// Typed → stored, typed → words that must appear: run as tests.
  package let accept: [(typed: String, stored: String)]
  package let reject: [(typed: String, words: String)]

  package init(
    id: String, title: Label, type: ValueType, widget: Widget, parts: [Part], settings: [String: Value],
    layout: SlotLayout, normalize: Formula?, checks: [Check], fill: [(attribute: String, formula: Formula)],
    mask: Formula?, options: OptionsProgram?, attributes: [String], relations: [String], sensitivity: Sensitivity?,
    accept: [(typed: String, stored: String)], reject: [(typed: String, words: String)]
  ) {
    self.id = id
    self.title = title
    self.type = type
    self.widget = widget
    self.parts = parts
    self.settings = settings
    self.layout = layout
    self.normalize = normalize
    self.checks = checks
    self.fill = fill
    self.mask = mask
    self.options = options
    self.attributes = attributes
    self.relations = relations
    self.sensitivity = sensitivity
    self.accept = accept
    self.reject = reject
  }
}

/// Closed choices in order.
package struct OptionsProgram: Sendable {
  package struct Option: Sendable {
    /// What is stored.
    package let code: String
    package let title: Label
    /// Offered only when true; null = not offered.
    package let when: Formula?
    /// Former names that are still read.
    package let was: [String]
    package init(code: String, title: Label, when: Formula? = nil, was: [String] = []) {
      self.code = code
      self.title = title
      self.when = when
      self.was = was
    }
  }
  package let options: [Option]
  package let byCode: [String: Int]
  package init(_ options: [Option]) {
    self.options = options
    byCode = Dictionary(options.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { a, _ in a })
  }
}
