import Core

/// A change of who sits on a post, or of who stands in. Days are ISO days; nil is today, or without end.
package enum PostChange: Sendable, Hashable {
  /// `until` is the first day without it.
  case appoint(person: Int64, from: String?, until: String?)
  /// Takes the appointment back that was made last.
  case unappoint(term: Int64)
  case dismiss(term: Int64, until: String?)
  /// To another post, in one record: there is no moment between the two.
  case transfer(person: Int64, to: Int64, on: String?)
  /// Whoever sits there is away; `until` is the last day.
  case leave(from: String?, until: String?)
  case endLeave(Int64)
  /// Whoever sits on that post stands in while this one is vacant or away; `until` is the last day.
  case deputy(post: Int64, from: String?, until: String?)
  case endDeputy(Int64)
  /// What the seat is like.
  case describe(PostWords)
  /// Takes the operation back that said so.
  case undescribe(Int64)
}

extension Engine {
  /// Changes a post at once; rights follow with the next request.
  ///
  /// - Throws: `Refusal`: nothing of that kind, days that do not fit, or beyond what the caller may change.
  package func changePost(
    _ post: Int64, _ change: PostChange, _ caller: Caller, _ authority: DirectoryAuthority
  ) throws {
    for round in 1...Self.rounds {
      let plan: Plan = try snapshot { running, reader in
        var preparation = Preparation(self, running, reader, caller)
        try preparation.changePost(post, change, authority)
        return Plan(epoch: running.epoch, changes: preparation.plan)
      }
      do { return try commitOrThrow(plan) } catch let refusal as Refusal where refusal.code == .movedOn {
        if round == Self.rounds { throw refusal }
      }
    }
  }

  /// How often a change that others overtook is prepared again.
  private static let rounds = 8
}

extension Preparation {
  /// - Throws: `Refusal` as `Engine.changePost`.
  mutating func changePost(_ post: Int64, _ change: PostChange, _ authority: DirectoryAuthority) throws {
    guard running.city.posts[post] != nil else { throw Refusal.noPost }
    guarded.append(Engine.moving(running.city.grantEpoch))
    try mustEdit([post], authority)
    switch change {
    case .appoint(let person, let from, let until):
      try mayBeAppointed(person, authority)
      try appoint(person, to: post, from: try Engine.day(from) ?? today.text, until: try Engine.day(until))
    case .unappoint(let term): try unappoint(term, of: post)
    case .dismiss(let term, let until):
      try dismiss(term, of: post, until: try Engine.day(until) ?? today.text)
    case .transfer(let person, let other, let day):
      try mustEdit([other], authority)
      try mayBeAppointed(person, authority)
      try transfer(person, from: post, to: other, on: try Engine.day(day) ?? today.text)
    case .leave(let from, let until): try setLeave(of: post, from, until)
    case .endLeave(let row): try endLeave(row, of: post)
    case .deputy(let deputy, let from, let until): try setDeputy(deputy, for: post, from, until, authority)
    case .endDeputy(let row): try endDeputy(row, of: post)
    case .describe(let words): try describe(post, words)
    case .undescribe(let change): try undescribe(change, of: post, authority)
    }
  }

  private func mayBeAppointed(_ person: Int64, _ authority: DirectoryAuthority) throws {
    if authority != .owner, person == caller.person { throw Refusal.noSelf }
  }
}
