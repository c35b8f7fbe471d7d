import Core
import FEEL

/// Opens a request for an emergency: by a role that may, with a reason, for a while. Whoever is above and whom it is about
/// are told by the same transaction; where nobody would be told, nothing is opened.
extension Preparation {
  /// - Throws: `Refusal`: not found, also for what the caller's roles do not open; without a reason; nobody to tell.
  /// - Returns: when it ends, milliseconds UTC.
  mutating func breakGlass(_ code: String, _ reason: String?) throws -> Int64 {
    let matter = try live(code)
    let rights = Rights(running, caller, reader)
    let row = matter.row
    guard try !isOwn(row),
      let (reach, length) = try rights.glass(over: matter.service).first(where: { reach, _ in
        try rights.covers(reach, row, matter.steps)
      }), let post = reach.post, let role = reach.role
    else { throw Refusal.noMatter }
    guard let said = reason.map({ ControlReading.cleaned($0, keepsLines: true) }), !said.isEmpty else { throw Refusal.reason }
    guard said.utf8.count <= 2_000 else { throw Refusal(.tooLarge, Label(zh: "原因太长", en: "The reason is too long")) }
    if try rights.hasOpen(row.id, post.id, role) { throw Refusal.isOpen }
    let (until, overflow) = now.addingReportingOverflow(length)
    guard !overflow else { throw Refusal.noMatter }
    let look = Look(matter: matter, post: post, role: role, reason: said, until: until, told: try told(post, row))
    try open(look, reach, rights)
    try tell(look)
    return until
  }

  private struct Look {
    let matter: LiveMatter
    let post: CityIndex.Post
    let role: String
    let reason: String
    let until: Int64
    let told: Told
  }

  /// Whom a look is told to.
  private struct Told {
    let posts: [CityIndex.Post]
    /// Besides those who sit on the posts.
    let people: [Int64]
  }

  /// Posts above, or who administers security where nobody there would read it.
  private func told(_ post: CityIndex.Post, _ row: MatterRow) throws -> Told {
    let posts = Supervisors(running, of: caller.person).posts(over: post)
    let read = try posts.flatMap(\.staff).contains { try $0 != caller.person && hasAccount($0, row) }
    if read { return Told(posts: posts, people: []) }
    let people = try Administering(running).people(.security).filter { try $0 != caller.person && hasAccount($0, row) }
    if people.isEmpty { throw Refusal.nobodyToTell }
    return Told(posts: posts, people: people)
  }

  private mutating func open(_ look: Look, _ reach: Rights.Reach, _ rights: Rights) throws {
    let row = look.matter.row, subject = row.body == nil ? row.subject : nil
    let columns = LookStatements.columns.count
    let scope = try MatterScope([reach], rights, first: columns + 1)
    let statement = running.shapes.statement("look " + scope.shape) { LookStatements.insert(within: scope.condition) }
    guarded.append(
      Change(
        statement,
        [
          .int(nextID()), .int(row.id), .int(caller.person), .int(look.post.id), .text(look.role), StoredValue(subject),
          .blob(sealing.seal(Array(look.reason.utf8), subject: subject)), .int(now), .int(look.until), .null, .null,
          .text(look.told.posts.map { String($0.id) }.joined(separator: " ")),
          .int(running.city.grantEpoch),
        ] + scope.parameters, guarding: .moved))
    event("break-glass", matter: row.id, post: look.post.id, subject: subject, payload(look))
    for person in Set([subject, row.applicant].compactMap { $0 }).sorted() {
      changes.append(
        Change(
          LookAudit.insert,
          [
            .int(caller.person), .int(look.post.id), .int(person), .text("emergency look \(row.code)"), .int(1),
            .int(now),
          ]))
    }
  }

  private func payload(_ look: Look) -> [UInt8] {
    var json = JSONText()
    json.object { json in
      json.key("reason")
      json.string(look.reason)
      json.key("role")
      json.string(look.role)
      json.key("until")
      json.string(String(look.until))
      json.key("told")
      json.array { json in for post in look.told.posts { json.string(String(post.id)) } }
    }
    return Array(json.text.utf8)
  }

  private mutating func tell(_ look: Look) throws {
    let row = look.matter.row, service = look.matter.service
    let who = running.city.title(ofPost: look.post.id).zh + " " + (try staffName(caller.person))
    let until = CivilDateTime(milliseconds: look.until).text.prefix(16).replacing("T", with: " ")
    let title = "「\(service.title.zh)」\(row.code)"
    let above = "应急查看：\(who) 打开了\(title)，到 \(until) 为止。原因：\(look.reason)"
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
        inside: "\(who) 应急查看了您的\(title)，到 \(until) 为止。原因：\(look.reason)",
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
    event("end-look", matter: row.matter, post: row.post, subject: row.subject, Array("{\"look\":\"\(id)\"}".utf8))
  }
}

extension Refusal {
  fileprivate static let isOpen = Refusal(
    .verbNotHere, Label(zh: "应急查看已经打开，还没有到时间", en: "The emergency look is open already"))
  fileprivate static let nobodyToTell = Refusal(
    .beyondAuthority,
    Label(
      zh: "应急查看当时就要告知上级；上级岗位和安全管理员现在都没有人能收到，不能打开",
      en: "An emergency look is told to a superior at once, and nobody above nor a security administrator would read it"))
  fileprivate static let noLook = Refusal(.notFound, Label(zh: "没有这次应急查看", en: "There is no such emergency look"))
  fileprivate static let lookOver = Refusal(.movedOn, Label(zh: "这次应急查看已经结束", en: "This emergency look is over"))
}
