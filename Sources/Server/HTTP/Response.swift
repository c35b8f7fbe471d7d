/// A reply as a value. Headers that every reply carries are added when it is sent.
package struct Response: Sendable {
  package enum Content: Sendable {
    case json, problem, scim, html, css, svg, script, jpeg, png, pdf, text, csv, none

    var type: StaticString? {
      switch self {
      case .json: "application/json; charset=utf-8"
      case .problem: "application/problem+json; charset=utf-8"
      case .scim: "application/scim+json; charset=utf-8"
      case .html: "text/html; charset=utf-8"
      case .css: "text/css; charset=utf-8"
      case .jpeg: "image/jpeg"
      case .png: "image/png"
      case .pdf: "application/pdf"
      case .script: "text/javascript; charset=utf-8"
      case .svg: "image/svg+xml; charset=utf-8"
      case .text: "text/plain; version=0.0.4; charset=utf-8"
      case .csv: "text/csv; charset=utf-8"
      case .none: nil
      }
    }
  }

  package var status: Int
  package var content: Content
  package var body: [UInt8]
  package var headers: [(name: String, value: String)]
  /// The release that answered; -1 when it is not known yet.
  package var epoch: Int64 = -1
  /// The program of the matter or form the reply is about.
  package var program: String?
  /// Unchanging: may be kept by the browser. Everything else is `no-store`.
  package var isCacheable = false
  /// Of what may be kept: only by the browser that asked, because who may see it is asked first.
  package var isForCallerOnly = false
  /// What the log says of it; not sent.
  package var logged: String?

  package init(
    _ status: Int, _ content: Content = .none, _ body: [UInt8] = [],
    headers: [(name: String, value: String)] = []
  ) {
    self.status = status
    self.content = content
    self.body = body
    self.headers = headers
  }

  /// Sends the browser on to another page with GET.
  package static func redirect(to target: String) -> Response {
    Response(303, .none, [], headers: [("Location", target)])
  }

  package func adding(_ name: String, _ value: String) -> Response {
    var copy = self
    copy.headers.append((name, value))
    return copy
  }
}
