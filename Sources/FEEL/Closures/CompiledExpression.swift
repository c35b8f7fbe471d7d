/// An expression that was checked and can run.
package struct CompiledExpression: Sendable {
  /// The text it was made from.
  package let text: String
  /// The checked tree; nil once it is `settled`.
  package var typed: Typed? { tree?.root }
  private var tree: Tree?

  /// Apart, because most expressions are kept without.
  private final class Tree: Sendable {
    let root: Typed

    init(_ root: Typed) { self.root = root }
  }
  /// The type of its result.
  package let type: Type
  /// The value when the expression reads no slot, member or clock.
  package let constant: Value?
  /// Slots it reads: those below 64 as bits, because a city keeps hundreds of thousands of expressions.
  private let lowSlots: UInt64
  private let highSlots: [Int]
  /// Its value may differ tomorrow: it asks for `today()` or `now()`, or for an age or days since.
  package let dependsOnToday: Bool
  private let body: Body

  /// A condition is not wrapped into a value to be unwrapped again.
  private enum Body: Sendable {
    case condition(Test)
    case value(Evaluator)
  }

  init(text: String, typed: Typed, facts: ExpressionFacts) {
    self.text = text
    tree = Tree(typed)
    type = typed.type
    if case .constant(let value) = typed.node { constant = value } else { constant = nil }
    lowSlots = facts.slots.reduce(0) { (0..<64).contains($1) ? $0 | 1 << UInt64($1) : $0 }
    highSlots = facts.slots.filter { !(0..<64).contains($0) }.sorted()
    dependsOnToday = facts.dependsOnToday
    body = typed.isCondition ? .condition(Tests.lower(typed)) : .value(Lowering.lower(typed))
  }

  /// Slots it reads.
  package var slots: Set<Int> {
    var found = Set(highSlots)
    var bits = lowSlots
    while bits != 0 {
      found.insert(bits.trailingZeroBitCount)
      bits &= bits &- 1
    }
    return found
  }

  var evaluator: Evaluator {
    switch body {
    case .condition(let test): Lowering.asValue(test)
    case .value(let evaluator): evaluator
    }
  }

  /// The value for one frame. Errors give null; the reasons stand in the frame.
  /// Fuel is taken from the frame; when it is gone the result is null, whatever was computed before.
  package func evaluate(_ frame: inout Frame) -> Value {
    let value =
      switch body {
      case .condition(let test): test(&frame).value
      case .value(let evaluator): evaluator(&frame)
      }
    return frame.outcome(value)
  }

  /// True, false, or `nil` for null and for anything that is no boolean.
  package func decide(_ frame: inout Frame) -> Bool? {
    let truth =
      switch body {
      case .condition(let test): test(&frame)
      case .value(let evaluator): Truth(evaluator(&frame).truth)
      }
    return frame.fuel < 0 || truth == .unknown ? nil : truth == .yes
  }

  /// The same without its tree, for keeping: closures are all that runs.
  package var settled: CompiledExpression {
    var settled = self
    settled.tree = nil
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
  /// Values inside one result, with all that is in them.
  static let parts = 1_000_000
  /// How deep lists and contexts of a result may nest.
  static let nesting = 256
  /// Elements of one list.
  package static let list = 100_000
  /// Scalars of one string that an expression builds.
  package static let string = 1_000_000
}
