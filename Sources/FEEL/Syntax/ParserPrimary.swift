/// Literals, brackets and what may follow a value.
extension Parser {
  mutating func postfix() throws(ParseStop) -> Syntax {
    let start = token.start
    var value = try primary()
    while true {
      switch token.kind {
      case .dot:
        advance()
        let word = try memberName()
        value = try make(.path(value, word), start, value)
      case .bracket:
        if mayClose, !startsExpression(peek(1)) { return value }
        advance()
        filters += 1
        defer { filters -= 1 }
        let condition = try inside { parser throws(ParseStop) in try parser.expression() }
        try expect(.unbracket, "]")
        value = try make(.filter(value, condition), start, value, condition)
      case .open:
        let arguments = try self.arguments()
        value = try make(.apply(value, arguments), start, over: [value] + arguments.map(\.value))
      default: return value
      }
    }
  }

  /// Reads what stands between brackets, where a `[` is a filter again.
  mutating func inside<Result>(
    _ read: (inout Parser) throws(ParseStop) -> Result
  ) throws(ParseStop) -> Result {
    let closing = mayClose
    mayClose = false
    defer { mayClose = closing }
    return try read(&self)
  }

  private func startsExpression(_ token: Token) -> Bool {
    switch token.kind {
    case .number, .string, .name, .open, .bracket, .brace, .at, .minus: true
    case .keyword:
      !["and", "or", "then", "else", "in", "return", "satisfies", "between", "instance", "of"].contains(
        token.text)
    default: false
    }
  }

  /// The words behind a point: all that follow each other, for two names in a row are never anything else.
  private mutating func memberName() throws(ParseStop) -> Word {
    let start = token.start
    guard token.kind == .name || token.kind == .keyword else { throw unexpected(wanting: "…") }
    if let end = oddEnd(where: { oddMembers.contains($0) || locals.contains($0) }) {
      let word = Word(text: joined(at..<end), range: start..<tokens[end - 1].end)
      at = end - 1
      advance()
      return word
    }
    var text = token.text
    advance()
    while token.kind == .name || isNumberInName || isKeywordInName(0), !isChineseOperator(token) {
      text += " " + token.text
      advance()
    }
    return Word(text: text, range: range(from: start))
  }

  mutating func primary() throws(ParseStop) -> Syntax {
    let start = token.start
    switch token.kind {
    case .number:
      guard let number = Number(text: token.text) else { throw fail("这不是一个数", "this is not a number") }
      advance()
      return try make(.number(number), start)
    case .string:
      let text = token.text
      advance()
      return try make(.string(text), start)
    case .at:
      advance()
      guard token.kind == .string else { throw unexpected(wanting: "\"2026-03-01\"") }
      let text = token.text
      advance()
      return try make(.temporal(text), start)
    case .open: return try parenthesis()
    case .bracket: return try listOrRange()
    case .unbracket:
      advance()
      let lower = try inside { parser throws(ParseStop) in try parser.expression() }
      return try rangeEnd(lower, start, includesLower: false)
    case .brace: return try context()
    case .keyword: return try keyword()
    case .name: return try name()
    case .end: throw fail("表达式没有写完", "the expression is not complete")
    default:
      let found = Text.string(source[token.range])
      throw fail("这里不能是 `\(found)`", "`\(found)` cannot stand here")
    }
  }

  private mutating func parenthesis() throws(ParseStop) -> Syntax {
    let start = token.start
    advance()
    if let sign = comparisonOperator(token.kind) {
      advance()
      let end = try inside { parser throws(ParseStop) in try parser.additive() }
      try expect(.close, ")")
      return try make(.halfRange(sign, end), start, end)
    }
    let value = try inside { parser throws(ParseStop) in try parser.expression() }
    if token.kind == .dots { return try rangeEnd(value, start, includesLower: false) }
    try expect(.close, ")")
    return value
  }

  private mutating func listOrRange() throws(ParseStop) -> Syntax {
    let start = token.start
    advance()
    var items: [Syntax] = []
    if token.kind != .unbracket {
      let first = try inside { parser throws(ParseStop) in try parser.expression() }
      if token.kind == .dots { return try rangeEnd(first, start, includesLower: true) }
      items.append(first)
      while token.kind == .comma {
        advance()
        items.append(try inside { parser throws(ParseStop) in try parser.expression() })
      }
    }
    try expect(.unbracket, "]")
    return try make(.list(items), start, over: items)
  }

  mutating func rangeEnd(_ lower: Syntax, _ start: Int, includesLower: Bool) throws(ParseStop) -> Syntax {
    try expect(.dots, "..")
    let closing = mayClose
    mayClose = true
    defer { mayClose = closing }
    let upper = try additive()
    let includesUpper = token.kind == .unbracket
    guard includesUpper || token.kind == .close || token.kind == .bracket else {
      throw unexpected(wanting: "]")
    }
    advance()
    return try make(
      .range(lower, upper, includesLower: includesLower, includesUpper: includesUpper), start, lower, upper)
  }

