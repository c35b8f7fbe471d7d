package import Core

extension StoredValue {
  /// Whether a column of this type takes the value: the right case, no NUL in text, a real day in a date.
  package func fits(_ type: ColumnType) -> Bool {
    switch self {
    case .null: return true
    case .int(let n):
      switch type {
      case .integer, .decimal, .instant: return true
      case .boolean: return n == 0 || n == 1
      case .text, .date, .blob: return false
      }
    case .text(let s):
      switch type {
      case .text: return !s.utf8.contains(0)
      case .date: return CivilDay.isValid(s)
      default: return false
      }
    case .blob: return type == .blob
    }
  }

  /// The column type that a value without a column has.
  var naturalType: ColumnType? {
    switch self {
    case .null: nil
    case .int: .integer
    case .text: .text
    case .blob: .blob
    }
  }
}

/// `yyyy-mm-dd` of the Gregorian calendar, as date columns hold it.
package enum CivilDay {
  package static func isValid(_ text: String) -> Bool {
    var digits: (Int, Int, Int) = (0, 0, 0)
    var position = 0
    for byte in text.utf8 {
      switch position {
      case 4, 7: if byte != 45 { return false }
      default:
        guard byte >= 48, byte <= 57 else { return false }
        let digit = Int(byte) - 48
        if position < 4 {
          digits.0 = digits.0 * 10 + digit
        } else if position < 7 {
          digits.1 = digits.1 * 10 + digit
        } else {
          digits.2 = digits.2 * 10 + digit
        }
      }
      position += 1
      if position > 10 { return false }
    }
    guard position == 10, digits.0 >= 1, digits.1 >= 1, digits.1 <= 12, digits.2 >= 1 else { return false }
    return digits.2 <= length(of: digits.1, in: digits.0)
  }

  private static func length(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// Scaled integers as decimal text and back, exactly.
package enum ScaledDecimal {
  package static func text(_ n: Int64, scale: Int) -> String {
    guard scale > 0 else { return String(n) }
    var digits = String(n.magnitude)
    if digits.utf8.count <= scale {
      digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits
    }
    let cut = digits.index(digits.endIndex, offsetBy: -scale)
    return (n < 0 ? "-" : "") + digits[..<cut] + "." + digits[cut...]
  }

  /// Nil when the text is no decimal, has more places than the scale holds, or does not fit 64 bits.
  package static func parse(_ text: some StringProtocol, scale: Int) -> Int64? {
    var value: Int64 = 0
    var places: Int?
    var negative = false
    var any = false
    for (i, byte) in text.utf8.enumerated() {
      switch byte {
      case 45 where i == 0: negative = true
      case 46 where places == nil: places = 0
      case 48...57:
        any = true
        if let seen = places {
          if seen >= scale {
            if byte != 48 { return nil }
            continue
          }
          places = seen + 1
        }
        guard let next = append(value, Int64(byte) - 48, negative) else { return nil }
        value = next
      default: return nil
      }
    }
    guard any else { return nil }
    var missing = scale - (places ?? 0)
    while missing > 0 {
      guard let next = append(value, 0, negative) else { return nil }
      value = next
      missing -= 1
    }
    return value
  }

  /// Negative numbers grow downwards, so that the smallest Int64 can be read.
  private static func append(_ value: Int64, _ digit: Int64, _ negative: Bool) -> Int64? {
    let (ten, over) = value.multipliedReportingOverflow(by: 10)
    if over { return nil }
    let (sum, more) = negative ? ten.subtractingReportingOverflow(digit) : ten.addingReportingOverflow(digit)
    return more ? nil : sum
  }
}

/// Bytes as hexadecimal digits and back.
package enum HexText {
  package static func of(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { out in
      for (i, byte) in bytes.enumerated() {
        out[2 * i] = digit(byte >> 4)
        out[2 * i + 1] = digit(byte & 15)
      }
      return bytes.count * 2
    }
  }

  package static func bytes(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
    var high: UInt8?
    for c in text {
      guard let v = value(c) else { return nil }
      if let h = high {
        out.append(h << 4 | v)
        high = nil
      } else {
        high = v
      }
    }
    return high == nil ? out : nil
  }

  private static func digit(_ n: UInt8) -> UInt8 { n < 10 ? 48 + n : 87 + n }

  private static func value(_ c: UInt8) -> UInt8? {
    switch c {
    case 48...57: c - 48
    case 97...102: c - 87
    case 65...70: c - 55
    default: nil
    }
  }
}
