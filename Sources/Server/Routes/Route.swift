import Core

/// One line of the public surface: where, who, how, and what it is for.
package struct Route: Sendable {
  /// Whom a route answers at all; rights inside are the engine's.
  package enum Access: Sendable, Equatable {
    case anyone, signedIn, staff
    case administrator(Administration)
    /// Who writes what is published: who administers the system, and every member of staff of a demonstration.
    case author
  }

  package enum Handling: Sendable {
    /// At once, on the thread that moves bytes: no store, no waiting.
    case direct(@Sendable (Call) throws -> Response)
    /// On a worker thread: reads of the store.
    case pooled(@Sendable (Call) throws -> Response)
    /// On one of the few threads for long work: passwords, publishing.
    case slow(@Sendable (Call) throws -> Response)
    /// On a thread that may wait for another system, for some seconds.
    case outward(@Sendable (Call) throws -> Response)
    /// Answers through the call's responder; the connection waits without a thread.
    case later(@Sendable (Call) throws -> Void)
  }

  package let method: Method
  /// `/api/v1/services/{id}`.
  package let pattern: String
  package let access: Access
  package let handling: Handling
  /// What it does, for the OpenAPI document; nil for pages and for SCIM, which describes itself.
  package let about: About?
  package let isPage: Bool
  package let bodyLimit: Int
  /// What file it takes, where it takes one.
  package let file: SentFile?

  package struct About: Sendable {
    package let summary: String
    package let takes: APISchema?
    package let status: Int
    package let gives: APISchema?
    package let query: [String]
  }

  package static let jsonLimit = 1 << 20

  /// A route of the API.
  init(
    _ method: Method, _ pattern: String, _ access: Access, _ handling: Handling, _ summary: String,
    takes: APISchema? = nil, gives: APISchema? = nil, status: Int = 200, query: [String] = [],
    file: SentFile? = nil, bodyLimit: Int = Route.jsonLimit
  ) {
    self.method = method
    self.pattern = pattern
    self.access = access
    self.handling = handling
    self.about = About(summary: summary, takes: takes, status: status, gives: gives, query: query)
    isPage = false
    self.file = file
    self.bodyLimit = file?.body ?? bodyLimit
  }

  /// A page.
  init(
    page method: Method, _ pattern: String, _ access: Access, _ handling: Handling, file: SentFile? = nil
  ) {
    self.method = method
    self.pattern = pattern
    self.access = access
    self.handling = handling
    self.about = nil
    isPage = true
    self.file = file
    bodyLimit = file?.body ?? Route.jsonLimit
  }

  /// A route of SCIM, below `/scim/v2`; its bearer token is asked for by itself.
  init(scim method: Method, _ pattern: String, _ handle: @escaping @Sendable (SCIMCall) throws -> Response) {
    self.method = method
    self.pattern = "/scim/v2" + pattern
    access = .anyone
    handling = .slow { try handle(SCIMCall($0)) }
    about = nil
    isPage = false
    file = nil
    bodyLimit = Route.jsonLimit
  }

  var segments: [Substring] { pattern.split(separator: "/") }
}
