/// Every read that is not limited by somebody's rights, with its reason. A test fails when this list grows
/// unnoticed.
package enum SystemRead: String, Sendable, CaseIterable {
  /// The active release and its documents: what runs is public to the engine.
  case release
  /// Numbers issued to forms, columns, attributes, measures.
  case numbering
  /// The place tree: names and codes of places are public.
  case places
  /// Organisations, posts and who sits there, to find holders and derive rights.
  case directory
  /// The caller's own session, credential or one-time code, found by its secret.
  case session
  /// The caller's own person record and residence, to say who asks.
  case identity
  /// Family the caller may speak for.
  case represented
  /// The subject of a request that the caller may file: eligibility, filled values, relations.
  case subject
  /// A strong key, to find the entity that an answer names.
  case entityKey
  /// The matter that a command acts on; the command's own guard carries scope and revision.
  case command
  /// Open requests per subject, quota used: limits of a service.
  case limits
  /// The stored reply of the caller's own idempotency key.
  case idempotency
  /// Deltas and cells, which hold no person: shown through scoped counts.
  case statistics
  /// Emergency looks, for who administers security.
  case security
  /// Who looked at whom, and who changed what, for who administers audit.
  case audit
  /// Lists that wait to be closed.
  case lists
  /// Export and verify, run by whoever holds the store itself.
  case maintenance
  /// Timers, outbox and other work nobody asked for.
  case background
}
