import Core
internal import Glibc

/// The text of a file that somebody brings: UTF-8, or GB18030 as spreadsheets in China write it.
package enum BroughtText {
  /// Nil when it is neither.
  package static func read(_ bytes: [UInt8]) -> String? {
    String(validating: bytes, as: UTF8.self) ?? fromGB18030(bytes)
  }

  private static func fromGB18030(_ bytes: [UInt8]) -> String? {
    guard let converter = iconv_open("UTF-8", "GB18030"), Int(bitPattern: converter) != -1 else { return nil }
    defer { iconv_close(converter) }
    var source = bytes.map { CChar(bitPattern: $0) }
    // Two bytes of GB18030 are at most three of UTF-8, one stays one.
    var target = [CChar](repeating: 0, count: source.count * 2 + 4)
    let written: Int? = source.withUnsafeMutableBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        var from = source.baseAddress, left = source.count
        var to = target.baseAddress, room = target.count
        let size = target.count
        guard iconv(converter, &from, &left, &to, &room) != -1, left == 0 else { return nil }
        return size - room
      }
    }
    guard let written else { return nil }
    return String(validating: target[..<written].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
