import Core

/// The record of who looked at whom: written before anything is shown, so that nobody looks without a trace.
enum LookAudit {
  /// reader, post, subject, query, count, at.
  static let insert = Statement.insert(SystemTables.readAudit)

  /// The list of mandates that wait for a post.
  static let mandates = "mandate list"
  /// The numbers of somebody, opened for an emergency.
  static let emergencyNumbers = "emergency numbers"

  /// A search through the names of a list.
  static let queueSearch = "queue search"
  /// A reading of the audit that asks for what somebody did, or what was done to them.
  static let auditSearch = "audit search"
  /// Lines of the audit, taken away; with what for.
  static let auditExport = "audit export"

  /// What the register fills in of somebody for whom a member of staff files, with the service.
  static let filling = "service form"

  /// Looks of one person at the same thing within these milliseconds are one look.
  private static let pause: Int64 = 600_000

  private static let known = Query(
    ["sequence"], of: SystemTables.readAudit,
    where: .all([
      .equals("subject", 0), .equals("reader", 1), .equals("query", 2),
      .compare(.column("at"), .greater, .parameter(3)),
    ]), limit: .constant(.int(1)))

  /// Whether the same look stands there already.
  static func stands(_ reader: Int64, at subject: Int64, _ query: String, _ store: any Reader) throws -> Bool {
    let since = store.now &- pause
    return try !store.rows(
      known, [.int(subject), .int(reader), .text(query), .int(since)], under: .scope(Scoped(reader: reader))
    ).isEmpty
  }

  /// A search through the names of a list: that somebody searched and how much they saw, not for whom.
  static func search(by reader: Int64, _ post: Int64?, count: Int, at now: Int64) -> Change {
    ofNobody(queueSearch, by: reader, post, count: count, at: now)
  }

  /// A look that is at nobody in particular.
  static func ofNobody(_ query: String, by reader: Int64, _ post: Int64?, count: Int, at now: Int64) -> Change {
    Change(insert, [.int(reader), StoredValue(post), .null, .text(query), .int(Int64(count)), .int(now)])
  }
}

extension Preparation {
  /// What has to be written before a member of staff who files for a person sees what the register fills in of them; nil
  /// where it fills in nothing, of oneself and of family.
  func look(at form: ServiceForm, _ service: ServiceProgram) throws -> Change? {
    let person = form.person
    guard caller.kind == .staff, person != caller.person, running.city.organizations[person] == nil,
      form.pages.flatMap(\.fields).contains(where: { !$0.value.isNull || $0.rows?.filled.isEmpty == false }),
      try !represented(by: caller.person).contains(where: { $0.person == person })
    else { return nil }
    let query = "\(LookAudit.filling) \(service.title.zh)" + (service.purpose.map { " \($0.zh)" } ?? "")
    if try LookAudit.stands(caller.person, at: person, query, reader) { return nil }
    let rights = Rights(running, caller, reader), place = try residence(of: person)
    let reach = rights.reach(.create, service).first { rights.covers($0, place: place) }
    return Change(
      LookAudit.insert,
      [.int(caller.person), StoredValue(reach?.post?.id), .int(person), .text(query), .int(1), .int(now)])
  }

  /// What has to be written before the caller sees what somebody else's request says: one row for each person whom it is
  /// about, and for who filed it where they are named, with the purpose of the right by which they see it.
  func looks(at matter: LiveMatter, _ page: RequestDetail, _ rights: Rights) throws -> [Change] {
    let row = matter.row
    if page.isOwn || row.body != nil || page.answers.isEmpty && page.register.isEmpty { return [] }
    let reach = try rights.reach(.read, matter.service).first { try rights.covers($0, row, matter.steps) }
    let query = "request \(row.code)" + (reach?.grant.purpose.map { " \($0)" } ?? "")
    let filer = page.line.filing?.filer == nil ? nil : row.filer
    return try Set([row.subject, row.applicant, filer].compactMap { $0 }).subtracting([caller.person]).sorted().compactMap {
      if try LookAudit.stands(caller.person, at: $0, query, reader) { return nil }
      return Change(
        LookAudit.insert,
        [.int(caller.person), StoredValue(reach?.post?.id), .int($0), .text(query), .int(1), .int(now)])
    }
  }
}
