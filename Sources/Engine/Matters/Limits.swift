import Core
import FEEL

/// Quota of a service and open requests per subject: rows that are counted up by a guarded update, so that no two
/// submissions can both take the last one.
extension Preparation {
  /// Takes a place of the quota and one of the subject's open requests.
  ///
  /// - Throws: `Refusal` when none is left on this snapshot; a race for the last one fails the guard.
  mutating func take(_ matter: LiveMatter) throws {
    let open = matter.variant.open
    if let quota = open.quota, let key = quotaKey(quota.per, matter) {
      try take(matter.service.id, key, most: quota.count, guarding: .quotaFull, full: .quota)
    }
    if let limit = open.limit, let subject = matter.row.subject {
      let often = Refusal(
        .tooOften, Label(zh: "已有 \(limit) 份同样的申请正在办理", en: "There are already \(limit) open requests of this kind"))
      try take(matter.service.id, Self.subjectKey(subject), most: limit, guarding: .moved, full: often)
    }
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
    guard let quota = open.quota else { return nil }
    let key: String? =
      switch quota.per {
      case .service: ""
      case .level(let level): place.map { String(running.city.place($0, at: level) ?? $0) }
      case .field: nil
      }
    guard let key else { return nil }
    let used = try reader.rows(
      MatterStatements.quotaUsed, [.text(service.id), .text(key)], under: .system(.limits)
    ).first?[0].int
    return max(0, quota.count - Int(used ?? 0))
  }

  /// A matter that runs again counts among the subject's open requests again.
  mutating func takeAgain(_ matter: LiveMatter) throws {
    guard let limit = matter.variant.open.limit, let subject = matter.row.subject else { return }
    let often = Refusal(
      .tooOften, Label(zh: "已有 \(limit) 份同样的申请正在办理", en: "There are already \(limit) open requests of this kind"))
    try take(matter.service.id, Self.subjectKey(subject), most: limit, guarding: .moved, full: often)
  }

  private mutating func take(
    _ definition: String, _ key: String, most: Int, guarding: Guard, full: Refusal
  ) throws {
    let named: [StoredValue] = [.text(definition), .text(key)]
    let used = try reader.rows(MatterStatements.quotaUsed, named, under: .system(.limits)).first?[0].int
    if (used ?? 0) >= Int64(most) { throw full }
    if used == nil {
      guarded.append(Change(MatterStatements.insertQuota, named + [.int(1)], guarding: .exists))
    } else {
      guarded.append(Change(MatterStatements.takeQuota, named + [.int(Int64(most))], guarding: guarding))
    }
  }

  private func quotaKey(_ per: OpenProgram.Quota.Per, _ matter: LiveMatter) -> String? {
    switch per {
    case .service: ""
    case .level(let level):
      matter.row.place.map { String(running.city.place($0, at: level) ?? $0) }
    case .field(let field):
      matter.values.indices.contains(field) ? "=" + matter.values[field].plainText : nil
    }
  }

  /// No place id and no answer begins with this sign.
  private static func subjectKey(_ subject: Int64) -> String { "~\(subject)" }
}
