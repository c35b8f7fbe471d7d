import Core
import Engine

/// Sends codes by the running release's connector of type `sms`: at once and once. A code that did not leave is asked for
/// again by who waits for it, and is another one then.
package final class GatewayCodes: CodeSender {
  /// Milliseconds that the gateway may take: somebody looks at a page meanwhile.
  package static let patience: Int64 = 8_000

  private let engine: Engine
  private let carrier: any Carrier
  private let report: @Sendable (CallResult) -> Void

  /// - Parameter report: hears why a code did not leave, for whoever runs the server; never the code or the number.
  package init(_ engine: Engine, _ carrier: any Carrier, report: @escaping @Sendable (CallResult) -> Void) {
    self.engine = engine
    self.carrier = carrier
    self.report = report
  }

  package func isReady() throws -> Bool { try engine.canText() }

  package func send(_ message: CodeMessage, to phone: String, _ language: Language) throws -> CodeDelivery {
    let result = try engine.textNow(
      message.words.text(in: language), titled: CodeMessage.title.text(in: language), to: phone,
      key: Secrets.hex(Secrets.random(16)), by: carrier, within: Self.patience)
    if result == .answered { return .sent }
    report(result)
    return .lost
  }
}
