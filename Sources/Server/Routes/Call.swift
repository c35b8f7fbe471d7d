import Core
import Engine

/// A responder that tells the route's meter how it went.
struct TimedResponder: Sendable {
  let responder: Responder
  let meter: RouteMeter
  /// When the whole request was there, steady microseconds.
  let start: Int64

  func send(_ response: Response) {
    meter.count(response.status, microseconds: SteadyClock.microseconds - start)
    responder.send(response)
  }
}

/// One request on its way through a handler: what was asked, by whom, in which language.
package struct Call: Sendable {
  package let site: Site
  package let request: Request
  /// What stands in the path for each name in braces, in order.
  package let parameters: [String]
  package let session: SignedIn?
  package let language: Language
  /// For handlers that answer later.
  let responder: TimedResponder

  package func parameter(_ position: Int) -> String {
    parameters.indices.contains(position) ? parameters[position] : ""
  }

  /// A parameter that is the number of something. - Throws: `Problem` 404 where it is none.
  func id(_ position: Int) throws -> Int64 {
    guard let id = Int64(parameter(position)) else { throw Problem.notFound }
    return id
  }

  /// Counts a try of the caller, right or wrong: nobody finds out by trying who is known here, or who has which phone.
  ///
  /// - Parameter kind: tries of one kind are counted together.
  /// - Throws: `TooMany`.
  func countTry(of kind: String) throws {
    try site.limits.everywhere("\(kind):\(caller().person)", most: site.rules.failuresPerAccount)
  }

  package var query: FieldList { request.head.query }

  /// Who asks. - Throws: `Problem` 401 where nobody signed in.
  package func caller() throws -> Caller {
    guard let session else { throw Problem.unauthenticated }
    return session.caller(language)
  }

  /// The body as a JSON object. - Throws: `Problem` 400, 415.
  package func object() throws -> [String: Answer] {
    if let type = request.head.header(.contentType) {
      let isJSON = type.utf8.count >= 16 && type.prefix(16).lowercased() == "application/json"
      guard isJSON else { throw Problem.mediaType }
    }
    guard let members = try JSONReader.read(request.body).members else {
      throw Problem.malformed("需要一个 JSON 对象", "A JSON object is needed")
    }
    return members
  }

  /// The body as a page's form sends it. - Throws: `Problem` 400.
  package func form() throws -> FieldList {
    guard let fields = FieldList(posted: request) else {
      throw Problem.malformed("表单读不出来", "The form cannot be read")
    }
    return fields
  }

  /// The client's key, 1 to 255 visible characters; nil when none was sent. - Throws: `Problem` 400.
  package func idempotencyKey() throws -> String? {
    guard let key = request.head.header(.idempotencyKey) else { return nil }
    guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      throw Problem.malformed(
        "Idempotency-Key 要 1 到 255 个可见字符", "Idempotency-Key takes 1 to 255 visible characters")
    }
    return key
  }

  /// Digest of method, path and body: what must be equal for a key to be the same request.
  package func digest() -> [UInt8] {
    var head = request.head.method?.rawValue ?? ""
    for segment in request.head.path {
      head += "/"
      head += segment
    }
    head += "\n"
    return head.withUTF8 { head in
      request.body.withUnsafeBytes { Secrets.digest(UnsafeRawBufferPointer(head), $0) }
    }
  }

  package func json(_ status: Int = 200, _ body: (inout JSONWriter) throws -> Void) rethrows -> Response {
    var json = JSONWriter()
    try body(&json)
    return Response(status, .json, json.bytes)
  }
}
