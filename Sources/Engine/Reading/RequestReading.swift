import Core
import FEEL

extension Engine {
  private static func mine(_ own: OwnMatters) -> Query {
    var next = 2
    let condition = own.condition(of: "", me: .parameter(0)) { _ in
      next += 1
      return .parameter(next)
    }
    return Query(
      MatterRow.columns, of: SystemTables.matter,
      where: .all([condition, .compare(.column("id"), .less, .parameter(1))]),
      order: [.init(.column("id"), descending: true)], limit: .parameter(2))
  }

  /// The caller's own requests, newest first: filed by them, for them or about them, those of organisations that they
  /// file for, and of people whose requests they may see.
  ///
  /// - Parameter before: only those before this code, for the next page.
  package func myRequests(_ caller: Caller, before: String? = nil, limit: Int = 100) throws -> [RequestLine] {
    try snapshot { running, reader in
      var last = Int64.max
      if let before, let row = try MatterRow.find(code: before, reader) { last = row.id }
      let own = try OwnMatters(running.city, LiveMandates(caller.person, reader))
      let query = running.shapes.query("mine \(own.shape)") { Self.mine(own) }
      let rows = try reader.rows(
        query,
        [.int(caller.person), .int(last), .int(Int64(max(1, min(limit, 500))))] + own.ids.map { .int($0) },
        under: .scope(Scoped(reader: caller.person)))
      var filings = FilingReading(Preparation(self, running, reader, caller))
      return try rows.compactMap { MatterRow($0) }.map { row in
        var line = try words(of: row, running).line(row)
        line.filing = try filings.own(row)
        return line
      }
    }
  }

  /// One request, for who filed it or for staff whose right reaches it. That these looked is written down before anything
  /// is shown.
  ///
  /// - Throws: `Refusal` `not-found`, also for what the caller may not see.
  package func request(_ code: String, caller: Caller) throws -> RequestDetail {
    let (page, audit): (RequestDetail, [Change]) = try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let rights = Rights(running, caller, reader)
      guard let code = MatterCode.parse(code), let row = try scopedMatter(code, rights, reader) else {
        throw Refusal.noMatter
      }
      let matter = try preparation.live(row), page = try preparation.page(matter, rights)
      return (page, try preparation.looks(at: matter, page, rights))
    }
    if !audit.isEmpty { try commitOrThrow(Plan(changes: audit)) }
    return page
  }

  /// A matter within the reach of the caller's right to read or handle it, or their own.
  func scopedMatter(_ code: String, _ rights: Rights, _ reader: any Reader) throws -> MatterRow? {
    let scope = try MatterScope(rights.reachOverAll([.read, .handle], own: true), rights, first: 1)
    let query = rights.running.shapes.query("request " + scope.shape) {
      Query(
        MatterRow.columns.map { .init(.column($0, of: "m"), SystemTables.matter.type(of: $0) ?? .text) },
        from: SystemTables.matter, as: "m",
        where: .all([.compare(.column("code", of: "m"), .equal, .parameter(0)), scope.condition]))
    }
    return try reader.rows(
      query, [.text(code)] + scope.parameters, under: .scope(Scoped(reader: rights.caller.person))
    ).first.flatMap { MatterRow($0) }
  }
}

extension StepRow {
  /// Whether what was written with it is for the applicant: not what one office writes to another.
  fileprivate var tellsApplicant: Bool {
    switch kind {
    case .help, .cc, .extend: false
    case .review, .fill, .held, .blocked, .call, .timer, .applicant, .closed: outcome != Verb.transfer.rawValue
    }
  }
}

extension Preparation {
  private static let alarms = Query(
    ["at", "payload"], of: SystemTables.event,
    where: .all([.equals("matter", 0), .compare(.column("kind"), .equal, .constant(.text("alarm")))]),
    order: [.init(.column("sequence"))], limit: .constant(.int(50)))
  private static let messages = Query(
    ["text", "created", "read"], of: SystemTables.message,
    where: .all([.equals("matter", 0), .equals("person", 1)]), order: [.init(.column("id"))])
  private static let urges = Query(
    [.init(.count, .integer)], from: SystemTables.event,
    where: .all([.equals("matter", 0), .compare(.column("kind"), .equal, .constant(.text("urge")))]))

