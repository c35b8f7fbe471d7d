/// A decision table as somebody wrote it: texts of expressions and unary tests. Problems come back with the place
/// in the table and the range in the text there, so the writer's format (YAML, XML) finds its own positions.
package struct TableSource: Sendable {
  /// One input column.
  package struct Input: Sendable {
    /// The input expression.
    package var expression: String
    /// What the column is declared to hold; nil leaves it to the expression.
    package var type: Type?
    /// Unary tests every input value must pass; nil allows everything.
    package var allowed: String?
    /// Unary tests every input value will pass as far as anybody knows: the analysis goes by them, nothing asks them
    /// when the table runs.
    package var expected: String?
    /// Every value is a whole number, so nothing lies between 10 and 11.
    package var isWhole: Bool

    package init(
      _ expression: String, type: Type? = nil, allowed: String? = nil, expected: String? = nil,
      isWhole: Bool = false
    ) {
      self.expected = expected
      self.expression = expression
      self.type = type
      self.allowed = allowed
      self.isWhole = isWhole
    }
  }

  /// One output column.
  package struct Output: Sendable {
    /// The member of the result's context; of no account when there is one output.
    package var name: String
    package var type: Type?
    /// Unary tests that list the values in decreasing priority; nil allows everything and ranks nothing.
    package var allowed: String?
    /// The expression that is the result when no rule holds.
    package var fallback: String?

    package init(_ name: String = "", type: Type? = nil, allowed: String? = nil, fallback: String? = nil) {
      self.name = name
      self.type = type
      self.allowed = allowed
      self.fallback = fallback
    }
  }

  /// One rule: a cell for each column.
  package struct Rule: Sendable {
    /// Unary tests on the input value, `-` for any.
    package var inputs: [String]
    /// Expressions.
    package var outputs: [String]

    package init(_ inputs: [String], _ outputs: [String]) {
      self.inputs = inputs
      self.outputs = outputs
    }
  }

  package var hit: HitPolicy
  package var inputs: [Input]
  package var outputs: [Output]
  package var rules: [Rule]
  /// A gap is reported wherever it cannot be excluded: rules that only running them decides are not relied on.
  package var mustBeCovered: Bool

  package init(
    _ hit: HitPolicy, inputs: [Input], outputs: [Output], rules: [Rule], mustBeCovered: Bool = false
  ) {
    self.mustBeCovered = mustBeCovered
    self.hit = hit
    self.inputs = inputs
    self.outputs = outputs
    self.rules = rules
  }
}

/// A place in a decision table; columns and rules count from 0.
package enum TablePlace: Sendable, Hashable {
  case table
  case input(Int)
  /// The allowed values of an input.
  case inputValues(Int)
  case output(Int)
  /// The allowed values of an output.
  case outputValues(Int)
  case fallback(Int)
  case rule(Int)
  case inputEntry(rule: Int, column: Int)
  case outputEntry(rule: Int, column: Int)
}

/// Something wrong with a decision table, or worth knowing about it.
package struct TableProblem: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// An expression or a test is wrong: `expression` tells.
    case expression
    /// A rule has more or fewer cells than there are columns.
    case cellCount
    /// The policy needs something that is not there, or does not go with the outputs.
    case policy
    /// Two rules of a unique table hold together.
    case overlap
    /// Two rules hold together and give different results.
    case conflict
    /// A combination of inputs for which no rule holds.
    case gap
    /// Rules before it take every case of this one.
    case unreachable
    /// Another rule holds wherever this one does and gives the same.
    case subsumed
    /// Not everything was looked at.
    case unfinished
  }

  package enum Severity: Sendable, Comparable {
    case note, warning, error
  }

  package let kind: Kind
  package let severity: Severity
  package let place: TablePlace
  /// Other places it has to do with, such as the rule that overlaps.
  package var others: [TablePlace] = []
  /// The mistake inside the text at `place`.
  package var expression: Problem?
  package let zh: String
  package let en: String
  package var hintZh: String?
  package var hintEn: String?

  init(
    _ kind: Kind, _ severity: Severity, at place: TablePlace, zh: String, en: String, others: [TablePlace] = [],
    hintZh: String? = nil, hintEn: String? = nil
  ) {
    self.kind = kind
    self.severity = severity
    self.place = place
    self.others = others
    self.zh = zh
    self.en = en
    self.hintZh = hintZh
    self.hintEn = hintEn
  }

  /// A problem of an expression.
  init(_ problem: Problem, at place: TablePlace) {
    self.init(
      .expression, problem.isNote ? .note : .error, at: place, zh: problem.zh, en: problem.en,
      hintZh: problem.hintZh, hintEn: problem.hintEn)
    expression = problem
  }
}
