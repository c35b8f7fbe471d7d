import FEEL

/// Where a term's value comes from inside one statement.
package indirect enum Term: Sendable {
  /// A column of the source with this alias (`""` = the only or first source).
  case column(String, of: String = "")
  /// The n-th parameter of the statement, counted from 0.
  case parameter(Int)
  case constant(StoredValue)
  case sum(Term)
  case count
  case max(Term)
  case min(Term)
  case add(Term, Term)
  case difference(Term, Term)
  /// A whole number divided by a positive one, the rest dropped towards zero.
  case quotient(Term, Int64)
  /// The first that is not null.
  case coalesce([Term])
}

package enum Comparison: Sendable, Hashable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual }

/// A condition over rows, rendered by each dialect with the same three-valued meaning.
package indirect enum Condition: Sendable {
  case always
  case never
  case compare(Term, Comparison, Term)
  case isNull(Term)
  case isNotNull(Term)
  case oneOf(Term, [StoredValue])
  /// Text holds the parameter's text (no wildcards inside).
  case holds(Term, Term)
  case all([Condition])
  case any([Condition])
  case not(Condition)
  case exists(Query)
  /// An expression of an author, lowered for this store; its columns are named in full. `first`: the number of its first
  /// parameter.
  case expression(SQLExpression, first: Int)
  /// A term is one of the values that a query of one column yields.
  case among(Term, Query)
}

extension Condition {
  /// `column = parameter n`.
  package static func equals(_ column: String, _ parameter: Int) -> Condition {
    .compare(.column(column), .equal, .parameter(parameter))
  }
  package func and(_ other: Condition) -> Condition { .all([self, other]) }
}
