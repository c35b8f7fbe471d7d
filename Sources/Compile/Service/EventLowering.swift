import Core
import Spec

/// Acts by event and by step.
extension FormLowering {
  /// Events that a service or task has; `created`, `changed` and `ended` are those of a ledger's rows.
  static let eventsOfMatters: [MatterEvent] = MatterEvent.allCases.filter {
    $0 != .created && $0 != .changed && $0 != .ended
  }

  /// - Parameter after: Acts by the English word of an event, or by step.
  mutating func events(
    _ after: [String: SpecNode], steps: [String]
  ) -> ([MatterEvent: [ActProgram]], [String: [ActProgram]]) {
    var byEvent: [MatterEvent: [ActProgram]] = [:]
    var byStep: [String: [ActProgram]] = [:]
    for (name, node) in after.sorted(by: { $0.value.nameRange.start < $1.value.nameRange.start }) {
      if let event = MatterEvent(rawValue: name), FormLowering.eventsOfMatters.contains(event) {
        byEvent[event] = acts(node)
      } else if steps.contains(name) {
        byStep[name] = acts(node)
      } else {
        let words = FormLowering.eventsOfMatters.flatMap { [$0.alias, $0.rawValue] }
        let near = didYouMean(name, steps + words)
        findings.report(
          .unknownWord, node.nameRange, "「\(node.name ?? name)」不是事件，也不是步骤\(near.zh)",
          "`\(node.name ?? name)` is neither an event nor a step\(near.en)",
          hint: (
            "事件有：\(FormLowering.eventsOfMatters.map(\.alias).joined(separator: " "))",
            "Events: \(FormLowering.eventsOfMatters.map(\.rawValue).joined(separator: " "))"
          ))
        _ = acts(node)
      }
    }
    return (byEvent, byStep)
  }
}
