import Core

/// A post that has nobody any more keeps its work: whoever is appointed next has it at once. Until then it is somebody
/// else's too, who has the right to handle it.
extension Preparation {
  /// A stay whose post has nobody any more: the fallback or a body above stands in. Where nobody there may handle it, it
  /// waits with its post, and who is nearest above hears that somebody is missing.
  mutating func vacate(_ stay: StepRow, _ row: MatterRow) throws {
    var matter = try live(row)
    subject = matter.row.subject
    guard let stay = matter.steps.first(where: { $0.id == stay.id }), stay.done == nil, let post = stay.post,
      !isStaffed(post), let step = matter.program(of: stay)
    else { return }
    let beside = matter.steps.filter { $0.done == nil && $0.seat == stay.seat && $0.id != stay.id }
    if stay.isStandIn || beside.contains(where: { $0.isStandIn && hasSomebody($0, matter) }) {
      // Who stood in has left: the post that it is for looks for another.
      if stay.isStandIn { try giveBack(stay, step, &matter) }
      return
    }
    let found = above([post], matter)
    guard let holding = found.holding, !beside.compactMap(\.holding).contains(holding) else {
      return try wait(step, post, found, matter)
    }
    alarm(matter, step, found.alarm, [post])
    let title = running.city.title(ofPost: post).zh
    self.stay(
      &matter, step, stay.kind, holding: holding, due: stay.due, calendar: stay.calendar,
      reason: StepRow.standsIn + title, visit: stay.visit, seat: stay.seat)
    if case .post(let above) = holding { try tell(above, matter, "「\(step.title.zh)」的岗位空缺，转到您这里") }
    try settle(&matter, "vacant", post: post)
  }

  /// Who stood in gives it back once its post has somebody again, or when they have left themselves.
  mutating func giveBack(_ stay: StepRow, _ row: MatterRow) throws {
    var matter = try live(row)
    subject = matter.row.subject
    guard let stay = matter.steps.first(where: { $0.id == stay.id }), stay.done == nil, stay.isStandIn,
      let step = matter.program(of: stay),
      matter.steps.contains(where: { other in
        other.done == nil && other.seat == stay.seat && !other.isStandIn && hasSomebody(other, matter)
          && stay.reason == other.post.map { StepRow.standsIn + running.city.title(ofPost: $0).zh }
      })
    else { return }
    try giveBack(stay, step, &matter)
  }

  private mutating func giveBack(_ stay: StepRow, _ step: StepProgram, _ matter: inout LiveMatter) throws {
    end(stay, StepOutcome.givenBack, reason: stay.reason, post: stay.post, person: nil, &matter)
    if let post = stay.post { try tell(post, matter, "「\(step.title.zh)」的岗位有人了，不用再代办") }
    try settle(&matter, "given-back", post: stay.post)
  }

  private func hasSomebody(_ stay: StepRow, _ matter: LiveMatter) -> Bool {
    if let post = stay.post { return isStaffed(post) }
    return !holders(of: stay).isEmpty
  }

  /// Said once for each time that somebody leaves, however often the directory changes meanwhile.
  private mutating func wait(
    _ step: StepProgram, _ post: Int64, _ found: FoundHolding, _ matter: LiveMatter
  ) throws {
    if try wasTold(post, matter) { return }
    alarm(matter, step, found.holding == nil ? found.nobody : found.alarm, [post])
    let told: Int64?
    if case .post(let above)? = superior(of: [post], matter, having: [.handle, .read]) {
      told = above
    } else {
      told = guardian(of: matter.service, matter.row)
    }
    guard let told else { return }
    let title = running.city.title(ofPost: post).zh
    try tell(told, matter, "「\(step.title.zh)」留在\(title)，岗位空缺，请尽快安排人")
  }

  private static let alarms = Query(
    ["at", "payload"], of: SystemTables.event, where: .all([.equals("matter", 0), .equals("kind", 1)]),
    order: [.init(.column("sequence"), descending: true)], limit: .constant(.int(50)))
  private static func lastChange(_ table: Table) -> Query {
    Query(
      ["recorded_at"], of: table, where: .equals("post", 0), order: [.init(.column("recorded_at"), descending: true)],
      limit: .constant(.int(1)))
  }
  private static let changes = [SystemTables.appointment, SystemTables.leave, SystemTables.deputy].map { lastChange($0) }

  /// Whether an alarm has named the post on this matter since somebody last came, left or was away there.
  private func wasTold(_ post: Int64, _ matter: LiveMatter) throws -> Bool {
    let last = try Self.changes.compactMap {
      try reader.rows($0, [.int(post)], under: .system(.directory)).first?[0].int
    }.max() ?? 0
    let title = running.city.title(ofPost: post).zh
    return try reader.rows(Self.alarms, [.int(matter.row.id), .text("alarm")], under: .system(.background)).contains {
      guard let at = $0[0].int, at >= last, let payload = $0[1].blob else { return false }
      return String(decoding: payload, as: UTF8.self).contains(title)
    }
  }
}

extension StepRow {
  /// How the reason of a stay begins that somebody has in place of a vacant post; its title follows.
  static let standsIn = "代办空缺岗位："

  /// Somebody has it in place of a vacant post.
  var isStandIn: Bool { done == nil && kind.isWork && (reason?.hasPrefix(Self.standsIn) ?? false) }
}
