/// A figure over rows: what reads them is SQL, and what the store could not compute exactly (`/`, `**`, `mean`,
/// conversions) is done with those few values afterwards.
package struct SQLMeasure: Sendable {
  /// Values to fetch, each of one statement or all as outputs of one.
  package let parts: [SQLExpression]
  /// Computes the figure: the values of the parts stand in the slots from `firstSlot` on.
  package let rest: CompiledExpression
  package let firstSlot: Int
}

extension SQLTarget {
  /// - Throws: when a part that reads rows cannot be pushed.
  package func measure(_ typed: Typed) throws(NotPushable) -> SQLMeasure {
    var split = SQLSplit(target: self, firstSlot: (sources.keys.max() ?? -1) + 1)
    let rest = try split.split(typed)
    return SQLMeasure(
      parts: split.parts, rest: Expression.lowered(rest, text: ""), firstSlot: split.firstSlot)
  }
}

private struct SQLSplit {
  let target: SQLTarget
  let firstSlot: Int
  var parts: [SQLExpression] = []

  mutating func split(_ typed: Typed) throws(NotPushable) -> Typed {
    var writer = SQLWriter(target: target)
    if writer.isClosed(typed) { return typed }
    switch typed.node {
    case .call("mean", let arguments) where arguments.count == 1:
      let sum = try split(Typed(.call("sum", arguments), .number, typed.range))
      let count = try split(Typed(.call("count", arguments), .number, typed.range))
      return Typed(.binary(.divide, sum, count), .number, typed.range)
    case .binary(let sign, let left, let right):
      return Typed(.binary(sign, try split(left), try split(right)), typed.type, typed.range)
    case .negate(let operand): return Typed(.negate(try split(operand)), typed.type, typed.range)
    case .all(let parts): return Typed(.all(try all(parts)), typed.type, typed.range)
    case .any(let parts): return Typed(.any(try all(parts)), typed.type, typed.range)
    case .between(let a, let b, let c):
      return Typed(.between(try split(a), try split(b), try split(c)), typed.type, typed.range)
    case .conditional(let a, let b, let c):
      return Typed(.conditional(try split(a), try split(b), try split(c)), typed.type, typed.range)
    case .call(let name, let arguments):
      if let piece = try? writer.value(typed) { return slot(piece, writer.parameters, typed) }
      guard !arguments.contains(where: \.type.isList) else {
        let piece = try writer.value(typed)
        return slot(piece, writer.parameters, typed)
      }
      return Typed(.call(name, try all(arguments)), typed.type, typed.range)
    default:
      let piece = try writer.value(typed)
      return slot(piece, writer.parameters, typed)
    }
  }

  private mutating func all(_ list: [Typed]) throws(NotPushable) -> [Typed] {
    var done: [Typed] = []
    for typed in list { done.append(try split(typed)) }
    return done
  }

  private mutating func slot(_ piece: SQLPiece, _ parameters: [SQLParameter], _ typed: Typed) -> Typed {
    parts.append(SQLExpression(text: piece.text, parameters: parameters, result: piece.shape.result))
    return Typed(.slot(firstSlot + parts.count - 1), typed.type, typed.range)
  }
}
