/// To whom a message is sent.
package enum MessageTarget: Sendable, Hashable {
  case word(Recipient)
  /// Whoever holds the role for the request's place, as work would find them.
  case role(String)

  package static let applicant = MessageTarget.word(.applicant)
  package static let holder = MessageTarget.word(.holder)
}
