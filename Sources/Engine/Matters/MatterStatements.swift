import Core

/// Every statement that changes a matter or a step, made once.
enum MatterStatements {
  static let insertMatter = Statement.insert(SystemTables.matter)
  static let insertStep = Statement.insert(SystemTables.step)
  static let insertSigner = Statement.insert(SystemTables.signer)
  static let deleteSigner = Statement(SystemTables.signer, .delete(where: .equals("id", 0)))
  static let insertReminder = Statement.insert(SystemTables.reminder)
  static let insertEvent = Statement.insert(SystemTables.event)
  static let insertDelta = Statement.insert(SystemTables.delta)
  static let insertMessage = Statement.insert(SystemTables.message)
  static let insertOutbox = Statement.insert(SystemTables.outbox)
  static let insertChangeSet = Statement.insert(SystemTables.changeSet)
  static let insertProposal = Statement.insert(SystemTables.proposal)
  static let insertList = Statement.insert(SystemTables.list)

  /// state, step, revision, due, closed, list, outcome; where id, revision, state are as they were read.
  static let moveMatter = Statement(
    SystemTables.matter,
    .update(
      [
        .set("state", .parameter(0)), .set("step", .parameter(1)), .set("revision", .parameter(2)),
        .set("due", .parameter(3)), .set("closed", .parameter(4)), .set("list", .parameter(5)),
        .set("outcome", .parameter(6)),
      ], where: .all([.equals("id", 7), .equals("revision", 8), .equals("state", 9)])))

  /// done, outcome, reason, post, person; where id, not done, the post as it was read (0 = none), and the directory as
  /// it was when the right was derived.
  static let closeStep = Statement(
    SystemTables.step,
    .update(
      [
        .set("done", .parameter(0)), .set("outcome", .parameter(1)), .set("reason", .parameter(2)),
        .set("post", .parameter(3)), .set("person", .parameter(4)),
      ],
      where: .all([
        .equals("id", 5), .isNull(.column("done")), postUnmoved(6), directoryUnmoved(7),
      ])))

  /// post, person, claimed; where as above and nobody has claimed it.
  static let claimStep = Statement(
    SystemTables.step,
    .update(
      [.set("post", .parameter(0)), .set("person", .parameter(1)), .set("claimed", .parameter(2))],
      where: .all([
        .equals("id", 3), .isNull(.column("done")), .isNull(.column("person")), postUnmoved(4), directoryUnmoved(5),
      ])))

  /// due; where id and not done: more time for the holder.
  static let extendStep = Statement(
    SystemTables.step,
    .update([.set("due", .parameter(0))], where: .all([.equals("id", 1), .isNull(.column("done"))])))

  /// reason; where id and not done: why it stands for so long.
  static let explainStep = Statement(
    SystemTables.step,
    .update([.set("reason", .parameter(0))], where: .all([.equals("id", 1), .isNull(.column("done"))])))

  /// post; where id and not done: who tends it while it stands.
  static let tendStep = Statement(
    SystemTables.step,
    .update([.set("post", .parameter(0))], where: .all([.equals("id", 1), .isNull(.column("done"))])))

  /// done; where id and not looked at yet.
  static let tickReminder = Statement(
    SystemTables.reminder,
    .update([.set("done", .parameter(0))], where: .all([.equals("id", 1), .isNull(.column("done"))])))
  /// Those of a stay that has another deadline now.
  static let dropReminders = Statement(
    SystemTables.reminder, .delete(where: .all([.equals("stay", 0), .isNull(.column("done"))])))

  static let rate = Statement.insert(SystemTables.rating, conflict: .replace)

  private static func postUnmoved(_ parameter: Int) -> Condition {
    .compare(.coalesce([.column("post"), .constant(.int(0))]), .equal, .parameter(parameter))
  }

  /// No other state of rights and directory than the one that the decision was derived from.
  static func directoryUnmoved(_ parameter: Int) -> Condition {
    .not(
      .exists(
        Query(
          ["id"], of: SystemTables.grantEpoch,
          where: .all([
            .compare(.column("id"), .equal, .constant(.int(1))),
            .compare(.column("epoch"), .notEqual, .parameter(parameter)),
          ]))))
  }

