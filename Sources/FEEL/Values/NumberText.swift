extension Number {
  /// Reads `-12.50`, `.5`, `1.2e3`; nothing before, behind or between. More than 34 digits are rounded half even.
  package init?(text: String) {
    var copy = text
    let read = copy.withUTF8 { Number.read($0) }
    guard let read else { return nil }
    self = read
  }

  static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Number? {
    var at = 0
    var negative = false
    if at < bytes.count, bytes[at] == 0x2D || bytes[at] == 0x2B {
      negative = bytes[at] == 0x2D
      at += 1
    }
    var value: UInt128 = 0
    var exponent = 0
    var seen = 0
    var sticky = false
    var point = false
    while at < bytes.count {
      let byte = bytes[at]
      if byte == 0x2E {
        if point { return nil }
        point = true
        at += 1
        continue
      }
      guard byte >= 0x30, byte <= 0x39 else { break }
      seen += 1
      if value < powers[36] {
        value = value * 10 + UInt128(byte - 0x30)
        if point { exponent -= 1 }
      } else {
        if byte != 0x30 { sticky = true }
        if !point { exponent += 1 }
      }
      at += 1
    }
    guard seen > 0, bytes[at - 1] != 0x2E else { return nil }
    if at < bytes.count, bytes[at] == 0x65 || bytes[at] == 0x45 {
      guard let power = readExponent(bytes, from: at + 1) else { return nil }
      exponent += power
      at = bytes.count
    }
    guard at == bytes.count else { return nil }
    if value == 0 { return .zero }
    return rounded(negative: negative, value, exponent: exponent, sticky: sticky)
  }

  private static func readExponent(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var at = start
    var negative = false
    if at < bytes.count, bytes[at] == 0x2D || bytes[at] == 0x2B {
      negative = bytes[at] == 0x2D
      at += 1
    }
    guard at < bytes.count else { return nil }
    var power = 0
    while at < bytes.count {
      guard bytes[at] >= 0x30, bytes[at] <= 0x39 else { return nil }
      power = Swift.min(power * 10 + Int(bytes[at] - 0x30), 100_000)
      at += 1
    }
    return negative ? -power : power
  }

  /// Plain digits without needless noughts: `1`, `36.5`, `-0.001`; `1E+50` only beyond 34 places.
  package var text: String {
    if isZero { return "0" }
    let plain = normalized
    if plain.exponent == 0, plain.isSmall { return String(plain.small) }
    let digits = String(plain.coefficient.magnitude)
    let sign = plain.isNegative ? "-" : ""
    let power = Int(plain.exponent)
    let lead = digits.utf8.count + power
    if lead > 40 || lead < -40 {
      let tail = digits.dropFirst()
      let adjusted = lead - 1
      return sign + digits.prefix(1) + (tail.isEmpty ? "" : "." + tail) + "E"
        + (adjusted < 0 ? "-" : "+") + String(abs(adjusted))
    }
    if power >= 0 { return sign + digits + String(repeating: "0", count: power) }
    if lead <= 0 { return sign + "0." + String(repeating: "0", count: -lead) + digits }
    return sign + digits.prefix(lead) + "." + digits.dropFirst(lead)
  }
}

extension Number: CustomStringConvertible {
  package var description: String { text }
}

extension Number: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int) { self.init(value) }
}
