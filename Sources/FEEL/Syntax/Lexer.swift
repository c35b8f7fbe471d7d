/// Cuts an expression into tokens. Full-width signs are reported, repaired and read as what was meant.
struct Lexer {
  let source: [UInt32]
  private(set) var tokens: [Token] = []
  private(set) var problems: [Problem] = []
  private var at = 0

  init(_ text: String) {
    source = Text.scalars(text)
    tokens.reserveCapacity(source.count / 2 + 2)
  }

  /// False when reading cannot go on.
  mutating func run() -> Bool {
    while true {
      skipBlanks()
      guard at < source.count else { break }
      if !next() { return false }
    }
    tokens.append(Token(kind: .end, start: source.count, end: source.count))
    return true
  }

  private func peek(_ offset: Int = 0) -> UInt32 { at + offset < source.count ? source[at + offset] : 0 }

  private mutating func skipBlanks() {
    while at < source.count {
      let scalar = source[at]
      if Text.isBlank(scalar) {
        at += 1
      } else if scalar == 0x2F, peek(1) == 0x2F {
        while at < source.count, source[at] != 0x0A { at += 1 }
      } else if scalar == 0x2F, peek(1) == 0x2A {
        at += 2
        while at < source.count, !(source[at] == 0x2A && peek(1) == 0x2F) { at += 1 }
        at = Swift.min(at + 2, source.count)
      } else {
        return
      }
    }
  }

  private mutating func push(_ kind: Token.Kind, _ length: Int) {
    tokens.append(Token(kind: kind, start: at, end: at + length))
    at += length
  }

  private mutating func next() -> Bool {
    let scalar = source[at]
    switch scalar {
    case 0x28: push(.open, 1)
    case 0x29: push(.close, 1)
    case 0x5B: push(.bracket, 1)
    case 0x5D: push(.unbracket, 1)
    case 0x7B: push(.brace, 1)
    case 0x7D: push(.unbrace, 1)
    case 0x2C: push(.comma, 1)
    case 0x3A: push(.colon, 1)
    case 0x40: push(.at, 1)
    case 0x2B: push(.plus, 1)
    case 0x2D: if peek(1) == 0x3E { push(.arrow, 2) } else { push(.minus, 1) }
    case 0x2A: if peek(1) == 0x2A { push(.power, 2) } else { push(.star, 1) }
    case 0x2F: push(.slash, 1)
    case 0x3D:
      if peek(1) == 0x3D { slip("==", "=", .equal, 2) } else { push(.equal, 1) }
    case 0x21:
      guard peek(1) == 0x3D else { return refuse("!", "not(…)") }
      push(.unequal, 2)
    case 0x3C:
      if peek(1) == 0x3D {
        push(.lessOrEqual, 2)
      } else if peek(1) == 0x3E, tokens.last?.text != "function" {
        slip("<>", "!=", .unequal, 2)
      } else {
        push(.less, 1)
      }
    case 0x3E: if peek(1) == 0x3D { push(.greaterOrEqual, 2) } else { push(.greater, 1) }
    case 0x26 where peek(1) == 0x26: slipWord("&&", "and")
    case 0x7C where peek(1) == 0x7C: slipWord("||", "or")
    case 0x2E:
      if peek(1) == 0x2E {
        push(.dots, 2)
      } else if isDigit(peek(1)), !joinsName {
        number()
      } else {
        push(.dot, 1)
      }
    case 0x22: return string(closing: [0x22], full: false)
    case 0x201C, 0x201D, 0xFF02: return string(closing: [0x201C, 0x201D, 0xFF02, 0x22], full: true)
    case 0x27: return apostrophe()
    case 0x30...0x39, 0xFF10...0xFF19: number()
    case 0x3F:
      tokens.append(Token(kind: .name, start: at, end: at + 1, text: "?"))
      at += 1
    default:
      if let (kind, ascii, length) = wide(scalar) {
        fullWidth(ascii, kind, length)
      } else if Self.startsName(scalar) {
        name()
      } else {
        return refuse(Text.string([scalar]), nil)
      }
    }
    return true
  }

  /// A point right behind a name or closing bracket is a path, not a number.
  private var joinsName: Bool {
    guard let last = tokens.last, last.end == at else { return false }
    return last.kind == .name || last.kind == .close || last.kind == .unbracket || last.kind == .unbrace
  }

