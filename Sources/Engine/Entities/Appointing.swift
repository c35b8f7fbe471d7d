import Core
import FEEL

/// What an administrator does with a post; the words are those of the event.
package enum AppointmentAct: String, Sendable, CaseIterable {
  case appoint, dismiss
  case undoAppoint = "undo-appoint"
}

/// When somebody holds a post: from a day, before another; nil = without a bound.
struct AppointmentSpan {
  let from: String?
  let until: String?

  func overlaps(_ other: AppointmentSpan) -> Bool {
    (until.map { (other.from ?? "") < $0 } ?? true) && (other.until.map { (from ?? "") < $0 } ?? true)
  }
}

/// Who sits on a post from when to when, changed by a command: the facts of before stay, superseded; an event says who did
/// it; rights follow at once on every server, because the directory's epoch moves on in the same transaction.
extension Engine {
  private static let insert = Statement.insert(SystemTables.appointment)
  fileprivate static let supersede = Statement(
    SystemTables.appointment,
    .update(
      [.set("superseded_at", .parameter(1))],
      where: .all([.equals("id", 0), .isNull(.column("superseded_at"))])))
  /// Moves the directory on from the state that was read.
  private static let moveGrant = Statement(
    SystemTables.grantEpoch,
    .update(
      [.set("epoch", .add(.column("epoch"), .constant(.int(1))))],
      where: .all([.equals("id", 0), .equals("epoch", 1)])))
  fileprivate static let person = Query(
    ["person"], of: SystemTables.appointment, where: .equals("person", 0), limit: .constant(.int(1)))
  fileprivate static let account = Query(
    ["person"], of: SystemTables.credential,
    where: .all([
      .equals("person", 0), .compare(.column("kind"), .equal, .constant(.text("login"))), .isNull(.column("disabled")),
    ]), limit: .constant(.int(1)))

  /// Puts a person of staff on a post, from a day on, before another.
  ///
  /// - Parameter from: nil = from today. - Parameter until: nil = without end.
  /// - Throws: `Refusal`: not found, or days that do not fit.
  package func appoint(_ person: Int64, to post: Int64, from: String?, until: String?, _ caller: Caller) throws {
    try changePost(post, .appoint(person: person, from: from, until: until), caller, .owner)
  }

  /// Takes somebody from one post to another on a day, in one record: there is no moment between the two.
  ///
  /// - Parameter day: the first day on the new post; nil = today.
  package func transfer(
    _ person: Int64, from old: Int64, to new: Int64, on day: String? = nil, _ caller: Caller
  ) throws {
    try changePost(old, .transfer(person: person, to: new, on: day), caller, .owner)
  }

  /// Ends a term on a day: the first on which it no longer holds. A term that would never have held is taken back.
  ///
  /// - Parameter until: nil = today, which is at once.
  package func dismiss(_ term: Int64, of post: Int64, until: String?, _ caller: Caller) throws {
    try changePost(post, .dismiss(term: term, until: until), caller, .owner)
  }

  /// The term of a post that was written last, as it stands.
  fileprivate static let newestTerm = Query(
    ["id", "person", "recorded_at", "valid_from", "valid_to"], of: SystemTables.appointment,
    where: .all([.equals("post", 0), .isNull(.column("superseded_at"))]),
    order: [.init(.column("recorded_at"), descending: true), .init(.column("id"), descending: true)],
    limit: .constant(.int(1)))
  fileprivate static let lastOfTerms = Query(
    ["kind", "subject", "at"], of: SystemTables.event,
    where: .all([
      .equals("post", 0), .isNull(.column("matter")),
      .oneOf(.column("kind"), AppointmentAct.allCases.map { .text($0.rawValue) }),
    ]), order: [.init(.column("sequence"), descending: true)], limit: .constant(.int(1)))
  /// 0 a person, 1 a moment: a term elsewhere that ended in the same record.
  fileprivate static let leftFor = Query(
    ["id"], of: SystemTables.appointment, where: .all([.equals("person", 0), .equals("superseded_at", 1)]),
    limit: .constant(.int(1)))

  static func moving(_ epoch: Int64) -> Change {
    Change(moveGrant, [.int(1), .int(epoch)], guarding: .moved)
  }

  static func day(_ text: String?) throws -> String? {
    guard let text, !text.isEmpty else { return nil }
    guard let day = CivilDate(text: text), day.text == text else { throw Refusal.noDay }
    return text
  }

  static func payload(_ span: AppointmentSpan) -> [UInt8] {
    var json = JSONText()
    json.object { json in
      for (key, day) in [("from", span.from), ("until", span.until)] {
        json.key(key)
        if let day { json.string(day) } else { json.null() }
      }
    }
    return Array(json.text.utf8)
  }

  fileprivate static func row(
    _ id: Int64, _ post: Int64, _ person: Int64, _ span: AppointmentSpan, _ now: Int64
  ) -> Change {
    Change(
      insert,
      [.int(id), .int(post), .int(person), StoredValue(span.from), StoredValue(span.until), .int(now), .null])
  }
}

