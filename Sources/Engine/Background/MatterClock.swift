import Core

/// The work on matters that nobody asked for. Safe on several servers at once: each row is done by whoever is first.
extension Engine {
  private static let due = Query(
    ["id", "matter", "stay", "position"], of: SystemTables.reminder,
    where: .all([.isNull(.column("done")), .compare(.column("at"), .lessOrEqual, .parameter(0))]),
    order: [.init(.column("at")), .init(.column("id"))], limit: .constant(.int(200)))
  static let matterByID = Query(MatterRow.columns, of: SystemTables.matter, where: .equals("id", 0))

  /// Rings the reminders whose moment has come: tells, escalates, wakes what waited.
  ///
  /// - Returns: How many were due.
  @discardableResult
  package func ringDueReminders() throws -> Int {
    let due: [Row] = try snapshot { _, reader in
      try reader.rows(Self.due, [.int(reader.now)], under: .system(.background))
    }
    for row in due {
      guard let id = row[0].int, let matter = row[1].int, let stay = row[2].int, let position = row[3].int else {
        continue
      }
      try byItself { preparation in
        guard let found = try Self.matter(matter, preparation.reader) else { return }
        try preparation.ring(id, found, stay: stay, position: position)
      }
    }
    return due.count
  }

  private static let held = Query(
    StepRow.columns, of: SystemTables.step, where: .all([.equals("post", 0), .isNull(.column("done"))]),
    order: [.init(.column("id"))], limit: .constant(.int(500)))
  private static let holders = Query(
    [.init(.column("post"), .integer)], from: SystemTables.step,
    where: .all([.isNull(.column("done")), .isNotNull(.column("post"))]), groupBy: [.column("post")])

  private static let blocked = Query(
    StepRow.columns, of: SystemTables.step,
    where: .all([
      .isNull(.column("role")), .isNull(.column("place")), .isNull(.column("done")),
      .compare(.column("kind"), .equal, .constant(.text(StepRow.Kind.blocked.rawValue))),
    ]), order: [.init(.column("id"))], limit: .constant(.int(2_000)))

  /// Moves up what lies on posts that have nobody any more, and takes up again what stood because nobody was found.
  ///
  /// - Parameter seen: The state of the directory that was looked at last; nothing is done while it is the same.
  /// - Returns: The state that was looked at now.
  package func followDirectory(since seen: Int64?) throws -> Int64 {
    try turnDay()
    try runDuePlaceChanges()
    try handOverPlaces()
    let (epoch, stays): (Int64, [StepRow]) = try snapshot { running, reader in
      guard running.city.grantEpoch != seen else { return (running.city.grantEpoch, []) }
      var stays: [StepRow] = []
      for row in try reader.rows(Self.holders, [], under: .system(.background)) {
        guard let post = row[0].int, running.city.posts[post]?.staff.isEmpty ?? true else { continue }
        stays += try reader.rows(Self.held, [.int(post)], under: .system(.background)).compactMap { StepRow($0) }
      }
      stays += try reader.rows(Self.blocked, [], under: .system(.background)).compactMap { StepRow($0) }
      return (running.city.grantEpoch, stays)
    }
    for stay in stays where stay.kind.isWork || stay.kind == .blocked {
      try byItself { preparation in
        guard let found = try Self.matter(stay.matter, preparation.reader) else { return }
        if stay.kind == .blocked { try preparation.takeUp(stay, found) } else { try preparation.vacate(stay, found) }
      }
    }
    return epoch
  }

  private static func matter(_ id: Int64, _ reader: any Reader) throws -> MatterRow? {
    try reader.rows(matterByID, [.int(id)], under: .system(.background)).first.flatMap { MatterRow($0) }
  }

  /// Prepares and commits as nobody; what somebody else moves meanwhile is looked at again in the next round.
  private func byItself(_ body: (inout Preparation) throws -> Void) throws {
    let nobody = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
    let plan: Plan = try snapshot { running, reader in
      var preparation = Preparation(self, running, reader, nobody)
      try body(&preparation)
      return Plan(epoch: running.epoch, changes: preparation.plan)
    }
    if case .unavailable(let reason) = commitNow(plan) { throw StoreError.unavailable(reason) }
  }
}
