import Core
import Spec

/// Acts by event and by step.
extension FormLowering {
  /// Events that a service or task has; `created`, `changed` and `ended` are those of a ledger's rows.
  static let eventsOfMatters: [MatterEvent] = MatterEvent.allCases.filter {
    $0 != .created && $0 != .changed && $0 != .ended
  }

  /// - Parameters:
  ///   - after: Acts by the English word of an event, or by step.
  ///   - steps: The id of a step by each name that it may be called here; nil = the flow is wrong, which was reported.
  mutating func events(
    _ after: [String: SpecNode], steps: [String: String]?
  ) -> ([MatterEvent: [ActProgram]], [String: [ActProgram]]) {
    var byEvent: [MatterEvent: [ActProgram]] = [:]
    var byStep: [String: [ActProgram]] = [:]
    for (name, node) in after.sorted(by: { $0.value.nameRange.start < $1.value.nameRange.start }) {
      if let event = MatterEvent(rawValue: name), FormLowering.eventsOfMatters.contains(event) {
        byEvent[event] = acts(node)
      } else if let step = steps?[name] {
        byStep[step] = acts(node)
      } else if steps == nil {
        _ = acts(node)
      } else {
        let words = FormLowering.eventsOfMatters.flatMap { [$0.alias, $0.rawValue] }
        let near = didYouMean(name, (steps ?? [:]).keys.sorted() + words)
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

extension FlowProgram {
  /// The id of a step by each name that `after` may call it: as stays name it, and the author's own name of a step of a
  /// branch where no other step has that.
  var stepsByName: [String: String] {
    var found = Dictionary(steps.map { ($0.id, $0.id) }, uniquingKeysWith: { first, _ in first })
    let inside = Dictionary(grouping: steps.filter { $0.line != 0 }) { step in
      step.id.lastIndex(of: "/").map { String(step.id[step.id.index(after: $0)...]) } ?? step.id
    }
    for (name, steps) in inside where steps.count == 1 && found[name] == nil { found[name] = steps[0].id }
    return found
  }
}
