import Core
import Engine

/// An alarm as pages and clients read it.
package struct AlarmLine: Sendable {
  /// Milliseconds UTC.
  package let at: Int64
  /// Of the request.
  package let code: String
  /// Id of the step, as its author named it; empty for what no step waits for.
  package let step: String
  package let why: String
  /// Titles of posts that are vacant.
  package let posts: [String]

  init(_ alarm: AlarmShown) {
    let members = (try? JSONReader.read(alarm.payload).members) ?? [:]
    at = alarm.at
    code = members["code"]?.text ?? ""
    step = members["step"]?.text ?? ""
    why = members["why"]?.text ?? ""
    posts = members["posts"]?.elements?.compactMap(\.text) ?? []
  }
}
