import Core

/// Opens the numbers of a member of staff for an emergency, as a request is opened: by a role that may, with a reason, for
/// a while; whoever is above and the person are told by the same transaction.
extension Preparation {
  /// - Parameter minutes: for how long, at least 1; nil = as long as the role allows.
  /// - Throws: `Refusal`: no such member of staff, also for whom the caller's roles do not open; without a reason; for
  ///   longer than the role allows; nobody to tell.
  mutating func lookAtNumbers(of person: Int64, _ reason: String?, _ minutes: Int64? = nil) throws -> OpenLook {
    let rights = Rights(running, caller, reader)
    guard person != caller.person, let glass = rights.glass(overNumbersOf: person),
      let persons = running.tables.entities[.person]
    else { throw Refusal.noMember }
    let open = try rights.openNumbers()
    let look = try look(by: glass, reason, minutes) { post, role in
      open.contains { $0.subject == person && $0.post == post && $0.role == role }
    }
    let id = nextID()
    let statement = running.shapes.statement("look at numbers") { LookStatements.insertOfNumbers(in: persons) }
    guarded.append(
      Change(
        statement,
        [
          .int(id), .int(LookRow.ofNumbers), .int(caller.person), .int(look.post.id), .text(look.role), .int(person),
          .blob(sealing.seal(Array(look.reason.utf8), subject: person)), .int(now), .int(look.until), .null, .null,
          .text(look.told.posts.map { String($0.id) }.joined(separator: " ")), .int(running.city.grantEpoch),
        ], guarding: .moved))
    event("break-glass", matter: nil, post: look.post.id, subject: person, look.payload)
    changes.append(
      Change(
        LookAudit.insert,
        [.int(caller.person), .int(look.post.id), .int(person), .text(LookAudit.emergencyNumbers), .int(1), .int(now)]))
    try tell(look, ofNumbersOf: person)
    return OpenLook(id: id, until: look.until)
  }

  private mutating func tell(_ look: Look, ofNumbersOf person: Int64) throws {
    let who = try who(of: look), name = try staffName(person)
    let above = "应急查看：\(who) 打开了\(name)的号码，到 \(look.lastMoment) 为止。原因：\(look.reason)"
    let posts = look.told.posts.flatMap(\.staff)
    for reader in Set(posts + look.told.people).subtracting([caller.person, person]).sorted() {
      message(to: reader, matter: nil, above)
    }
    message(to: person, matter: nil, "\(who) 应急查看了您的号码，到 \(look.lastMoment) 为止。原因：\(look.reason)")
  }
}