extension Preparation {
  /// - Parameter leaving: a term that ends as this one begins.
  mutating func appoint(
    _ person: Int64, to post: Int64, from: String, until: String?, leaving: Int64? = nil
  ) throws {
    guard let seat = running.city.posts[post] else { throw Refusal.noPost }
    // Agents are residents.
    guard try isStaff(person) || seat.isOfAgents && running.isPerson(person, reader) else { throw Refusal.noMember }
    let span = AppointmentSpan(from: from, until: until)
    if let until, until <= from { throw Refusal.noSpan }
    let terms = try reader.rows(Engine.termsOfPost, [.int(post)], under: .system(.directory))
    let isThere = terms.contains { row in
      row[1].int == person && AppointmentSpan(from: row[2].text, until: row[3].text).overlaps(span)
    }
    if isThere { throw Refusal.sitsThere }
    try mayAdminister(person, post, span, besides: leaving)
    record(person, post, span)
    event(AppointmentAct.appoint.rawValue, matter: nil, post: post, subject: person, Engine.payload(span))
  }

  mutating func transfer(_ person: Int64, from old: Int64, to new: Int64, on first: String) throws {
    let terms = try reader.rows(Engine.termsOfPost, [.int(old)], under: .system(.directory))
    let held = terms.first { row in
      row[1].int == person && (row[2].text ?? "") <= first && row[3].text.map { first < $0 } ?? true
    }
    guard let term = held?[0].int else { throw Refusal.noTerm }
    try dismiss(term, of: old, until: first)
    try appoint(person, to: new, from: first, until: nil, leaving: term)
  }

  mutating func dismiss(_ term: Int64, of post: Int64, until end: String) throws {
    let terms = try reader.rows(Engine.termsOfPost, [.int(post)], under: .system(.directory))
    guard let row = terms.first(where: { $0[0].int == term }), let person = row[1].int else { throw Refusal.noTerm }
    let span = AppointmentSpan(from: row[2].text, until: end)
    if let known = row[3].text, known <= end { throw Refusal.endsBefore }
    changes.append(Change(Engine.supersede, [.int(term), .int(now)], guarding: .moved))
    if (span.from ?? "") < end { record(person, post, span) }
    event(AppointmentAct.dismiss.rawValue, matter: nil, post: post, subject: person, Engine.payload(span))
  }

  /// Takes the last appointment to a post back: it is as if there had been none, and what was done under it stays done.
  ///
  /// - Throws: `Refusal` when something else was said of its terms since.
  mutating func unappoint(_ term: Int64, of post: Int64) throws {
    guard let last = try lastAppointed(to: post), last.id == term else { throw Refusal.noTerm }
    changes.append(Change(Engine.supersede, [.int(term), .int(now)], guarding: .moved))
    event(
      AppointmentAct.undoAppoint.rawValue, matter: nil, post: post, subject: last.person, Engine.payload(last.span))
  }

  /// What was done last with the terms of a post, where that was an appointment by itself: not of a table, and not the other
  /// half of a transfer.
  func lastAppointed(to post: Int64) throws -> (id: Int64, person: Int64, span: AppointmentSpan)? {
    guard let row = try reader.rows(Engine.newestTerm, [.int(post)], under: .system(.directory)).first,
      let last = try reader.rows(Engine.lastOfTerms, [.int(post)], under: .system(.directory)).first,
      let id = row[0].int, let person = row[1].int, last[0].text == AppointmentAct.appoint.rawValue, last[1] == row[1],
      last[2] == row[2], try reader.rows(Engine.leftFor, [row[1], row[2]], under: .system(.directory)).isEmpty
    else { return nil }
    return (id, person, AppointmentSpan(from: row[3].text, until: row[4].text))
  }

  /// Who holds or held a post, or has an account of staff.
  private func isStaff(_ person: Int64) throws -> Bool {
    for query in [Engine.person, Engine.account] {
      if try !reader.rows(query, [.int(person)], under: .system(.directory)).isEmpty { return true }
    }
    return false
  }

  /// A term; its id.
  @discardableResult
  mutating func record(_ person: Int64, _ post: Int64, _ span: AppointmentSpan) -> Int64 {
    let id = nextID()
    changes.append(Engine.row(id, post, person, span, now))
    return id
  }
}

extension Refusal {
  static let noPost = Refusal(.notFound, Label(zh: "没有这个岗位", en: "There is no such post"))
  static let noMember = Refusal(
    .notFound, at: "person", Label(zh: "没有这个工作人员", en: "There is no such member of staff"))
  static let noTerm = Refusal(
    .movedOn, at: "term", Label(zh: "这段任职已经改过了，请刷新", en: "This term was changed meanwhile; please reload"))
  static let noDay = Refusal(
    .malformed, Label(zh: "日期要写成 2026-03-05", en: "A day is written 2026-03-05"))
  static let noSpan = Refusal(
    .malformed, at: "until", Label(zh: "结束的日期要在开始之后", en: "The end must be after the beginning"))
  fileprivate static let sitsThere = Refusal(
    .movedOn, at: "person", Label(zh: "这个人在这段时间已经在这个岗位上", en: "This person holds the post in that time already"))
  fileprivate static let endsBefore = Refusal(
    .malformed, at: "until", Label(zh: "这段任职在那以前就结束了", en: "This term ends before that day already"))
}
