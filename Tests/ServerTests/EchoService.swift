import Engine
import Glibc
import Synchronization

@testable import Server

/// Answers with what it was sent: at once, later from another thread, or never.
final class EchoService: HTTPService {
  let pool = WorkerPool(threads: 2, most: 10_000)
  let seen = Atomic<Int>(0)
  let isHeld = Atomic<Bool>(false)

  func bodyLimit(_ head: RequestHead) -> Int { head.path.first == "big" ? 16 << 20 : 1_000 }

  func answer(_ request: Request, _ responder: Responder) {
    seen.add(1, ordering: .relaxed)
    switch request.head.path.first {
    case "forgotten": return
    case "later":
      _ = pool.submit {
        while self.isHeld.load(ordering: .acquiring) { usleep(1_000) }
        responder.send(Response(200, .text, request.body))
        responder.send(Response(500, .text, []))
      }
    case "big": responder.send(Response(200, .text, Array(String(request.body.count).utf8)))
    default:
      let query = request.head.query.pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "|")
      responder.send(Response(200, .text, request.body + Array(query.utf8)))
    }
  }

  func refusal(_ status: Int, _ head: RequestHead?) -> Response { Response(status, .text, Array("no".utf8)) }
  func finish(_ response: Response, _ head: RequestHead?) -> Response { response }
}
