/// The way in: text → syntax → typed tree → closure.
package enum Expression {
  /// What a text is read as.
  package enum Mode: Sendable {
    /// One expression.
    case expression
    /// Unary tests on the name `?` of the scope, as in the cells of decision tables.
    case unaryTests
  }

  /// Parses, checks and lowers in one go. The expression is `nil` when any problem is more than a note; a
  /// full-width sign is an error too, and what it stands for was understood, so it brings no second message.
  package static func compile(
    _ text: String, scope: any Scope, expecting: Type? = nil, mode: Mode = .expression
  ) -> (CompiledExpression?, [Problem]) {
    let (syntax, found) = parse(text, scope: scope, mode: mode)
    guard let syntax else { return (nil, found) }
    let checked = check(syntax, scope: scope, expecting: expecting, mode: mode)
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
