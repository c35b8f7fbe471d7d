/// The way in: text → syntax → typed tree → closure.
package enum Expression {
  /// What a text is read as.
  package enum Mode: Sendable {
    /// One expression.
    case expression
    /// Unary tests on the name `?` of the scope, as in the cells of decision tables.
    case unaryTests
  }

  /// How mistakes are taken.
  package enum Strictness: Sendable {
    /// Specs of our own: any mistake stops the compilation.
    case authored
    /// Models of others (DMN 1.5, 10.3.2): names that nothing stands for, types that do not fit and wrong arguments
    /// are reported as tolerated and give null with a reason when they run; only what cannot be read stops. The
    /// scope's own names go before the built-in functions, and no Chinese word stands for an operator.
    case standard
  }

  /// Parses, checks and lowers in one go. The expression is `nil` when any problem is more than a note; a
  /// full-width sign is an error too, and what it stands for was understood, so it brings no second message.
  package static func compile(
    _ text: String, scope: any Scope, expecting: Type? = nil, mode: Mode = .expression,
    strictness: Strictness = .authored
  ) -> (CompiledExpression?, [Problem]) {
    let (syntax, found) = parse(text, scope: scope, mode: mode, strictness: strictness)
    guard let syntax else { return (nil, found) }
    let checked = check(syntax, scope: scope, expecting: expecting, mode: mode, strictness: strictness)
    let problems = found + checked.problems
    guard let typed = checked.typed, problems.allSatisfy(\.isNote) else { return (nil, problems) }
    return (lowered(typed, text: text), problems)
  }

  /// Makes closures from a checked tree.
  package static func lowered(_ typed: Typed, text: String) -> CompiledExpression {
    var facts = ExpressionFacts()
    facts.read(typed)
    return CompiledExpression(text: text, typed: typed, facts: facts)
  }
}
