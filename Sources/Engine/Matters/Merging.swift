import Core
import FEEL

/// 并单: requests with the same answers are one piece of work. The first leads and runs; others are kept with all they
/// said, linked to it, and their applicants are told what is told to its own.
extension Preparation {
  /// The running request that a new one joins; nil = it leads from now on, or its service merges nothing.
  ///
  /// The leader's row is taken by a guard: of two that come at once one leads, and none joins what has just ended.
  mutating func leader(of matter: LiveMatter) throws -> MatterRow? {
    guard let merge = matter.service.merge, let key = Self.key(merge, matter) else { return nil }
    let named: [StoredValue] = [.text(matter.service.id), .text(key)]
    let deadline = Deadline(matter.row.place.flatMap { running.city.calendar(for: $0) })
    let until = StoredValue(merge.within.flatMap { deadline.due($0, from: now) })
    guard let known = try reader.rows(MatterStatements.leader, named, under: .system(.limits)).first,
      let id = known[0].int
    else {
      let first: [StoredValue] = [.int(matter.row.id), until, .int(0)]
      guarded.append(Change(MatterStatements.insertLead, named + first, guarding: .exists))
      return nil
    }
    if (known[1].int ?? Int64.max) > now, let row = try MatterRow.find(id: id, reader), !row.state.isFinal {
      guarded.append(Change(MatterStatements.joinLead, named + [.int(id)], guarding: .moved))
      return row
    }
    guarded.append(
      Change(MatterStatements.takeLead, [.int(matter.row.id), until] + named + [.int(id)], guarding: .moved))
    return nil
  }

  /// Ends a new request as part of another, and tells its applicant.
  mutating func join(_ leader: MatterRow, _ matter: inout LiveMatter) throws {
    matter.row.mergedInto = leader.id
    changes.append(Change(MatterStatements.insertJoined, [.int(leader.id), .int(matter.row.id)]))
    close(&matter, .merged)
    do {
      let words = Label(
        zh: "已有人报了同样的事（\(leader.code)），您的这一份并在一起办理，办完会告诉您",
        en: "The same was reported before (\(leader.code)); yours is handled together with it, and you will be told")
      try deliver(
        Words(words.text(in: caller.language)), by: [], to: addressee(.applicant, matter.row), matter.row,
        matter.service)
    }
    try settle(&matter, "merge")
  }

  /// Who else waits for what a request comes to: those merged into it.
  func joined(_ matter: LiveMatter) throws -> [MatterRow] {
    guard matter.service.merge != nil, !matter.isNew else { return [] }
    return try MatterRow.merged(into: matter.row.id, reader)
  }

  func hasJoiners(_ matter: LiveMatter) throws -> Bool {
    guard matter.service.merge != nil, !matter.isNew else { return false }
    return try !reader.rows(MatterStatements.anyJoined, [.int(matter.row.id)], under: .system(.command)).isEmpty
  }

  /// It ends, and nobody joins it any more: who did since it was read is a reason to prepare the command again.
  mutating func endLead(_ matter: LiveMatter) throws {
    guard matter.service.merge != nil, !matter.isNew else { return }
    let own = StoredValue.int(matter.row.id)
    guard let row = try reader.rows(MatterStatements.joiners, [own], under: .system(.limits)).first else { return }
    guarded.append(Change(MatterStatements.endLead, [own, .int(row[0].int ?? 0)], guarding: .moved))
  }

  /// Others wait for it: it cannot be taken back by the one who came first.
  func demandAlone(_ matter: LiveMatter) throws {
    let others = try joined(matter).count
    if others == 0 { return }
    throw Refusal(
      .verbNotHere,
      Label(
        zh: "还有 \(others) 人报了同样的事，都并在这一份里，不能撤回", en: "\(others) others reported the same and wait for this one"))
  }

  /// Equal answers give equal keys; nil where one is missing.
  private static func key(_ merge: MergeProgram, _ matter: LiveMatter) -> String? {
    var parts: [String] = []
    for position in merge.same {
      guard matter.values.indices.contains(position), !matter.values[position].isNull else { return nil }
      parts.append(matter.values[position].notation)
    }
    return parts.isEmpty ? nil : SHA256.hex(parts.joined(separator: ",").utf8)
  }
}
