import Core
import Glibc

/// A file that somebody brings: UTF-8, or GB18030 as spreadsheets in China write it.
enum PlacesFile {
  /// - Throws: `OpenStore.Failure` when it cannot be read as either.
  static func text(_ path: String) throws -> String {
    let bytes = try self.bytes(path)
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    guard let text = fromGB18030(bytes) else {
      throw OpenStore.Failure(reason: "\(path): 既不是 UTF-8 也不是 GB18030 / neither UTF-8 nor GB18030")
    }
    return text
  }

  /// Largest file that is read.
  private static let most = 256 << 20

  static func bytes(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else {
      throw OpenStore.Failure(reason: "\(path): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&part, 1, part.count, file)
      if count == 0 { break }
      bytes += part[..<count]
      if bytes.count > most { throw OpenStore.Failure(reason: "\(path): 文件太大 / too large") }
    }
    if ferror(file) != 0 { throw OpenStore.Failure(reason: "\(path): \(String(cString: strerror(errno)))") }
    return bytes
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
