/// Names of fields, pages and steps (LANGUAGE.md 2): a letter of any script, then letters, digits, `_`.
package enum NameSyntax {
  /// The most characters of a name.
  package static let longest = 40

  package static func isName(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { isName($0) }
  }

  static func isName(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count <= longest * 4 else { return false }
    var count = 0
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      guard isLetter(scalar) || (count > 0 && isInner(scalar)) else { return false }
      count += 1
    }
    return count > 0 && count <= longest
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    let v = scalar.value
    if v < 0x80 { return (v | 0x20) >= 0x61 && (v | 0x20) <= 0x7A }
    if v >= 0x4E00 && v <= 0x9FFF { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      // Full-width Latin letters look like ASCII ones and are not equal to them.
      return !(0xFF21...0xFF5A).contains(v)
    default: return false
    }
  }

  /// Marks belong to the letter before them in many scripts; equality of names is canonical anyway.
  private static func isInner(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "_" || (scalar.value >= 0x30 && scalar.value <= 0x39) { return true }
    switch scalar.properties.generalCategory {
    case .decimalNumber: return !(0xFF10...0xFF19).contains(scalar.value)
    case .nonspacingMark, .spacingMark: return true
    default: return false
    }
  }
}
