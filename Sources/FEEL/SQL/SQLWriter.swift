/// Writes one expression as SQL.
struct SQLWriter {
  let dialect: SQLDialect
  private let target: SQLTarget
  private(set) var parameters: [SQLParameter] = []
  var locals: [Int: SQLLocal] = [:]
  private var aliases = 0

  init(target: SQLTarget) {
    self.target = target
    dialect = target.dialect
  }

  func source(_ slot: Int) -> SQLSource? { target.sources[slot] }

  mutating func alias() -> String {
    aliases += 1
    return "q\(aliases)"
  }

  mutating func parameter(_ form: SQLParameter.Form, _ typed: Typed, as type: String) -> String {
    parameters.append(SQLParameter(form, typed))
    return dialect.mark(target.parametersBefore + parameters.count, type)
  }

  /// Forgets parameters whose text is not used.
  mutating func forget(from count: Int) { parameters.removeLast(parameters.count - count) }

  // MARK: what is known before the statement

  /// Reads no row: computed once for the command, whatever functions it calls.
  func isClosed(_ typed: Typed) -> Bool {
    if case .constant = typed.node { return true }
    var facts = ExpressionFacts()
    facts.read(typed)
    if facts.calls.contains("random number") { return false }
    return facts.locals.isDisjoint(with: locals.keys)
      && facts.slots.allSatisfy { if case .command? = source($0) { true } else { false } }
  }

  /// A closed expression that always has a value.
  func isNeverNull(_ typed: Typed) -> Bool {
    switch typed.node {
    case .constant(let value): !value.isNull
    case .call("today", _), .call("now", _): true
    case .binary(.add, let moment, let shift), .binary(.subtract, let moment, let shift):
      (typed.type.isTemporal) && isNeverNull(moment) && shift.constant.map { !$0.isNull } == true
    default: false
    }
  }

  // MARK: values

  mutating func value(_ typed: Typed) throws(NotPushable) -> SQLPiece {
    if isClosed(typed) { return try closed(typed) }
    switch typed.node {
    case .slot(let slot):
      guard case .column(let column)? = source(slot) else { throw .slot(typed.range) }
      return piece(column, column.name)
    case .local(let local): return try self.local(local, typed)
    case .member(let base, let name): return try member(base, name, typed)
    case .negate(let operand): return try negated(operand, typed)
    case .binary(let sign, let left, let right) where !sign.isComparison:
      return try arithmetic(sign, left, right, typed)
    case .binary, .all, .any, .between, .tests, .some, .every:
      return SQLPiece(try condition(typed, .exact), .boolean, nullable: true)
    case .conditional(let test, let yes, let no): return try conditional(test, yes, no, typed)
    case .call(let name, let arguments): return try call(name, arguments, typed)
    case .constant(let value): throw .sort(value.type, typed.range)
    case .pattern(let name, _, _): throw .function(name, typed.range)
    case .host(let name, _): throw .function(name, typed.range)
    case .memberOrElse: throw .unknown(typed.range)
    case .filter, .loop, .list, .context, .range, .halfRange, .instance, .apply, .applyNamed, .function,
      .failure,
      .converted:
      throw .form(typed.range)
    }
  }

  func piece(_ column: SQLColumn, _ name: String) -> SQLPiece {
    let shape: SQLShape
    switch column.type {
    case .boolean: return SQLPiece("(\(name) = 1)", .boolean, nullable: column.nullable)
    case .integer(let digits):
      shape = .number(
        SQLNumber(scale: 0, bound: Self.bound(digits), form: dialect == .sqlite ? .scaled : .whole))
    case .decimal(let scale, let digits):
      shape = .number(
        SQLNumber(scale: scale, bound: Self.bound(digits), form: dialect == .sqlite ? .scaled : .decimal))
    case .text: shape = .text
    case .date: shape = .date
    case .instant: shape = .instant
    case .reference: shape = .reference
    }
    return SQLPiece(name, shape, nullable: column.nullable)
  }

  private static func bound(_ digits: Int) -> UInt128 {
    Number.powers[Swift.min(Swift.max(digits, 0), 18)] - 1
  }

  private mutating func local(_ local: Int, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    switch locals[local] {
    case .expression(let inner)?: return try value(inner)
    case .value(let piece)?: return piece
    case .row?, nil: throw .form(typed.range)
    }
  }

