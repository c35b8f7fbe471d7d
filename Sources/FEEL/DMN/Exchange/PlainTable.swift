/// A decision table with one result, each result a plain value: what a table in a bundle can hold (LANGUAGE.md 8).
package struct PlainTable: Sendable {
  /// The policies of a bundle.
  package enum Hit: String, Sendable, CaseIterable {
    case first, unique, collect
  }

  /// A rule: one text of unary tests a column, `-` for any, and the result.
  package struct Row: Sendable {
    package let tests: [String]
    package let result: Value
    /// What a person wrote beside the rule.
    package let note: String?

    package init(tests: [String], result: Value, note: String? = nil) {
      self.tests = tests
      self.result = result
      self.note = note
    }
  }

  /// The decision.
  package let name: String
  package let hit: Hit
  /// One expression a column.
  package let inputs: [String]
  package let rows: [Row]
  /// The result when no rule holds.
  package let otherwise: Value?

  package init(name: String, hit: Hit, inputs: [String], rows: [Row], otherwise: Value?) {
    self.name = name
    self.hit = hit
    self.inputs = inputs
    self.rows = rows
    self.otherwise = otherwise
  }
}
