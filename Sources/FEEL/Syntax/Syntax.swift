/// An expression as written, before names mean anything.
package struct Syntax: Sendable {
  package let node: SyntaxNode
  /// Unicode-scalar offsets in the expression text.
  package let range: Range<Int>
  /// Nodes on the longest way down; 1 for a leaf.
  let height: Int
}

/// A name with its place.
package struct Word: Sendable {
  package let text: String
  package let range: Range<Int>
}

/// A type as written behind `instance of` or a parameter.
package indirect enum TypeSyntax: Sendable {
  case named(String)
  case list(TypeSyntax)
  case range(TypeSyntax)
  case context([(String, TypeSyntax)])
  case function([TypeSyntax], TypeSyntax)
}

/// One variable of `for`, `some` or `every`.
package struct IteratorSyntax: Sendable {
  package let name: Word
  package let source: Syntax
  package let end: Syntax?
}

/// One argument; `name` in calls with named arguments.
package struct Argument: Sendable {
  package let name: Word?
  package let value: Syntax
}

/// One unary test.
package struct TestSyntax: Sendable {
  package indirect enum Node: Sendable {
    case anything
    case compare(BinaryOperator, Syntax)
    case value(Syntax)
    case not([TestSyntax])
  }
  package let node: Node
  package let range: Range<Int>
}

/// The kinds of syntax nodes: the whole grammar of FEEL 1.5.
package indirect enum SyntaxNode: Sendable {
  case null
  case boolean(Bool)
  case number(Number)
  case string(String)
  /// `@"…"`.
  case temporal(String)
  case name(String)
  case path(Syntax, Word)
  case negate(Syntax)
  case binary(BinaryOperator, Syntax, Syntax)
  case all([Syntax])
  case any([Syntax])
  case between(Syntax, Syntax, Syntax)
  case inside(Syntax, [TestSyntax])
  case conditional(Syntax, Syntax, Syntax)
  case filter(Syntax, Syntax)
  case loop([IteratorSyntax], Syntax)
  case some([IteratorSyntax], Syntax)
  case every([IteratorSyntax], Syntax)
  case list([Syntax])
  case context([(key: Word, value: Syntax)])
  case range(Syntax, Syntax, includesLower: Bool, includesUpper: Bool)
  /// `(> 5)`.
  case halfRange(BinaryOperator, Syntax)
  case instance(Syntax, TypeSyntax)
  /// A function by name.
  case call(Word, [Argument])
  /// A function value.
  case apply(Syntax, [Argument])
  case function([(name: Word, type: TypeSyntax?)], Syntax)
  /// `function(…) external {…}`: what it names cannot be run here.
  case external([(name: Word, type: TypeSyntax?)], Syntax)
  /// Unary tests as a whole, in `unaryTests` mode.
  case tests([TestSyntax])
}