  private func isDigit(_ scalar: UInt32) -> Bool {
    (0x30...0x39).contains(scalar) || (0xFF10...0xFF19).contains(scalar)
  }

  private mutating func number() {
    let start = at
    var wide = false
    func digit() -> Bool { isDigit(peek()) }
    while digit() {
      wide = wide || peek() > 0x7F
      at += 1
    }
    if peek() == 0x2E, isDigit(peek(1)) {
      at += 1
      while digit() {
        wide = wide || peek() > 0x7F
        at += 1
      }
    }
    if peek() == 0x65 || peek() == 0x45,
      isDigit(peek(1)) || ((peek(1) == 0x2B || peek(1) == 0x2D) && isDigit(peek(2)))
    {
      at += 2
      while digit() { at += 1 }
    }
    let ascii = Text.string(source[start..<at].map { $0 > 0x7F ? $0 - 0xFF10 + 0x30 : $0 })
    if wide { report(start..<at, ascii) }
    tokens.append(Token(kind: .number, start: start, end: at, text: ascii))
  }

  private mutating func name() {
    let start = at
    while at < source.count, Self.continuesName(source[at]) { at += 1 }
    let text = Text.normalized(Text.string(source[start..<at]))
    tokens.append(
      Token(kind: ParserNames.keywords.contains(text) ? .keyword : .name, start: start, end: at, text: text))
  }

  /// `'` inside a name; elsewhere a text in single quotes, which FEEL does not have.
  private mutating func apostrophe() -> Bool {
    if let last = tokens.last, last.end == at, last.kind == .name {
      push(.apostrophe, 1)
      return true
    }
    return string(closing: [0x27], full: false)
  }

  private mutating func string(closing: [UInt32], full: Bool) -> Bool {
    let start = at
    at += 1
    var content: [UInt32] = []
    while at < source.count, !closing.contains(source[at]) {
      if source[at] == 0x5C, at + 1 < source.count {
        escape(into: &content)
      } else {
        content.append(source[at])
        at += 1
      }
    }
    guard at < source.count else {
      problems.append(
        Problem(
          .expressionSyntax, start..<source.count, zh: "文字没有收尾的引号", en: "the text has no closing quote",
          hintZh: "在末尾加 `\"`", hintEn: "add `\"` at its end"))
      return false
    }
    at += 1
    let text = Text.normalized(Text.string(content))
    if full || source[at - 1] != source[start] {
      report(start..<at, Value.quoted(text))
    } else if source[start] == 0x27 {
      problems.append(
        Problem(
          .expressionSyntax, start..<at, zh: "文字要用双引号", en: "text stands in double quotes",
          fix: Problem.Fix(range: start..<at, replacement: Value.quoted(text))))
    }
    tokens.append(Token(kind: .string, start: start, end: at, text: text))
    return true
  }

  /// `\n`, `\"`, `\uXXXX`, `\UXXXXXX`; a backslash before anything else stays, so patterns can be written plainly.
  private mutating func escape(into content: inout [UInt32]) {
    let sign = source[at + 1]
    switch sign {
    case 0x6E: content.append(0x0A)
    case 0x72: content.append(0x0D)
    case 0x74: content.append(0x09)
    case 0x22, 0x27, 0x5C: content.append(sign)
    case 0x75, 0x55:
      let width = sign == 0x75 ? 4 : 6
      guard var value = hex(from: at + 2, width) else {
        content.append(contentsOf: [0x5C, sign])
        at += 2
        return
      }
      at += 2 + width
      if (0xD800...0xDBFF).contains(value), peek() == 0x5C, peek(1) == 0x75, let low = hex(from: at + 2, 4),
        (0xDC00...0xDFFF).contains(low)
      {
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        at += 6
      }
      content.append(Unicode.Scalar(value) == nil ? 0xFFFD : value)
      return
    default: content.append(contentsOf: [0x5C, sign])
    }
    at += 2
  }

  private func hex(from start: Int, _ width: Int) -> UInt32? {
    guard start + width <= source.count else { return nil }
    var value: UInt32 = 0
    for index in start..<start + width {
      let scalar = source[index]
      switch scalar {
      case 0x30...0x39: value = value << 4 | (scalar - 0x30)
      case 0x41...0x46: value = value << 4 | (scalar - 0x37)
      case 0x61...0x66: value = value << 4 | (scalar - 0x57)
      default: return nil
      }
    }
    return value
  }

