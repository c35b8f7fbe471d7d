extension Expression {
  /// Reads a text. The syntax is `nil` when it cannot be read; full-width signs are reported and understood.
  package static func parse(
    _ text: String, scope: any Scope, mode: Mode = .expression, strictness: Strictness = .authored
  ) -> (Syntax?, [Problem]) {
    let length = Text.length(text)
    let most = strictness == .standard ? Limits.modelCharacters : Limits.characters
    guard length <= most else {
      return (nil, [tooLong(length, most)])
    }
    var lexer = Lexer(text)
    guard lexer.run() else { return (nil, lexer.problems) }
    var parser = Parser(
      tokens: lexer.tokens, source: lexer.source, scope: scope, problems: lexer.problems,
      isStandard: strictness == .standard, oddMembers: scope.oddMemberNames)
    guard parser.token.kind != .end else {
      return (
        nil,
        parser.problems + [Problem(.expressionSyntax, 0..<1, zh: "表达式是空的", en: "the expression is empty")]
      )
    }
    do throws(ParseStop) {
      let syntax = mode == .unaryTests ? try parser.unaryTests() : try parser.expression()
      if parser.token.kind != .end { throw parser.leftOver() }
      return (syntax, parser.problems)
    } catch {
      return (nil, parser.problems)
    }
  }

  private static func tooLong(_ length: Int, _ most: Int) -> Problem {
    Problem(
      .limitExceeded, most..<length, zh: "表达式太长（最多 \(most) 字）",
      en: "the expression is too long (at most \(most) characters)")
  }
}

extension Parser {
  /// Something stands behind a whole expression.
  mutating func leftOver() -> ParseStop {
    let found = Text.string(source[token.range])
    return fail(
      "`\(found)` 前面缺运算符", "an operator is missing before `\(found)`", hintZh: "例如 and、or、=、>=",
      hintEn: "such as and, or, =, >=")
  }
}
