import Core
import FEEL

/// Quota of a service and open requests per subject: rows that are counted up by a guarded update, so that no two
/// submissions can both take the last one.
extension Preparation {
  /// A row that is counted up for a request, and what is said where it is full.
  private struct Counted {
    let key: String
    let most: Int
    let guarding: Guard
    let full: Refusal
  }

  /// Takes a place of the quota and one of the subject's open requests.
  ///
  /// - Throws: `Refusal` when none is left on this snapshot; a race for the last one fails the guard.
  mutating func take(_ matter: LiveMatter) throws {
    let open = matter.variant.open
    let key = open.quota.flatMap { quotaKey($0.per, matter) }
    for row in counted(open, quota: key, of: matter.row.subject) { try take(matter.service.id, row) }
  }

  /// Whether a request for somebody at a place would find room, as `take` asks. What hangs on an answer is not known yet,
  /// nor where a request may join another one, which takes no room.
  ///
  /// - Parameter place: nil = where is not known yet.
  /// - Throws: `Refusal` when none is left.
  func checkLimits(_ service: ServiceProgram, _ open: OpenProgram, of subject: Int64?, at place: Int64?) throws {
    if service.merge != nil { return }
    let key = open.quota.flatMap { quotaKey($0.per, at: place) }
    for row in counted(open, quota: key, of: subject) { try demandRoom(used(service.id, row.key), row) }
  }

  private func counted(_ open: OpenProgram, quota key: String?, of subject: Int64?) -> [Counted] {
    var found: [Counted] = []
    if let quota = open.quota, let key {
      found.append(Counted(key: key, most: quota.count, guarding: .quotaFull, full: .quota))
    }
    if let limit = open.limit, let subject { found.append(ownOpen(limit, of: subject)) }
    return found
  }

  private func ownOpen(_ limit: Int, of subject: Int64) -> Counted {
    Counted(
      key: Self.subjectKey(subject), most: limit, guarding: .moved,
      full: Refusal(
        .tooOften, Label(zh: "已有 \(limit) 份同样的申请正在办理", en: "There are already \(limit) open requests of this kind")))
  }

  /// Gives back what a closed matter no longer uses: its place of the quota when it came to nothing, the subject's
  /// open request in any case.
  mutating func release(_ matter: LiveMatter) throws {
    // What was merged took nothing, and what ended before gave it back then.
    guard matter.row.state.isFinal, !matter.stateBefore.isFinal, matter.row.mergedInto == nil else { return }
    try endLead(matter)
    let open = matter.variant.open, id = StoredValue.text(matter.service.id)
    if let quota = open.quota, let key = quotaKey(quota.per, matter),
      matter.row.state == .rejected || matter.row.state == .withdrawn
    {
      changes.append(Change(MatterStatements.giveQuota, [id, .text(key)]))
    }
    if open.limit != nil, let subject = matter.row.subject {
      changes.append(Change(MatterStatements.giveQuota, [id, .text(Self.subjectKey(subject))]))
    }
  }

  /// How many places of the quota are left for somebody at a place; nil without a quota, and where it hangs on an answer.
  func left(_ service: ServiceProgram, _ open: OpenProgram, at place: Int64?) throws -> Int? {
    guard let quota = open.quota, let key = quotaKey(quota.per, at: place) else { return nil }
    return max(0, quota.count - Int(try used(service.id, key) ?? 0))
  }

  /// A matter that runs again counts among the subject's open requests again.
  mutating func takeAgain(_ matter: LiveMatter) throws {
    guard let limit = matter.variant.open.limit, let subject = matter.row.subject else { return }
    try take(matter.service.id, ownOpen(limit, of: subject))
  }

  private mutating func take(_ definition: String, _ row: Counted) throws {
    let named: [StoredValue] = [.text(definition), .text(row.key)]
    let used = try used(definition, row.key)
    try demandRoom(used, row)
    if used == nil {
      guarded.append(Change(MatterStatements.insertQuota, named + [.int(1)], guarding: .exists))
    } else {
      guarded.append(Change(MatterStatements.takeQuota, named + [.int(Int64(row.most))], guarding: row.guarding))
    }
  }

  private func demandRoom(_ used: Int64?, _ row: Counted) throws {
    if (used ?? 0) >= Int64(row.most) { throw row.full }
  }

  private func used(_ definition: String, _ key: String) throws -> Int64? {
    try reader.rows(MatterStatements.quotaUsed, [.text(definition), .text(key)], under: .system(.limits)).first?[0].int
  }

  private func quotaKey(_ per: OpenProgram.Quota.Per, _ matter: LiveMatter) -> String? {
    if case .field(let field) = per {
      return matter.values.indices.contains(field) ? "=" + matter.values[field].plainText : nil
    }
    return quotaKey(per, at: matter.row.place)
  }

  /// Nil where it hangs on an answer, or on a place that is not known.
  private func quotaKey(_ per: OpenProgram.Quota.Per, at place: Int64?) -> String? {
    switch per {
    case .service: ""
    case .level(let level): place.map { String(running.city.place($0, at: level) ?? $0) }
    case .field: nil
    }
  }

  /// No place id and no answer begins with this sign.
  private static func subjectKey(_ subject: Int64) -> String { "~\(subject)" }
}
