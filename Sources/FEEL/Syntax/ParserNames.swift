/// Names and calls, found against the scope where they hold blanks, keywords or signs.
extension Parser {
  /// Text of tokens as a name: single blanks where there were any.
  func joined(_ range: Range<Int>) -> String {
    var text = ""
    for index in range {
      if index > range.lowerBound, tokens[index].start > tokens[index - 1].end { text += " " }
      let token = tokens[index]
      text += token.kind == .name || token.kind == .keyword ? token.text : Text.string(source[token.range])
    }
    return text
  }

  func isChineseOperator(_ token: Token) -> Bool {
    token.kind == .name && !isStandard
      && (token.text.hasPrefix("且") || token.text.hasPrefix("或") || token.text.hasPrefix("并且"))
  }

  private func isKnown(_ name: String) -> Bool {
    locals.contains(name) || scope.resolve(name: name) != nil || (filters > 0 && oddMembers.contains(name))
  }

  /// A whole number behind a word belongs to the name (`Applicant 2`), for it could be nothing else.
  var isNumberInName: Bool { isNumberInName(token) }

  /// In models of others names need no declaration, so that a keyword which never stands behind a value belongs to the
  /// name before it (`date of birth`).
  func isKeywordInName(_ offset: Int) -> Bool {
    isStandard && peek(offset).kind == .keyword && peek(offset + 1).kind == .name
      && ["of", "for", "if", "some", "every", "function", "external"].contains(peek(offset).text)
  }

