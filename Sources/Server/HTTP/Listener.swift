internal import CMicroHTTPD
internal import Glibc
import Synchronization

/// What a listener hands requests to. Called on the threads that move bytes: nothing here may wait.
package protocol HTTPService: AnyObject, Sendable {
  /// The largest body in bytes that this request may have.
  func bodyLimit(_ head: RequestHead) -> Int
  /// Answers through the responder, at once or later.
  func answer(_ request: Request, _ responder: Responder)
  /// The reply to a request that is refused before it is understood (400, 413, 503) or that failed (500). Of a 400 with a
  /// head the address alone is wrong.
  func refusal(_ status: Int, _ head: RequestHead?) -> Response
  /// The last look at every reply: headers that all carry.
  func finish(_ response: Response, _ head: RequestHead?) -> Response
}

/// libmicrohttpd behind one `Door`: epoll threads that only read and write; whoever waits for the store is suspended and
/// holds none of them.
///
/// Stopping has an order, because the library ends the process when it is stopped with a suspended connection, and must
/// get no new one while it stops: refuse, close the door, wait until nobody is in flight, stop.
package final class Listener: @unchecked Sendable {
  package struct Failure: Error { package let message: String }

  package let service: any HTTPService
  package var port: UInt16 { door.port }
  private let door: Door
  private var daemon: OpaquePointer?
  private let suspended = Atomic<Int>(0)
  private let inFlight = Atomic<Int>(0)
  private let large = Atomic<Int>(0)
  let draining = Atomic<Bool>(false)

  /// Bodies above this are read a few at a time, so that many of them cannot fill the memory.
  static let largeBody = 2 << 20
  static let mostLargeBodies = 4
  /// At most so much of a refused body is read and thrown away.
  static let mostDiscarded = 64 << 20

  /// Binds and starts to answer.
  /// - Parameter address: numeric IPv4 or IPv6; `port` 0 takes any free one.
  package init(
    address: String, port: UInt16, threads: Int = 2, connections: Int = 4_096, timeout: Int = 30,
    service: any HTTPService
  ) throws {
    self.service = service
    let most = max(8, connections)
    door = try Door(address: address, port: port, most: most)
    // The library never closes a connection for want of room: the door counts, and one thread could have them all, and
    // for a moment those that are being closed as well.
    let daemon = hut_http_start(
      UInt32(max(1, threads)), UInt32(most + 16), 32 * 1024, UInt32(max(1, timeout)), readTarget, handleRequest,
      requestCompleted, connectionChanged, Unmanaged.passUnretained(self).toOpaque())
    guard let daemon else {
      door.close()
      throw Failure(message: "libmicrohttpd does not start")
    }
    guard door.open(onto: daemon) else {
      door.close()
      MHD_stop_daemon(daemon)
      throw Failure(message: String(cString: strerror(EAGAIN)))
    }
    self.daemon = daemon
  }

  /// Ends without losing a reply: what is in flight is answered first, for at most `seconds`. False when something
  /// still waited then; the threads are left alone in that case, for the process is about to end.
  @discardableResult
  package func stop(within seconds: Int = 10) -> Bool {
    guard let daemon else { return true }
    if !draining.exchange(true, ordering: .sequentiallyConsistent) { door.close() }
    // Whoever wakes a connection says so after it has woken: the reply may be sent before that.
    for _ in 0..<(seconds * 1000)
    where inFlight.load(ordering: .acquiring) > 0 || suspended.load(ordering: .acquiring) > 0 { usleep(1000) }
    guard suspended.load(ordering: .acquiring) == 0 else { return false }
    MHD_stop_daemon(daemon)
    self.daemon = nil
    return true
  }

  func woke() { suspended.wrappingSubtract(1, ordering: .releasing) }

  // MARK: Called by libmicrohttpd

  /// The head is there: refuse, or say how large the body may be.
  fileprivate func open(_ exchange: Exchange, _ connection: OpaquePointer, _ method: UnsafePointer<CChar>?)
    -> MHD_Result
  {
    var reading = HeaderReading()
    withUnsafeMutablePointer(to: &reading) { hut_http_headers(connection, takeHeader, $0) }
    guard reading.framingIsClear else {
      return send(service.finish(service.refusal(400, nil), nil), exchange, connection, closing: true)
    }
    let target = RequestTarget(exchange.target)
    let head = RequestHead(
      method: method.flatMap { Method(rawValue: String(cString: $0)) },
      path: target?.path ?? RequestTarget.legible(exchange.target), query: target?.query ?? FieldList(),
      client: client(connection), values: reading.values)
    // Said as a page to whoever wanted one.
    if target == nil {
      return send(service.finish(service.refusal(400, head), head), exchange, connection, closing: true)
    }
    exchange.head = head
    exchange.bodyLimit = service.bodyLimit(head)
    if head.declaredLength > exchange.bodyLimit { return refuse(413, head, exchange, connection) }
    if exchange.bodyLimit > Self.largeBody {
      if large.add(1, ordering: .relaxed).newValue > Self.mostLargeBodies {
        large.wrappingSubtract(1, ordering: .relaxed)
        return refuse(503, head, exchange, connection)
      }
      exchange.isLarge = true
    }
    exchange.body.reserveCapacity(min(head.declaredLength, 64 * 1024))
    exchange.phase.withLock { $0 = .reading }
    return hut_http_yes()
  }

  /// Whoever is still sending when the connection ends never reads the reply (RFC 9112 9.6): what is on its way is thrown
  /// away first. A client that waits for a word before it sends gets it at once.
  private func refuse(_ status: Int, _ head: RequestHead, _ exchange: Exchange, _ connection: OpaquePointer) -> MHD_Result {
    let refusal = service.finish(service.refusal(status, head), head)
    if head.declaredLength == 0 || head.declaredLength > Self.mostDiscarded || head.header(.expect) != nil {
      return send(refusal, exchange, connection, closing: true)
    }
    exchange.refusal = refusal
    exchange.phase.withLock { $0 = .overflowing }
    return hut_http_yes()
  }

  fileprivate func append(
    _ exchange: Exchange, _ data: UnsafePointer<CChar>?, _ size: UnsafeMutablePointer<Int>
  ) -> MHD_Result {
    let count = size.pointee
    size.pointee = 0
    guard let data, count > 0 else { return hut_http_yes() }
    if exchange.refusal != nil || exchange.excess > 0 || exchange.body.count + count > exchange.bodyLimit {
      // Without a length there is no way to answer in the middle: pass over a little more, then hang up.
      exchange.phase.withLock { $0 = .overflowing }
      exchange.excess += count
      exchange.body = []
      let most = exchange.refusal == nil ? Self.largeBody : Self.mostDiscarded
      return exchange.excess > most ? hut_http_no() : hut_http_yes()
    }
    exchange.body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: count))
    return hut_http_yes()
  }

  /// The whole request is there: hand it over, then send the reply or sleep until it comes.
  fileprivate func run(_ exchange: Exchange, _ connection: OpaquePointer) -> MHD_Result {
    guard let head = exchange.head else { return hut_http_no() }
    inFlight.add(1, ordering: .sequentiallyConsistent)
    exchange.isCounted = true
    // Counted before the flag is tested, or a request could slip past `stop`.
    if draining.load(ordering: .sequentiallyConsistent) {
      return send(service.finish(service.refusal(503, head), head), exchange, connection, closing: true)
    }
    exchange.phase.withLock { $0 = .running }
    let body = exchange.body
    exchange.body = []
    service.answer(Request(head: head, body: body), Responder(exchange))
    if let ready = takeAnswer(exchange) { return send(ready, exchange, connection) }
    suspended.add(1, ordering: .sequentiallyConsistent)
    MHD_suspend_connection(connection)
    let sleeping = Exchange.Connection(pointer: connection)
    let isAnswered = exchange.phase.withLock { phase in
      if case .running = phase {
        phase = .suspended(sleeping)
        return false
      }
      return true
    }
    if isAnswered {
      MHD_resume_connection(connection)
      woke()
    }
    return hut_http_yes()
  }

  fileprivate func takeAnswer(_ exchange: Exchange) -> Response? {
    exchange.phase.withLock { phase in
      guard case .answered(let response) = phase else { return nil }
      phase = .sent
      return response
    }
  }

  fileprivate func send(
    _ response: Response, _ exchange: Exchange, _ connection: OpaquePointer, closing: Bool = false
  ) -> MHD_Result {
    exchange.phase.withLock { $0 = .sent }
    let made = response.body.withUnsafeBytes { hut_http_response($0.baseAddress, $0.count) }
    guard let made else { return hut_http_no() }
    if let type = response.content.type { hut_http_header(made, "Content-Type", type.chars) }
    for (name, value) in response.headers { hut_http_header(made, name, value) }
    if closing || draining.load(ordering: .relaxed) { hut_http_header(made, "Connection", "close") }
    return hut_http_queue(connection, UInt32(clamping: response.status), made) != 0
      ? hut_http_yes() : hut_http_no()
  }

  fileprivate func left() { door.left() }

  fileprivate func end(_ exchange: Exchange) {
    if exchange.isLarge { large.wrappingSubtract(1, ordering: .relaxed) }
    if exchange.isCounted { inFlight.wrappingSubtract(1, ordering: .releasing) }
  }

  private func client(_ connection: OpaquePointer) -> ClientAddress {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { out in
      let count = Int(hut_http_client(connection, out.baseAddress))
      return ClientAddress(Array(out.prefix(count)))
    }
  }
}

