import Core

/// Who closes a list is a post like any other: while it has nobody, somebody above closes for it, and whoever is appointed
/// there has its lists back.
extension Preparation {
  /// Who closes a list that a matter joins: whoever had the matter before; where nobody had it, who gets it. Nil where
  /// several may claim it: nobody closes the list by hand.
  mutating func closer(
    _ matter: LiveMatter, _ step: StepProgram, _ holding: Holding, _ seats: FoundSeats
  ) throws -> ListCloser? {
    guard let before = matter.holder else {
      guard case .post(let post) = holding else { return nil }
      return ListCloser(post: post, standsIn: seats.standsIn(holding))
    }
    let owner = matter.steps.last { $0.post == before && $0.kind.carries }?.standsIn ?? before
    let (closer, found) = closer(for: owner, besides: before, matter)
    guard let found else { return closer }
    if closer.standsIn == nil {
      try wait(step, owner, found, matter)
    } else {
      try pass(closer, owner, found, step, matter)
    }
    return closer
  }

  /// Somebody above closes it now instead of a vacant post.
  private mutating func pass(
    _ closer: ListCloser, _ owner: Int64, _ found: FoundHolding, _ step: StepProgram, _ matter: LiveMatter
  ) throws {
    alarm(matter, step, found.alarm, [owner])
    let title = running.city.title(ofPost: owner).zh
    try tell(closer.post, matter, "「\(step.title.zh)」的名单本该由\(title)结单，岗位空缺，转到您这里")
  }

  /// - Parameter present: who closes for the post already, and goes on where they are still there.
  /// - Returns: who closes for it, and what was found where the post has nobody.
  private func closer(
    for owner: Int64, besides present: Int64, _ matter: LiveMatter
  ) -> (closer: ListCloser, found: FoundHolding?) {
    if isStaffed(owner) { return (ListCloser(post: owner, standsIn: nil), nil) }
    if present != owner, isStaffed(present) { return (ListCloser(post: present, standsIn: owner), nil) }
    let found = above([owner], matter)
    guard let above = found.holding.flatMap({ posts(of: $0).first }) else {
      return (ListCloser(post: owner, standsIn: nil), found)
    }
    return (ListCloser(post: above, standsIn: owner), found)
  }

  /// A line of a list after the directory changed: whose post closes it has left, or has come back.
  mutating func followCloser(_ stay: StepRow, _ row: MatterRow) throws {
    var matter = try live(row)
    subject = matter.row.subject
    guard let at = matter.steps.firstIndex(where: { $0.id == stay.id }), case let stay = matter.steps[at],
      stay.done == nil, stay.kind == .held, let list = stay.list, let old = stay.post, let step = matter.program(of: stay)
    else { return }
    let owner = stay.standsIn ?? old
    let (new, found) = closer(for: owner, besides: old, matter)
    if let found, new.post == owner { return try wait(step, owner, found, matter) }
    if new.post == old { return }
    guarded.append(
      Change(MatterStatements.handList, [.int(new.post), StoredValue(new.standsIn), .int(stay.id)], guarding: .moved))
    changes.append(Change(MatterStatements.closeBy, [.int(new.post), .int(list), .int(old)]))
    matter.steps[at].post = new.post
    matter.steps[at].standsIn = new.standsIn
    if let found { try pass(new, owner, found, step, matter) }
    if new.standsIn == nil {
      try tell(owner, matter, "「\(step.title.zh)」的名单在岗位空缺时由别人代管，现在由您结单")
      try tell(old, matter, "「\(step.title.zh)」名单的岗位有人了，不用再代管")
    }
    try settle(&matter, new.standsIn == nil ? "given-back" : "vacant", post: old)
  }
}

/// The post that closes a list, and the vacant one for which it does.
struct ListCloser {
  let post: Int64
  let standsIn: Int64?
}
