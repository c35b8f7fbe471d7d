import Core
import FEEL

/// A short message as a gateway takes it, and how its reply is read.
struct TextMessage: Sendable {
  let phone: String
  let text: String
  /// The request it is about; empty when it is about none.
  var code = ""
  let title: String

  /// The JSON of one message, by what the connector says it sends.
  func body(for gateway: ConnectorProgram, _ city: CityIndex) -> [UInt8] {
    var json = JSONText()
    json.object { json in
      guard let program = gateway.texting, !program.send.isEmpty else {
        for part in TextingProgram.Part.allCases {
          json.key(part.rawValue)
          json.string(value(part))
        }
        return
      }
      let slots = program.layout.sources.map { source in
        TextingProgram.Part.allCases.first { $0.slot == source }.map { Value.string(value($0)) } ?? .null
      }
      for (name, formula) in program.send {
        var frame = Frame(slots: slots)
        json.key(name)
        json.value(formula.expression.evaluate(&frame), city)
      }
    }
    return Array(json.text.utf8)
  }

  private func value(_ part: TextingProgram.Part) -> String {
    switch part {
    case .phone: phone
    case .text: Self.short(text)
    case .code: code
    case .title: title
    }
  }

  /// At most so long as a message may be.
  static func short(_ text: String) -> String {
    let scalars = text.unicodeScalars
    if scalars.count <= TextingProgram.longest { return text }
    var out = String.UnicodeScalarView()
    out.append(contentsOf: scalars.prefix(TextingProgram.longest - 1))
    return String(out) + "…"
  }

  /// nil when the gateway took the message.
  static func refusal(_ outcome: CallOutcome, _ gateway: ConnectorProgram?) -> CallResult? {
    let accepted = gateway?.texting?.accepted
    switch outcome {
    case .failed(.notJSON): return accepted == nil ? nil : .notJSON
    case .failed(let result): return result
    case .answered(let reply):
      guard let accepted, let program = gateway?.texting else { return nil }
      var frame = Frame(slots: program.layout.sources.map { $0 == CallProgram.reply ? reply : .null })
      return accepted.expression.decide(&frame) == true ? nil : .declined
    }
  }
}
