/// Braces of a template (LANGUAGE.md 3): `{{` and `}}` are braces, `{FEEL}` is an expression.
package enum TemplateText {
  /// A piece of a template; ranges are bytes of its UTF-8.
  package enum Piece: Sendable, Hashable {
    /// Letters to print; doubled braces stand twice in the range.
    case text(Range<Int>)
    /// An expression without its braces.
    case expression(Range<Int>)
  }

  /// The offset of the first brace that is wrong: unclosed, unopened or empty.
  static func problem(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard text.contains(where: { $0 == 0x7B || $0 == 0x7D }) else { return nil }
    switch pieces(text) {
    case .success: return nil
    case .failure(let error): return error.offset
    }
  }

  /// Where a template is wrong.
  package struct BraceError: Error, Sendable {
    package let offset: Int
  }

  /// The pieces of a template in order.
  package static func pieces(_ text: String) -> Result<[Piece], BraceError> {
    var text = text
    return text.withUTF8 { pieces($0) }
  }

  private static func pieces(_ text: UnsafeBufferPointer<UInt8>) -> Result<[Piece], BraceError> {
    var found: [Piece] = []
    var start = 0
    var at = 0
    while at < text.count {
      let byte = text[at]
      if byte == 0x7B || byte == 0x7D, at + 1 < text.count, text[at + 1] == byte {
        at += 2
      } else if byte == 0x7B {
        guard let end = closing(text, at), text[at + 1..<end].contains(where: { $0 != 0x20 }) else {
          return .failure(BraceError(offset: at))
        }
        if start < at { found.append(.text(start..<at)) }
        found.append(.expression(at + 1..<end))
        at = end + 1
        start = at
      } else if byte == 0x7D {
        return .failure(BraceError(offset: at))
      } else {
        at += 1
      }
    }
    if start < text.count { found.append(.text(start..<text.count)) }
    return .success(found)
  }

  /// The brace that closes the one at `open`; texts and contexts inside are stepped over.
  private static func closing(_ text: UnsafeBufferPointer<UInt8>, _ open: Int) -> Int? {
    var depth = 0
    var quoted = false
    var at = open
    while at < text.count {
      let byte = text[at]
      if quoted {
        if byte == 0x5C { at += 1 } else if byte == 0x22 { quoted = false }
      } else if byte == 0x22 {
        quoted = true
      } else if byte == 0x7B {
        depth += 1
      } else if byte == 0x7D {
        depth -= 1
        if depth == 0 { return at }
      }
      at += 1
    }
    return nil
  }
}
