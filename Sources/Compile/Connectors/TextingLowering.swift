import Core
import FEEL
import Spec

/// What a gateway of short messages sends and receives: its names are those of a message, not of a form.
extension ConnectorLowering {
  /// The name of `receive` that says whether the gateway took a message.
  private static let accepted = ["sent", "已发"]

  /// nil when something is wrong, which is reported.
  mutating func texting(_ spec: ConnectorSpec) -> TextingProgram? {
    if spec.method == "GET", let node = spec.node[.method] {
      sink.report(
        Diagnostic(
          .unknownWord, at: node.range,
          Message(
            zh: "短信网关只能用 `POST` 或 `PUT`：号码和内容不能写在网址里",
            en: "A gateway of short messages takes `POST` or `PUT`: numbers and words do not stand in addresses")))
      return nil
    }
    let slots = SlotTable()
    var scope = DocumentScope(context, slots: slots)
    for part in TextingProgram.Part.allCases {
      scope.add(name: part.rawValue, part.slot, .string)
      scope.add(name: part.alias, part.slot, .string)
    }
    var send: [(name: String, formula: Formula)] = []
    for node in spec.send?.children.map({ $0 }) ?? [] {
      guard let name = node.name, let formula = sink.formula(node, scope) else { return nil }
      send.append((name, formula))
    }
    scope.names = [:]
    scope.add(word: "reply", CallProgram.reply, .unknown)
    var accepted: Formula?
    for node in spec.receive?.children.map({ $0 }) ?? [] {
      guard let name = node.name, Self.accepted.contains(name) else {
        sink.report(
          Diagnostic(
            .unknownWord, at: node.nameRange,
            Message(
              zh: "短信网关的 `receive` 只有 `sent`（已发）：网关收下了没有",
              en: "`receive` of a gateway of short messages has `sent` alone: whether it took the message"),
            hint: Message(zh: "例如 `sent: 'reply.code = 0'`", en: "For example `sent: 'reply.code = 0'`")))
        return nil
      }
      guard let formula = sink.formula(node, scope, expecting: .boolean) else { return nil }
      accepted = formula
    }
    return TextingProgram(layout: slots.layout, send: send, accepted: accepted)
  }
}

extension CompileRun {
  /// One gateway for a release: with two, nobody could say which one a message takes.
  func checkGateways(_ made: [(entry: DocumentEntry, program: ConnectorProgram)]) {
    let gateways = made.filter { $0.program.texting != nil }
    guard let first = gateways.first else { return }
    for other in gateways.dropFirst() {
      sink.report(
        Diagnostic(
          .ambiguousName, at: other.program.range,
          Message(
            zh: "已经有短信网关「\(first.program.title.zh)」，短信不知道走哪一个",
            en: "`\(first.program.id)` is a gateway of short messages already: which one would a message take"),
          hint: Message(zh: "只留一个", en: "Keep one of them"),
          notes: [DiagnosticNote(at: first.program.range, Message(zh: "写在这里", en: "declared here"))]))
    }
  }
}
