/// Chinese punctuation and words in an expression, outside its texts.
struct ExpressionSlip {
  /// Bytes of the expression where the first slip stands.
  var range: Range<Int>
  /// The character or word that is wrong, and what was meant.
  var found: String
  var meant: String
  /// The whole expression repaired.
  var repaired: String
  /// `且 或 非` instead of punctuation.
  var isWord: Bool

  /// Whether a look is worth while: bytes that begin full-width punctuation or `且 或 非`. Most Chinese
  /// names hold none.
  static func mayStand(in text: UnsafeBufferPointer<UInt8>) -> Bool {
    var at = 0
    while at < text.count {
      switch text[at] {
      case 0..<0x80: at += 1
      case 0xEF, 0xE2, 0xC2, 0xC3: return true
      case 0xE3, 0xE4, 0xE6, 0xE9:
        guard at + 2 < text.count else { return true }
        switch (text[at], text[at + 1], text[at + 2]) {
        case (0xE3, 0x80, _), (0xE4, 0xB8, 0x94), (0xE6, 0x88, 0x96), (0xE9, 0x9D, 0x9E): return true
        default: at += 3
        }
      default: at += 1
      }
    }
    return false
  }

  /// nil when there is none. Texts in double quotes are left alone.
  static func find(_ expression: String) -> ExpressionSlip? {
    let scalars = Array(expression.unicodeScalars)
    var out = ""
    var first: (at: Int, found: String, meant: String, isWord: Bool)?
    var inText = false
    var offset = 0
    var at = 0
    while at < scalars.count {
      let scalar = scalars[at]
      let width = UTF8.width(scalar)
      if inText, scalar == "\\", at + 1 < scalars.count {
        out.unicodeScalars.append(contentsOf: [scalar, scalars[at + 1]])
        offset += width + UTF8.width(scalars[at + 1])
        at += 2
        continue
      }
      if scalar == "\"" { inText.toggle() }
      // A text in Chinese quotes is a text as well: only its quotes are wrong.
      if scalar == "“" || scalar == "”" { inText = scalar == "“" }
      let isQuote = scalar == "“" || scalar == "”"
      if !inText || isQuote, let meant = FullWidth.ascii(scalar) {
        if first == nil { first = (offset, String(scalar), meant, false) }
        out += meant
      } else if !inText, let meant = word(scalars, at) {
        if first == nil { first = (offset, String(scalar), meant, true) }
        out += meant
      } else {
        out.unicodeScalars.append(scalar)
      }
      offset += width
      at += 1
    }
    guard let first else { return nil }
    let length = first.found.utf8.count
    return ExpressionSlip(
      range: first.at..<first.at + length, found: first.found, meant: first.meant, repaired: out,
      isWord: first.isWord)
  }

  /// `且 或 非` standing alone between blanks or brackets.
  private static func word(_ scalars: [Unicode.Scalar], _ at: Int) -> String? {
    let meant: String
    switch scalars[at] {
    case "且": meant = "and"
    case "或": meant = "or"
    case "非": meant = "not"
    default: return nil
    }
    func isEdge(_ index: Int) -> Bool {
      guard scalars.indices.contains(index) else { return true }
      return scalars[index] == " " || scalars[index] == "(" || scalars[index] == ")"
    }
    // `非(…)` is the Chinese name of the function `not`.
    if meant == "not", at + 1 < scalars.count, scalars[at + 1] == "(" { return nil }
    return isEdge(at - 1) && isEdge(at + 1) ? meant : nil
  }
}
