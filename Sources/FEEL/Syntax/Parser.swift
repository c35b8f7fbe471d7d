/// Thrown after the reason was put among the problems.
struct ParseStop: Error {}

/// Reads tokens into syntax by precedence climbing; nesting is bounded, so is the height of the tree.
struct Parser {
  var tokens: [Token]
  let source: [UInt32]
  let scope: any Scope
  var problems: [Problem]
  /// Chinese words are names only, external functions are read.
  let isStandard: Bool
  /// Members of types of the scope whose names hold keywords or signs.
  let oddMembers: Set<String>
  /// How many filters are open, where members are names.
  var filters = 0
  var at = 0
  var nesting = 0
  /// Names that the expression itself brings: variables, parameters, context keys.
  var locals: Set<String> = []
  var localsHoldOperators = false
  /// True while the upper end of a range is read: a `[` behind it may close the range.
  var mayClose = false

  var token: Token { tokens[at] }

  func peek(_ offset: Int) -> Token { tokens[Swift.min(at + offset, tokens.count - 1)] }

  mutating func advance() { if at < tokens.count - 1 { at += 1 } }

  /// Range from a start to the end of the token before the current one.
  func range(from start: Int) -> Range<Int> {
    let end = at > 0 ? tokens[at - 1].end : source.count
    return start..<Swift.max(end, Swift.min(start + 1, source.count))
  }

  mutating func make(_ node: SyntaxNode, _ start: Int, _ children: Syntax...) throws(ParseStop) -> Syntax {
    try make(node, start, over: children)
  }

  mutating func make(_ node: SyntaxNode, _ start: Int, over children: [Syntax]) throws(ParseStop) -> Syntax {
    var height = 0
    for child in children { height = Swift.max(height, child.height) }
    let range = range(from: start)
    guard height < Limits.height else { throw tooDeep(range) }
    return Syntax(node: node, range: range, height: height + 1)
  }

  mutating func fail(
    _ zh: String, _ en: String, at range: Range<Int>? = nil, hintZh: String? = nil, hintEn: String? = nil
  )
    -> ParseStop
  {
    problems.append(
      Problem(.expressionSyntax, marked(range ?? token.range), zh: zh, en: en, hintZh: hintZh, hintEn: hintEn))
    return ParseStop()
  }

  /// A range that a caret can stand under: the last scalar for the end of the text.
  private func marked(_ range: Range<Int>) -> Range<Int> {
    range.isEmpty ? Swift.max(source.count - 1, 0)..<Swift.max(source.count, 1) : range
  }

  mutating func tooDeep(_ range: Range<Int>) -> ParseStop {
    problems.append(
      Problem(
        .limitExceeded, marked(range), zh: "表达式嵌套太深（最多 \(Limits.depth) 层）",
        en: "nested too deeply (at most \(Limits.depth))",
        hintZh: "拆成几个计算字段", hintEn: "split it into several computed fields"))
    return ParseStop()
  }

  mutating func expect(_ kind: Token.Kind, _ sign: String) throws(ParseStop) {
    guard token.kind == kind else { throw unexpected(wanting: sign) }
    advance()
  }

  mutating func expect(keyword: String) throws(ParseStop) {
    guard token.isKeyword(keyword) else { throw unexpected(wanting: keyword) }
    advance()
  }

  mutating func unexpected(wanting: String) -> ParseStop {
    if token.kind == .end {
      return fail("表达式没有写完，还缺 `\(wanting)`", "the expression ends where `\(wanting)` is missing")
    }
    let found = Text.string(source[token.range])
    return fail("这里应是 `\(wanting)`，不是 `\(found)`", "`\(wanting)` is expected here, not `\(found)`")
  }

  // MARK: precedence

  mutating func expression() throws(ParseStop) -> Syntax {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Limits.depth else { throw tooDeep(token.range) }
    return try disjunction()
  }

  private mutating func disjunction() throws(ParseStop) -> Syntax {
    let start = token.start
    let first = try conjunction()
    guard isWord("or", "或") else { return first }
    var parts = [first]
    while isWord("or", "或") {
      takeWord("or")
      parts.append(try conjunction())
    }
    return try make(.any(parts), start, over: parts)
  }

  private mutating func conjunction() throws(ParseStop) -> Syntax {
    let start = token.start
    let first = try comparison()
    guard isWord("and", "且") else { return first }
    var parts = [first]
    while isWord("and", "且") {
      takeWord("and")
      parts.append(try comparison())
    }
    return try make(.all(parts), start, over: parts)
  }

  /// The keyword, or the Chinese word that people type for it.
  private func isWord(_ keyword: String, _ chinese: String) -> Bool {
    if token.kind == .keyword { return token.text == keyword }
    guard token.kind == .name, !isStandard else { return false }
    return token.text.hasPrefix(chinese) || (chinese == "且" && token.text.hasPrefix("并且"))
  }

  /// Steps over the word; a Chinese one is reported, and what is written right behind it stays a token.
  private mutating func takeWord(_ keyword: String) {
    if token.kind == .keyword { return advance() }
    let text = token.text
    let width = text.hasPrefix("并且") || text.hasPrefix("或者") ? 2 : 1
    let word = token.start..<token.start + width
    let left = word.lowerBound > 0 && !Text.isBlank(source[word.lowerBound - 1]) ? " " : ""
    let right = word.upperBound < source.count && !Text.isBlank(source[word.upperBound]) ? " " : ""
    problems.append(Lexer.fullWidth(Text.string(source[word]), word, left + keyword + right))
    if token.end == word.upperBound { return advance() }
    let rest = Text.string(text.unicodeScalars.dropFirst(width).map(\.value))
    tokens[at] = Token(
      kind: ParserNames.keywords.contains(rest) ? .keyword : .name, start: word.upperBound, end: token.end,
      text: rest)
  }

