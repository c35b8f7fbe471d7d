@testable import Server

/// Makes archives by hand, so that a test can make bad ones.
enum Tar {
  static func of(_ files: [(String, String)], type: Character = "0") -> [UInt8] {
    files.flatMap { entry($0.0, Array($0.1.utf8), type) } + [UInt8](repeating: 0, count: 1_024)
  }

  static func entry(_ path: String, _ bytes: [UInt8], _ type: Character) -> [UInt8] {
    var head = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, _ at: Int) { for (i, byte) in text.utf8.enumerated() { head[at + i] = byte } }
    put(String(path.utf8.prefix(99)) ?? "", 0)
    put("0000644", 100)
    put("0000000", 108)
    put("0000000", 116)
    let size = String(bytes.count, radix: 8)
    put(String(repeating: "0", count: 11 - size.utf8.count) + size, 124)
    put("00000000000", 136)
    put("        ", 148)
    put(String(type), 156)
    if type == "2" || type == "1" { put("/etc/passwd", 157) }
    put("ustar", 257)
    put("00", 263)
    let sum = String(head.reduce(0) { $0 + Int($1) }, radix: 8)
    put(String(repeating: "0", count: 6 - sum.utf8.count) + sum, 148)
    head[154] = 0
    let padding = (512 - bytes.count % 512) % 512
    return head + bytes + [UInt8](repeating: 0, count: padding)
  }

  static func post(_ port: UInt16, _ path: String, _ token: String, _ bytes: [UInt8]) -> Wire.Reply? {
    guard let wire = Wire(port) else { return nil }
    let head =
      "POST \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\nContent-Type: application/x-tar\r\n"
      + "Content-Length: \(bytes.count)\r\n\r\n"
    return wire.send(Array(head.utf8) + bytes) ? wire.read() : nil
  }
}
