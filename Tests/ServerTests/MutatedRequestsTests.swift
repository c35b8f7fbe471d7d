import Engine
import Glibc
import Synchronization
import Testing

@testable import Server

/// Whatever arrives, the process lives and goes on answering.
@Suite struct MutatedRequestsTests {
  /// Heads and bodies that are nearly right.
  private static func seeds(_ token: String, _ code: String) -> [String] {
    let submit = #"{"answers":{"name":"周桂兰","n":-1.5e3,"l":[1,"二",null,{"a":true}]},"for":"9"}"#
    let key = "Idempotency-Key: k-1\r\n"
    func head(_ line: String, _ more: String = "") -> String {
      "\(line) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\n\(more)"
    }
    func with(_ line: String, _ body: String, _ more: String = "") -> String {
      head(line, more) + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
    }
    return [
      head("GET /api/v1/services?q=%E4%BD%93%E6%A3%80", "Accept-Language: zh-CN,en;q=0.5\r\n") + "\r\n",
      with("POST /api/v1/services/elder-check/requests", submit, key),
      with("PUT /api/v1/services/elder-check/draft", submit),
      with("POST /api/v1/requests/\(code)/return", #"{"reason":"x"}"#),
      with("POST /api/v1/inbox/approve", #"{"codes":["\#(code)"]}"#, key),
      head("POST /api/v1/services/elder-check/requests", "Transfer-Encoding: chunked\r\n")
        + "\r\n5\r\n{\"ans\r\n10\r\nwers\":{\"name\":1}}\r\n0\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nCookie: hutong=\(token); lang=en\r\n\r\n",
      "POST /services/elder-check HTTP/1.1\r\nHost: a\r\nCookie: hutong=\(token)\r\nContent-Length: 20\r\n\r\ncsrf=1&f.name=%E5%91",
      with("POST /api/v1/releases?dry-run=1", "PK\u{3}\u{4}rubbish"),
      head("DELETE /api/v1/session/x") + "\r\n",
      head("HEAD /metrics") + "\r\n", "GET /sign-in?lang=en HTTP/1.0\r\n\r\n",
    ]
  }

  private static let nasty: [[UInt8]] = [
    [0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], Array("\r\n".utf8), Array("\n".utf8), Array("%00".utf8),
    Array("%ff".utf8), Array("\\u0000".utf8), Array("\\ud800".utf8), Array("[[[[[[[[".utf8),
    Array("{\"a\":".utf8),
    Array("99999999999999999999".utf8), Array("-".utf8), Array(" ".utf8), Array("\t".utf8), Array(":".utf8),
    Array("Content-Length: 5\r\n".utf8), Array("Transfer-Encoding: chunked\r\n".utf8), Array("../".utf8),
    Array("1e999999999".utf8), Array("\u{202E}老".utf8), Array(String(repeating: "A", count: 5_000).utf8),
  ]

  private static func mutate(_ seed: [UInt8], _ random: inout some RandomNumberGenerator) -> [UInt8] {
    var bytes = seed
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      guard !bytes.isEmpty else { break }
      let at = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: at)
      case 2: bytes.insert(contentsOf: nasty.randomElement(using: &random) ?? [], at: at)
      case 3: bytes.removeSubrange(at...)
      case 4: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 40)], at: at)
      default: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
    }
    return bytes
  }

  @Test func aHundredThousandRequestsOverTheWire() throws {
    try withServer { port, desk, server in
      let token = try signInStaff(port, "admin", "admin-pass")
      let seeds = Self.seeds(token, desk.code).map { Array($0.utf8) }
      let answered = Atomic<Int>(0)
      let refused = Atomic<Int>(0)
      let threads = WorkerPool(threads: 32, most: 32)
      let finished = OneAnswer<Bool>()
      let left = Atomic<Int>(32)
      for worker in 0..<32 {
        _ = threads.submit {
          var random = SplitMix(seed: UInt64(worker) &+ 2_026)
          for _ in 0..<(Int(getenv("HUTONG_TEST_SHOTS").flatMap { String(cString: $0) } ?? "") ?? 3_125) {
            let isRandom = Int.random(in: 0..<10, using: &random) == 0
            let bytes =
              isRandom
              ? (0..<Int.random(in: 1...300, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
              }
              : Self.mutate(seeds.randomElement(using: &random) ?? [], &random)
            if Brief.send(port, bytes) {
              answered.add(1, ordering: .relaxed)
            } else {
              refused.add(1, ordering: .relaxed)
            }
          }
          if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { finished.put(true) }
        }
      }
      _ = finished.take()
      threads.close()
      #expect(answered.load(ordering: .relaxed) > 10_000)
      #expect(Wire.ask(port, "GET", "/healthz")?.status == 200)
      #expect(server.site.newestEpoch >= 7)
    }
  }

  @Test func aHundredThousandBodiesForTheReaders() {
    var random = SplitMix(seed: 7)
    let json = Array(
      #"{"answers":{"姓名":"周\u80e1\ud83d\ude00","n":[-0.5e+10,true,null,{"a":{"b":[]}}]}}"#.utf8)
    let form = Array("f.name=%E5%91%A8+x&f.name=2&csrf=%7E&=&&a".utf8)
    let target = Array("/services/%E8%80%81%E4%BA%BA/requests?q=%E4%BD%93&for=9".utf8)
    var read = 0
    for _ in 0..<100_000 {
      if (try? JSONReader.read(Self.mutate(json, &random))) != nil { read += 1 }
      if FieldList(encoded: Self.mutate(form, &random)) != nil { read += 1 }
      if RequestTarget(Self.mutate(target, &random)) != nil { read += 1 }
      var headers = HeaderReading()
      let line = Self.mutate(Array("content-length5".utf8), &random)
      line.withUnsafeBytes { headers.take($0, $0) }
      _ = headers.framingIsClear
    }
    #expect(read > 1_000)
  }
}

/// One shot at a server: sends, ends its side, reads what comes first.
enum Brief {
  static func send(_ port: UInt16, _ bytes: [UInt8]) -> Bool {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return false }
    defer { close(socket) }
    var hard = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { return false }
    _ = bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    // Half of what is sent is no whole request: after a moment the end of the stream says that nothing more comes.
    if hears(socket, microseconds: 4_000) { return true }
    shutdown(socket, Int32(SHUT_WR))
    return hears(socket, microseconds: 150_000)
  }

  private static func hears(_ socket: Int32, microseconds: Int) -> Bool {
    var limit = timeval(tv_sec: 0, tv_usec: microseconds)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var chunk = [UInt8](repeating: 0, count: 4_096)
    return chunk.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, 0) } > 0
  }
}

/// The same numbers in every run.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
