import Core
import FEEL

/// One attempt to call another system.
package struct OutgoingCall: Sendable {
  package let connector: ConnectorProgram
  /// The same for every attempt of one call, so that the other side does it once.
  package let key: String
  /// A JSON object, the same bytes for every attempt.
  package let body: [UInt8]

  package init(connector: ConnectorProgram, key: String, body: [UInt8]) {
    self.connector = connector
    self.key = key
    self.body = body
  }
}

package enum CallOutcome: Sendable {
  /// 2xx with this JSON; null for no body.
  case answered(Value)
  case failed(CallResult)
}

/// What reaches other systems. Called on a thread that may wait, never within a transaction.
package protocol Carrier: AnyObject, Sendable {
  /// One attempt, over after the connector's timeout.
  func carry(_ call: OutgoingCall) -> CallOutcome
}

/// A call that this server has taken out of the outbox for one attempt.
struct TakenCall: Sendable {
  let sequence: Int64
  /// Counted from 1.
  let attempt: Int64
  let matter: Int64
  /// The stay that waits for it; nil = nobody does.
  let stay: Int64?
  /// nil when what runs has no such connector.
  let call: OutgoingCall?
  /// The act that takes the reply, where nobody waits for it.
  var act: String?
  /// The message to a person that it carries; nil for a call.
  var sending: Int64?
  /// It has waited for so long that it is not sent any more.
  var isStale = false
}
