/// Words that other YAML readers do not take as text: YAML 1.1 types whose value prints differently
/// (https://yaml.org/type/). Dates, plain whole numbers and `true` read the same everywhere.
enum YAMLSurprise {
  typealias Text = UnsafeBufferPointer<UInt8>

  static func isSurprising(_ text: Text) -> Bool {
    guard let first = text.first, text.count <= 40 else { return false }
    switch first {
    case 0x30...0x39, 0x2B, 0x2D, 0x2E: return isOddNumber(text) || isOddTime(text)
    case 0x79, 0x59, 0x6E, 0x4E, 0x74, 0x54, 0x66, 0x46, 0x6F, 0x4F, 0x7E, 0x3D: return isWord(text)
    default: return false
    }
  }

  private static let words: Set<String> = [
    "yes", "Yes", "YES", "no", "No", "NO", "True", "TRUE", "False", "FALSE", "on", "On", "ON", "off",
    "Off", "OFF", "null", "Null", "NULL", "~", "=",
  ]

  private static func isWord(_ text: Text) -> Bool {
    text.count <= 5 && words.contains(String(decoding: text, as: UTF8.self))
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isOddNumber(_ text: Text) -> Bool {
    var body = text[...]
    let signed = body.first == 0x2B || body.first == 0x2D
    let plus = body.first == 0x2B
    if signed { body = body.dropFirst() }
    guard !body.isEmpty else { return false }
    if equals(body, ".inf") || equals(body, ".Inf") || equals(body, ".INF") { return true }
    if !signed, equals(body, ".nan") || equals(body, ".NaN") || equals(body, ".NAN") { return true }
    if body.count > 2, body[body.startIndex] == 0x30, let digits = radix(body[body.startIndex + 1]) {
      return body.dropFirst(2).allSatisfy { digits($0) || $0 == 0x5F }
    }
    if body.allSatisfy({ isDigit($0) || $0 == 0x5F }), isDigit(body[body.startIndex]) {
      return isOddInteger(body, plus: plus, minus: signed && !plus)
    }
    if body.contains(0x3A) { return isSexagesimal(body) }
    return body.contains(0x2E) && isOddFloat(body, plus: plus)
  }

  private static func radix(_ letter: UInt8) -> ((UInt8) -> Bool)? {
    switch letter {
    case 0x62: { $0 == 0x30 || $0 == 0x31 }
    case 0x78: { isDigit($0) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x66) }
    default: nil
    }
  }

  private static func isOddInteger(_ body: Slice<Text>, plus: Bool, minus: Bool) -> Bool {
    if plus || body.contains(0x5F) { return true }
    guard body[body.startIndex] == 0x30 else { return false }
    if body.count == 1 { return minus }
    // A leading zero is octal unless a digit forbids it.
    return body.allSatisfy { $0 <= 0x37 }
  }

  /// `1:30` is ninety to YAML 1.1.
  private static func isSexagesimal(_ body: Slice<Text>) -> Bool {
    let parts = body.split(separator: 0x3A, omittingEmptySubsequences: false)
    guard let head = parts.first, !head.isEmpty, parts.count >= 2 else { return false }
    let tail = parts.dropFirst()
    for (index, part) in tail.enumerated() {
      let digits = index == tail.count - 1 ? part.prefix { $0 != 0x2E } : part[...]
      guard (1...2).contains(digits.count), digits.allSatisfy(isDigit) else { return false }
      if digits.count == 2, let tens = digits.first, tens > 0x35 { return false }
    }
    guard head.allSatisfy({ isDigit($0) || $0 == 0x5F }) else { return false }
    let fraction = parts.last.map { $0.contains(0x2E) } ?? false
    return fraction || head.first.map { $0 != 0x30 } ?? false
  }

  private static func isOddFloat(_ body: Slice<Text>, plus: Bool) -> Bool {
    guard let dot = body.firstIndex(of: 0x2E) else { return false }
    let whole = body[..<dot]
    let rest = body[(dot + 1)...]
    let mantissa = rest.prefix { isDigit($0) || $0 == 0x5F }
    let exponent = rest[mantissa.endIndex...]
    guard whole.allSatisfy({ isDigit($0) || $0 == 0x5F }), isDigit(whole.first ?? mantissa.first ?? 0) else {
      return false
    }
    if !exponent.isEmpty { return isExponent(exponent) }
    if plus || whole.isEmpty || mantissa.isEmpty || body.contains(0x5F) { return true }
    if whole.count > 1, whole.first == 0x30 { return true }
    // Zeros at the end are lost: 1.50 prints as 1.5.
    return mantissa.count > 1 && mantissa.last == 0x30 || whole.count + mantissa.count > 15
  }

  private static func isExponent(_ text: Slice<Text>) -> Bool {
    guard text.count >= 3, let letter = text.first, letter | 0x20 == 0x65 else { return false }
    let sign = text[text.startIndex + 1]
    return (sign == 0x2B || sign == 0x2D) && text.dropFirst(2).allSatisfy(isDigit)
  }

  /// A moment with seconds is read as a point in time and printed in another way.
  private static func isOddTime(_ text: Text) -> Bool {
    guard text.count >= 14, text[4] == 0x2D, text[..<4].allSatisfy(isDigit) else { return false }
    guard text.filter({ $0 == 0x3A }).count >= 2 else { return false }
    let allowed = text.allSatisfy {
      isDigit($0) || "-:Tt .Zz+\t".utf8.contains($0)
    }
    let exact = text.count == 19 && text[10] == 0x54
    return allowed && !exact
  }

  private static func equals(_ text: Slice<Text>, _ word: String) -> Bool { text.elementsEqual(word.utf8) }
}
