/// Text: counted and compared by Unicode scalar, which is the order of the bytes.
extension SQLWriter {
  private mutating func text(_ typed: Typed) throws(NotPushable) -> SQLPiece {
    let piece = try value(typed)
    guard piece.shape == .text else { throw .form(typed.range) }
    return piece
  }

  /// Joined text stays in normal form when one side is written and nothing can combine across the seam.
  mutating func joined(_ left: Typed, _ right: Typed, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    guard Self.endsAlone(left) || Self.beginsAlone(right) else { throw .text(typed.range) }
    let a = try text(left)
    let b = try text(right)
    return SQLPiece("(\(a.text) || \(b.text))", .text, nullable: a.nullable || b.nullable)
  }

  /// Written text whose last scalar takes nothing that follows into itself.
  private static func endsAlone(_ typed: Typed) -> Bool {
    switch typed.node {
    case .constant(.string(let text)): Text.scalars(text).last.map { isAlone($0) } ?? false
    case .binary(.add, _, let right): endsAlone(right)
    default: false
    }
  }

  private static func beginsAlone(_ typed: Typed) -> Bool {
    switch typed.node {
    case .constant(.string(let text)): Text.scalars(text).first.map { isAlone($0) } ?? false
    case .binary(.add, let left, _): beginsAlone(left)
    default: false
    }
  }

  /// Digits, separators and ideographs: no character of Unicode is composed of one of them and a mark.
  private static func isAlone(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x20, 0x23, 0x28...0x3B, 0x5F, 0x7C, 0x3001, 0x3002, 0x4E00...0x9FFF, 0xFF01, 0xFF08, 0xFF09, 0xFF0C,
      0xFF1A:
      true
    default: false
    }
  }

  // MARK: looking inside

  mutating func contains(_ arguments: [Typed], _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let a = try text(arguments[0])
    let b = try text(arguments[1])
    return SQLPiece(
      dialect == .sqlite ? "(instr(\(a.text), \(b.text)) > 0)" : "(strpos(\(a.text), \(b.text)) > 0)",
      .boolean,
      nullable: a.nullable || b.nullable)
  }

  /// All that begins with a written text lies between it and the first text behind, so an index serves.
  mutating func begins(_ arguments: [Typed], _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let a = try text(arguments[0])
    if case .string(let prefix)? = arguments[1].constant, SQLParameter.end(of: prefix) != nil {
      let low = parameter(.text, arguments[1], as: "text")
      let high = parameter(.prefixEnd, arguments[1], as: "text")
      return SQLPiece("(\(a.text) >= \(low) AND \(a.text) < \(high))", .boolean, nullable: a.nullable)
    }
    let b = try text(arguments[1])
    let holds =
      dialect == .sqlite
      ? "(substr(\(a.text), 1, length(\(b.text))) = \(b.text))" : "starts_with(\(a.text), \(b.text))"
    return SQLPiece(holds, .boolean, nullable: a.nullable || b.nullable)
  }

  mutating func ends(_ arguments: [Typed], _ typed: Typed) throws(NotPushable) -> SQLPiece {
    guard case .string(let suffix)? = arguments[1].constant, !suffix.isEmpty else { throw .form(typed.range) }
    let a = try text(arguments[0])
    let b = try text(arguments[1])
    let count = Text.length(suffix)
    let tail = dialect == .sqlite ? "substr(\(a.text), -\(count))" : "right(\(a.text), \(count))"
    return SQLPiece("(\(tail) = \(b.text))", .boolean, nullable: a.nullable)
  }

  mutating func length(_ operand: Typed) throws(NotPushable) -> SQLPiece {
    let piece = try text(operand)
    let number = SQLNumber(scale: 0, bound: 1_000_000_000, form: dialect == .sqlite ? .scaled : .whole)
    return SQLPiece(
      dialect == .sqlite ? "length(\(piece.text))" : "char_length(\(piece.text))::bigint", .number(number),
      nullable: piece.nullable)
  }

  /// With written positions: what lies outside is empty, as FEEL has it.
  mutating func substring(_ arguments: [Typed], _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let limit = 1...1_000_000
    guard let start = arguments[1].constant?.number?.whole, start != 0, start != Int.min, limit.contains(abs(start)) else {
      throw .form(typed.range)
    }
    var rest = ""
    if arguments.count > 2 {
      guard let count = arguments[2].constant?.number?.whole, limit.contains(count) else {
        throw .form(typed.range)
      }
      rest = ", \(count)"
    }
    let piece = try text(arguments[0])
    if start > 0 {
      return SQLPiece("substr(\(piece.text), \(start)\(rest))", .text, nullable: piece.nullable)
    }
    let size = dialect == .sqlite ? "length(\(piece.text))" : "char_length(\(piece.text))"
    let tail =
      dialect == .sqlite
      ? "substr(\(piece.text), \(start)\(rest))"
      : (rest.isEmpty
        ? "right(\(piece.text), \(-start))" : "substr(right(\(piece.text), \(-start)), 1\(rest))")
    return SQLPiece(
      "(CASE WHEN \(size) < \(-start) THEN '' ELSE \(tail) END)", .text, nullable: piece.nullable)
  }

  mutating func beside(_ arguments: [Typed], after: Bool, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    guard case .string(let match)? = arguments[1].constant, !match.isEmpty else { throw .form(typed.range) }
    let a = try text(arguments[0])
    let b = try text(arguments[1])
    let place = dialect == .sqlite ? "instr(\(a.text), \(b.text))" : "strpos(\(a.text), \(b.text))"
    let part =
      after
      ? "substr(\(a.text), \(place) + \(Text.length(match)))" : "substr(\(a.text), 1, \(place) - 1)"
    return SQLPiece("(CASE WHEN \(place) = 0 THEN '' ELSE \(part) END)", .text, nullable: a.nullable)
  }

  /// As `string()` prints it: text, whole numbers and days.
  mutating func printed(_ operand: Typed, _ typed: Typed) throws(NotPushable) -> SQLPiece {
    let piece = try value(operand)
    switch piece.shape {
    case .text: return piece
    case .number(let number) where number.scale == 0 && number.form != .decimal:
      return SQLPiece(
        dialect == .sqlite ? "CAST(\(piece.text) AS TEXT)" : "((\(piece.text))::text COLLATE \"C\")", .text,
        nullable: piece.nullable)
    case .date:
      return SQLPiece(
        dialect == .sqlite ? piece.text : "(to_char(\(piece.text), 'YYYY-MM-DD') COLLATE \"C\")", .text,
        nullable: piece.nullable)
    case .number, .boolean, .instant, .duration, .reference: throw .function("string", typed.range)
    }
  }
}
