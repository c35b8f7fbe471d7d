import Core
import FEEL

/// One line of somebody's own requests.
package struct RequestLine: Sendable {
  package let code: String
  package let service: String
  package let title: Label
  package let state: MatterState
  package let step: Label?
  package let subject: Int64?
  package let opened: Int64
  package let due: Int64?
  package let closed: Int64?
}

/// A request with everything its reader may see of it.
package struct RequestDetail: Sendable {
  package struct AnswerShown: Sendable {
    package let id: String
    package let title: Label
    package let control: String
    package let widget: Widget
    package let type: ValueType
    /// Null when it is masked.
    package let value: Value
    /// As people read it: choices by title, places by path, or the masked form.
    package let text: String
    package let isMasked: Bool
    /// It is masked, and the reader may ask for it whole, which is recorded.
    package var isAskable = false
    /// What the ledger says now, where that is something else.
    package var ledger: String?
    /// The rows of a repeating group, whose own text counts them.
    package var rows: [[AnswerShown]] = []
    /// What stood here before it was answered anew, as people read it; empty where nothing stood.
    package var before: String?
    /// When it was answered anew, milliseconds UTC.
    package var changed: Int64?
  }

  package struct Stay: Sendable {
    package let step: String
    package let title: Label
    package let kind: String
    package let holder: Label?
    package let opened: Int64
    package let claimed: Int64?
    package let due: Int64?
    package let done: Int64?
    package let outcome: String?
    package let reason: String?
    /// How long, up to now where it goes on.
    package let milliseconds: Int64
  }

  /// The time of one holder, over all their stays.
  package struct Clock: Sendable {
    package let holder: Label
    package let milliseconds: Int64
  }

  package struct MessageShown: Sendable {
    package let text: String
    package let created: Int64
    package let read: Int64?
  }

  package let line: RequestLine
  package let variant: String
  /// The release that answers, as on every reply; the matter keeps its own program.
  package let epoch: Int64
  package let program: String
  package let place: Int64?
  package let placePath: String?
  package let isOwn: Bool
  package let answers: [AnswerShown]
  package let steps: [Stay]
  package let clocks: [Clock]
  /// From opening to closing, or to now: the sum of all clocks.
  package let milliseconds: Int64
  package let messages: [MessageShown]
  /// Calls of other systems, for who handles it.
  package let calls: [CallShown]
  /// What left for phones, and what reached nobody, for who handles it.
  package let sendings: [SendingShown]
  package let urges: Int
  /// What the reader may do with it now, with what each asks for.
  package let offers: [OfferedVerb]
  /// Steps that stand and are the reader's to try again.
  package let retries: [(step: String, title: Label)]
  /// How the applicant rated it.
  package let stars: Int?
  /// The request it was merged into, and how that stands.
  package let leader: RequestLine?
  /// The reader's open emergency look at it.
  package var look: LookShown?
  /// The reader could see more of it by an emergency look.
  package var offersLook = false
  /// Codes of the requests merged into it; those of other people are shown to who handles it.
  package let joined: [String]

  /// The verbs of all offers, each once.
  package var verbs: [Verb] {
    var found: [Verb] = []
    for offer in offers where !found.contains(offer.verb) { found.append(offer.verb) }
    return found
  }
}

extension Engine {
  /// - Parameter bodies: how many organisations the caller files for.
  private static func mine(bodies: Int) -> Query {
    Query(
      MatterRow.columns, of: SystemTables.matter,
      where: .all([
        OwnMatters.condition(of: "", me: .parameter(0), bodies: (0..<bodies).map { .parameter(3 + $0) }),
        .compare(.column("id"), .less, .parameter(1)),
      ]), order: [.init(.column("id"), descending: true)], limit: .parameter(2))
  }

  /// The caller's own requests, newest first: filed by them, for them or about them, and those of organisations that
  /// they file for.
  ///
  /// - Parameter before: only those before this code, for the next page.
  package func myRequests(_ caller: Caller, before: String? = nil, limit: Int = 100) throws -> [RequestLine] {
    try snapshot { running, reader in
      var last = Int64.max
      if let before, let row = try MatterRow.find(code: before, reader) { last = row.id }
      let bodies = running.city.agencies(of: caller.person)
      let query = running.shapes.query("mine \(bodies.count)") { Self.mine(bodies: bodies.count) }
      let rows = try reader.rows(
        query,
        [.int(caller.person), .int(last), .int(Int64(max(1, min(limit, 500))))] + bodies.map { .int($0.id) },
        under: .scope(Scoped(reader: caller.person)))
      return try rows.compactMap { MatterRow($0) }.map { row in
        let service = try service(of: row, running)
        return Self.line(row, service)
      }
    }
  }

