/// The path and query of a request line, taken apart before anything is decoded, so that an encoded `/` or `?` stays
/// inside its segment.
struct RequestTarget {
  let path: [String]
  let query: FieldList

  /// What can be read of the path of a target that is none: whom to answer, never what to do.
  static func legible(_ bytes: [UInt8]) -> [String] {
    let path = bytes.prefix(8_192).prefix { $0 != UInt8(ascii: "?") }
    return path.split(separator: UInt8(ascii: "/")).prefix(16).compactMap { PercentText.decode($0) }
  }

  /// Nil for anything but an absolute path of decodable segments without `.` and `..`.
  init?(_ bytes: [UInt8]) {
    guard bytes.first == UInt8(ascii: "/"), bytes.count <= 8_192 else { return nil }
    let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
    var path: [String] = []
    for piece in bytes[1..<mark].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      guard let segment = PercentText.decode(piece), segment != ".", segment != ".." else { return nil }
      path.append(segment)
    }
    if path.last == "" { path.removeLast() }
    guard path.count <= 16 else { return nil }
    self.path = path
    guard mark < bytes.endIndex else {
      query = FieldList()
      return
    }
    guard let query = FieldList(encoded: bytes[(mark + 1)...]) else { return nil }
    self.query = query
  }
}
