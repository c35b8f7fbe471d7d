/// The methods that a route can have; anything else is 405.
package enum Method: String, Sendable, Hashable, CaseIterable {
  case get = "GET"
  case head = "HEAD"
  case post = "POST"
  case put = "PUT"
  case patch = "PATCH"
  case delete = "DELETE"

  /// True when a request may change state, so that it needs a proof that our own page sent it.
  package var changesState: Bool {
    switch self {
    case .get, .head: false
    case .post, .put, .patch, .delete: true
    }
  }
}