  private mutating func report(_ range: Range<Int>, _ replacement: String) {
    let written = Text.string(source[range])
    problems.append(Self.fullWidth(written, range, replacement))
  }

  private mutating func fullWidth(_ ascii: String, _ kind: Token.Kind, _ length: Int) {
    report(at..<at + length, ascii)
    push(kind, length)
  }

  private mutating func slip(_ written: String, _ meant: String, _ kind: Token.Kind, _ length: Int) {
    problems.append(Self.slip(written, meant, at..<at + length))
    push(kind, length)
  }

  private mutating func slipWord(_ written: String, _ meant: String) {
    problems.append(Self.slip(written, meant, at..<at + 2))
    tokens.append(Token(kind: .keyword, start: at, end: at + 2, text: meant))
    at += 2
  }

  private mutating func refuse(_ written: String, _ meant: String?) -> Bool {
    problems.append(
      Problem(
        .expressionSyntax, at..<at + 1, zh: "表达式里不能有 `\(written)`",
        en: "`\(written)` has no place in an expression",
        hintZh: meant.map { "请写 `\($0)`" }, hintEn: meant.map { "write `\($0)`" }))
    return false
  }

  /// The ASCII sign that a full-width one stands for.
  private func wide(_ scalar: UInt32) -> (Token.Kind, String, Int)? {
    switch scalar {
    case 0xFF08: (.open, "(", 1)
    case 0xFF09: (.close, ")", 1)
    case 0xFF3B, 0x3010: (.bracket, "[", 1)
    case 0xFF3D, 0x3011: (.unbracket, "]", 1)
    case 0xFF5B: (.brace, "{", 1)
    case 0xFF5D: (.unbrace, "}", 1)
    case 0xFF0C, 0x3001: (.comma, ", ", 1)
    case 0xFF1A: (.colon, ": ", 1)
    case 0xFF0E: (.dot, ".", 1)
    case 0xFF0B: (.plus, "+", 1)
    case 0xFF0D, 0x2212, 0x2013: (.minus, "-", 1)
    case 0xFF0A, 0xD7: (.star, "*", 1)
    case 0xFF0F, 0xF7: (.slash, "/", 1)
    case 0xFF1D: (.equal, "=", 1)
    case 0x2260: (.unequal, "!=", 1)
    case 0xFF01 where peek(1) == 0xFF1D || peek(1) == 0x3D: (.unequal, "!=", 2)
    case 0xFF1C: peek(1) == 0xFF1D || peek(1) == 0x3D ? (.lessOrEqual, "<=", 2) : (.less, "<", 1)
    case 0xFF1E: peek(1) == 0xFF1D || peek(1) == 0x3D ? (.greaterOrEqual, ">=", 2) : (.greater, ">", 1)
    case 0x2264, 0x2A7D: (.lessOrEqual, "<=", 1)
    case 0x2265, 0x2A7E: (.greaterOrEqual, ">=", 1)
    default: nil
    }
  }

  static func startsName(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x41...0x5A, 0x61...0x7A, 0x5F: true
    case 0..<0xC0: false
    case 0xD7, 0xF7, 0x2000...0x206F, 0x2190...0x22FF, 0x2A00...0x2AFF, 0x3000...0x3004, 0x3008...0x3020,
      0x3030,
      0xFE10...0xFE6F, 0xFF01...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65, 0xFEFF,
      0xFFF0...0xFFFF:
      false
    default: !Text.isBlank(scalar)
    }
  }

  static func continuesName(_ scalar: UInt32) -> Bool {
    (0x30...0x39).contains(scalar) || scalar == 0xB7 || (0xFF10...0xFF19).contains(scalar)
      || startsName(scalar)
  }

  static func fullWidth(_ written: String, _ range: Range<Int>, _ replacement: String) -> Problem {
    Problem(
      .fullWidth, range, zh: "表达式里的 `\(written)` 应写 `\(replacement)`",
      en: "`\(written)` is written `\(replacement)` in expressions",
      fix: Problem.Fix(range: range, replacement: replacement))
  }

  private static func slip(_ written: String, _ meant: String, _ range: Range<Int>) -> Problem {
    Problem(
      .expressionSyntax, range, zh: "这里不写 `\(written)`，写 `\(meant)`",
      en: "`\(written)` is written `\(meant)` here",
      fix: Problem.Fix(range: range, replacement: meant))
  }
}
