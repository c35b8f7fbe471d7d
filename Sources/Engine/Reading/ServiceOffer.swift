import Core
import FEEL

/// A variant of a service as lists show it, with what decides who sees it; made once for what runs.
package final class ServiceOffer: Sendable {
  package let service: ServiceProgram
  package let variant: VariantProgram
  /// Who deals with it, one after the other.
  package let steps: [Label]
  let isForResidents: Bool
  let isForStaff: Bool
  let isForBodies: Bool
  /// Who may file for family is shown it even when it is not for themselves.
  let isForFamily: Bool
  /// Its condition is asked of the person: who files for others alone is asked about these.
  let isDecided: Bool
  let condition: Eligibility?
  let hasQuota: Bool
  // Apart from the variant, whose parts a list would take hold of one by one for every card.
  private let isDraining: Bool
  private let from, until: Int64?

  /// A condition with the facts that it reads, by their number in `ServiceIndex.facts`.
  struct Eligibility: Sendable {
    let expression: CompiledExpression
    let slots: Int
    let reads: [(slot: Int, fact: Int)]
  }

  init(_ service: ServiceProgram, _ variant: VariantProgram, condition: Eligibility?) {
    self.service = service
    self.variant = variant
    self.condition = condition
    steps = variant.flow.steps(inLine: 0)
    let audience = variant.open.audience
    let anyone = audience.contains(.anyone)
    isForBodies = anyone || audience.contains(.agent)
    isForResidents = anyone || audience.contains(.`self`) || audience.contains(.family)
    isForStaff = isForResidents || audience.contains(.staff)
    isForFamily = audience.contains(.family)
    isDecided = variant.open.condition != nil && (anyone || audience.contains(.`self`))
    hasQuota = variant.open.quota != nil
    isDraining = service.inflight == .drain
    (from, until) = (variant.open.from, variant.open.until)
  }

  /// Nil once it is closed.
  func opening(at now: Int64) -> ServiceCard.Opening? {
    if isDraining { return nil }
    if let until, now >= until { return nil }
    if let from, now < from { return .notYet(from) }
    return .open
  }
}

extension FlowProgram {
  /// What a line of the flow does, as somebody waits for it: branches that are open at once stand together in their step,
  /// what happens in the same moment is left out.
  fileprivate func steps(inLine number: Int) -> [Label] {
    guard let found = line(number) else { return [] }
    return found.steps.compactMap { at in
      let step = steps[at]
      switch step.kind {
      case .review, .fill, .timer, .call: return step.title
      case .set, .send: return nil
      case .parallel:
        let inside = branches.indices.filter { branches[$0].owner == at }.map { branch in
          self.steps(inLine: branch + 1)
        }.filter { !$0.isEmpty }
        if inside.isEmpty { return step.title }
        let zh = inside.map { $0.map(\.zh).joined(separator: "→") }.joined(separator: "、")
        let en = inside.map { $0.map { $0.text(in: .en) }.joined(separator: "→") }.joined(separator: ", ")
        return Label(zh: "\(step.title.zh)（\(zh)）", en: "\(step.title.text(in: .en)) (\(en))")
      }
    }
  }
}
