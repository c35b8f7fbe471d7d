/// Something that nobody may pass over in silence: a vacant post, a step for which nobody was found, another system that
/// does not answer.
package struct AlarmShown: Sendable {
  /// Milliseconds UTC.
  package let at: Int64
  /// JSON: `code` of the request, `step` (its id, or empty), `why`, `posts` that are vacant.
  package let payload: [UInt8]

  package init(at: Int64, payload: [UInt8]) {
    self.at = at
    self.payload = payload
  }
}
