import Engine
import Glibc
import Synchronization
import Testing

@testable import Server

@Suite struct ListenerTests {
  private func with(_ body: (UInt16, EchoService, Listener) throws -> Void) throws {
    let service = EchoService()
    let listener = try Listener(address: "127.0.0.1", port: 0, service: service)
    try body(listener.port, service, listener)
    #expect(listener.stop())
    service.pool.close()
  }

  @Test func answersOnOneConnectionInOrder() throws {
    try with { port, _, _ in
      let wire = try #require(Wire(port))
      for i in 0..<50 {
        let reply = wire.ask("POST", "/\(i % 2 == 0 ? "now" : "later")", body: "第\(i)个")
        #expect(reply?.status == 200)
        #expect(reply?.text == "第\(i)个")
      }
    }
  }

  @Test func pipelinedRequestsAreAnsweredInOrder() throws {
    try with { port, _, _ in
      let wire = try #require(Wire(port))
      var text = ""
      for i in 0..<20 { text += "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n\(i + 10)" }
      wire.send(text)
      for i in 0..<20 { #expect(wire.read()?.text == "\(i + 10)") }
    }
  }

  @Test func headHasNoBody() throws {
    try with { port, _, _ in
      let wire = try #require(Wire(port))
      let reply = wire.ask("HEAD", "/?a=b")
      #expect(reply?.status == 200)
      #expect(reply?.headers["content-length"] == "3")
      #expect(wire.ask("GET", "/?a=%E8%80%81")?.text == "a=老")
    }
  }

  @Test func chunkedBodiesAreRead() throws {
    try with { port, _, _ in
      let wire = try #require(Wire(port))
      wire.send(
        "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
      #expect(wire.read()?.text == "abcde")
    }
  }

  @Test func tooLargeIsRefusedBeforeTheBody() throws {
    try with { port, service, _ in
      let wire = try #require(Wire(port))
      wire.send("POST /now HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n")
      #expect(wire.read()?.status == 413, "who asks first hears at once")
      #expect(service.seen.load(ordering: .relaxed) == 0)
      let chunked = try #require(Wire(port))
      chunked.send("POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
      chunked.send("800\r\n" + String(repeating: "x", count: 2_048) + "\r\n0\r\n\r\n")
      #expect(chunked.read()?.status == 413)
      #expect(service.seen.load(ordering: .relaxed) == 0)
      let fits = try #require(Wire(port))
      #expect(fits.ask("POST", "/now", body: String(repeating: "y", count: 1_000))?.body.count == 1_000)
      let large = try #require(Wire(port))
      #expect(large.ask("POST", "/big", body: String(repeating: "z", count: 5_000_000))?.text == "5000000")
    }
  }

  /// A client that does not read before it has sent everything hears why all the same.
  @Test(arguments: [1_001, 200_000, 20 << 20]) func whoSendsTooMuchReadsTheRefusal(_ count: Int) throws {
    try with { port, service, _ in
      for _ in 0..<3 {
        let wire = try #require(Wire(port))
        wire.send("POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n")
        for start in stride(from: 0, to: count, by: 65_536) {
          #expect(wire.send([UInt8](repeating: 120, count: min(65_536, count - start))))
        }
        #expect(wire.read()?.status == 413)
        #expect(wire.isOver())
      }
      #expect(service.seen.load(ordering: .relaxed) == 0)
    }
  }

  /// Framing that two servers could read in two ways: refused, and the connection is closed.
  @Test(arguments: [
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
    "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n",
  ]) func unclearFramingIsRefused(_ request: String) throws {
    try with { port, service, _ in
      let wire = try #require(Wire(port))
      wire.send(request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
      if let reply = wire.read() { #expect([400, 413, 501].contains(reply.status)) }
      #expect(wire.read() == nil)
      #expect(service.seen.load(ordering: .relaxed) == 0)
    }
  }

  @Test func aForgottenReplyIsAnError() throws {
    try with { port, _, _ in
      #expect(Wire.ask(port, "GET", "/forgotten")?.status == 500)
    }
  }

  @Test func vanishedClientsHarmNobody() throws {
    try with { port, service, _ in
      service.isHeld.store(true, ordering: .releasing)
      for _ in 0..<50 {
        let wire = try #require(Wire(port))
        wire.send("POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
      }
      service.isHeld.store(false, ordering: .releasing)
      #expect(Wire.ask(port, "POST", "/later", body: "still here")?.text == "still here")
    }
  }

  @Test func stopAnswersWhatIsInFlight() throws {
    // An address that no other test listens on: whoever gets in there gets in here.
    let host: UInt32 = 0x7F00_0007
    let service = EchoService()
    let listener = try Listener(address: "127.0.0.7", port: 0, service: service)
    let port = listener.port
    service.isHeld.store(true, ordering: .releasing)
    let waiting = try (0..<8).map { _ in try #require(Wire(port, host: host)) }
    for wire in waiting { wire.send("POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok") }
    while service.seen.load(ordering: .relaxed) < 8 { usleep(1_000) }
    let stopper = WorkerPool(threads: 1, most: 1)
    let done = OneAnswer<Bool>()
    _ = stopper.submit { done.put(listener.stop(within: Wire.patience)) }
    // Nobody new gets in, while the eight still wait.
    let end = SteadyClock.milliseconds + Int64(Wire.patience) * 1_000
    while Wire(port, host: host) != nil, SteadyClock.milliseconds < end { usleep(1_000) }
    #expect(Wire(port, host: host) == nil)
    service.isHeld.store(false, ordering: .releasing)
    for wire in waiting { #expect(wire.read()?.text == "ok") }
    #expect(done.take())
    service.pool.close()
    stopper.close()
  }

  /// Clients that come, ask and leave all the time while one server after another stops: each stop is clean, none ends
  /// the process, and the next server has the same port at once.
  @Test func manyServersStopUnderLoad() throws {
    let host: UInt32 = 0x7F00_0008
    let port = Atomic<Int>(0)
    let isOver = Atomic<Bool>(false)
    let answered = Atomic<Int>(0)
    let clients = WorkerPool(threads: 6, most: 6)
    for index in 0..<6 {
      _ = clients.submit {
        while !isOver.load(ordering: .relaxed) {
          let now = port.load(ordering: .relaxed)
          guard now > 0, let wire = Wire(UInt16(now), host: host) else { continue }
          // Some leave without a word; whoever asks may be answered, refused or cut off, as the moment has it.
          if index == 0 { continue }
          let reply = wire.ask("POST", index % 2 == 0 ? "/now" : "/later", body: "好")
          if let reply {
            if reply.status == 200 { answered.add(1, ordering: .relaxed) } else { #expect(reply.status == 503) }
          }
        }
      }
    }
    for round in 0..<300 {
      let service = EchoService()
      let listener = try Listener(
        address: "127.0.0.8", port: UInt16(port.load(ordering: .relaxed)), threads: 2 + round % 3, service: service)
      port.store(Int(listener.port), ordering: .relaxed)
      // Stopped while requests come and go, at another moment each time.
      let before = answered.load(ordering: .relaxed)
      while answered.load(ordering: .relaxed) < before + 1 + round % 7 { usleep(50) }
      #expect(listener.stop(within: Wire.patience))
      service.pool.close()
    }
    isOver.store(true, ordering: .relaxed)
    clients.close()
  }

  @Test func addressesThatCannotBeHad() {
    #expect(throws: Listener.Failure.self) {
      try Listener(address: "not an address", port: 0, service: EchoService())
    }
  }

  @Test func listensOnIPv6() throws {
    guard let listener = try? Listener(address: "::1", port: 0, service: EchoService()) else { return }
    #expect(listener.port > 0)
    #expect(listener.stop())
  }
}