  fileprivate func page(_ matter: LiveMatter, _ rights: Rights) throws -> RequestDetail {
    let row = matter.row, scope = Authority.scope(Scoped(reader: caller.person))
    let isOwn = try isOwn(row)
    let stays = matter.steps.map { stay(shown: $0, matter, isOwn: isOwn) }
    let clocks = clocks(matter)
    let mail = try reader.rows(Self.messages, [.int(row.id), .int(caller.person)], under: scope).map { found in
      let plain = found[0].blob.flatMap { sealing.open($0, subject: caller.person) } ?? []
      return RequestDetail.MessageShown(
        text: String(decoding: plain, as: UTF8.self), created: found[1].int ?? 0, read: found[2].int)
    }
    let urged = try reader.rows(Self.urges, [.int(row.id)], under: scope).first?[0].int ?? 0
    let answers = try answers(matter, rights), words = try engine.words(of: row, running)
    let sight = try rights.sight(row, matter.steps, matter.service)
    let isPlaceMasked = (sight ?? Sight([])).masksPlace(matter.service.placing(matter.variant.form))
    let place = PlaceShown(row.place, isMasked: isPlaceMasked, running.city)
    var page = RequestDetail(
      line: words.line(row), variant: row.variant, epoch: running.epoch, program: row.program,
      place: row.place, placePath: place.path,
      isOwn: isOwn, answers: answers, steps: stays, clocks: clocks,
      milliseconds: (row.closed ?? now) &- row.opened, messages: mail, calls: isOwn ? [] : try calls(matter),
      sendings: isOwn ? [] : try sendings(matter), urges: Int(urged), offers: try offers(matter, rights),
      retries: try tended(matter, rights).compactMap { stay in
        matter.program(of: stay).map { (step: $0.id, title: $0.title) }
      },
      stars: try stars(matter), leader: try row.mergedInto.flatMap { try MatterRow.find(id: $0, reader) }.map { words.line($0) }, joined: isOwn ? [] : try joined(matter).map(\.code))
    var filings = FilingReading(self)
    page.line.filing = try isOwn
      ? filings.own(row)
      : filings.seen(row, sight, matter.variant.form)
    page.placeThen = try running.pathsThen([(row.place, row.opened)], reader).first?.map {
      PlaceShown.cut($0, hiding: place.hidden)
    }
    if !isOwn {
      page.register = try register(beside: matter, rights)
      page.alarms = try reader.rows(Self.alarms, [.int(row.id)], under: scope).map {
        AlarmShown(at: $0[0].int ?? 0, payload: $0[1].blob ?? [])
      }
    }
    if !isOwn, rights.mayBreakGlass {
      page.look = try openLook(matter)
      page.offersLook = try page.look == nil && offersLook(matter, rights, answers)
    }
    return page
  }

  // MARK: Clocks

  private func stay(shown stay: StepRow, _ matter: LiveMatter, isOwn: Bool) -> RequestDetail.Stay {
    let title = matter.variant.flow.byID[stay.step].map { matter.variant.flow.steps[$0].title }
    return RequestDetail.Stay(
      step: stay.step, title: title ?? Label(zh: stay.step), kind: stay.kind.rawValue, holder: holder(of: stay),
      opened: stay.opened, claimed: stay.claimed, due: stay.due, done: stay.done, outcome: stay.outcome,
      reason: isOwn && !stay.tellsApplicant ? nil : stay.reason ?? standsIn(stay), milliseconds: (stay.done ?? now) &- stay.opened)
  }

  /// For whom somebody has it.
  private func standsIn(_ stay: StepRow) -> String? {
    stay.standsIn.map { "代办空缺岗位：" + running.city.title(ofPost: $0).zh }
  }

  private func holder(of stay: StepRow) -> Label? {
    switch stay.kind {
    case .applicant, .closed: return Label(zh: "申请人", en: "applicant")
    case .timer: return Label(zh: "等时间到", en: "waiting for its time")
    case .call where stay.post == nil: return Label(zh: "等别的系统答复", en: "waiting for another system")
    case .review, .fill, .held, .blocked, .call, .help, .cc, .extend:
      if let post = stay.post { return running.city.title(ofPost: post) }
      return stay.role.flatMap { running.program.roles[$0]?.title }
    }
  }

  /// A moment at which several hold it counts for all of them in equal parts, so that the clocks sum to the whole time.
  private func clocks(_ matter: LiveMatter) -> [RequestDetail.Clock] {
    let stays = matter.steps.filter { $0.kind.carries || $0.kind == .closed }
    let marks = Set(stays.flatMap { [$0.opened, $0.done ?? now] }).sorted()
    var order: [Label] = [], sums: [Label: Int64] = [:]
    for stay in stays {
      let label = holder(of: stay) ?? Self.nobody
      if sums.updateValue(0, forKey: label) == nil { order.append(label) }
    }
    for (from, to) in zip(marks, marks.dropFirst()) {
      let open = stays.filter { $0.opened <= from && ($0.done ?? now) >= to }
      let count = Int64(open.count)
      if count == 0 { continue }
      for (at, stay) in open.enumerated() {
        let extra: Int64 = Int64(at) < (to &- from) % count ? 1 : 0
        sums[holder(of: stay) ?? Self.nobody, default: 0] += (to &- from) / count + extra
      }
    }
    return order.map { RequestDetail.Clock(holder: $0, milliseconds: sums[$0] ?? 0) }
  }

  private static let nobody = Label(zh: "无人", en: "nobody")

  private static let rating = Query(["stars"], of: SystemTables.rating, where: .equals("matter", 0))

  private func stars(_ matter: LiveMatter) throws -> Int? {
    guard matter.row.state.isFinal else { return nil }
    return try reader.rows(Self.rating, [.int(matter.row.id)], under: .scope(Scoped(reader: caller.person)))
      .first?[0].int.map { Int($0) }
  }
}