  static func line(_ row: MatterRow, _ service: ServiceProgram) -> RequestLine {
    let steps = service.variants.first { $0.id == row.variant }?.flow
    let step = row.step.flatMap { id in steps?.byID[id].flatMap { steps?.steps[$0].title } }
    return RequestLine(
      code: row.code, service: row.definition, title: service.title, state: row.state, step: step,
      subject: row.subject, opened: row.opened, due: row.due, closed: row.closed)
  }

  /// One request, for who filed it or for staff whose right reaches it.
  ///
  /// - Throws: `Refusal` `not-found`, also for what the caller may not see.
  package func request(_ code: String, caller: Caller) throws -> RequestDetail {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let rights = Rights(running, caller, reader)
      guard let code = MatterCode.parse(code), let row = try scopedMatter(code, rights, reader) else {
        throw Refusal.noMatter
      }
      return try preparation.page(try preparation.live(row), rights)
    }
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

extension Preparation {
  private static let messages = Query(
    ["text", "created", "read"], of: SystemTables.message,
    where: .all([.equals("matter", 0), .equals("person", 1)]), order: [.init(.column("id"))])
  private static let urges = Query(
    [.init(.count, .integer)], from: SystemTables.event,
    where: .all([.equals("matter", 0), .compare(.column("kind"), .equal, .constant(.text("urge")))]))

  fileprivate func page(_ matter: LiveMatter, _ rights: Rights) throws -> RequestDetail {
    let row = matter.row, scope = Authority.scope(Scoped(reader: caller.person))
    let isOwn = row.isOwn(caller.person, running.city)
    let stays = matter.steps.map { stay(shown: $0, matter, isOwn: isOwn) }
    let clocks = clocks(matter)
    let mail = try reader.rows(Self.messages, [.int(row.id), .int(caller.person)], under: scope).map { found in
      let plain = found[0].blob.flatMap { sealing.open($0, subject: caller.person) } ?? []
      return RequestDetail.MessageShown(
        text: String(decoding: plain, as: UTF8.self), created: found[1].int ?? 0, read: found[2].int)
    }
    let urged = try reader.rows(Self.urges, [.int(row.id)], under: scope).first?[0].int ?? 0
    let answers = try answers(matter, rights)
    var page = RequestDetail(
      line: Engine.line(row, matter.service), variant: row.variant, epoch: running.epoch, program: row.program,
      place: row.place, placePath: row.place.flatMap { running.city.position(of: $0) }.map { running.city.tree.path(of: $0) },
      isOwn: isOwn, answers: answers, steps: stays, clocks: clocks,
      milliseconds: (row.closed ?? now) &- row.opened, messages: mail, calls: isOwn ? [] : try calls(matter),
      sendings: isOwn ? [] : try sendings(matter), urges: Int(urged), offers: try offers(matter, rights),
      retries: try tended(matter, rights).compactMap { stay in
        matter.program(of: stay).map { (step: $0.id, title: $0.title) }
      },
      stars: try stars(matter), leader: try row.mergedInto.flatMap { try MatterRow.find(id: $0, reader) }.map {
        Engine.line($0, matter.service)
      }, joined: isOwn ? [] : try joined(matter).map(\.code))
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
      reason: stay.reason, milliseconds: (stay.done ?? now) &- stay.opened)
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

  // MARK: Answers

  private func answers(_ matter: LiveMatter, _ rights: Rights) throws -> [RequestDetail.AnswerShown] {
    guard let sight = try rights.sightAsking(matter.row, matter.steps, matter.service) else { return [] }
    let earlier = try EarlierAnswers(matter, reader, under: .scope(Scoped(reader: caller.person)), sealing)
    let form = matter.variant.form
    var answers: [RequestDetail.AnswerShown] = []
    var placed: Set<Int> = []
    for (i, field) in form.fields.enumerated() where matter.values.indices.contains(i) {
      if let group = form.group[i] {
        guard placed.insert(group).inserted, var shown = rows(form.pages[group], matter, sight) else { continue }
        if let before = earlier.groups[group] {
          shown.before = former(before.was, form, sight)
          shown.changed = before.at
        }
        answers.append(shown)
        continue
      }
      let before = earlier.fields[i].flatMap { $0.was.isNull && !form.isFilers(i) ? nil : $0 }
      guard sight.shows(field), !matter.values[i].isNull || before != nil else { continue }
      let isMasked = sight.masks(field)
      var shown = answer(field, matter.values[i], isMasked: isMasked)
      shown.isAskable = isMasked && !matter.values[i].isNull && sight.unmasks(field)
      if !isMasked { shown.ledger = ledger(field, matter.values[i], matter) }
      if let before {
        shown.before = before.was.isNull ? "" : isMasked ? field.control.masked(before.was) : text(before.was, field)
        shown.changed = before.at
      }
      answers.append(shown)
    }
    return answers
  }

