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

  /// Open stays in the order of their ids, behind one and up to another, so that pages reach the last of them.
  private static func openStays(_ conditions: [Condition]) -> Query {
    let bounds: [Condition] = [
      .compare(.column("id"), .greater, .parameter(0)), .compare(.column("id"), .lessOrEqual, .parameter(1)),
      .isNull(.column("done")),
    ]
    return Query(
      StepRow.columns, of: SystemTables.step, where: .all(bounds + conditions), order: [.init(.column("id"))],
      limit: .parameter(2))
  }
  private static let held = openStays([.equals("post", 3)])
  private static let blocked = openStays([
    .isNull(.column("role")), .isNull(.column("place")),
    .compare(.column("kind"), .equal, .constant(.text(StepRow.Kind.blocked.rawValue))),
  ])
  private static let standIns = openStays([.isNotNull(.column("stands_in"))])
  private static let holders = Query(
    [.init(.column("post"), .integer)], from: SystemTables.step,
    where: .all([.isNull(.column("done")), .isNotNull(.column("post"))]), groupBy: [.column("post")])
  private static let newest = Query(
    ["id"], of: SystemTables.step, order: [.init(.column("id"), descending: true)], limit: .constant(.int(1)))

  /// Finds who stands in for posts that have nobody any more, gives back what they have somebody for again, and takes up
  /// what stood because nobody was found.
  ///
  /// - Parameters:
  ///   - seen: The state of the directory that was looked at last; nothing is done while it is the same.
  ///   - page: Stays that are read at once.
  /// - Returns: The state that was looked at now.
  package func followDirectory(since seen: DirectoryMark?, page: Int = 500) throws -> DirectoryMark {
    try runDuePlaceChanges()
    try handOverPlaces()
    let (mark, posts, last): (DirectoryMark, [Int64], Int64) = try snapshot { running, reader in
      let mark = DirectoryMark(running.city)
      guard mark != seen else { return (mark, [], 0) }
      let posts = try reader.rows(Self.holders, [], under: .system(.background)).compactMap { $0[0].int }
      let last = try reader.rows(Self.newest, [], under: .system(.background)).first?[0].int ?? 0
      return (mark, posts.filter { !(running.city.posts[$0]?.isManned ?? false) }, last)
    }
    try walk(Self.standIns, [], upTo: last, page) { preparation, stay, row in
      if stay.kind == .held { try preparation.followCloser(stay, row) } else { try preparation.giveBack(stay, row) }
    }
    for post in posts {
      try walk(Self.held, [.int(post)], upTo: last, page) { preparation, stay, row in
        if stay.kind.isWork { try preparation.vacate(stay, row) }
        if stay.kind.isTended { try preparation.tendAgain(stay, row) }
        if stay.kind == .held { try preparation.followCloser(stay, row) }
      }
    }
    try walk(Self.blocked, [], upTo: last, page) { preparation, stay, row in try preparation.takeUp(stay, row) }
    return mark
  }

  /// Every open stay that a query finds, a page after the other: what stays as it is hides nothing behind it, and what is
  /// made meanwhile is not looked at.
  private func walk(
    _ query: Query, _ parameters: [StoredValue], upTo last: Int64, _ page: Int,
    _ body: (inout Preparation, StepRow, MatterRow) throws -> Void
  ) throws {
    var behind: Int64 = .min
    while behind < last {
      let bounds: [StoredValue] = [.int(behind), .int(last), .int(Int64(max(1, page)))]
      let rows: [Row] = try snapshot { _, reader in
        try reader.rows(query, bounds + parameters, under: .system(.background))
      }
      for stay in rows.compactMap({ StepRow($0) }) {
        try byItself { preparation in
          guard let row = try Self.matter(stay.matter, preparation.reader) else { return }
          try body(&preparation, stay, row)
        }
      }
      guard rows.count >= max(1, page), let end = rows.last?[0].int else { return }
      behind = end
    }
  }

  private static func matter(_ id: Int64, _ reader: any Reader) throws -> MatterRow? {
    try reader.rows(matterByID, [.int(id)], under: .system(.background)).first.flatMap { MatterRow($0) }
  }

  /// Prepares and commits as nobody; what somebody else moves meanwhile is looked at again in the next round.
  private func byItself(_ body: (inout Preparation) throws -> Void) throws {
    let plan: Plan = try snapshot { running, reader in
      var preparation = Preparation(self, running, reader, .nobody)
      try body(&preparation)
      return Plan(epoch: running.epoch, changes: preparation.plan)
    }
    if case .unavailable(let reason) = commitNow(plan) { throw StoreError.unavailable(reason) }
  }
}

/// A state of the directory: what changed it last, and the day for which it was read. On another day other terms, leave
/// and stand-ins hold, though nobody changed anything.
package struct DirectoryMark: Sendable, Equatable {
  private let grantEpoch: Int64
  private let day: String?

  init(_ city: CityIndex) {
    grantEpoch = city.grantEpoch
    day = city.day
  }
}
