import Core
import Glibc
import Server

/// A file that somebody brings: UTF-8, or GB18030 as spreadsheets in China write it.
enum PlacesFile {
  /// - Throws: `OpenStore.Failure` when it cannot be read as either.
  static func text(_ path: String) throws -> String {
    guard let text = BroughtText.read(try bytes(path)) else {
      throw OpenStore.Failure("\(path): 既不是 UTF-8 也不是 GB18030", "\(path): neither UTF-8 nor GB18030")
    }
    return text
  }

  /// Largest file that is read.
  private static let most = 256 << 20

  static func bytes(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else {
      throw OpenStore.Failure(reason: "\(path): \(SystemWords.text(errno))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&part, 1, part.count, file)
      if count == 0 { break }
      bytes += part[..<count]
      if bytes.count > most { throw OpenStore.Failure("\(path): 文件太大", "\(path): too large") }
    }
    if ferror(file) != 0 { throw OpenStore.Failure(reason: "\(path): \(SystemWords.text(errno))") }
    return bytes
  }
}
