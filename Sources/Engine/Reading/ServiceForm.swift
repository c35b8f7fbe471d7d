import Core
import FEEL

/// A form as it stands before somebody fills it.
package struct ServiceForm: Sendable {
  package struct Option: Sendable {
    package let code: String
    package let title: Label
  }

  package struct Part: Sendable {
    package let id: String
    package let title: Label
    package let control: String
    package let widget: Widget
    package let type: ValueType
    package let isRequired: Bool
    package let options: [Option]
    package let value: Value
  }

  package struct Field: Sendable {
    package let id: String
    package let title: Label
    package let help: Label?
    package let control: String
    package let widget: Widget
    package let type: ValueType
    package let isRequired: Bool
    package let isVisible: Bool
    /// Computed, or verified and not to be changed.
    package let isReadOnly: Bool
    package let options: [Option]
    package let parts: [Part]
    package let unit: String?
    package let level: PlaceLevel?
    package let value: Value
    /// Where a filled value comes from: a request's code, or the ledger.
    package let source: Label?
    /// Whole days since it was written or confirmed.
    package let age: Int?
    /// When it was written or confirmed, milliseconds UTC.
    package let sourced: Int64?
    /// Hidden by other answers, and the person is asked to give its answer up.
    package let isAsked: Bool
    /// What the ledger has is its value where nothing else was answered.
    package var isFilled = false
    /// A repeating group stands among the fields of its page as one field of control `rows`.
    package var rows: Rows?
  }

  /// The rows of a repeating group.
  package struct Rows: Sendable {
    package let least: Int
    package let most: Int
    /// What a new row looks like.
    package let fields: [Field]
    package let filled: [[Field]]
    /// What each row is of, where the rows are fixed.
    package let titles: [Label]
  }

  package struct Page: Sendable {
    package let id: String
    package let title: Label
    package let help: Label?
    package var fields: [Field]
  }

  package let id: String
  package let title: Label
  package let help: Label?
  package let variant: String
  package let program: String
  package let epoch: Int64
  package let person: Int64
  package let placePath: String?
  package let purpose: Label?
  package let pages: [Page]
  /// What would be refused if it were handed in with the answers given; empty when none were.
  package let errors: [Refusal.FieldError]
  /// The moment it is shown for, milliseconds UTC.
  package var now: Int64 = 0
  /// A step asks for its fields, so that those of others count too.
  package var isFilling = false
  /// What its formulas read of answers that the open page may not hold, as far as whoever fills it may read them.
  package var elsewhere: [(name: String, value: Value)] = []
  /// A field of it, shown now or later, needs the device: a signature, a position.
  package var usesDevice = false
  /// Family may file it for each other.
  package var isForFamily = false
}
