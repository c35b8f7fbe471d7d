/// Which of the rules that hold make the result of a decision table (DMN 1.5, 8.2.10).
package enum HitPolicy: Sendable, Hashable {
  /// U: at most one rule holds; more are an error.
  case unique
  /// A: several may hold, and all of them give the same.
  case any
  /// P: the output that stands first among the allowed output values.
  case priority
  /// F: the first in the order of the rules.
  case first
  /// R: a list, in the order of the rules.
  case ruleOrder
  /// O: a list, in the order of the allowed output values.
  case outputOrder
  /// C: a list, or what the operator makes of it.
  case collect(Aggregation?)

  /// The operators of `collect`.
  package enum Aggregation: String, Sendable, Hashable, CaseIterable {
    case sum = "+"
    case minimum = "<"
    case maximum = ">"
    case count = "#"
  }

  /// The policy of a letter as DMN draws it: `U`, `F`, `C`, `C+`, `C#` …
  package init?(letters: String) {
    switch letters {
    case "U": self = .unique
    case "A": self = .any
    case "P": self = .priority
    case "F": self = .first
    case "R": self = .ruleOrder
    case "O": self = .outputOrder
    case "C": self = .collect(nil)
    default:
      guard letters.hasPrefix("C"), let sign = Aggregation(rawValue: String(letters.dropFirst())) else {
        return nil
      }
      self = .collect(sign)
    }
  }

  /// The letter as DMN draws it, with the operator.
  package var letters: String {
    switch self {
    case .unique: "U"
    case .any: "A"
    case .priority: "P"
    case .first: "F"
    case .ruleOrder: "R"
    case .outputOrder: "O"
    case .collect(let operation): "C" + (operation?.rawValue ?? "")
    }
  }

  /// The result is made of one rule.
  package var isSingle: Bool {
    switch self {
    case .unique, .any, .priority, .first: true
    case .ruleOrder, .outputOrder, .collect: false
    }
  }

  /// The result is ranked by the allowed output values.
  package var isRanked: Bool { self == .priority || self == .outputOrder }
}
