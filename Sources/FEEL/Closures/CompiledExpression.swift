/// An expression that was checked and can run.
package struct CompiledExpression: Sendable {
  /// The text it was made from.
  package let text: String
  /// The checked tree; nil once it is `settled`.
  package private(set) var typed: Typed?
  /// The type of its result.
  package let type: Type
  /// The value when the expression reads no slot, member or clock.
  package let constant: Value?
  /// Slots it reads.
  package let slots: Set<Int>
  /// Its value may differ tomorrow: it asks for `today()` or `now()`, or for an age or days since.
  package let dependsOnToday: Bool
  let evaluator: Evaluator
  /// The same as a test; a condition is not wrapped into a value to be unwrapped again.
  private let test: Test

  init(text: String, typed: Typed, facts: ExpressionFacts) {
    self.text = text
    self.typed = typed
    type = typed.type
    if case .constant(let value) = typed.node { constant = value } else { constant = nil }
    slots = facts.slots
    dependsOnToday = facts.dependsOnToday
    let test: Test
    let evaluator: Evaluator
    if typed.isCondition {
      test = Tests.lower(typed)
      evaluator = Lowering.asValue(test)
    } else {
      evaluator = Lowering.lower(typed)
      test = { frame in Truth(evaluator(&frame).truth) }
    }
    self.test = test
    self.evaluator = evaluator
  }

  /// The value for one frame. Errors give null; the reasons stand in the frame.
  /// Fuel is taken from the frame; when it is gone the result is null, whatever was computed before.
  package func evaluate(_ frame: inout Frame) -> Value {
    let value = evaluator(&frame)
    return frame.fuel < 0 ? .null : value
  }

  /// True, false, or `nil` for null and for anything that is no boolean.
  package func decide(_ frame: inout Frame) -> Bool? {
    let truth = test(&frame)
    return frame.fuel < 0 || truth == .unknown ? nil : truth == .yes
  }

  /// The same without its tree, for keeping: closures are all that runs.
  package var settled: CompiledExpression {
    var settled = self
    settled.typed = nil
    return settled
  }
}

/// Limits of LANGUAGE.md 20.
package enum Limits {
  /// Unicode scalars of one expression.
  package static let characters = 4000
  /// Unicode scalars of one expression in a model of others.
  static let modelCharacters = 40_000
  /// Nesting as written.
  package static let depth = 64
  /// Height of the tree, which long chains of operators make.
  static let height = 320
  /// Sum of the weights of functions that call each other.
  static let callStack = 1000
  /// Elements of one list.
  package static let list = 100_000
  /// Scalars of one string that an expression builds.
  package static let string = 1_000_000
}