extension StaticString {
  fileprivate var chars: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}

// The library calls plain functions; a closure of an isolated scope would trap on its threads.

private func readTarget(
  context: UnsafeMutableRawPointer?, target: UnsafePointer<CChar>?, connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  let listener = Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue()
  let bytes = target.map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
  return Unmanaged.passRetained(Exchange(listener: listener, target: bytes)).toOpaque()
}

private func handleRequest(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?, url: UnsafePointer<CChar>?,
  method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, data: UnsafePointer<CChar>?,
  size: UnsafeMutablePointer<Int>?, memory: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let connection, let size, let raw = memory?.pointee else { return hut_http_no() }
  let exchange = Unmanaged<Exchange>.fromOpaque(raw).takeUnretainedValue()
  let listener = exchange.listener
  enum Step { case open, append, run, tooLarge, send, stop }
  let step: Step = exchange.phase.withLock { phase in
    switch phase {
    case .fresh: .open
    case .reading: size.pointee > 0 ? .append : .run
    case .overflowing: size.pointee > 0 ? .append : .tooLarge
    case .answered: .send
    case .running, .suspended, .sent: .stop
    }
  }
  switch step {
  case .open: return listener.open(exchange, connection, method)
  case .append: return listener.append(exchange, data, size)
  case .run: return listener.run(exchange, connection)
  case .tooLarge:
    let refusal =
      exchange.refusal ?? listener.service.finish(listener.service.refusal(413, exchange.head), exchange.head)
    return listener.send(refusal, exchange, connection, closing: true)
  case .send:
    guard let ready = listener.takeAnswer(exchange) else { return hut_http_no() }
    return listener.send(ready, exchange, connection)
  case .stop: return hut_http_no()
  }
}

private func requestCompleted(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
  memory: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, code: MHD_RequestTerminationCode
) {
  guard let raw = memory?.pointee else { return }
  memory?.pointee = nil
  let exchange = Unmanaged<Exchange>.fromOpaque(raw).takeRetainedValue()
  exchange.listener.end(exchange)
}

private func connectionChanged(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
  memory: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, code: MHD_ConnectionNotificationCode
) {
  guard let context, hut_http_has_ended(code) != 0 else { return }
  Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue().left()
}
