/// Dates as people in China write them.
enum WrittenDate {
  /// 2024-1-5, 2024/01/05, 2024.1.5, 20240105, 2024年1月5日, 二〇二四年一月五日, full-width or not; `nil` for days that
  /// do not exist.
  static func read(_ text: String) -> CivilDate? {
    var scalars = Text.scalars(halfwidth(Text.trimmed(text))).filter { !Text.isBlank($0) }
    guard !scalars.isEmpty, scalars.count <= 24 else { return nil }
    if scalars.last == 0x65E5 || scalars.last == 0x53F7 { scalars.removeLast() }
    if scalars.count == 8, scalars.allSatisfy({ (0x30...0x39).contains($0) }) {
      return made([Array(scalars[0..<4]), Array(scalars[4..<6]), Array(scalars[6..<8])])
    }
    var parts: [[UInt32]] = [[]]
    for scalar in scalars {
      if separators.contains(scalar) { parts.append([]) } else { parts[parts.count - 1].append(scalar) }
    }
    return parts.count == 3 ? made(parts) : nil
  }

  private static let separators: Set<UInt32> = [0x2D, 0x2F, 0x2E, 0x5E74, 0x6708, 0x3002, 0x2013, 0x2014]

  private static func made(_ parts: [[UInt32]]) -> CivilDate? {
    guard let year = digits(parts[0]), parts[0].count == 4, let month = small(parts[1]),
      let day = small(parts[2])
    else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  private static let numerals: [UInt32: Int] = [
    0x3007: 0, 0x96F6: 0, 0x25CB: 0, 0x4E00: 1, 0x4E8C: 2, 0x4E09: 3, 0x56DB: 4, 0x4E94: 5, 0x516D: 6,
    0x4E03: 7,
    0x516B: 8, 0x4E5D: 9,
  ]

  private static func digits(_ scalars: [UInt32]) -> Int? {
    guard !scalars.isEmpty, scalars.count <= 4 else { return nil }
    var value = 0
    for scalar in scalars {
      if (0x30...0x39).contains(scalar) {
        value = value * 10 + Int(scalar - 0x30)
      } else if let digit = numerals[scalar] {
        value = value * 10 + digit
      } else {
        return nil
      }
    }
    return value
  }

  /// One to 99, also as 十二, 二十, 二十五, 三十一.
  private static func small(_ scalars: [UInt32]) -> Int? {
    guard scalars.count <= 3 else { return nil }
    guard let ten = scalars.firstIndex(of: 0x5341) else { return scalars.count <= 2 ? digits(scalars) : nil }
    guard ten <= 1, scalars.count - ten <= 2 else { return nil }
    let tens = ten == 0 ? 1 : numerals[scalars[0]] ?? 99
    let ones = scalars.count == ten + 1 ? 0 : numerals[scalars[ten + 1]] ?? 99
    return tens * 10 + ones <= 99 && ones < 10 ? tens * 10 + ones : nil
  }

  /// Full-width ASCII and the ideographic blank made ASCII.
  static func halfwidth(_ text: String) -> String {
    var scalars = Text.scalars(text)
    for index in scalars.indices {
      let scalar = scalars[index]
      if (0xFF01...0xFF5E).contains(scalar) {
        scalars[index] = scalar - 0xFEE0
      } else if scalar == 0x3000 {
        scalars[index] = 0x20
      }
    }
    return Text.string(scalars)
  }
}
