/// Built-in functions by the decision of `Targets`.
extension SQLWriter {
  mutating func call(_ name: String, _ arguments: [Typed], _ typed: Typed) throws(NotPushable) -> SQLPiece {
    guard let first = arguments.first else { throw .function(name, typed.range) }
    let two = arguments.count == 2
    switch Targets.sql(name) {
    case .outside: break
    case .not, .listContains: return SQLPiece(try condition(typed, .exact), .boolean, nullable: true)
    case .contains where two: return try contains(arguments, typed)
    case .startsWith where two: return try begins(arguments, typed)
    case .endsWith where two: return try ends(arguments, typed)
    case .stringLength: return try length(first)
    case .substring where arguments.count >= 2: return try substring(arguments, typed)
    case .substringBefore where two: return try beside(arguments, after: false, typed)
    case .substringAfter where two: return try beside(arguments, after: true, typed)
    case .string where arguments.count == 1: return try printed(first, typed)
    case .round(let mode): return try rounded(mode, arguments, typed)
    case .abs: return try magnitude(first, typed)
    case .modulo where two: return try modulo(arguments, typed)
    case .parity(let odd): return try parity(first, odd: odd, typed)
    case .count: return try count(arguments, typed)
    case .sum: return try total(arguments, typed)
    case .extreme(let least):
      return arguments.count == 1
        ? try extreme(of: first, least: least, typed) : try extreme(arguments, least: least, typed)
    case .date where arguments.count == 1:
      guard first.type.sort == Type.date.sort || first.type.sort == Type.dateTime.sort else { break }
      return try dayOf(first, typed)
    case .age: return try age(arguments, typed)
    case .daysSince: return try daysSince(first, typed)
    case .part(let part): return try self.part(try dayOf(first, typed), part, typed)
    case .named(let part):
      return try named(part == "weekday" ? BuiltIns.weekdays : BuiltIns.months, part, first, typed)
    case .contains, .startsWith, .endsWith, .substring, .substringBefore, .substringAfter, .string, .modulo,
      .date:
      break
    }
    throw .function(name, typed.range)
  }
}
