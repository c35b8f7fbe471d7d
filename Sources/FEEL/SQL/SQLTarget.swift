/// A checked expression as SQL text with its parameters.
package struct SQLExpression: Sendable {
  /// What the text's value is.
  package enum Result: Sendable, Hashable {
    /// 0 or 1 on SQLite, boolean on PostgreSQL.
    case boolean
    /// SQLite: an integer, scaled; PostgreSQL: the number itself.
    case number(scale: Int)
    case text, date
    /// UTC milliseconds.
    case instant
    /// The id of an entity.
    case reference
    /// An integer that counts so many nanoseconds.
    case duration(nanoseconds: Int64)
  }

  package let text: String
  /// In the order of their marks, `?1` or `$1` being the first unless the statement has others before.
  package let parameters: [SQLParameter]
  package let result: Result
}

/// The way from a checked tree to SQL. What cannot be exact is refused with a reason; nothing differs silently.
package struct SQLTarget: Sendable {
  package let dialect: SQLDialect
  /// Where slots come from.
  package let sources: [Int: SQLSource]
  /// How many parameters the statement has before those of the expression.
  package let parametersBefore: Int

  package init(_ dialect: SQLDialect, sources: [Int: SQLSource], parametersBefore: Int = 0) {
    self.dialect = dialect
    self.sources = sources
    self.parametersBefore = parametersBefore
  }

  /// A condition that is true for the rows where the expression is true; it may be false or null for the others.
  /// This is what `WHERE` needs and costs no more than SQL written by hand.
  package func filter(_ typed: Typed) throws(NotPushable) -> SQLExpression {
    var writer = SQLWriter(target: self)
    guard typed.type.isBoolean || typed.type.isNull else { throw .sort(typed.type, typed.range) }
    let text = try writer.condition(typed, .whenTrue)
    return SQLExpression(text: text, parameters: writer.parameters, result: .boolean)
  }

  /// The value itself, null where the expression is null.
  package func value(_ typed: Typed) throws(NotPushable) -> SQLExpression {
    var writer = SQLWriter(target: self)
    let piece = try writer.value(typed)
    return SQLExpression(text: piece.text, parameters: writer.parameters, result: piece.shape.result)
  }
}
