/// Another system that flows and acts may call.
package struct ConnectorProgram: Sendable {
  package enum Method: String, Sendable { case get = "GET", post = "POST", put = "PUT" }

  /// What happens when no attempt was answered.
  package enum Silence: String, Sendable {
    /// The step stays, and it is tried again now and then.
    case wait
    /// The flow goes on without an answer.
    case skip
    /// The same as `wait`, and the matter is blocked until it is answered.
    case alarm
  }

  package let id: String
  package let title: Label
  package let address: WebAddress
  package let method: Method
  /// Name of a secret of the installation.
  package let secret: String?
  /// Milliseconds for one attempt.
  package let timeout: Int64
  /// Attempts after the first.
  package let retries: Int
  package let silence: Silence
  /// What a gateway of short messages takes; nil for every other system.
  package let texting: TextingProgram?
  /// Where its address stands.
  package let range: SourceRange

  package init(
    id: String, title: Label, address: WebAddress, method: Method, secret: String?, timeout: Int64, retries: Int,
    silence: Silence, texting: TextingProgram? = nil, range: SourceRange
  ) {
    self.texting = texting
    self.id = id
    self.title = title
    self.address = address
    self.method = method
    self.secret = secret
    self.timeout = timeout
    self.retries = retries
    self.silence = silence
    self.range = range
  }

  /// The same system, given no more than so many milliseconds for an attempt.
  package func hurried(_ milliseconds: Int64) -> ConnectorProgram {
    ConnectorProgram(
      id: id, title: title, address: address, method: method, secret: secret, timeout: min(timeout, milliseconds),
      retries: retries, silence: silence, texting: texting, range: range)
  }
}

/// One call of a connector, as a step or an act writes it: what goes out, and what becomes of the reply.
package struct CallProgram: Sendable {
  /// As it was when the document was compiled; the running release's own of that id goes before.
  package let connector: ConnectorProgram
  package let send: [(name: String, formula: Formula)]
  /// Names that the reply is taken apart into, over `reply`.
  package let receive: [(name: String, formula: Formula)]
  /// Position of a field, and what it is answered with; of a repeating group any of its fields stands for its rows.
  package let set: [(field: Int, formula: Formula)]
  /// Where an act stands that takes its reply; nil for a step, and for an act that takes none.
  package let act: String?

  package init(
    connector: ConnectorProgram, send: [(name: String, formula: Formula)],
    receive: [(name: String, formula: Formula)], set: [(field: Int, formula: Formula)], act: String? = nil
  ) {
    self.act = act
    self.connector = connector
    self.send = send
    self.receive = receive
    self.set = set
  }

  /// The slot of the whole reply.
  package static let reply = SlotSource.part("reply")
  /// The slot of a name of `receive`.
  package static func received(_ name: String, from connector: String) -> SlotSource { .part("\(connector) reply.\(name)") }
}