  static let deleteDraft = Statement(
    SystemTables.draft, .delete(where: .all([.equals("person", 0), .equals("definition", 1), .equals("subject", 2)])))
  static let saveDraft = Statement.insert(SystemTables.draft, conflict: .replace)

  // MARK: Limits

  static let insertQuota = Statement.insert(SystemTables.quota)
  /// definition, key, most.
  static let takeQuota = Statement(
    SystemTables.quota,
    .update(
      [.set("used", .add(.column("used"), .constant(.int(1))))],
      where: .all([.equals("definition", 0), .equals("key", 1), .compare(.column("used"), .less, .parameter(2))])))
  static let giveQuota = Statement(
    SystemTables.quota,
    .update(
      [.set("used", .add(.column("used"), .constant(.int(-1))))],
      where: .all([
        .equals("definition", 0), .equals("key", 1), .compare(.column("used"), .greater, .constant(.int(0))),
      ])))
  static let quotaUsed = Query(
    ["used"], of: SystemTables.quota, where: .all([.equals("definition", 0), .equals("key", 1)]))

  // MARK: Requests with the same answers

  static let leader = Query(
    ["matter", "until"], of: SystemTables.lead, where: .all([.equals("definition", 0), .equals("key", 1)]))
  static let joiners = Query(["joiners"], of: SystemTables.lead, where: .equals("matter", 0))
  static let insertLead = Statement.insert(SystemTables.lead)
  /// matter, until; where definition and key, and the leader is still the one that was read: another leads now.
  static let takeLead = Statement(
    SystemTables.lead,
    .update(
      [.set("matter", .parameter(0)), .set("until", .parameter(1)), .set("joiners", .constant(.int(0)))],
      where: .all([.equals("definition", 2), .equals("key", 3), .equals("matter", 4)])))
  /// definition, key, the leader that was read: one more follows it.
  static let joinLead = Statement(
    SystemTables.lead,
    .update(
      [.set("joiners", .add(counted, .constant(.int(1))))],
      where: .all([.equals("definition", 0), .equals("key", 1), .equals("matter", 2)])))
  static let anyJoined = Query(
    ["matter"], of: SystemTables.joined, where: .equals("leader", 0), limit: .constant(.int(1)))
  static let insertJoined = Statement.insert(SystemTables.joined)
  /// matter, how many follow it as it was read.
  static let endLead = Statement(
    SystemTables.lead,
    .delete(where: .all([.equals("matter", 0), .compare(counted, .equal, .parameter(1))])))
  /// Null in a row that is older than the column.
  private static let counted = Term.coalesce([.column("joiners"), .constant(.int(0))])

  // MARK: Lists

  static let openList = Query(
    ["id"], of: SystemTables.list,
    where: .all([
      .equals("definition", 0), .equals("variant", 1), .equals("step", 2), .equals("per", 3), .isNull(.column("closed")),
    ]))
  /// Takes the list's row for the transaction, so that it cannot be closed meanwhile.
  static let joinList = Statement(
    SystemTables.list,
    .update([.set("post", .column("post"))], where: .all([.equals("id", 0), .isNull(.column("closed"))])))
  /// post, stands_in; where id and not done: who closes the list in which it waits.
  static let handList = Statement(
    SystemTables.step,
    .update(
      [.set("post", .parameter(0)), .set("stands_in", .parameter(1))],
      where: .all([.equals("id", 2), .isNull(.column("done"))])))
  /// post; where id, whose it was, and still open.
  static let closeBy = Statement(
    SystemTables.list,
    .update(
      [.set("post", .parameter(0))],
      where: .all([.equals("id", 1), .equals("post", 2), .isNull(.column("closed"))])))
  static let closeList = Statement(
    SystemTables.list,
    .update([.set("closed", .parameter(0))], where: .all([.equals("id", 1), .isNull(.column("closed"))])))
  /// The last change of a closing: nobody joined between reading the list and taking it.
  static let sealList = Statement(
    SystemTables.list,
    .update(
      [.set("closed_by", .parameter(0))],
      where: .all([
        .equals("id", 1),
        .not(
          .exists(
            Query(
              ["id"], of: SystemTables.step, where: .all([.equals("list", 1), .isNull(.column("done"))])))),
      ])))
}
