/// Own functions on numbers that people and organisations carry, and on text (LANGUAGE.md 18).
extension BuiltIns {
  static let identity: [BuiltIn] = [
    BuiltIn("valid id card", "身份证有效", [[p("s", .string)]], .type(.boolean), pure: false, clock: true) {
      values, frame in
      guard case .string(let text) = values[0] else { return .null }
      return .boolean(IDCard(text)?.isValid(today: frame.today, host: frame.host) ?? false)
    },
    BuiltIn("birth of", "证件出生日期", [[p("s", .string)]], .type(.date)) { values, frame in
      guard case .string(let text) = values[0], let card = IDCard(text) else {
        return frame.badArgument("birth of")
      }
      return .date(card.birth)
    },
    BuiltIn("gender of", "证件性别", [[p("s", .string)]], .type(.string)) { values, frame in
      guard case .string(let text) = values[0], let card = IDCard(text) else {
        return frame.badArgument("gender of")
      }
      return .string(card.isMale ? "1" : "2")
    },
    BuiltIn("valid credit code", "信用代码有效", [[p("s", .string)]], .type(.boolean)) { values, _ in
      guard case .string(let text) = values[0] else { return .null }
      return .boolean(CreditCode.isValid(text))
    },
    BuiltIn("parse date", "认日期", [[p("s", .unknown)]], .type(.date)) { values, frame in
      if let date = day(values[0]) { return .date(date) }
      guard case .string(let text) = values[0], let date = WrittenDate.read(text) else {
        return frame.badArgument("parse date")
      }
      return .date(date)
    },
    BuiltIn("to halfwidth", "转半角", [[p("s", .string)]], .type(.string)) { values, frame in
      guard case .string(let text) = values[0], frame.burn(text.utf8.count / 16) else {
        return frame.badArgument("to halfwidth")
      }
      return .string(Text.normalized(WrittenDate.halfwidth(text)))
    },
    BuiltIn("mask middle", "遮中间", [[p("s", .string)]], .type(.string)) { values, frame in
      guard case .string(let text) = values[0], frame.burn(text.utf8.count / 16) else {
        return frame.badArgument("mask middle")
      }
      return .string(masked(text))
    },
  ]

  /// Keeps about a quarter at each end, at most three and four; of two characters the first.
  private static func masked(_ text: String) -> String {
    var scalars = Text.scalars(text)
    guard scalars.count > 1 else { return scalars.isEmpty ? "" : "*" }
    let head = scalars.count >= 11 ? 3 : 1
    let tail = scalars.count >= 11 ? 4 : (scalars.count > 2 ? 1 : 0)
    for index in head..<scalars.count - tail { scalars[index] = 0x2A }
    return Text.string(scalars)
  }
}

/// A citizen's number of GB 11643-1999 in its 18-character form, with a check digit that fits and a real date.
struct IDCard {
  let division: String
  let birth: CivilDate
  let isMale: Bool

  /// `nil` unless there are 17 digits and a fitting check character (also a small x) round a date that exists.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 18, bytes[0] != 0x30 else { return nil }
    var digits: [Int] = []
    for byte in bytes.prefix(17) {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      digits.append(Int(byte) - 0x30)
    }
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
    let expected = Array("10X98765432".utf8)[sum % 11]
    guard bytes[17] == expected || (bytes[17] == 0x78 && expected == 0x58) else { return nil }
    let year = digits[6] * 1000 + digits[7] * 100 + digits[8] * 10 + digits[9]
    guard
      let birth = CivilDate(
        year: year, month: digits[10] * 10 + digits[11], day: digits[12] * 10 + digits[13])
    else { return nil }
    self.birth = birth
    division = String(decoding: bytes.prefix(6), as: UTF8.self)
    isMale = digits[16] % 2 == 1
  }

  private static let provinces: Set<Int> = Set(
    Array(11...15) + Array(21...23) + Array(31...37) + Array(41...46) + Array(50...54) + Array(61...65)
      + [71, 81, 82, 83, 91])

  /// Of a known province and division, born between 1850 and today.
  func isValid(today: CivilDate, host: any FunctionHost) -> Bool {
    guard birth.year >= 1850, birth <= today, let province = Int(division.prefix(2)) else { return false }
    if province / 10 == 9 { return true }
    guard Self.provinces.contains(province) else { return false }
    return province >= 71 || host.isDivision(division)
  }
}

/// The unified social credit code of GB 32100-2015.
enum CreditCode {
  private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
  private static let categories: Set<String> = [
    "11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51", "52", "53",
    "59", "61",
    "62", "69", "71", "72", "79", "81", "89", "91", "92", "93", "99", "A1", "A9", "N1", "N2", "N3", "N9",
    "Y1",
  ]

  /// 18 characters of the alphabet, a known registering department and a check character that fits.
  static func isValid(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 18, categories.contains(String(decoding: bytes.prefix(2), as: UTF8.self)),
      bytes[2..<8].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
    else { return false }
    var sum = 0
    var weight = 1
    for byte in bytes.prefix(17) {
      guard let value = alphabet.firstIndex(of: byte) else { return false }
      sum = (sum + value * weight) % 31
      weight = weight * 3 % 31
    }
    return alphabet[(31 - sum) % 31] == bytes[17]
  }
}
