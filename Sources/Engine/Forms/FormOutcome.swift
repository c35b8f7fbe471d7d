import Core
import FEEL

/// What a form says after one pass of its recalculation graph.
package struct FormOutcome {
  /// By position of the field; hidden ones are null unless they are kept. Of a row's field: the list over all rows.
  package var values: [Value]
  package var visible: [Bool]
  package var required: [Bool]
  /// Choices offered, for fields whose options depend on answers; nil = all of the field's.
  package var offered: [[String]?]
  /// By position of the repeating group in `pages`.
  package var rows: [Int: [FormRow]] = [:]
  /// By position in `pages`: whether the page or group is shown.
  package var shown: [Bool] = []
  /// Answered fields that are hidden now and whose answers their author wants the person to give up.
  package var asked: Set<String> = []
  /// By position of the field, what was read of the answers before any condition was looked at, those of rows as lists;
  /// nil where an answer could not be read. Only of a page that is shown.
  var read: [Value?] = []
  package var errors: [Refusal.FieldError]
  /// The frame with all answers in their slots, for flow, acts and templates.
  package var frame: Frame

  package var isValid: Bool { errors.isEmpty }
}
