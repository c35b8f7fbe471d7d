/// The hierarchical code of a place, unique among the places of today; versioned, never an identity (that is
/// the uid).  Two digits for the province, then 2, 2, 3, 3 as in GB/T 2260 and the twelve-digit codes of
/// statistics; below the community ours: +3 estate, +3 building, +2 unit, +5 door, written in digits and
/// capitals without I and O. An all-zero segment is an absent level (a house without estate: `000`). Roads
/// and grids have forms of their own.
package struct PlaceCode: Sendable, Hashable {
  /// What a code stands for.
  package enum Form: Sendable, Hashable {
    case level(PlaceLevel)
    /// District, `R`, five digits.
    case road
    /// A road's code and three digits.
    case roadSection
    /// Community, `G`, three digits: a management cell, not a level.
    case grid
  }

  /// Canonical text: capitals, absent levels at the end cut off (`110000` is `11`).
  package let text: String
  package let form: Form

  /// The level, nil for roads and grids.
  package var level: PlaceLevel? {
    if case .level(let level) = form { level } else { nil }
  }

  /// Reads a code in any usual length: 2, 4, 6, 9, 12 digits, padded with zeros or not, and our longer ones.
  /// nil when a character or the length does not fit.
  package init?(_ raw: some StringProtocol) {
    var bytes = raw.utf8.map { $0 >= 0x61 && $0 <= 0x7A ? $0 - 32 : $0 }
    guard bytes.count >= 2, bytes.count <= 25 else { return nil }
    if let special = Self.special(bytes) {
      self.init(bytes, special)
      return
    }
    guard let level = PlaceLevel.allCases.first(where: { $0.codeLength == bytes.count }) else { return nil }
    guard bytes.prefix(12).allSatisfy(Self.isDigit), bytes.allSatisfy(Self.isLetterOrDigit) else {
      return nil
    }
    var last = level
    while let above = last.above, bytes[above.codeLength...].allSatisfy({ $0 == 0x30 }) {
      bytes.removeSubrange(above.codeLength...)
      last = above
    }
    guard bytes != [0x30, 0x30] else { return nil }
    self.init(bytes, .level(last))
  }

  private init(_ bytes: [UInt8], _ form: Form) {
    text = String(decoding: bytes, as: UTF8.self)
    self.form = form
  }

  /// The code above, with absent levels skipped; nil above a province. A grid stands under its community.
  package var parent: PlaceCode? {
    let bytes = Array(text.utf8)
    switch form {
    case .grid: return PlaceCode(Self.text(bytes, 12))
    case .road: return PlaceCode(Self.text(bytes, 6))
    case .roadSection: return PlaceCode(Self.text(bytes, 12))
    case .level(let level):
      guard let above = level.above else { return nil }
      return PlaceCode(Self.text(bytes, above.codeLength))
    }
  }

  /// Twelve digits as statistics print them; longer codes stay as they are.
  package var padded: String {
    let missing = 12 - text.utf8.count
    return missing > 0 ? text + String(repeating: "0", count: missing) : text
  }

  /// True for the place itself and everything whose code begins with it.
  package func contains(_ other: PlaceCode) -> Bool {
    other.text.utf8.starts(with: text.utf8)
  }

  /// ISO 7064 MOD 37,36 over the code, printed and put into QR codes behind it; no part of the stored code.
  package var checkCharacter: Character {
    var product = 36
    for byte in text.utf8 {
      let value = Self.isDigit(byte) ? Int(byte) - 0x30 : Int(byte) - 0x41 + 10
      product = (product + value) % 36
      product = (product == 0 ? 36 : product) * 2 % 37
    }
    let value = (37 - product) % 36
    return Character(UnicodeScalar(UInt8(value < 10 ? 0x30 + value : 0x41 + value - 10)))
  }

  private static func text(_ bytes: [UInt8], _ length: Int) -> String {
    String(decoding: bytes.prefix(length), as: UTF8.self)
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte >= 0x41 && byte <= 0x5A && byte != 0x49 && byte != 0x4F)
  }

  private static func special(_ bytes: [UInt8]) -> Form? {
    func digits(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy(isDigit) }
    if bytes.count == 12 || bytes.count == 15, bytes[6] == 0x52, digits(0..<6), digits(7..<bytes.count) {
      return bytes.count == 12 ? .road : .roadSection
    }
    if bytes.count == 16, bytes[12] == 0x47, digits(0..<12), digits(13..<16) { return .grid }
    return nil
  }
}

extension PlaceCode {
  /// What is wrong with a code below another: it begins with that of the place above, as far as that goes. Nil where
  /// nothing is, or one of them is no such code.
  package static func problem(_ code: String, under parent: String) -> Message? {
    guard let own = PlaceCode(code), own.level != nil, let above = PlaceCode(parent), !above.contains(own) else { return nil }
    return Message(
      zh: "编码 \(code) 不在上级 \(parent) 之下", en: "The code \(code) does not begin with that of its parent, \(parent)")
  }
}
