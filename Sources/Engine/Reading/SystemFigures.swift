import Core

/// How much there is and how much waits, for who runs the system. Numbers alone: nobody's data.
package struct SystemFigures: Sendable {
  package struct Server: Sendable {
    package let number: Int64
    package let name: String
    package let epoch: Int64
    /// Milliseconds since it was heard of.
    package let silent: Int64

    package init(number: Int64, name: String, epoch: Int64, silent: Int64) {
      self.number = number
      self.name = name
      self.epoch = epoch
      self.silent = silent
    }
  }

  /// How calls of one other system go.
  package struct Connector: Sendable {
    package let id: String
    package let title: Label
    /// Calls that are not over.
    package let waiting: Int64
    /// Attempts of the last day, and those of them that were not answered.
    package let attempts: Int64
    package let failed: Int64

    package init(id: String, title: Label, waiting: Int64, attempts: Int64, failed: Int64) {
      self.id = id
      self.title = title
      self.waiting = waiting
      self.attempts = attempts
      self.failed = failed
    }
  }

  package let openStays: Int64
  package let lateStays: Int64
  /// Open steps of posts that nobody holds.
  package let vacantStays: Int64
  package let deltas: Int64
  package let outbox: Int64
  package let sessions: Int64
  /// Those heard of within a day, the latest first.
  package let servers: [Server]
  /// The last that were raised, the newest first.
  package var alarms: [AlarmShown] = []
  /// Those of the running release, and those that somebody still waits for; by id.
  package let connectors: [Connector]

  package init(
    openStays: Int64, lateStays: Int64, vacantStays: Int64, deltas: Int64, outbox: Int64, sessions: Int64,
    servers: [Server], connectors: [Connector] = []
  ) {
    self.openStays = openStays
    self.lateStays = lateStays
    self.vacantStays = vacantStays
    self.deltas = deltas
    self.outbox = outbox
    self.sessions = sessions
    self.servers = servers
    self.connectors = connectors
  }
}

extension Engine {
  private static func count(_ table: Table, where condition: Condition = .always) -> Query {
    Query([.init(.count, .integer)], from: table, where: condition)
  }

  private static let stays = count(SystemTables.step, where: .isNull(.column("done")))
  private static let late = count(
    SystemTables.step,
    where: .all([.isNull(.column("done")), .compare(.column("due"), .less, .parameter(0))]))
  private static let byPost = Query(
    [.init(.column("post"), .integer), .init(.count, .integer)], from: SystemTables.step,
    where: .all([.isNull(.column("done")), .isNotNull(.column("post"))]), groupBy: [.column("post")])
  private static let deltas = count(SystemTables.delta)
  private static let isAlarm = Condition.compare(.column("topic"), .equal, .constant(.text("alarm")))
  private static let unsent = count(
    SystemTables.outbox,
    where: .all([.isNull(.column("sent")), .compare(.column("topic"), .notEqual, .constant(.text("alarm")))]))
  private static let alarms = Query(
    ["due", "payload"], of: SystemTables.outbox, where: .all([isAlarm, .isNull(.column("sent"))]),
    order: [.init(.column("due"), descending: true)], limit: .constant(.int(30)))
  private static let sessions = count(
    SystemTables.session, where: .compare(.column("expires"), .greater, .parameter(0)))
  private static let heard = Query(
    ["id", "name", "epoch", "seen"], of: SystemTables.server,
    where: .compare(.column("seen"), .greater, .parameter(0)),
    order: [.init(.column("seen"), descending: true)],
    limit: .constant(.int(50)))

  /// The figures of the store as it is now.
  package func systemFigures() throws -> SystemFigures {
    try snapshot { running, reader in
      func number(_ query: Query, _ parameters: [StoredValue] = []) throws -> Int64 {
        try reader.rows(query, parameters, under: .system(.maintenance)).first?[0].int ?? 0
      }
      let vacant = try reader.rows(Self.byPost, [], under: .system(.maintenance)).reduce(Int64(0)) {
        sum, row in
        let isHeld = row[0].int.flatMap { running.city.posts[$0] }?.isManned ?? false
        return sum + (isHeld ? 0 : row[1].int ?? 0)
      }
      let now = reader.now
      let servers = try reader.rows(Self.heard, [.int(now &- 86_400_000)], under: .system(.maintenance)).map {
        row in
        SystemFigures.Server(
          number: row[0].int ?? 0, name: row[1].text ?? "", epoch: row[2].int ?? 0,
          silent: max(0, now &- (row[3].int ?? 0)))
      }
      var figures = SystemFigures(
        openStays: try number(Self.stays), lateStays: try number(Self.late, [.int(now)]), vacantStays: vacant,
        deltas: try number(Self.deltas), outbox: try number(Self.unsent),
        sessions: try number(Self.sessions, [.int(now)]),
        servers: servers, connectors: try connectors(running, reader))
      figures.alarms = try reader.rows(Self.alarms, [], under: .system(.maintenance)).map {
        AlarmShown(at: $0[0].int ?? 0, payload: $0[1].blob ?? [])
      }
      return figures
    }
  }

  private static let waitingCalls = Query(
    [.init(.column("target"), .text), .init(.count, .integer)], from: SystemTables.outbox,
    where: .all([isCall(""), .isNull(.column("sent"))]), groupBy: [.column("target")])
  private static let lateAttempts = Query(
    [.init(.column("target", of: "o"), .text), .init(.column("result", of: "d"), .text), .init(.count, .integer)],
    from: SystemTables.delivery, as: "d",
    joins: [
      .init(
        SystemTables.outbox, "o", on: .compare(.column("sequence", of: "o"), .equal, .column("outbox", of: "d")))
    ],
    where: .all([isCall("o"), .compare(.column("at", of: "d"), .greater, .parameter(0))]),
    groupBy: [.column("target", of: "o"), .column("result", of: "d")])

  private static func isCall(_ alias: String) -> Condition {
    .all([
      .oneOf(.column("topic", of: alias), [.text("call"), .text("sms")]), .isNotNull(.column("target", of: alias)),
    ])
  }

  private func connectors(_ running: Running, _ reader: any Reader) throws -> [SystemFigures.Connector] {
    var waiting: [String: Int64] = [:], attempts: [String: Int64] = [:], failed: [String: Int64] = [:]
    for row in try reader.rows(Self.waitingCalls, [], under: .system(.maintenance)) {
      waiting[row[0].text ?? "", default: 0] += row[1].int ?? 0
    }
    let day = reader.now &- 86_400_000
    for row in try reader.rows(Self.lateAttempts, [.int(day)], under: .system(.maintenance)) {
      let id = row[0].text ?? "", count = row[2].int ?? 0
      attempts[id, default: 0] += count
      switch CallResult(row[1].text ?? "") {
      case .answered, .sending, .needless: continue
      default: failed[id, default: 0] += count
      }
    }
    let ids = Set(running.program.connectors.keys).union(waiting.keys).union(attempts.keys).sorted()
    return ids.map { id in
      SystemFigures.Connector(
        id: id, title: running.program.connectors[id]?.title ?? Label(zh: id), waiting: waiting[id] ?? 0,
        attempts: attempts[id] ?? 0, failed: failed[id] ?? 0)
    }
  }
}
