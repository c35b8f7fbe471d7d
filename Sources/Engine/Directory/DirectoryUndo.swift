import Core

extension Engine {
  fileprivate static let changeOfID = Query(
    ["state", "payload"], of: SystemTables.directoryChange, where: .equals("id", 0))
  fileprivate static let move = Statement(
    SystemTables.directoryChange,
    .update(
      [.set("state", .constant(.text("undone")))],
      where: .all([.equals("id", 0), .compare(.column("state"), .equal, .constant(.text("done")))])))
  /// Stays that lie at a post and are not closed.
  fileprivate static let openStays = Query(
    ["post"], of: SystemTables.step, where: .all([.equals("post", 0), .isNull(.column("done"))]),
    limit: .constant(.int(1)))
  fileprivate static let appointments = Query(
    ["id"], of: SystemTables.appointment, where: .all([.equals("post", 0), .isNull(.column("superseded_at"))]))
  fileprivate static let posts = Query(
    ["id"], of: SystemTables.post, where: .all([.equals("organization", 0), .isNull(.column("superseded_at"))]))
  fileprivate static let postOfTerm = Query(["post"], of: SystemTables.appointment, where: .equals("id", 0))
  fileprivate static let bodyOfRow = Query(["organization"], of: SystemTables.directoryBody, where: .equals("id", 0))

  /// Takes an import of the directory back: what it brought is no longer believed, nothing is erased.
  ///
  /// - Throws: `Refusal` when something was built on it since: a term was ended, somebody was appointed to its posts, work
  ///   lies there.
  package func undoDirectory(_ change: Int64, _ caller: Caller, _ authority: DirectoryAuthority) throws {
    let plan: Plan = try snapshot { running, reader in
      var preparation = Preparation(self, running, reader, caller)
      try preparation.undoDirectory(change, authority)
      return Plan(epoch: running.epoch, changes: preparation.plan)
    }
    try commitOrThrow(plan)
  }
}

extension Preparation {
  fileprivate mutating func undoDirectory(_ change: Int64, _ authority: DirectoryAuthority) throws {
    guarded.append(Engine.moving(running.city.grantEpoch))
    try takeBack(change, authority)
    event("directory-undo", matter: nil, subject: nil, Array("{\"change\":\"\(change)\"}".utf8))
  }

  /// - Throws: `Refusal` as `Engine.undoDirectory`.
  mutating func takeBack(_ change: Int64, _ authority: DirectoryAuthority) throws {
    guard let row = try reader.rows(Engine.changeOfID, [.int(change)], under: .system(.directory)).first,
      row[0].text == "done"
    else { throw Refusal.noImport }
    let brought = DirectoryChangeRows(row[1].blob ?? [])
    if authority == .caller { try mayTakeBack(brought) }
    try mayUndo(brought)
    guarded.append(Change(Engine.move, [.int(change)], guarding: .moved))
    for (name, id) in brought.rows {
      guard let table = table(named: name) else { continue }
      let supersede = running.shapes.statement("take back \(name)") {
        Statement(
          table,
          .update(
            [.set("superseded_at", .parameter(1))], where: .all([.equals("id", 0), .isNull(.column("superseded_at"))])))
      }
      // A row that somebody closed since is no longer what the import brought.
      guarded.append(Change(supersede, [.int(id), .int(now)], guarding: .moved))
    }
    try restoreWords(change)
  }

  /// The tables an import writes.
  private func table(named name: String) -> Table? {
    let known = [
      SystemTables.directoryBody, SystemTables.post, SystemTables.postRole, SystemTables.appointment,
    ]
    return known.first { $0.name == name } ?? running.tables.relations.values.first { $0.name == name }
  }

  private func mayTakeBack(_ brought: DirectoryChangeRows) throws {
    let rights = Rights(running, caller, reader), reaches = rights.reach(.edit, kind: "directory")
    if reaches.isEmpty { throw Refusal.noDirectoryRight }
    for (table, id) in brought.rows {
      let body: Int64? =
        switch table {
        case SystemTables.post.name: running.city.posts[id]?.organization
        case SystemTables.directoryBody.name:
          try reader.rows(Engine.bodyOfRow, [.int(id)], under: .system(.directory)).first?[0].int
        case SystemTables.appointment.name:
          try reader.rows(Engine.postOfTerm, [.int(id)], under: .system(.directory)).first?[0].int
            .flatMap { running.city.posts[$0]?.organization }
        case SystemTables.postFact.name:
          try reader.rows(PostWordsStatements.postOfRow, [.int(id)], under: .system(.directory)).first?[0].int
            .flatMap { running.city.posts[$0]?.organization }
        default: nil
        }
      guard let body else { continue }
      guard reaches.contains(where: { rights.covers($0, body: body) }) else { throw Refusal.noDirectoryRight }
    }
  }

  private func mayUndo(_ brought: DirectoryChangeRows) throws {
    func ids(_ table: Table) -> Set<Int64> { Set(brought.rows.filter { $0.table == table.name }.map(\.id)) }
    let terms = ids(SystemTables.appointment), posts = ids(SystemTables.post)
    for post in posts {
      let standing = try reader.rows(Engine.appointments, [.int(post)], under: .system(.directory))
      let stays = try reader.rows(Engine.openStays, [.int(post)], under: .system(.directory))
      guard stays.isEmpty, standing.allSatisfy({ $0[0].int.map(terms.contains) ?? true }) else {
        throw Refusal.importBuiltOn
      }
    }
    for row in ids(SystemTables.directoryBody) {
      guard let body = try reader.rows(Engine.bodyOfRow, [.int(row)], under: .system(.directory)).first?[0] else { continue }
      let standing = try reader.rows(Engine.posts, [body], under: .system(.directory))
      guard standing.allSatisfy({ $0[0].int.map(posts.contains) ?? true }) else { throw Refusal.importBuiltOn }
    }
  }
}

extension Refusal {
  static let noImport = Refusal(
    .notFound, Label(zh: "没有这次导入，或已经撤回", en: "There is no such import, or it was undone"))
  static let importBuiltOn = Refusal(
    .movedOn,
    Label(
      zh: "这之后又有任职、岗位或在办件用到了它，不能撤回", en: "Later terms, posts or open work build on it: it cannot be undone"))
}
