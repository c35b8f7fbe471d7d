import Core
import FEEL

/// Short messages that somebody waits for: sent at once, once, and kept nowhere. Neither the outbox nor `delivery` hears
/// of them.
extension Engine {
  /// Whether what runs has something that carries short messages.
  package func canText() throws -> Bool { try snapshot { running, _ in running.gateway != nil } }

  /// Sends a message about no request and waits for the gateway's word, outside of every transaction.
  ///
  /// - Parameters:
  ///   - key: One for each message, never the words themselves.
  ///   - within: Milliseconds that it may take, if the connector does not ask for less.
  /// - Returns: `answered` when the gateway took it.
  package func textNow(
    _ text: String, titled title: String, to phone: String, key: String, by carrier: any Carrier, within: Int64
  ) throws -> CallResult {
    let call: OutgoingCall? = try snapshot { running, _ in
      running.gateway.map { gateway in
        OutgoingCall(
          connector: gateway.hurried(within), key: key,
          body: TextMessage(phone: phone, text: text, title: title).body(for: gateway, running.city))
      }
    }
    guard let call else { return .noConnector }
    return TextMessage.refusal(carrier.carry(call), call.connector) ?? .answered
  }

  /// Whom people may ask who cannot sign in: the one body that governs the highest place; nil when there is no such one.
  package func frontOffice() throws -> String? {
    try snapshot { running, _ in
      let city = running.city
      let ranked = city.organizations.values.compactMap { body in
        body.governs.map { city.tree.nodes[$0].level }.min().map { (level: $0, name: body.name) }
      }
      guard let highest = ranked.map(\.level).min() else { return nil }
      let first = ranked.filter { $0.level == highest }
      return first.count == 1 ? first[0].name : nil
    }
  }
}