  private func isNumberInName(_ token: Token) -> Bool {
    token.kind == .number && token.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private func isFunction(_ name: String) -> Bool {
    BuiltIns.named(name) != nil || locals.contains(name) || scope.function(named: name) != nil
      || scope.resolve(name: name) != nil
  }

  mutating func name() throws(ParseStop) -> Syntax {
    let start = token.start
    if !isStandard {
      splitChinese()
      let isGlued = token.text.hasPrefix("非") && peek(1).kind != .open && !isKnown(token.text)
      if token.text == "非" || isGlued, let negated = try chineseNot() { return negated }
    }
    if peek(1).kind == .open { return try call(at...at) }
    if let odd = try oddName() { return odd }
    var last = at
    while last - at < 12, case let next = peek(last - at + 1),
      next.kind == .name
        ? !isChineseOperator(next) : isNumberInName(next) || isKeywordInName(last - at + 1)
    { last += 1 }
    if last > at, tokens[last + 1].kind != .open, !isKnown(joined(at..<last + 1)) {
      let first = token.text
      if isKnown(first), !locals.isEmpty || BuiltIns.named(first) == nil {
        advance()
        throw leftOver()
      }
    }
    if tokens[last + 1].kind == .open { return try call(at...last) }
    let text = joined(at..<last + 1)
    at = last
    advance()
    return try make(.name(text), start)
  }

  /// A name with keywords or signs in it, or a function with a keyword in its name; the longest wins.
  mutating func oddName() throws(ParseStop) -> Syntax? {
    var onlyWords = at
    while onlyWords - at < 12, tokens[onlyWords].kind == .name || tokens[onlyWords].kind == .keyword {
      onlyWords += 1
    }
    if onlyWords > at + 1, tokens[onlyWords].kind == .open, isFunction(joined(at..<onlyWords)) {
      return try call(at...(onlyWords - 1))
    }
    guard let end = oddEnd(where: { isKnown($0) }) else { return nil }
    if tokens[end].kind == .open { return try call(at...(end - 1)) }
    let start = token.start
    let text = joined(at..<end)
    at = end - 1
    advance()
    return try make(.name(text), start)
  }

  /// Behind the longest known name that begins here and holds a keyword or a sign.
  func oddEnd(where isKnown: (String) -> Bool) -> Int? {
    guard scope.namesHoldOperators || localsHoldOperators || !oddMembers.isEmpty else { return nil }
    var end = at
    while end - at < 24, tokens[end].mayStandInName || (tokens[end].kind == .number && end > at) { end += 1 }
    while end > at {
      let text = joined(at..<end)
      if ParserNames.isOdd(text), isKnown(text) { return end }
      end -= 1
    }
    return nil
  }

  /// `残疾且低保` typed without blanks: parts the token where both sides are worth reading.
  private mutating func splitChinese() {
    let text = token.text
    guard text.utf8.count > 3, text.unicodeScalars.contains(where: { $0 == "且" || $0 == "或" }), !isKnown(text)
    else {
      return
    }
    let scalars = Text.scalars(text)
    for (index, scalar) in scalars.enumerated() where index > 0 && (scalar == 0x4E14 || scalar == 0x6216) {
      let head = Text.string(scalars[..<index])
      guard isKnown(head) else { continue }
      let cut = token.start + index
      let tail = Token(kind: .name, start: cut, end: token.end, text: Text.string(scalars[index...]))
      tokens[at] = Token(kind: .name, start: token.start, end: cut, text: head)
      tokens.insert(tail, at: at + 1)
      return
    }
  }

  /// `非 残疾` or `非残疾`: reported, and read as `not(残疾)`.
  private mutating func chineseNot() throws(ParseStop) -> Syntax? {
    let start = token.start
    if token.text == "非" {
      if peek(1).kind == .open || isKnown("非") { return nil }
      advance()
    } else {
      let rest = Text.string(token.text.unicodeScalars.dropFirst().map(\.value))
      guard isKnown(rest) else { return nil }
      tokens[at] = Token(kind: .name, start: token.start + 1, end: token.end, text: rest)
    }
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Limits.depth else { throw tooDeep(token.range) }
    let operandStart = token.start
    let operand = try unary()
    let whole = range(from: start)
    let written = Text.string(source[operandStart..<whole.upperBound])
    problems.append(Lexer.fullWidth(Text.string(source[whole]), whole, "not(\(written))"))
    return try make(
      .call(Word(text: "not", range: start..<start + 1), [Argument(name: nil, value: operand)]), start,
      operand)
  }

  private mutating func call(_ words: ClosedRange<Int>) throws(ParseStop) -> Syntax {
    let start = tokens[words.lowerBound].start
    let name = Word(
      text: joined(words.lowerBound..<words.upperBound + 1), range: start..<tokens[words.upperBound].end)
    at = words.upperBound
    advance()
    let arguments = try self.arguments()
    return try make(.call(name, arguments), start, over: arguments.map(\.value))
  }

  mutating func arguments() throws(ParseStop) -> [Argument] {
    try expect(.open, "(")
    var list: [Argument] = []
    while token.kind != .close {
      let name = argumentName()
      let value = try inside { parser throws(ParseStop) in try parser.expression() }
      list.append(Argument(name: name, value: value))
      guard try nextItem(before: .close) else { break }
    }
    try expect(.close, ")")
    return list
  }

  private mutating func argumentName() -> Word? {
    var end = at
    while end - at < 24, tokens[end].mayStandInName || (tokens[end].kind == .number && end > at) { end += 1 }
    guard end > at, tokens[end].kind == .colon else { return nil }
    let word = Word(text: joined(at..<end), range: token.start..<tokens[end - 1].end)
    at = end
    advance()
    return word
  }

  // MARK: types

  mutating func typeSyntax(_ depth: Int) throws(ParseStop) -> TypeSyntax {
    guard depth < 16 else { throw tooDeep(token.range) }
    var words: [String] = []
    while token.kind == .name || token.isKeyword("null") || token.isKeyword("function")
      || (token.isKeyword("and") && ["date", "days", "years"].contains(words.last ?? "")
        && ["time", "months"].contains(peek(1).text))
    {
      var word = token.text
      advance()
      while token.kind == .dot, peek(1).kind == .name {
        word += "." + peek(1).text
        advance()
        advance()
      }
      words.append(word)
    }
    guard !words.isEmpty else { throw unexpected(wanting: "类型 type") }
    let name = words.joined(separator: " ")
    guard token.kind == .less, ["list", "range", "context", "function"].contains(name) else {
      return .named(name)
    }
    advance()
    let made: TypeSyntax
    switch name {
    case "list": made = .list(try typeSyntax(depth + 1))
    case "range": made = .range(try typeSyntax(depth + 1))
    case "context":
      var members: [(String, TypeSyntax)] = []
      repeat {
        if token.kind == .comma { advance() }
        let key = try memberKey()
        try expect(.colon, ":")
        members.append((key, try typeSyntax(depth + 1)))
      } while token.kind == .comma
      made = .context(members)
    default:
      var parameters: [TypeSyntax] = []
      while token.kind != .greater {
        parameters.append(try typeSyntax(depth + 1))
        guard token.kind == .comma else { break }
        advance()
      }
      try expect(.greater, ">")
      try expect(.arrow, "->")
      return .function(parameters, try typeSyntax(depth + 1))
    }
    try expect(.greater, ">")
    return made
  }

  private mutating func memberKey() throws(ParseStop) -> String {
    let first = at
    while token.mayStandInName || (token.kind == .number && at > first), at - first < 24 { advance() }
    guard at > first else { throw unexpected(wanting: "名称 name") }
    return joined(first..<at)
  }
}