  func comparisonOperator(_ kind: Token.Kind) -> BinaryOperator? {
    switch kind {
    case .equal: .equal
    case .unequal: .unequal
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    default: nil
    }
  }

  private mutating func comparison() throws(ParseStop) -> Syntax {
    let start = token.start
    if let sign = comparisonOperator(token.kind) {
      advance()
      let end = try additive()
      return try make(.halfRange(sign, end), start, end)
    }
    var left = try additive()
    while true {
      if let sign = comparisonOperator(token.kind) {
        advance()
        let right = try additive()
        left = try make(.binary(sign, left, right), start, left, right)
      } else if token.isKeyword("between") {
        advance()
        let low = try additive()
        try expect(keyword: "and")
        let high = try additive()
        left = try make(.between(left, low, high), start, left, low, high)
      } else if token.isKeyword("in") {
        advance()
        let tests = try insideTests()
        left = try make(.inside(left, tests), start, over: [left] + tests.flatMap(\.children))
      } else {
        return left
      }
    }
  }

  mutating func additive() throws(ParseStop) -> Syntax {
    let start = token.start
    var left = try multiplicative()
    while token.kind == .plus || token.kind == .minus {
      let sign: BinaryOperator = token.kind == .plus ? .add : .subtract
      advance()
      let right = try multiplicative()
      left = try make(.binary(sign, left, right), start, left, right)
    }
    return left
  }

  private mutating func multiplicative() throws(ParseStop) -> Syntax {
    let start = token.start
    var left = try exponent()
    while token.kind == .star || token.kind == .slash {
      let sign: BinaryOperator = token.kind == .star ? .multiply : .divide
      advance()
      let right = try exponent()
      left = try make(.binary(sign, left, right), start, left, right)
    }
    return left
  }

  private mutating func exponent() throws(ParseStop) -> Syntax {
    let start = token.start
    var left = try unary()
    while token.kind == .power {
      advance()
      let right = try unary()
      left = try make(.binary(.power, left, right), start, left, right)
    }
    return left
  }

  mutating func unary() throws(ParseStop) -> Syntax {
    guard token.kind == .minus else { return try instance() }
    let start = token.start
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Limits.depth else { throw tooDeep(token.range) }
    advance()
    let operand = try unary()
    return try make(.negate(operand), start, operand)
  }

  private mutating func instance() throws(ParseStop) -> Syntax {
    let start = token.start
    var value = try postfix()
    while token.isKeyword("instance") {
      advance()
      try expect(keyword: "of")
      let type = try typeSyntax(0)
      value = try make(.instance(value, type), start, value)
    }
    return value
  }

  // MARK: unary tests

  private mutating func insideTests() throws(ParseStop) -> [TestSyntax] {
    if token.kind == .open {
      let start = token.start
      advance()
      let closing = mayClose
      mayClose = false
      defer { mayClose = closing }
      nesting += 1
      defer { nesting -= 1 }
      guard nesting <= Limits.depth else { throw tooDeep(token.range) }
      let first = try test(whole: true)
      if token.kind == .dots, case .value(let lower) = first.node {
        let range = try rangeEnd(lower, start, includesLower: false)
        return [TestSyntax(node: .value(range), range: range.range)]
      }
      var tests = [first]
      while token.kind == .comma {
        advance()
        tests.append(try test(whole: true))
      }
      try expect(.close, ")")
      return tests
    }
    return [try test(whole: false)]
  }

  /// `whole`: the test may be any expression, else it ends before `and` and `or`.
  mutating func test(whole: Bool) throws(ParseStop) -> TestSyntax {
    let start = token.start
    if let sign = comparisonOperator(token.kind) {
      advance()
      let end = try additive()
      return TestSyntax(node: .compare(sign, end), range: range(from: start))
    }
    let value = whole ? try expression() : try additive()
    return TestSyntax(node: .value(value), range: range(from: start))
  }

  mutating func unaryTests() throws(ParseStop) -> Syntax {
    let start = token.start
    if token.kind == .minus, peek(1).kind == .end {
      advance()
      return try make(.tests([TestSyntax(node: .anything, range: range(from: start))]), start)
    }
    if token.kind == .name, token.text == "not" || (token.text == "非" && !isStandard), peek(1).kind == .open {
      let mark = at
      at += 2
      let tests = try testList()
      try expect(.close, ")")
      if token.kind == .end {
        let all = TestSyntax(node: .not(tests), range: range(from: start))
        return try make(.tests([all]), start, over: tests.flatMap(\.children))
      }
      at = mark
    }
    let tests = try testList()
    return try make(.tests(tests), start, over: tests.flatMap(\.children))
  }

  private mutating func testList() throws(ParseStop) -> [TestSyntax] {
    var tests = [try test(whole: true)]
    while token.kind == .comma {
      advance()
      tests.append(try test(whole: true))
    }
    return tests
  }
}

extension TestSyntax {
  var children: [Syntax] {
    switch node {
    case .anything: []
    case .compare(_, let value), .value(let value): [value]
    case .not(let tests): tests.flatMap(\.children)
    }
  }
}
