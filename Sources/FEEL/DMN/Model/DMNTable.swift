/// A decision table as written (DMN 1.5, 8).
package struct DMNTable: Sendable, Equatable {
  /// Which rules count when several match (DMN 1.5, 8.2.10).
  package enum Hit: String, Sendable, CaseIterable {
    case unique = "UNIQUE"
    case any = "ANY"
    case priority = "PRIORITY"
    case first = "FIRST"
    case ruleOrder = "RULE ORDER"
    case outputOrder = "OUTPUT ORDER"
    case collect = "COLLECT"
  }

  /// What `collect` makes of the outputs (DMN 1.5, 8.2.11).
  package enum Aggregation: String, Sendable, CaseIterable {
    case sum = "SUM"
    case count = "COUNT"
    case least = "MIN"
    case greatest = "MAX"
  }

  /// A column of conditions.
  package struct Input: Sendable, Equatable {
    package var label: String?
    package var id: String?
    package var expression: DMNExpression
    /// Unary tests.
    package var allowed: DMNText?
  }

  /// A column of results; the name stands when there are several.
  package struct Output: Sendable, Equatable {
    package var name: String?
    package var label: String?
    package var id: String?
    package var type: DMNText?
    /// Values in order of priority, highest first.
    package var allowed: DMNText?
    package var otherwise: DMNExpression?
  }

  /// One rule: unary tests and results, by column.
  package struct Rule: Sendable, Equatable {
    package var id: String?
    package var description: String?
    package var tests: [DMNText]
    package var results: [DMNExpression]
    package var notes: [String] = []
    package var place: DMNText
  }

  package var hit: Hit = .unique
  package var aggregation: Aggregation?
  package var outputLabel: String?
  package var orientation: String?
  package var inputs: [Input] = []
  package var outputs: [Output] = []
  /// Names of annotation columns.
  package var annotations: [String] = []
  package var rules: [Rule] = []

  package init() {}
}
