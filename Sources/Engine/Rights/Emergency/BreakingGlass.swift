import Core
import FEEL

/// Opens a request for an emergency: by a role that may, with a reason, for a while. Whoever is above and whom it is about
/// are told by the same transaction; where nobody would be told, nothing is opened.
extension Preparation {
  /// - Parameter minutes: for how long, at least 1; nil = as long as the role allows.
  /// - Throws: `Refusal`: not found, also for what the caller's roles do not open; without a reason; for longer than the
  ///   role allows; nobody to tell.
  mutating func breakGlass(_ code: String, _ reason: String?, _ minutes: Int64? = nil) throws -> OpenLook {
    let matter = try live(code)
    let rights = Rights(running, caller, reader)
    let row = matter.row
    guard try !isOwn(row),
      let glass = try rights.glass(over: matter.service).first(where: { try rights.covers($0.reach, row, matter.steps) })
    else { throw Refusal.noMatter }
    let look = try look(by: glass, reason, minutes, filer: row.filer) { try rights.hasOpen(row.id, $0, $1) }
    let id = try open(look, at: matter, glass.reach, rights)
    try tell(look, of: matter)
    return OpenLook(id: id, until: look.until)
  }

  private mutating func open(
    _ look: Look, at matter: LiveMatter, _ reach: Rights.Reach, _ rights: Rights
  ) throws -> Int64 {
    let id = nextID()
    let row = matter.row, subject = row.body == nil ? row.subject : nil
    let columns = LookStatements.columns.count
    let scope = try MatterScope([reach], rights, first: columns + 1)
    let statement = running.shapes.statement("look " + scope.shape) { LookStatements.insert(within: scope.condition) }
    guarded.append(
      Change(
        statement,
        [
          .int(id), .int(row.id), .int(caller.person), .int(look.post.id), .text(look.role), StoredValue(subject),
          .blob(sealing.seal(Array(look.reason.utf8), subject: subject)), .int(now), .int(look.until), .null, .null,
          .text(look.told.posts.map { String($0.id) }.joined(separator: " ")),
          .int(running.city.grantEpoch),
        ] + scope.parameters, guarding: .moved))
    event("break-glass", matter: row.id, post: look.post.id, subject: subject, look.payload)
    for person in Set([subject, row.applicant].compactMap { $0 }).sorted() {
      changes.append(
        Change(
          LookAudit.insert,
          [
            .int(caller.person), .int(look.post.id), .int(person), .text("emergency look \(row.code)"), .int(1),
            .int(now),
          ]))
    }
    return id
  }

  private mutating func tell(_ look: Look, of matter: LiveMatter) throws {
    let row = matter.row, service = matter.service
    let who = try who(of: look), title = "「\(service.title.zh)」\(row.code)"
    let above = "应急查看：\(who) 打开了\(title)，到 \(look.lastMoment) 为止。原因：\(look.reason)"
    for post in look.told.posts {
      let people = post.staff.filter { $0 != caller.person }
      try deliver(Words(above), by: [.app], to: Addressee(word: "post", people: people, post: post.id), row, service)
    }
    for person in look.told.people { message(to: person, matter: row.id, above) }
    let ways: [Channel] = running.gateway == nil ? [.app] : [.app, .sms]
    var subject = try addressee(.subject, row)
    if subject.people.isEmpty { subject = try addressee(.applicant, row) }
    try deliver(
      Words(
        inside: "\(who) 应急查看了您的\(title)，到 \(look.lastMoment) 为止。原因：\(look.reason)",
        outside: "您的\(title)被应急查看，详情请登录查看。"),
      by: ways, to: subject, row, service)
  }
}

extension Preparation {
  /// Ends a look before its time: by who opened it, or by who administers security.
  mutating func endLook(_ id: Int64) throws {
    guard let row = try reader.rows(LookStatements.one, [.int(id)], under: .system(.command)).first.flatMap({ LookRow($0) }),
      row.person == caller.person || Administering(running).kind(of: caller.person) == .security
    else { throw Refusal.noLook }
    guard row.ended == nil, row.until > now else { throw Refusal.lookOver }
    guarded.append(Change(LookStatements.end, [.int(now), .int(caller.person), .int(id)], guarding: .moved))
    event("end-look", matter: row.isOfNumbers ? nil : row.matter, post: row.post, subject: row.subject, Array("{\"look\":\"\(id)\"}".utf8))
  }
}

extension Refusal {
  fileprivate static let noLook = Refusal(.notFound, Label(zh: "没有这次应急查看", en: "There is no such emergency look"))
  fileprivate static let lookOver = Refusal(.movedOn, Label(zh: "这次应急查看已经结束", en: "This emergency look is over"))
}
