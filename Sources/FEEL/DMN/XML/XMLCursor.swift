/// Bytes of a document with the line and column of the next one.
struct XMLCursor {
  let bytes: [UInt8]
  private(set) var at = 0
  private var line = 1
  private var column = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var place: XMLPlace { XMLPlace(line: line, column: column) }
  var isAtEnd: Bool { at >= bytes.count }
  var byte: UInt8 { at < bytes.count ? bytes[at] : 0 }

  mutating func advance() {
    guard at < bytes.count else { return }
    let byte = bytes[at]
    at += 1
    if byte == 0x0A {
      line += 1
      column = 1
    } else if byte & 0xC0 != 0x80 {
      column += 1
    }
  }

  func starts(with text: StaticString) -> Bool {
    guard bytes.count - at >= text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { wanted in
      for index in wanted.indices where bytes[at + index] != wanted[index] { return false }
      return true
    }
  }

  /// Goes past `text` when it stands here.
  mutating func skip(_ text: StaticString) -> Bool {
    guard starts(with: text) else { return false }
    for _ in 0..<text.utf8CodeUnitCount { advance() }
    return true
  }

  /// Goes past everything up to and with `text`; the range before it, or `nil` when it never comes.
  mutating func through(_ text: StaticString) -> Range<Int>? {
    let start = at
    while !isAtEnd {
      if starts(with: text) {
        let found = start..<at
        _ = skip(text)
        return found
      }
      advance()
    }
    return nil
  }

  mutating func skipBlanks() {
    while !isAtEnd, XMLCursor.isBlank(byte) { advance() }
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  /// Whether a byte may stand in a name; every byte beyond ASCII may.
  static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5F, 0x80...0xFF: true
    default: false
    }
  }
}
