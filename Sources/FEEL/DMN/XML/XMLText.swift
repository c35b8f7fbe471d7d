/// Character data and attribute values: references and line ends in, escapes out.
enum XMLText {
  /// `\r\n` and `\r` are one line end (XML 1.0, 2.11).
  static func lines(_ bytes: ArraySlice<UInt8>) -> String {
    guard bytes.contains(0x0D) else { return String(decoding: bytes, as: UTF8.self) }
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var previous: UInt8 = 0
    for byte in bytes {
      if byte == 0x0D { plain.append(0x0A) } else if byte != 0x0A || previous != 0x0D { plain.append(byte) }
      previous = byte
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// Text with its references resolved: the five of XML and numbers; every other one is refused.
  static func resolved(_ bytes: ArraySlice<UInt8>, _ place: XMLPlace) throws(XMLProblem) -> String {
    guard bytes.contains(0x26) else { return lines(bytes) }
    var result = ""
    var rest = bytes
    while let sign = rest.firstIndex(of: 0x26) {
      result += lines(rest[rest.startIndex..<sign])
      let limit = Swift.min(sign + 12, rest.endIndex)
      guard let end = rest[sign..<limit].firstIndex(of: 0x3B) else {
        throw XMLProblem(place, zh: "`&` 要写成 `&amp;`", en: "`&` must be written `&amp;`")
      }
      let name = String(decoding: rest[(sign + 1)..<end], as: UTF8.self)
      guard let scalar = scalar(name) else {
        throw XMLProblem(place, zh: "不允许实体 `&\(name);`", en: "the entity `&\(name);` is not allowed")
      }
      result.unicodeScalars.append(scalar)
      rest = rest[(end + 1)...]
    }
    return result + lines(rest)
  }

  private static func scalar(_ name: String) -> Unicode.Scalar? {
    switch name {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    default: break
    }
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let value, value == 9 || value == 10 || value == 13 || value >= 32,
      value != 0xFFFE, value != 0xFFFF
    else { return nil }
    return Unicode.Scalar(value)
  }

  /// Text as it may stand in an element or, with `quotes`, in a double-quoted attribute. Control characters that
  /// XML 1.0 cannot hold are left out.
  static func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"" where quotes: result += "&quot;"
      case "\r": result += "&#13;"
      case "\n" where quotes: result += "&#10;"
      case "\t" where quotes: result += "&#9;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case let other where other.value < 32: break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
