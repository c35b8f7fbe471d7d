import Core
import Spec

/// Where one step leads, for the checks over a whole flow.
struct StepRoute {
  struct Target {
    let target: StepTarget
    let range: SourceRange
  }
  let isHuman: Bool
  /// It may be left out, so that what comes behind is reached without it.
  let isSkipped: Bool
  let targets: [Verb: Target]

  /// Going on leads to the next step.
  var goesOn: Bool {
    isSkipped || (targets[.approve] == nil && targets[.complete] == nil) || targets[.approve] == nil
  }
}

extension FormLowering {
  /// Every step can be reached, and no circle turns by itself.
  mutating func checkRoutes(_ drafts: [StepDraft], _ routes: [StepRoute]) {
    guard !drafts.isEmpty else { return }
    var seen = [Bool](repeating: false, count: drafts.count)
    var open = [0]
    seen[0] = true
    while let at = open.popLast() {
      var next: [Int] = routes[at].goesOn ? [at + 1] : []
      for target in routes[at].targets.values {
        if case .step(let step) = target.target { next.append(step) }
      }
      for step in next where step < drafts.count && !seen[step] {
        seen[step] = true
        open.append(step)
      }
    }
    for (at, draft) in drafts.enumerated() where !seen[at] {
      findings.report(
        .stepUnreachable, draft.nameRange, "没有路能走到步骤「\(draft.name)」", "Nothing leads to step `\(draft.name)`",
        hint: ("在前面某一步的 `then` 里写上它，或删掉", "Name it in the `then` of an earlier step, or take it out"))
    }
    checkCircles(drafts, routes)
  }

  private mutating func checkCircles(_ drafts: [StepDraft], _ routes: [StepRoute]) {
    for (at, route) in routes.enumerated() where !route.isHuman {
      for target in route.targets.values.sorted(by: { $0.range.start < $1.range.start }) {
        guard case .step(let back) = target.target, back <= at,
          routes[back...at].allSatisfy({ !$0.isHuman })
        else { continue }
        findings.report(
          .loopWithoutHuman, target.range, "从「\(drafts[at].name)」回到「\(drafts[back].name)」，中间没有人办理，会一直转下去",
          "From `\(drafts[at].name)` back to `\(drafts[back].name)` nobody acts: it would turn for ever",
          notes: [DiagnosticNote(at: drafts[back].nameRange, Message(zh: "回到这里", en: "back to here"))])
      }
    }
  }
}