  /// The rows that stood in a group before, as far as the reader may see them.
  private func former(_ rows: [[Int: Value]], _ form: FormProgram, _ sight: Sight) -> String {
    rows.map { row in
      row.sorted { $0.key < $1.key }.compactMap { i, value in
        let field = form.fields[i]
        guard sight.shows(field), !value.isNull else { return nil }
        let words = sight.masks(field) ? field.control.masked(value) : text(value, field)
        return "\(field.title.text(in: caller.language)) \(words)"
      }.joined(separator: caller.language == .zh ? "，" : ", ")
    }.joined(separator: caller.language == .zh ? "；" : "; ")
  }

  private func answer(_ field: FieldProgram, _ value: Value, isMasked: Bool) -> RequestDetail.AnswerShown {
    RequestDetail.AnswerShown(
      id: field.id, title: field.title, control: field.control.id, widget: field.control.widget, type: field.type,
      value: isMasked ? .null : value,
      text: value.isNull ? "" : isMasked ? field.control.masked(value) : text(value, field),
      isMasked: isMasked)
  }

  private func rows(
    _ group: PageProgram, _ matter: LiveMatter, _ sight: Sight
  ) -> RequestDetail.AnswerShown? {
    guard let program = group.rows else { return nil }
    let form = matter.variant.form
    let rows = form.rows(program, matter.values)
    let fields = program.fields.map { form.fields[$0] }
    guard !rows.isEmpty, fields.contains(where: { sight.shows($0) }) else { return nil }
    var shown = RequestDetail.AnswerShown(
      id: group.id, title: group.title, control: "rows", widget: .rows, type: .list,
      value: .list(
        rows.map { row in
          .context(
            Context(
              zip(fields, row.values).filter { sight.shows($0.0) && !sight.masks($0.0) }.map { ($0.id, $1) }))
        }),
      text: caller.language == .zh ? "\(rows.count) 行" : "\(rows.count) row(s)", isMasked: false)
    shown.rows = rows.enumerated().map { at, row in
      let answers = zip(fields, row.values).filter { sight.shows($0.0) && !$0.1.isNull }
        .map { field, value in
          var shown = answer(field, value, isMasked: sight.masks(field))
          shown.isAskable = sight.unmasks(field)
          return shown
        }
      guard let each = program.each, each.titles.indices.contains(at) else { return answers }
      let title = each.titles[at]
      let named = RequestDetail.AnswerShown(
        id: "each", title: Label(zh: "项目", en: "Item"), control: "text", widget: .line, type: .string, value: .string(title.zh),
        text: title.text(in: caller.language), isMasked: false)
      return [named] + answers
    }
    return shown
  }

  private func ledger(_ field: FieldProgram, _ value: Value, _ matter: LiveMatter) -> String? {
    guard case .attribute(let attribute, let root) = field.binding,
      let known = matter.images[root]?.attributes[attribute.number], !known.isNull
    else { return nil }
    let now = text(known, field)
    return now == text(value, field) ? nil : now
  }

  /// Choices by title, places by path.
  func text(_ value: Value, _ field: FieldProgram) -> String {
    if value.isNull { return "" }
    if field.type == .file || field.type == .files {
      let count = value.fileHashes.count
      return caller.language == .zh ? "\(count) 个文件" : "\(count) file(s)"
    }
    switch value {
    case .entity(let reference) where reference.classID == EntityClass.place.rawValue:
      return running.city.position(of: reference.id).map { running.city.tree.path(of: $0) } ?? ""
    case .string(let code): return title(code, field)
    case .list(let items): return items.map { $0.string.map { title($0, field) } ?? $0.plainText }.joined(separator: "、")
    case .context(let point) where field.type == .point:
      return "\(point.values.map(\.plainText).joined(separator: ", "))（WGS-84）"
    case .dateTime(let moment): return String(moment.text.prefix(16)).replacing("T", with: " ")
    case .boolean(let truth):
      return caller.language == .zh ? (truth ? "是" : "否") : (truth ? "yes" : "no")
    default: return value.plainText
    }
  }

  private func title(_ code: String, _ field: FieldProgram) -> String {
    guard let options = field.options ?? field.control.options, let at = options.byCode[code] else { return code }
    return options.options[at].title.text(in: caller.language)
  }
}
