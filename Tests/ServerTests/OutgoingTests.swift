import Core
import Dispatch
import Engine
import FEEL
import Synchronization
import Testing

@testable import Server

/// Calls of other systems over real connections, on loopback alone.
@Suite struct OutgoingTests {
  private func connector(
    _ url: String, _ method: ConnectorProgram.Method = .post, secret: String? = nil, timeout: Int64 = 60_000
  ) throws -> ConnectorProgram {
    ConnectorProgram(
      id: "police", title: Label(zh: "公安比对"), address: try WebAddress(url), method: method, secret: secret,
      timeout: timeout, retries: 0, silence: .wait, range: SourceRange(file: "c.yaml", line: 1, column: 1))
  }

  private func settings(_ json: String) throws -> ConnectionSettings { try ConnectionSettings(json: Array(json.utf8)) }

  private func carry(
    _ carrier: HTTPCarrier, _ connector: ConnectorProgram, _ body: String = #"{"name":"张三","n":1.50}"#
  ) -> CallOutcome {
    carrier.carry(OutgoingCall(connector: connector, key: "key-1", body: Array(body.utf8)))
  }

  private func failure(_ outcome: CallOutcome) -> CallResult? {
    if case .failed(let result) = outcome { result } else { nil }
  }

  @Test func aCallIsSentWithItsKeyAndSecretAndTheReplyIsRead() throws {
    let system = try #require(AnsweringSystem(AnsweringSystem.json(#"{"ok": true, "score": 12.50, "words": "无记录"}"#)))
    defer { system.stop() }
    let url = "http://127.0.0.1:\(system.port)/check"
    let carrier = HTTPCarrier(try settings(#"{"allow": ["\#(url)"], "secrets": {"k": {"header": "X-Api-Key", "value": "geheim"}}}"#))
    guard case .answered(.context(let reply)) = carry(carrier, try connector(url, secret: "k")) else {
      return #expect(Bool(false), "no answer")
    }
    #expect(reply["ok"] == .boolean(true) && reply["words"] == .string("无记录"))
    let sent = try #require(system.requests.first)
    #expect(sent.hasPrefix("POST /check HTTP/1.1\r\n"))
    #expect(sent.contains("\r\nIdempotency-Key: key-1\r\n") && sent.contains("\r\nX-Api-Key: geheim\r\n"))
    #expect(sent.contains("\r\nContent-Type: application/json; charset=utf-8\r\n") && !sent.contains("Expect"))
    #expect(sent.hasSuffix("\r\n\r\n{\"name\":\"张三\",\"n\":1.50}"))
  }

  @Test func aGetHasItsPartsInTheQuery() throws {
    let system = try #require(AnsweringSystem(AnsweringSystem.json("", status: "204 No Content")))
    defer { system.stop() }
    let url = "http://127.0.0.1:\(system.port)/a?v=1"
    let carrier = HTTPCarrier(try settings(#"{"allow": ["http://127.0.0.1:\#(system.port)/"]}"#))
    guard case .answered(.null) = carry(carrier, try connector(url, .get), #"{"名":"张 三&a=b","x":null,"n":2}"#) else {
      return #expect(Bool(false), "no answer")
    }
    #expect(try #require(system.requests.first).hasPrefix("GET /a?v=1&n=2&%E5%90%8D=%E5%BC%A0%20%E4%B8%89%26a%3Db HTTP/1.1\r\n"))
  }

  @Test func whatIsNoReplyHasItsReason() throws {
    let large = String(repeating: "a", count: HTTPCarrier.most)
    let replies: [(String, CallResult)] = [
      (AnsweringSystem.json("{}", status: "500 Oops"), .status(500)),
      (AnsweringSystem.json("{}", status: "404 None"), .status(404)),
      (AnsweringSystem.json("{\"a\":"), .notJSON), (AnsweringSystem.json("<html>"), .notJSON),
      (AnsweringSystem.json("{\"a\":1,\"a\":2}"), .notJSON),
      (AnsweringSystem.json(String(repeating: "[", count: 4_000)), .notJSON),
      (AnsweringSystem.json("\"\(large)\""), .tooLarge), ("", .unreachable), ("no http at all\r\n\r\n", .unreachable),
      (AnsweringSystem.json("{\"a\":1}").replacing("Content-Length: 7", with: "Content-Length: 70"), .unreachable),
    ]
    for (reply, result) in replies {
      let system = try #require(AnsweringSystem(reply))
      defer { system.stop() }
      let url = "http://127.0.0.1:\(system.port)/"
      let carrier = HTTPCarrier(try settings(#"{"allow": ["\#(url)"]}"#))
      #expect(failure(carry(carrier, try connector(url))) == result, "\(reply.prefix(80))")
    }
  }

  @Test func aRedirectIsNotFollowed() throws {
    let canary = try #require(AnsweringSystem(AnsweringSystem.json("{}")))
    let elsewhere = "Location: http://127.0.0.1:\(canary.port)/\r\n"
    let system = try #require(AnsweringSystem(AnsweringSystem.json("{}", status: "307 Elsewhere", header: elsewhere)))
    defer { canary.stop(); system.stop() }
    let url = "http://127.0.0.1:\(system.port)/"
    let carrier = HTTPCarrier(try settings(#"{"allow": ["http://127.0.0.1:\#(canary.port)/", "\#(url)"]}"#))
    #expect(failure(carry(carrier, try connector(url))) == .status(307))
    #expect(canary.requests.isEmpty)
  }

  @Test func aSystemThatDoesNotAnswerIsGivenUp() throws {
    // Nobody accepts there any more.
    let system = try #require(AnsweringSystem(""))
    system.stop()
    let url = "http://127.0.0.1:\(system.port)/"
    let carrier = HTTPCarrier(try settings(#"{"allow": ["\#(url)"]}"#))
    #expect(failure(carry(carrier, try connector(url, timeout: 60_000))) == .unreachable)
  }

  /// A name server that stays silent takes no longer than an attempt may take, however many ask.
  @Test func aSilentNameServerIsGivenUp() throws {
    let release = DispatchSemaphore(value: 0)
    let carrier = HTTPCarrier(try settings(#"{"allow": ["http://police.example.cn/"]}"#)) { _ in
      release.wait()
      return []
    }
    for _ in 0..<3 {
      #expect(failure(carry(carrier, try connector("http://police.example.cn/", timeout: 1_000))) == .timedOut)
    }
    for _ in 0..<3 { release.signal() }
  }

  @Test func nothingIsCalledThatIsNotListed() throws {
    let canary = try #require(AnsweringSystem(AnsweringSystem.json("{}")))
    defer { canary.stop() }
    let url = "http://127.0.0.1:\(canary.port)/"
    #expect(failure(carry(HTTPCarrier(.none), try connector(url))) == .notListed)
    let carrier = HTTPCarrier(try settings(#"{"allow": ["\#(url)"]}"#))
    #expect(failure(carry(carrier, try connector(url, secret: "gone"))) == .noSecret)
    #expect(failure(carry(carrier, try connector("http://[::ffff:127.0.0.1]:\(canary.port + 1)/"))) == .notListed)
    #expect(canary.requests.isEmpty)
  }

  /// A name of the list is looked up once; where it leads decides.
  @Test(arguments: [
    ["127.0.0.1"], ["127.8.8.8"], ["0.0.0.0"], ["10.0.0.1"], ["169.254.169.254"], ["100.100.100.200"], ["192.168.0.1"],
    ["::1"], ["::"], ["fe80::1"], ["fd00:ec2::254"], ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"], ["2002:7f00:1::"],
    ["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"], ["2606:4700::1111", "::1"],
  ]) func aNameThatLeadsInsideIsRefused(found: [String]) throws {
    let canary = try #require(AnsweringSystem(AnsweringSystem.json("{}")))
    defer { canary.stop() }
    let asked = Mutex(0)
    let addresses = found.compactMap { NetworkAddress($0) }
    #expect(addresses.count == found.count)
    let carrier = HTTPCarrier(try settings(#"{"allow": ["http://police.example.cn:\#(canary.port)/"]}"#)) { _ in
      asked.withLock { $0 += 1 }
      return addresses
    }
    let url = "http://police.example.cn:\(canary.port)/"
    #expect(failure(carry(carrier, try connector(url))) == .forbiddenAddress)
    #expect(asked.withLock { $0 } == 1 && canary.requests.isEmpty)
  }

  @Test func aNameIsLookedUpOnceAndStaysThere() throws {
    let system = try #require(AnsweringSystem(AnsweringSystem.json("{}")))
    defer { system.stop() }
    let url = "http://exchange.example.cn:\(system.port)/"
    let asked = Mutex(0)
    let carrier = HTTPCarrier(try settings(#"{"allow": [{"url": "\#(url)", "addresses": ["127.0.0.0/8"]}]}"#)) { name in
      // A second answer would lead elsewhere.
      asked.withLock { asked in
        asked += 1
        return [.four(asked == 1 ? 0x7F00_0001 : 0x0808_0808)]
      }
    }
    guard case .answered = carry(carrier, try connector(url)) else { return #expect(Bool(false), "no answer") }
    #expect(asked.withLock { $0 } == 1)
    #expect(try #require(system.requests.first).contains("\r\nHost: exchange.example.cn:\(system.port)\r\n"))
    // The same name somewhere else than where the list says.
    #expect(failure(carry(carrier, try connector(url))) == .forbiddenAddress)
  }

  @Test(arguments: [
    "", "[]", "{\"allow\": 1}", "{\"allow\": [1]}", "{\"allow\": [\"ftp://a.cn/\"]}", "{\"allow\": [\"http://a:b@a.cn/\"]}",
    "{\"allow\": [\"http://a.cn/?x\"]}", "{\"allow\": [{\"url\": \"http://a.cn/\", \"addresses\": [\"10\"]}]}",
    "{\"allow\": [{\"url\": \"http://a.cn/\", \"more\": 1}]}", "{\"deny\": []}", "{\"secrets\": []}",
    "{\"secrets\": {\"k\": 1}}", "{\"secrets\": {\"k\": \"a\\r\\nHost: b\"}}", "{\"secrets\": {\"k\": \"密钥\"}}",
    "{\"secrets\": {\"k\": {\"header\": \"Host\", \"value\": \"a\"}}}",
    "{\"secrets\": {\"k\": {\"header\": \"A B\", \"value\": \"a\"}}}", "{\"secrets\": {\"k\": {\"value\": \"a\"}}}",
  ]) func aListWithMistakesIsRefused(json: String) {
    #expect(throws: ConnectionSettings.Mistake.self) { _ = try settings(json) }
  }

  @Test func whatIsWrongWithASecretDoesNotTellIt() {
    do {
      _ = try settings(#"{"secrets": {"k": {"header": "Host", "value": "geheim"}}}"#)
    } catch let mistake as ConnectionSettings.Mistake {
      #expect(!mistake.words.zh.contains("geheim") && !mistake.words.text(in: .en).contains("geheim"))
    } catch {}
  }
}
