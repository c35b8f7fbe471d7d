import Core
import Engine
import Synchronization
import Testing

@testable import Server

/// Codes that are really sent, as people and programs see it.
@Suite struct CodeTests {
  /// A sender as a test wants it; remembers what it was given.
  private final class Gateway: CodeSender {
    private let isThere: Bool
    private let result: CodeDelivery
    private let heard = Mutex<[(message: CodeMessage, phone: String)]>([])

    init(isThere: Bool = true, _ result: CodeDelivery = .sent) {
      self.isThere = isThere
      self.result = result
    }

    var sent: [(message: CodeMessage, phone: String)] { heard.withLock { $0 } }
    func isReady() -> Bool { isThere }
    func send(_ message: CodeMessage, to phone: String, _ language: Language) -> CodeDelivery {
      heard.withLock { $0.append((message, phone)) }
      return result
    }
  }

  private static let known = "13900000001", unknown = "13900000002"

  private func withServer(_ gateway: Gateway?, _ work: (UInt16, Site) throws -> Void) throws {
    let store = try MadeUpDesk.store()
    try Accounts(store).setPhones([(Self.known, 7)])
    var options = ServerOptions()
    options.port = 0
    options.codeSender = gateway
    var desk = MadeUpDesk().desk
    desk.frontOffice = { "幸福街道<办事处>" }
    let server = try HutongServer.start(options: options, store: store, desk: desk)
    defer {
      server.stop()
      store.close()
    }
    try work(server.ports[0], server.site)
  }

  private func ask(_ port: UInt16, _ phone: String) throws -> Wire.Reply {
    try #require(Wire.ask(port, "POST", "/api/v1/session/code", body: #"{"phone":"\#(phone)"}"#))
  }

  private func page(_ port: UInt16, _ phone: String, lang: String = "zh") throws -> Wire.Reply {
    try #require(
      Wire.ask(
        port, "POST", "/sign-in?lang=\(lang)", headers: [("Content-Type", "application/x-www-form-urlencoded")],
        body: "phone=\(phone)"))
  }

  @Test func theCodeGoesToThePhoneAndSignsIn() throws {
    let gateway = Gateway()
    try withServer(gateway) { port, site in
      let reply = try ask(port, "139 0000-0001")
      #expect(reply.status == 200 && reply.text == #"{"sent":true,"seconds":300}"#)
      guard case .code(let code)? = gateway.sent.first?.message else { return #expect(Bool(false), "no code") }
      #expect(gateway.sent[0].phone == Self.known && code.utf8.count == 6)
      let entered = Wire.ask(port, "POST", "/api/v1/session", body: #"{"phone":"\#(Self.known)","code":"\#(code)"}"#)
      #expect(entered?.status == 201)
      let metrics = try #require(Wire.ask(port, "GET", "/metrics"))
      #expect(metrics.text.contains("hutong_codes_total{result=\"sent\"} 1\n"))
      #expect(!metrics.text.contains(code) && !metrics.text.contains(Self.known))
    }
  }

  @Test func nobodyLearnsWhoIsRegistered() throws {
    for result in [CodeDelivery.sent, .lost] {
      let gateway = Gateway(result)
      try withServer(gateway) { port, _ in
        let replies = [try ask(port, Self.known), try ask(port, Self.unknown)]
        #expect(replies[0].status == replies[1].status && replies[0].body == replies[1].body)
        let pages = [try page(port, Self.known), try page(port, Self.unknown)]
        #expect(pages[0].status == pages[1].status)
        #expect(pages[0].text.replacing(Self.known, with: "") == pages[1].text.replacing(Self.unknown, with: ""))
        #expect(gateway.sent.map(\.phone) == [Self.known, Self.unknown, Self.known, Self.unknown])
        #expect(gateway.sent[1].message == .stranger && gateway.sent[3].message == .stranger)
        #expect(!CodeMessage.stranger.words.zh.unicodeScalars.contains { ("0"..."9").contains($0) })
      }
    }
  }

  @Test func aCodeThatWasLostIsSaidAndTheNextOneWorks() throws {
    let gateway = Gateway(.lost)
    try withServer(gateway) { port, _ in
      let reply = try ask(port, Self.known)
      #expect(reply.status == 503 && reply.text.contains("没有发出去，请重试") && reply.text.contains("\"not-sent\""))
      let shown = try page(port, Self.known)
      #expect(shown.status == 503 && shown.text.contains("没有发出去，请重试"))
      #expect(shown.text.contains("value=\"\(Self.known)\""), "what was typed stands there")
      #expect(try page(port, Self.known, lang: "en").text.contains("could not be sent, please try again"))
      let metrics = try #require(Wire.ask(port, "GET", "/metrics"))
      #expect(metrics.text.contains("hutong_codes_total{result=\"lost\"} 3\n"))
    }
  }

  @Test func aPhoneIsNotSentManyCodes() throws {
    let gateway = Gateway()
    try withServer(gateway) { port, _ in
      for phone in [Self.known, Self.unknown] {
        let statuses = try (0..<6).map { _ in try ask(port, phone).status }
        #expect(statuses == [200, 200, 200, 200, 200, 429])
      }
      #expect(gateway.sent.count == 10)
    }
  }

  @Test(arguments: [true, false]) func withoutAGatewayThePageSaysSo(hasSender: Bool) throws {
    let gateway = Gateway(isThere: false)
    try withServer(hasSender ? gateway : nil) { port, _ in
      let zh = try #require(Wire.ask(port, "GET", "/sign-in"))
      #expect(zh.status == 200 && zh.text.contains("这里还不能发验证码") && zh.text.contains("「幸福街道&lt;办事处&gt;」"))
      #expect(!zh.text.contains("name=\"phone\"") && zh.text.contains("/sign-in/staff"))
      let en = try #require(Wire.ask(port, "GET", "/sign-in?lang=en"))
      #expect(en.text.contains("Codes cannot be sent here yet"))
      #expect(try ask(port, Self.known).status == 503)
      #expect(try page(port, Self.known).text.contains("这里还不能发验证码"))
      #expect(gateway.sent.isEmpty)
    }
  }
}