  private mutating func context() throws(ParseStop) -> Syntax {
    let start = token.start
    advance()
    var entries: [(key: Word, value: Syntax)] = []
    while token.kind != .unbrace {
      let key = try contextKey()
      if entries.contains(where: { Text.same($0.key.text, key.text) }) {
        throw fail("`\(key.text)` 写了两次", "`\(key.text)` is written twice", at: key.range)
      }
      try expect(.colon, ":")
      let value = try inside { parser throws(ParseStop) in try parser.expression() }
      remember(key.text)
      entries.append((key, value))
      guard try nextItem(before: .unbrace) else { break }
    }
    try expect(.unbrace, "}")
    return try make(.context(entries), start, over: entries.map(\.value))
  }

  private mutating func contextKey() throws(ParseStop) -> Word {
    let start = token.start
    if token.kind == .string {
      let text = token.text
      advance()
      return Word(text: text, range: range(from: start))
    }
    guard token.kind == .name || token.kind == .keyword else { throw unexpected(wanting: "名称 name") }
    let first = at
    while token.mayStandInName || token.kind == .number, at - first < 24 { advance() }
    return Word(text: joined(first..<at), range: range(from: start))
  }

  /// Steps over a comma; false where there is none. Only authors may leave one before the closing bracket.
  mutating func nextItem(before closing: Token.Kind) throws(ParseStop) -> Bool {
    guard token.kind == .comma else { return false }
    advance()
    if isStandard, token.kind == closing { throw unexpected(wanting: "…") }
    return true
  }

  mutating func remember(_ name: String) {
    locals.insert(name)
    if ParserNames.isOdd(name) { localsHoldOperators = true }
  }

  private mutating func keyword() throws(ParseStop) -> Syntax {
    let start = token.start
    if let odd = try oddName() { return odd }
    switch token.text {
    case "true", "false":
      let value = token.text == "true"
      advance()
      return try make(.boolean(value), start)
    case "null":
      advance()
      return try make(.null, start)
    case "if":
      advance()
      let condition = try expression()
      try expect(keyword: "then")
      let yes = try expression()
      try expect(keyword: "else")
      let no = try expression()
      return try make(.conditional(condition, yes, no), start, condition, yes, no)
    case "for", "some", "every": return try loop(token.text)
    case "function" where peek(1).kind == .open: return try function()
    default:
      let word = token.text
      throw fail("这里不能是 `\(word)`", "`\(word)` cannot stand here")
    }
  }

  private mutating func loop(_ word: String) throws(ParseStop) -> Syntax {
    let start = token.start
    advance()
    let before = locals
    var iterators: [IteratorSyntax] = []
    repeat {
      if token.kind == .comma { advance() }
      guard iterators.count < 16 else { throw tooDeep(token.range) }
      let nameStart = token.start
      let first = at
      while token.kind == .name
        || ((token.mayStandInName || token.kind == .number) && !token.isKeyword("in") && at > first
          && token.kind != .dot)
      { advance() }
      guard at > first else { throw unexpected(wanting: "变量名 name") }
      let name = Word(text: joined(first..<at), range: range(from: nameStart))
      try expect(keyword: "in")
      let source = try inside { parser throws(ParseStop) in try parser.expression() }
      var end: Syntax?
      if token.kind == .dots {
        advance()
        end = try inside { parser throws(ParseStop) in try parser.expression() }
      }
      remember(name.text)
      iterators.append(IteratorSyntax(name: name, source: source, end: end))
    } while token.kind == .comma
    let isFor = word == "for"
    try expect(keyword: isFor ? "return" : "satisfies")
    if isFor { locals.insert("partial") }
    let body = try expression()
    locals = before
    let children = iterators.flatMap { [$0.source] + ($0.end.map { [$0] } ?? []) } + [body]
    switch word {
    case "for": return try make(.loop(iterators, body), start, over: children)
    case "some": return try make(.some(iterators, body), start, over: children)
    default: return try make(.every(iterators, body), start, over: children)
    }
  }

  private mutating func function() throws(ParseStop) -> Syntax {
    let start = token.start
    advance()
    try expect(.open, "(")
    let before = locals
    var parameters: [(name: Word, type: TypeSyntax?)] = []
    while token.kind != .close {
      guard parameters.count < 64 else { throw tooDeep(token.range) }
      let nameStart = token.start
      let first = at
      while token.mayStandInName || (token.kind == .number && at > first) { advance() }
      guard at > first else { throw unexpected(wanting: "参数名 name") }
      let name = Word(text: joined(first..<at), range: range(from: nameStart))
      var type: TypeSyntax?
      if token.kind == .colon {
        advance()
        type = try typeSyntax(0)
      }
      remember(name.text)
      parameters.append((name, type))
      guard try nextItem(before: .close) else { break }
    }
    try expect(.close, ")")
    if token.isKeyword("external"), isStandard {
      advance()
      let body = try context()
      locals = before
      return try make(.external(parameters, body), start, body)
    }
    if token.isKeyword("external") {
      problems.append(
        Problem(.notYet, token.range, zh: "不支持外部函数", en: "external functions are not supported"))
      throw ParseStop()
    }
    let body = try inside { parser throws(ParseStop) in try parser.expression() }
    locals = before
    return try make(.function(parameters, body), start, body)
  }
}
