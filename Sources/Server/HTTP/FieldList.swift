import Core
import Engine
import FEEL

/// Names and values of a query or of a submitted page, in the order they came.
package struct FieldList: Sendable {
  package private(set) var pairs: [(name: String, value: String)]

  package init(_ pairs: [(name: String, value: String)] = []) { self.pairs = pairs }

  /// The first value of a name.
  package subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }
  package func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

  /// At most so many names in one request.
  static let most = 2_000

  /// `a=1&b=%E8%80%81`; nil when a percent code, the UTF-8 or the number of names is wrong.
  package init?(encoded: some Sequence<UInt8>) {
    pairs = []
    for piece in Array(encoded).split(separator: UInt8(ascii: "&")) {
      guard pairs.count < Self.most else { return nil }
      let sign = piece.firstIndex(of: UInt8(ascii: "="))
      guard let name = PercentText.decode(piece[..<(sign ?? piece.endIndex)], plusIsBlank: true),
        let value = sign.map({ PercentText.decode(piece[($0 + 1)...], plusIsBlank: true) }) ?? ""
      else { return nil }
      pairs.append((name, value))
    }
  }
}

/// Percent-encoding (RFC 3986 2.1) over strict UTF-8.
package enum PercentText {
  /// The text in normal form C; nil for a broken code, for bytes that are not UTF-8 and for NUL.
  package static func decode(_ bytes: ArraySlice<UInt8>, plusIsBlank: Bool = false) -> String? {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var at = bytes.startIndex
    while at < bytes.endIndex {
      var byte = bytes[at]
      if byte == UInt8(ascii: "%") {
        guard bytes.endIndex - at > 2, let high = Hex.digit(bytes[at + 1]), let low = Hex.digit(bytes[at + 2]) else {
          return nil
        }
        byte = high << 4 | low
        at += 2
      } else if plusIsBlank, byte == UInt8(ascii: "+") {
        byte = 32
      }
      if byte == 0 { return nil }
      out.append(byte)
      at += 1
    }
    return String(validating: out, as: UTF8.self).map { Text.normalized($0) }
  }

  /// Everything but letters, digits and `-._~` as codes.
  package static func encode(_ text: String) -> String {
    var out: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        out.append(byte)
      default:
        out.append(UInt8(ascii: "%"))
        out.append(Self.digits[Int(byte >> 4)])
        out.append(Self.digits[Int(byte & 15)])
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static let digits = Array("0123456789ABCDEF".utf8)
}
