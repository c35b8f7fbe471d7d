import Core

/// A post that has nobody any more keeps its work: whoever is appointed next has it at once. Until then it is somebody
/// else's too, who has the right to handle it. What arrives meanwhile goes to them alone, and comes to the post with whom
/// is appointed. Their stays say for which post they are (`stands_in`).
extension Preparation {
  /// A stay whose post has nobody any more: the fallback or a body above stands in. Where nobody there may handle it, it
  /// waits with its post, and who is nearest above hears that somebody is missing.
  mutating func vacate(_ stay: StepRow, _ row: MatterRow) throws {
    var matter = try live(row)
    subject = matter.row.subject
    guard let stay = matter.steps.first(where: { $0.id == stay.id }), stay.done == nil, let post = stay.post,
      !isStaffed(post), let step = matter.program(of: stay)
    else { return }
    let beside = self.beside(stay, matter)
    if let owed = stay.standsIn, beside.contains(where: { $0.post == owed }) {
      // Who stood in has left: the post that it is for looks for another.
      return try giveBack(stay, step, &matter)
    }
    if beside.contains(where: { $0.standsIn == post && hasSomebody($0) }) { return }
    let vacant = stay.standsIn ?? post
    let found = above([vacant], matter)
    guard let holding = found.holding, !beside.compactMap(\.holding).contains(holding) else {
      return try wait(step, post, found, matter)
    }
    alarm(matter, step, found.alarm, [vacant])
    if stay.isStandIn {
      end(stay, StepOutcome.vacant, reason: nil, post: stay.post, person: stay.person, &matter)
    }
    self.stay(
      &matter, step, stay.kind, holding: holding, due: stay.due, calendar: stay.calendar, visit: stay.visit,
      seat: stay.seat, standsIn: vacant)
    if case .post(let above) = holding { try tell(above, matter, "「\(step.title.zh)」的岗位空缺，转到您这里") }
    try settle(&matter, "vacant", post: post)
  }

  /// Who stood in gives it back once the post has somebody again: it lies there, or comes there now.
  mutating func giveBack(_ stay: StepRow, _ row: MatterRow) throws {
    var matter = try live(row)
    subject = matter.row.subject
    guard let stay = matter.steps.first(where: { $0.id == stay.id }), stay.done == nil, let vacant = stay.standsIn,
      let step = matter.program(of: stay)
    else { return }
    if beside(stay, matter).contains(where: { $0.post == vacant }) {
      if isStaffed(vacant) { try giveBack(stay, step, &matter) }
      return
    }
    let open = matter.steps.filter { $0.done == nil && $0.visit == stay.visit }.compactMap(\.holding)
    guard let holding = owed(vacant, step, matter), !open.contains(holding) else { return }
    self.stay(
      &matter, step, stay.kind, holding: holding, due: stay.due, calendar: stay.calendar, visit: stay.visit,
      seat: stay.seat)
    for post in posts(of: holding) { try tell(post, matter, "「\(step.title.zh)」在岗位空缺时由别人代办，现在由您接着办") }
    try giveBack(stay, step, &matter)
  }

  private mutating func giveBack(_ stay: StepRow, _ step: StepProgram, _ matter: inout LiveMatter) throws {
    end(stay, StepOutcome.givenBack, reason: nil, post: stay.post, person: nil, &matter)
    if let post = stay.post { try tell(post, matter, "「\(step.title.zh)」的岗位有人了，不用再代办") }
    try settle(&matter, "given-back", post: stay.post)
  }

  /// Who has a vacant post's work now in their own right: of those whom the step names, else the post.
  private func owed(_ vacant: Int64, _ step: StepProgram, _ matter: LiveMatter) -> Holding? {
    for voice in [step.by] + step.others {
      let found = holding(of: voice, matter, goesUp: false)
      guard let holding = found.holding, !found.wentUp else { continue }
      if found.vacant.contains(vacant) || posts(of: holding).contains(vacant) { return holding }
    }
    return isStaffed(vacant) ? .post(vacant) : nil
  }

  /// The open stays of the same seat.
  private func beside(_ stay: StepRow, _ matter: LiveMatter) -> [StepRow] {
    matter.steps.filter { $0.done == nil && $0.seat == stay.seat && $0.id != stay.id }
  }

  private func hasSomebody(_ stay: StepRow) -> Bool {
    if let post = stay.post { return isStaffed(post) }
    return !holders(of: stay).isEmpty
  }

  /// Said once for each time that somebody leaves, however often the directory changes meanwhile.
  mutating func wait(
    _ step: StepProgram, _ post: Int64, _ found: FoundHolding, _ matter: LiveMatter
  ) throws {
    if try wasTold(post, matter) { return }
    alarm(matter, step, found.holding == nil ? found.nobody : found.alarm, [post])
    guard let told = nearestReader(above: [post], matter) else { return }
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

extension Engine {
  private static let standsIn = "代办空缺岗位："
  /// Open stays with words that an older build wrote where this one has a fact.
  private static func told(_ holder: Condition) -> Query {
    Query(
      StepRow.columns, of: SystemTables.step,
      where: .all([
        .isNull(.column("done")), holder, .isNull(.column("stands_in")),
        .holds(.column("reason"), .constant(.text(standsIn))),
        .oneOf(.column("kind"), StepRow.Kind.work.map { .text($0.rawValue) }),
      ]))
  }
  /// Of posts, and of nobody yet: each along its index of open stays, since there may be millions that are over.
  private static let allTold = [
    told(.compare(.column("post"), .greater, .constant(.int(0)))),
    told(.all([.isNull(.column("post")), .compare(.column("role"), .greater, .constant(.text("")))])),
  ]
  private static let openOfMatter = Query(
    StepRow.columns, of: SystemTables.step, where: .all([.equals("matter", 0), .isNull(.column("done"))]))
  private static let takeUp = Statement(
    SystemTables.step,
    .update(
      [.set("stands_in", .parameter(1)), .set("reason", .constant(.null))],
      where: .all([.equals("id", 0), .isNull(.column("done"))])))

  /// Once the words of a stay alone told for which post it is.
  func takeUpStandIns() throws {
    guard let city = current?.city else { return }
    let changes: [Change] = try store.read { reader in
      let stays = try Self.allTold.flatMap { try reader.rows($0, [], under: .system(.maintenance)) }.compactMap { StepRow($0) }
      return try stays.compactMap { stay -> Change? in
        let open = try reader.rows(Self.openOfMatter, [.int(stay.matter)], under: .system(.maintenance))
        let posts = open.compactMap { StepRow($0) }.filter { $0.seat == stay.seat && $0.id != stay.id }.compactMap(\.post)
        return posts.first { Self.standsIn + city.title(ofPost: $0).zh == stay.reason }
          .map { Change(Self.takeUp, [.int(stay.id), .int($0)]) }
      }
    }
    if !changes.isEmpty { try commitOrThrow(Plan(changes: changes)) }
  }
}
