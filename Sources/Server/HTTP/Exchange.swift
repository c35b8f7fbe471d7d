internal import CMicroHTTPD
import Synchronization

/// One request on its connection, from the request line to the sent reply. The connection's thread alone touches
/// `head` and `body`; the reply may come from any thread, through `phase`.
final class Exchange: @unchecked Sendable {
  /// libmicrohttpd's connection: valid until its `completed` call, which cannot come while it sleeps.
  struct Connection: @unchecked Sendable { let pointer: OpaquePointer }

  enum Phase: Sendable {
    case fresh, reading
    /// Too much comes: it is thrown away, then refused.
    case overflowing
    case running
    /// Waits for its reply; the connection is suspended and holds no thread.
    case suspended(Connection)
    case answered(Response)
    case sent
  }

  let listener: Listener
  let target: [UInt8]
  var head: RequestHead?
  var body: [UInt8] = []
  var bodyLimit = 0
  /// Bytes that were thrown away.
  var excess = 0
  /// What it hears when all of its body was thrown away; nil = that it is too large.
  var refusal: Response?
  /// Counted among the large bodies that are read at the same time.
  var isLarge = false
  /// Counted as in flight from the whole request to the end of its reply.
  var isCounted = false
  /// Guards the hand-over between the connection's thread and whoever answers.
  let phase = Mutex(Phase.fresh)

  init(listener: Listener, target: [UInt8]) {
    self.listener = listener
    self.target = target
  }

  /// Takes the reply, from any thread. Wakes the connection when it sleeps already.
  func answer(_ response: Response) {
    let waiting: Connection? = phase.withLock { phase in
      switch phase {
      case .running:
        phase = .answered(response)
        return nil
      case .suspended(let connection):
        phase = .answered(response)
        return connection
      case .fresh, .reading, .overflowing, .answered, .sent:
        return nil
      }
    }
    guard let waiting else { return }
    // The count falls only after the wake-up: `stop` must not end a daemon with a sleeping connection.
    let listener = listener
    MHD_resume_connection(waiting.pointer)
    listener.woke()
  }
}

/// The right and duty to answer one request, once, now or later, from any thread.
package final class Responder: Sendable {
  private let exchange: Exchange
  private let isDone = Atomic<Bool>(false)

  init(_ exchange: Exchange) { self.exchange = exchange }

  /// The first reply counts; any further one is ignored.
  package func send(_ response: Response) {
    if isDone.exchange(true, ordering: .acquiringAndReleasing) { return }
    exchange.answer(exchange.listener.service.finish(response, exchange.head))
  }

  // Whoever forgets to answer must not leave a client waiting for ever.
  deinit {
    if !isDone.load(ordering: .acquiring) {
      exchange.answer(exchange.listener.service.refusal(500, exchange.head))
    }
  }
}
