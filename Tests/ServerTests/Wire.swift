import Foundation
import Glibc
import Testing

/// A client that sends exactly the bytes it is told to, and reads one reply at a time.
final class Wire {
  struct Reply {
    let status: Int
    let headers: [String: String]
    let body: [UInt8]
    var text: String { String(decoding: body, as: UTF8.self) }
  }

  private let socket: Int32
  private var pending: [UInt8] = []
  /// Seconds after which a silent server counts as hung: far more than a loaded machine takes.
  static let patience = 180

  /// - Parameter host: an IPv4 address, its first part in the highest bits.
  init?(_ port: UInt16, host: UInt32 = 0x7F00_0001) {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return nil }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = host.bigEndian
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    // What is made so far ends with `deinit`, which closes the socket: a second close would hit another's.
    guard code == 0 else { return nil }
  }

  deinit { close(socket) }

  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// The next reply; nil when the connection ended.
  func read(isHead: Bool = false) -> Reply? {
    var end: Int?
    while end == nil {
      end = Self.headEnd(pending)
      if end == nil, !more() { return nil }
    }
    guard let end else { return nil }
    let lines = String(decoding: pending[..<end], as: UTF8.self).split(separator: "\r\n")
    guard let first = lines.first, let status = Int(first.split(separator: " ").dropFirst().first ?? "")
    else {
      return nil
    }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
    }
    pending.removeFirst(end)
    let length = isHead || status == 204 || status == 304 ? 0 : Int(headers["content-length"] ?? "0") ?? 0
    while pending.count < length { if !more() { return nil } }
    let body = Array(pending[..<length])
    pending.removeFirst(length)
    return Reply(status: status, headers: headers, body: body)
  }

  /// True when the other side hung up.
  func isOver() -> Bool { pending.isEmpty && !more() }

  private func more() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 16_384)
    var count = 0
    repeat {
      count = chunk.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, 0) }
    } while count < 0 && errno == EINTR
    if count < 0, errno == EAGAIN {
      Issue.record("no reply within \(Self.patience) s\n\(connections)")
    }
    if count <= 0 { return false }
    pending.append(contentsOf: chunk[0..<count])
    return true
  }

  /// The kernel's view of both ends: bytes that the server has not read tell a lost connection from a lost answer.
  private var connections: String {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
    }
    let port = String(UInt16(bigEndian: address.sin_port), radix: 16, uppercase: true)
    let marker = ":" + String(repeating: "0", count: 4 - port.count) + port
    let table = FileManager.default.contents(atPath: "/proc/self/net/tcp").map { String(decoding: $0, as: UTF8.self) } ?? ""
    return table.split(separator: "\n").filter { $0.contains(marker) }.joined(separator: "\n")
  }

  private static func headEnd(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    for i in 3..<bytes.count
    where bytes[i] == 10 && bytes[i - 1] == 13 && bytes[i - 2] == 10 && bytes[i - 3] == 13 {
      return i + 1
    }
    return nil
  }

  /// One request on a connection of its own.
  static func ask(
    _ port: UInt16, _ method: String, _ path: String, headers: [(String, String)] = [], body: String? = nil
  ) -> Reply? {
    Wire(port)?.ask(method, path, headers: headers, body: body)
  }

  /// With bytes that are no text.
  func ask(_ method: String, _ path: String, headers: [(String, String)], bytes: [UInt8]) -> Reply? {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    text += "Content-Length: \(bytes.count)\r\n\r\n"
    return send(Array(text.utf8) + bytes) ? read() : nil
  }

  func ask(_ method: String, _ path: String, headers: [(String, String)] = [], body: String? = nil) -> Reply?
  {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    if let body { text += "Content-Length: \(body.utf8.count)\r\n" }
    text += "\r\n" + (body ?? "")
    return send(text) ? read(isHead: method == "HEAD") : nil
  }
}
