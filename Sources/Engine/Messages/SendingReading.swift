import Core

/// What became of a message, as who handles the request sees it.
package struct SendingShown: Sendable {
  package let recipient: Label
  package let channel: Channel
  package let state: SendingState
  package let reason: Label?
  package let at: Int64
  package let ended: Int64?

  package init(
    recipient: Label, channel: Channel, state: SendingState, reason: Label?, at: Int64, ended: Int64?
  ) {
    self.recipient = recipient
    self.channel = channel
    self.state = state
    self.reason = reason
    self.at = at
    self.ended = ended
  }
}

extension Preparation {
  /// What left for other channels, and what reached nobody; oldest first.
  func sendings(_ matter: LiveMatter) throws -> [SendingShown] {
    try reader.rows(
      SendingStatements.ofMatter, [.int(matter.row.id)], under: .scope(Scoped(reader: caller.person))
    ).compactMap { SendingRow($0) }.map { row in
      SendingShown(
        recipient: label(row.addressee), channel: row.channel, state: row.state, reason: row.reason?.label, at: row.at,
        ended: row.ended)
    }
  }
}
