import Core
import Glibc

/// One HTTP/1.1 request to a Hutong server. Plain `http` only: a server that people reach by
/// https stands behind a proxy on its machine, and publishing from there goes to it directly.
struct HTTPClient {
  struct Failure: Error {
    let words: Label

    init(_ zh: String, _ en: String) { words = Label(zh: zh, en: en) }

    static func url(_ url: String) -> Failure {
      Failure("--server 要写 http://主机:端口，不是 `\(url)`", "--server is http://HOST:PORT, not `\(url)`")
    }

    /// What the system said of a server, now.
    static func system(_ server: String) -> Failure {
      let words = SystemWords.text(errno)
      return Failure("连不上 \(server)：\(words)", "cannot reach \(server): \(words)")
    }
  }

  let host: String
  let port: UInt16

  /// `http://127.0.0.1:8080`, with or without a slash at the end.
  init(_ url: String) throws(Failure) {
    guard url.hasPrefix("http://") else { throw Failure.url(url) }
    var rest = url.dropFirst(7)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty, parts.count <= 2 else {
      throw Failure.url(url)
    }
    host = String(name)
    guard let port = parts.count == 2 ? UInt16(parts[1]) : 80 else {
      throw Failure("--server：`\(parts[1])` 不是端口", "--server: `\(parts[1])` is no port")
    }
    self.port = port
  }

  struct Answer {
    let status: Int
    let body: [UInt8]
  }

  func send(_ method: String, _ path: String, headers: [(String, String)], body: [UInt8]) throws(Failure) -> Answer {
    let handle = try connect()
    defer { close(handle) }
    var head = "\(method) \(path) HTTP/1.1\r\nHost: \(host):\(port)\r\nConnection: close\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    head += "Content-Length: \(body.count)\r\n\r\n"
    try write(Array(head.utf8), handle)
    try write(body, handle)
    return try Self.parse(try read(handle))
  }

  private func connect() throws(Failure) -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &list) == 0 else { throw Failure("没有主机 `\(host)`", "no such host `\(host)`") }
    defer { freeaddrinfo(list) }
    var next = list
    while let info = next?.pointee {
      let handle = socket(info.ai_family, info.ai_socktype, info.ai_protocol)
      if handle >= 0 {
        if Glibc.connect(handle, info.ai_addr, info.ai_addrlen) == 0 { return handle }
        close(handle)
      }
      next = info.ai_next
    }
    throw Failure.system("\(host):\(port)")
  }

  private func write(_ bytes: [UInt8], _ handle: Int32) throws(Failure) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { Glibc.send(handle, $0 + sent, bytes.count - sent, Int32(MSG_NOSIGNAL)) } ?? 0
      }
      // A server that refuses a large body answers early and closes: its answer is still to be read.
      if count <= 0 { return }
      sent += count
    }
  }

  private func read(_ handle: Int32) throws(Failure) -> [UInt8] {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    while all.count < 64 << 20 {
      let count = chunk.withUnsafeMutableBytes { recv(handle, $0.baseAddress, $0.count, 0) }
      if count < 0 { throw Failure.system("\(host):\(port)") }
      if count == 0 { break }
      all += chunk[..<count]
    }
    return all
  }

  private static func parse(_ bytes: [UInt8]) throws(Failure) -> Answer {
    let mark: [UInt8] = [13, 10, 13, 10]
    var end: Int?
    if bytes.count >= 4 {
      for at in 0...(bytes.count - 4) where Array(bytes[at..<(at + 4)]) == mark {
        end = at
        break
      }
    }
    guard let end else { throw Failure("服务没有回答就断开了", "the server closed the connection without an answer") }
    let head = String(decoding: bytes[..<end], as: UTF8.self)
    guard let status = head.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw Failure("回答不是 HTTP", "no HTTP answer")
    }
    var body = Array(bytes[(end + 4)...])
    if head.lowercased().contains("transfer-encoding: chunked") { body = dechunked(body) }
    return Answer(status: status, body: body)
  }

  private static func dechunked(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    var at = 0
    while let line = bytes[at...].firstIndex(of: 10) {
      let digits = String(decoding: bytes[at..<line], as: UTF8.self).prefix { $0.isHexDigit }
      guard let size = Int(digits, radix: 16), size > 0, line + 1 + size <= bytes.count else { break }
      out += bytes[(line + 1)..<(line + 1 + size)]
      at = min(bytes.count, line + 1 + size + 2)
    }
    return out
  }
}
