import Core

/// What the seats of one visit of a step say together.
enum Verdict: Hashable {
  case open, passed, failed
}

extension LiveMatter {
  private enum Voice { case pending, yes, no }

  /// The verdict of a visit as its stays are now.
  func verdict(_ mode: StepMode, visit: Int64) -> Verdict {
    let voices = voices(visit)
    let yes = voices.count { $0 == .yes }, no = voices.count { $0 == .no }
    switch mode {
    case .any, .all, .inTurn:
      if no > 0 { return .failed }
      return voices.contains(.pending) ? .open : .passed
    case .vote(let numerator, let denominator):
      let needed = numerator * voices.count
      if yes > 0, yes * denominator >= needed { return .passed }
      return (voices.count - no) * denominator < needed || yes + no == voices.count ? .failed : .open
    }
  }

  /// What each seat says; a seat that was closed undecided (its holder was taken off) has no voice.
  private func voices(_ visit: Int64) -> [Voice] {
    let rows = steps.filter { $0.visit == visit && $0.kind.carries }
    let later = signers.filter { $0.visit == visit }
    var seats: [Int64] = []
    for seat in rows.map(\.seat) + later.map(\.seat) where !seats.contains(seat) { seats.append(seat) }
    return seats.compactMap { seat in
      let own = rows.filter { $0.seat == seat }
      if own.contains(where: { $0.done == nil }) || later.contains(where: { $0.seat == seat }) { return .pending }
      switch own.last(where: { $0.outcome.map(Self.isDecision) ?? false })?.outcome {
      case Verb.reject.rawValue?: return .no
      case nil: return nil
      default: return .yes
      }
    }
  }

  private static func isDecision(_ outcome: String) -> Bool {
    outcome == Verb.approve.rawValue || outcome == Verb.complete.rawValue || outcome == Verb.reject.rawValue
  }
}
