import Core
import FEEL

/// What is said of a post besides who is appointed; the words are those of the event.
package enum StandInAct: String, Sendable, CaseIterable {
  case leave
  case endLeave = "end-leave"
  case deputy
  case endDeputy = "end-deputy"
}

/// Leave of whoever sits on a post, and the posts that stand in: set for some days, ended at any time. Rights follow with
/// the next request, as with appointments.
extension Engine {
  fileprivate static let leaveOfPost = Query(
    ["id", "valid_from", "valid_to", "origin"], of: SystemTables.leave,
    where: .all([.equals("post", 0), .isNull(.column("superseded_at"))]))
  fileprivate static let deputiesOfPost = Query(
    ["id", "deputy_post", "valid_from", "valid_to", "origin"], of: SystemTables.deputy,
    where: .all([.equals("post", 0), .isNull(.column("superseded_at"))]))
  fileprivate static let insertLeave = Statement.insert(SystemTables.leave)
  fileprivate static let insertDeputy = Statement.insert(SystemTables.deputy)
  fileprivate static let endLeave = ending(SystemTables.leave)
  fileprivate static let endDeputy = ending(SystemTables.deputy)

  private static func ending(_ table: Table) -> Statement {
    Statement(
      table,
      .update(
        [.set("superseded_at", .parameter(1))], where: .all([.equals("id", 0), .isNull(.column("superseded_at"))])))
  }
}

extension Preparation {
  /// - Throws: `Refusal`: days that do not fit, or that are leave already.
  mutating func setLeave(of post: Int64, _ from: String?, _ until: String?) throws {
    let span = try span(from, until)
    let known = try reader.rows(Engine.leaveOfPost, [.int(post)], under: .system(.directory))
    let isThere = known.contains { AppointmentSpan(from: $0[1].text, until: $0[2].text).overlaps(span) }
    if isThere { throw Refusal.isAwayThen }
    leave(post, span)
    event(StandInAct.leave.rawValue, matter: nil, post: post, subject: nil, Engine.payload(span))
  }

  /// Whoever sits there is back today; a leave that has not begun is taken back.
  mutating func endLeave(_ leave: Int64, of post: Int64) throws {
    let known = try reader.rows(Engine.leaveOfPost, [.int(post)], under: .system(.directory))
    guard let row = known.first(where: { $0[0].int == leave }) else { throw Refusal.noTerm }
    let span = try ended(row, from: 1)
    changes.append(Change(Engine.endLeave, [.int(leave), .int(now)], guarding: .moved))
    if let span { self.leave(post, span) }
    event(
      StandInAct.endLeave.rawValue, matter: nil, post: post, subject: nil,
      Engine.payload(AppointmentSpan(from: row[1].text, until: today.text)))
  }

  /// Who stands in gets what lies at the post that is stood in for, so nobody makes themselves its deputy.
  mutating func setDeputy(
    _ deputy: Int64, for post: Int64, _ from: String?, _ until: String?, _ authority: DirectoryAuthority
  ) throws {
    guard let other = running.city.posts[deputy] else { throw Refusal.noPost }
    if deputy == post { throw Refusal.ownDeputy }
    if authority != .owner, other.sitting.contains(caller.person) { throw Refusal.noSelf }
    try mayStandIn(other, for: post)
    let span = try span(from, until)
    let known = try reader.rows(Engine.deputiesOfPost, [.int(post)], under: .system(.directory))
    let isThere = known.contains {
      $0[1].int == deputy && AppointmentSpan(from: $0[2].text, until: $0[3].text).overlaps(span)
    }
    if isThere { throw Refusal.standsInThen }
    self.deputy(post, deputy, span)
    event(StandInAct.deputy.rawValue, matter: nil, post: post, subject: nil, Engine.payload(span))
  }

  /// A post stands in no longer, from today; one that has not begun is taken back.
  mutating func endDeputy(_ row: Int64, of post: Int64) throws {
    let known = try reader.rows(Engine.deputiesOfPost, [.int(post)], under: .system(.directory))
    guard let found = known.first(where: { $0[0].int == row }), let deputy = found[1].int else { throw Refusal.noTerm }
    let span = try ended(found, from: 2)
    changes.append(Change(Engine.endDeputy, [.int(row), .int(now)], guarding: .moved))
    if let span { self.deputy(post, deputy, span) }
    event(
      StandInAct.endDeputy.rawValue, matter: nil, post: post, subject: nil,
      Engine.payload(AppointmentSpan(from: found[2].text, until: today.text)))
  }

  /// From a first to a last day, as rows have it.
  fileprivate func span(_ from: String?, _ until: String?) throws -> AppointmentSpan {
    let first = try Engine.day(from) ?? today.text
    guard let last = try Engine.day(until), let day = CivilDate(text: last) else {
      return AppointmentSpan(from: first, until: nil)
    }
    guard first <= last else { throw Refusal.lastBeforeFirst }
    return AppointmentSpan(from: first, until: day.adding(days: 1).text)
  }

  /// What stays of a fact that ends today; nil when nothing of it has been.
  ///
  /// - Parameter from: the column of its first day; the next two are its end and its origin.
  fileprivate func ended(_ row: Row, from column: Int) throws -> AppointmentSpan? {
    if row[column + 2].isNull { throw Refusal.isDeclared }
    if let until = row[column + 1].text, until <= today.text { throw Refusal.noTerm }
    let from = row[column].text
    return (from ?? "") < today.text ? AppointmentSpan(from: from, until: today.text) : nil
  }

  fileprivate mutating func leave(_ post: Int64, _ span: AppointmentSpan) {
    changes.append(
      Change(
        Engine.insertLeave,
        [
          .int(nextID()), .int(post), StoredValue(span.from), StoredValue(span.until), .int(now), .null, .text("desk"),
        ]))
  }

  fileprivate mutating func deputy(_ post: Int64, _ deputy: Int64, _ span: AppointmentSpan) {
    changes.append(
      Change(
        Engine.insertDeputy,
        [
          .int(nextID()), .int(post), .int(deputy), StoredValue(span.from), StoredValue(span.until), .int(now), .null,
          .text("desk"),
        ]))
  }
}

extension Refusal {
  fileprivate static let isAwayThen = Refusal(
    .movedOn, at: "from", Label(zh: "这几天里已经登记过请假", en: "There is leave on some of these days already"))
  fileprivate static let standsInThen = Refusal(
    .movedOn, at: "deputy", Label(zh: "这几天里已经由这个岗位代理", en: "That post stands in on some of these days already"))
  fileprivate static let ownDeputy = Refusal(
    .malformed, at: "deputy", Label(zh: "岗位不能自己代理自己", en: "A post cannot stand in for itself"))
  fileprivate static let lastBeforeFirst = Refusal(
    .malformed, at: "until", Label(zh: "最后一天不能在第一天之前", en: "The last day is before the first"))
  fileprivate static let isDeclared = Refusal(
    .verbNotHere, Label(zh: "这是通讯录文档里写的，请改文档", en: "The directory document says so: change it there"))
}