  private mutating func member(_ base: Typed, _ name: String, _ typed: Typed) throws(NotPushable) -> SQLPiece
  {
    if case .local(let local) = base.node, case .row(let alias, let members)? = locals[local] {
      guard let column = members[name] else { throw .slot(typed.range) }
      return piece(column, "\(alias).\(column.name)")
    }
    if case .entity = base.type { throw .form(typed.range) }
    let piece = try value(base)
    switch piece.shape {
    case .date: return try part(piece, name, typed)
    case .instant: return try clock(piece, name, typed)
    case .duration(let unit, let bound): return try amount(piece, unit, bound, name, typed)
    case .boolean, .number, .text, .reference: throw .form(typed.range)
    }
  }

  /// A value of the command; numbers only where their decimals are known.
  private mutating func closed(_ typed: Typed) throws(NotPushable) -> SQLPiece {
    let nullable = !isNeverNull(typed)
    switch typed.type {
    case .number: return try closedNumber(typed, nullable)
    case .boolean:
      if let truth = typed.constant?.truth {
        return SQLPiece(dialect.truth(truth), .boolean, nullable: false)
      }
      return SQLPiece("(\(parameter(.boolean, typed, as: "smallint")) = 1)", .boolean, nullable: nullable)
    case .string, .code:
      if case .string(let text)? = typed.constant, !SQLParameter.isStorable(text) {
        throw .sort(typed.type, typed.range)
      }
      return SQLPiece(parameter(.text, typed, as: "text"), .text, nullable: nullable)
    case .date:
      if case .date(let date)? = typed.constant, !SQLParameter.storable.contains(date.days) {
        throw .sort(typed.type, typed.range)
      }
      return SQLPiece(
        parameter(.date(months: 0, next: false), typed, as: "date"), .date, nullable: nullable)
    case .dateTime:
      // Its parts would be read off the clocks of China, so it must be by them.
      if case .dateTime(let moment)? = typed.constant, moment.time.zone != .shanghai {
        throw .zone(typed.range)
      }
      return SQLPiece(parameter(.instant(.only), typed, as: "bigint"), .instant, nullable: nullable)
    case .entity: return SQLPiece(parameter(.reference, typed, as: "bigint"), .reference, nullable: nullable)
    case .null: throw .sort(typed.type, typed.range)
    case .unknown: throw .unknown(typed.range)
    case .time, .dayTimeDuration, .yearMonthDuration, .list, .context, .range, .function:
      throw .sort(typed.type, typed.range)
    }
  }

  /// `if`: whatever is not true takes the second way.
  private mutating func conditional(_ test: Typed, _ yes: Typed, _ no: Typed, _ typed: Typed)
    throws(NotPushable) -> SQLPiece
  {
    let test = try condition(test, .whenTrue)
    if yes.type.isNull || no.type.isNull {
      let kept = try value(yes.type.isNull ? no : yes)
      let text =
        yes.type.isNull
        ? "(CASE WHEN \(test) THEN NULL ELSE \(kept.text) END)" : "(CASE WHEN \(test) THEN \(kept.text) END)"
      return SQLPiece(text, kept.shape, nullable: true)
    }
    var first = try value(yes)
    var second = try value(no)
    (first, second) = try alike(first, second, typed)
    return SQLPiece(
      "(CASE WHEN \(test) THEN \(first.text) ELSE \(second.text) END)", first.shape.or(second.shape),
      nullable: first.nullable || second.nullable)
  }

  /// Both in one shape.
  mutating func alike(_ first: SQLPiece, _ second: SQLPiece, _ typed: Typed) throws(NotPushable) -> (
    SQLPiece, SQLPiece
  ) {
    switch (first.shape, second.shape) {
    case (.number(let a), .number(let b)):
      return try level(first, a, second, b, typed)
    case (.duration(let a, _), .duration(let b, _)):
      if a == b { return (first, second) }
      return (try counted(first, in: Swift.min(a, b), typed), try counted(second, in: Swift.min(a, b), typed))
    case (.boolean, .boolean), (.text, .text), (.date, .date), (.instant, .instant), (.reference, .reference):
      return (first, second)
    default: throw .form(typed.range)
    }
  }
}
