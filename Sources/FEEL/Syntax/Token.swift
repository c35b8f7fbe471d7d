/// One token: its sort and the scalars it covers.
struct Token {
  enum Kind: UInt8 {
    case end, number, string, name, keyword
    case open, close, bracket, unbracket, brace, unbrace
    case comma, colon, dot, dots, at, arrow
    case plus, minus, star, slash, power
    case equal, unequal, less, lessOrEqual, greater, greaterOrEqual
    case apostrophe
  }

  let kind: Kind
  var start: Int
  var end: Int
  /// Text of strings and names.
  var text: String = ""

  var range: Range<Int> { start..<Swift.max(end, start) }

  func isKeyword(_ word: String) -> Bool { kind == .keyword && text == word }

  /// Words, and the signs that names may hold (DMN 1.5, grammar rule 30).
  var mayStandInName: Bool {
    switch kind {
    case .name, .keyword, .plus, .minus, .star, .slash, .power, .apostrophe, .dot: true
    default: false
    }
  }
}

/// Words with a meaning of their own.
enum ParserNames {
  static let keywords: Set<String> = [
    "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between",
    "instance",
    "of", "true", "false", "null", "function", "external",
  ]

  /// A name that holds a keyword or a sign, so that it cannot be told from an expression without the scope.
  static func isOdd(_ name: String) -> Bool {
    for byte in name.utf8 {
      switch byte {
      case 0x20, 0x27, 0x2A, 0x2B, 0x2D, 0x2F:
        if byte != 0x20 { return true }
        return name.split(separator: " ").contains { keywords.contains(String($0)) }
      default: continue
      }
    }
    return keywords.contains(name)
  }
}
