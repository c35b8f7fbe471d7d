import Foundation
import Glibc
import Synchronization

/// Another system on loopback: answers every connection with the same bytes, and remembers what it was sent.
final class AnsweringSystem: Sendable {
  let port: UInt16
  private let listener: Int32
  private let answer: [UInt8]
  private let heard = Mutex<[String]>([])

  init?(_ answer: String) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    self.answer = Array(answer.utf8)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(listener, pointer, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, pointer, &size) == 0
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard code else { return nil }
    // Not on the pool of tasks, which the tests' own waiting fills.
    Thread.detachNewThread { self.serve() }
  }

  static func json(_ body: String, status: String = "200 OK", header: String = "") -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(header)Content-Length: \(body.utf8.count)\r\n"
      + "Connection: close\r\n\r\n\(body)"
  }

  /// What it was sent, one text for each connection.
  var requests: [String] { heard.withLock { $0 } }

  /// Whoever accepts closes the socket: its number would be another's by then.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func serve() {
    while true {
      let peer = accept(listener, nil, nil)
      if peer < 0 {
        close(listener)
        return
      }
      let request = Self.read(peer)
      heard.withLock { $0.append(request) }
      _ = answer.withUnsafeBytes { send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      shutdown(peer, Int32(SHUT_WR))
      var rest = [UInt8](repeating: 0, count: 1024)
      while recv(peer, &rest, rest.count, 0) > 0 {}
      close(peer)
    }
  }

  /// A head and as much body as it announces.
  private static func read(_ peer: Int32) -> String {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let text = String(decoding: all, as: UTF8.self)
      if let end = text.firstRange(of: "\r\n\r\n") {
        let length = text.lowercased().firstRange(of: "content-length: ").map { start in
          Int(text.lowercased()[start.upperBound...].prefix { $0.isNumber }) ?? 0
        } ?? 0
        if text[end.upperBound...].utf8.count >= length { return text }
      }
      let count = recv(peer, &chunk, chunk.count, 0)
      if count <= 0 { return text }
      all += chunk[..<count]
    }
  }
}
