/// An expression with its type, every name resolved. This is the tree that is lowered to closures and that
/// later targets (SQL, JavaScript) read.
package struct Typed: Sendable {
  package let node: TypedNode
  package let type: Type
  /// Unicode-scalar offsets in the expression text.
  package let range: Range<Int>

  package init(_ node: TypedNode, _ type: Type, _ range: Range<Int>) {
    self.node = node
    self.type = type
    self.range = range
  }
}

/// Operators between two values.
package enum BinaryOperator: String, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case power = "**"
  case equal = "="
  case unequal = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  package var isComparison: Bool {
    switch self {
    case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual: true
    default: false
    }
  }
}

/// One loop variable and what it runs over.
package struct TypedIterator: Sendable {
  /// The local that holds the current value.
  package let local: Int
  package let source: Typed
  /// Set for `for i in a..b`: runs over whole numbers or days from `source` to this.
  package let end: Typed?
}

/// What a unary test asks of the value before it.
package indirect enum TypedTest: Sendable {
  /// `-`.
  case anything
  /// `> 5`, `= x`, `!= x`.
  case compare(BinaryOperator, Typed)
  /// A value, a list or a range: equal to it, or in it.
  case member(Typed)
  /// A boolean expression that looks at `?`.
  case holds(Typed)
  case not([TypedTest])
}

/// The kinds of typed nodes.
package indirect enum TypedNode: Sendable {
  case constant(Value)
  case slot(Int)
  /// A loop variable, filter item, function parameter or context entry by its place on the stack.
  case local(Int)
  /// A member of a context or entity, or of each element of a list of them.
  case member(Typed, String)
  /// Name inside a filter over values of unknown type: the item's member if it has one, else the other.
  case memberOrElse(item: Int, String, Typed?)
  case negate(Typed)
  case binary(BinaryOperator, Typed, Typed)
  case all([Typed])
  case any([Typed])
  case between(Typed, Typed, Typed)
  /// `value in tests`; the value is put into the local for `?`.
  case tests(Typed, [TypedTest], local: Int)
  case conditional(Typed, Typed, Typed)
  /// The list, the local of its item, the condition or index.
  case filter(Typed, item: Int, Typed)
  case loop([TypedIterator], partial: Int, body: Typed)
  case some([TypedIterator], Typed)
  case every([TypedIterator], Typed)
  case list([Typed])
  /// Entries in order; each is a local for those behind it, beginning at `base`.
  case context([(key: String, value: Typed)], base: Int)
  case range(Typed, Typed, includesLower: Bool, includesUpper: Bool)
  /// `(> 5)`.
  case halfRange(BinaryOperator, Typed)
  case instance(Typed, Type)
  /// A built-in function by its English name.
  case call(String, [Typed])
  /// A function of the scope, run by the host.
  case host(String, [Typed])
  /// A function value called with arguments.
  case apply(Typed, [Typed])
  /// The same with arguments by the names of its parameters.
  case applyNamed(Typed, [(name: String, value: Typed)])
  /// Parameters, the place of the first among the locals, the body.
  case function([Parameter], base: Int, Typed)
  /// A literal pattern compiled once, for `matches`, `replace`, `split`.
  case pattern(String, Pattern, [Typed])
  /// The value as one of the type (`Value.coerced`), else null.
  case converted(Typed, Type)
  /// Null for a reason that was known when compiling (`Expression.Strictness.standard`).
  case failure(Reason)
}
