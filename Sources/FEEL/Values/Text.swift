@_spi(_Unicode) import Swift

/// Strings as FEEL sees them: sequences of Unicode scalars in normal form C. Swift's own `==` and `count` go by
/// grapheme clusters and are never used on FEEL strings.
package enum Text {
  /// Normal form C, the form every string takes at the door. Text that is ASCII, Latin-1 or common Chinese
  /// is recognised as normal without building anything.
  package static func normalized(_ text: String) -> String {
    var copy = text
    let plain = copy.withUTF8 { bytes in isPlain(bytes) }
    if plain { return copy }
    var scalars = String.UnicodeScalarView()
    for scalar in copy._nfc { scalars.append(scalar) }
    return String(scalars)
  }

  /// Every scalar below U+0300 or in a block that normal form C leaves alone.
  private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte < 0xCC {
        at += 1
        continue
      }
      if byte >= 0xE3, byte <= 0xE9, at + 2 < bytes.count {
        let scalar =
          UInt32(byte & 0x0F) << 12 | UInt32(bytes[at + 1] & 0x3F) << 6 | UInt32(bytes[at + 2] & 0x3F)
        let plain =
          (0x3000...0x3029).contains(scalar) || (0x3400...0x4DBF).contains(scalar)
          || (0x4E00...0x9FFF).contains(scalar)
        if !plain { return false }
        at += 3
        continue
      }
      if byte == 0xEF, at + 2 < bytes.count, bytes[at + 1] == 0xBC || bytes[at + 1] == 0xBD {
        at += 3
        continue
      }
      return false
    }
    return true
  }

  /// The UTF-8 bytes, in place where they lie together, which is so for every string that Swift made.
  @inline(__always)
  static func withBytes<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    if let result = text.utf8.withContiguousStorageIfAvailable(body) { return result }
    return Array(text.utf8).withUnsafeBufferPointer(body)
  }

  /// The same scalars.
  package static func same(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    return withBytes(left) { a in withBytes(right) { b in a.elementsEqual(b) } }
  }

  /// -1, 0 or 1 by Unicode scalar, which is the order of the UTF-8 bytes and of `COLLATE "C"`.
  package static func order(_ left: String, _ right: String) -> Int {
    withBytes(left) { a in withBytes(right) { b in compare(a, b) } }
  }

  private static func compare(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
    let count = Swift.min(a.count, b.count)
    var at = 0
    while at < count {
      if a[at] != b[at] { return a[at] < b[at] ? -1 : 1 }
      at += 1
    }
    return a.count < b.count ? -1 : (a.count > b.count ? 1 : 0)
  }

  /// How many Unicode scalars.
  package static func length(_ text: String) -> Int {
    var count = 0
    for byte in text.utf8 where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// The scalars as numbers.
  static func scalars(_ text: String) -> [UInt32] {
    var list: [UInt32] = []
    list.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars { list.append(scalar.value) }
    return list
  }

  static func string(_ scalars: some Sequence<UInt32>) -> String {
    var view = String.UnicodeScalarView()
    for value in scalars { if let scalar = Unicode.Scalar(value) { view.append(scalar) } }
    return String(view)
  }

  /// White space as FEEL counts it (DMN 1.5, grammar rule 61).
  static func isBlank(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x180E, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F,
      0x3000,
      0xFEFF:
      return true
    default: return false
    }
  }

  /// Without the blanks at both ends, those of other scripts too.
  package static func trimmed(_ text: String) -> String {
    let list = scalars(text)
    var first = 0
    var last = list.count
    while first < last, isBlank(list[first]) { first += 1 }
    while last > first, isBlank(list[last - 1]) { last -= 1 }
    if first == 0, last == list.count { return text }
    return string(list[first..<last])
  }
}
