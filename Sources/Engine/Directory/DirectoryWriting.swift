import Core
import FEEL

extension Engine {
  fileprivate static let logins = Query(
    ["name", "person"], of: SystemTables.credential,
    where: .all([.compare(.column("kind"), .equal, .constant(.text("login"))), .isNull(.column("disabled"))]))
  fileprivate static let terms = Query(
    ["post", "person", "valid_from", "valid_to"], of: SystemTables.appointment,
    where: .isNull(.column("superseded_at")))

  /// Brings a table into the directory, whole or not at all: organisations, posts, and who sits there.
  ///
  /// - Parameters:
  ///   - isPartial: rows that are wrong are left out, and the others done.
  ///   - isDry: nothing is done.
  /// - Throws: `Refusal` `beyond-authority` for who may change nothing; a row that touches what the caller may not change is
  ///   a problem of that row.
  package func importDirectory(
    _ table: DirectoryTable, isPartial: Bool = false, isDry: Bool = false, _ caller: Caller,
    _ authority: DirectoryAuthority, _ progress: ImportProgress? = nil
  ) throws -> DirectoryImportPlan {
    try bringing(Label(zh: "通讯录刚被别人改了，请重试", en: "The directory was changed meanwhile; try again")) { running, reader in
      var preparation = Preparation(self, running, reader, caller)
      let importing = try preparation.importing(table, preparation.directoryReach(authority), progress)
      var result = importing.plan
      let isRefused = isDry || (!result.problems.isEmpty && !isPartial)
      if isRefused || result.isNothing { return (result, nil) }
      progress?.write()
      result.change = try preparation.write(importing)
      return (result, Plan(epoch: running.epoch, changes: preparation.plan))
    }
  }

  /// Imports of the directory, the newest first.
  package func directoryChanges(limit: Int = 50) throws -> [DirectoryChangeRecord] {
    let query = Self.changes
    return try store.read { reader in
      try reader.rows(query, [.int(Int64(limit))], under: .system(.directory)).map { row in
        DirectoryChangeRecord(
          id: row[0].int ?? 0, act: row[1].text ?? "", actor: row[5].int ?? 0, at: row[2].int ?? 0, isUndone: row[3].text == "undone",
          rows: DirectoryChangeRows(row[4].blob ?? []).count)
      }
    }
  }

  private static let changes = Query(
    ["id", "act", "at", "state", "payload", "actor"], of: SystemTables.directoryChange,
    order: [.init(.column("id"), descending: true)], limit: .parameter(0))
}

/// An import as it is kept.
package struct DirectoryChangeRecord: Sendable {
  package let id: Int64
  package let act: String
  /// The person; 0 = whoever holds the store.
  package let actor: Int64
  /// Milliseconds UTC.
  package let at: Int64
  package let isUndone: Bool
  /// Facts that it brought.
  package let rows: Int
}

/// The rows that an import brought, as its record keeps them: a line for each, table and id.
struct DirectoryChangeRows {
  private(set) var rows: [(table: String, id: Int64)] = []

  var count: Int { rows.count }
  var bytes: [UInt8] { Array(rows.map { "\($0.table) \($0.id)" }.joined(separator: "\n").utf8) }

  init() {}

  init(_ bytes: [UInt8]) {
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ")
      if parts.count == 2, let id = Int64(parts[1]) { rows.append((String(parts[0]), id)) }
    }
  }

  mutating func add(_ table: Table, _ id: Int64) { rows.append((table.name, id)) }
}

extension Preparation {
  /// Everybody of staff, for who names somebody by login or by name.
  func staffNames() throws -> StaffNames {
    var byLogin: [String: Int64] = [:], byName: [String: Set<Int64>] = [:]
    for row in try reader.rows(Engine.logins, [], under: .system(.directory)) {
      guard let login = row[0].text, let person = row[1].int else { continue }
      byLogin[login] = person
    }
    for (person, name) in try namesOfStaff() { byName[name, default: []].insert(person) }
    return StaffNames(byLogin: byLogin, byName: byName)
  }

  fileprivate func importing(
    _ table: DirectoryTable, _ reach: DirectoryReach, _ progress: ImportProgress?
  ) throws -> DirectoryImporting {
    var standing: [Int64: [(person: Int64, span: AppointmentSpan)]] = [:]
    for row in try reader.rows(Engine.terms, [], under: .system(.directory)) {
      let span = AppointmentSpan(from: row[2].text, until: row[3].text)
      standing[row[0].int ?? 0, default: []].append((row[1].int ?? 0, span))
    }
    return DirectoryImporting(
      table, running, reach, people: try staffNames(), facts: try postFacts(), standing: standing, today: today.text,
      progress)
  }

  private static let insertBody = Statement.insert(SystemTables.directoryBody)
  private static let insertRole = Statement.insert(SystemTables.postRole)
  static let insertDirectoryChange = Statement.insert(SystemTables.directoryChange)

  fileprivate mutating func write(_ importing: DirectoryImporting) throws -> Int64 {
    guarded.append(Engine.moving(running.city.grantEpoch))
    let change = nextID()
    var brought = DirectoryChangeRows()
    for body in importing.bodies { write(body, &brought) }
    for post in importing.posts { try write(post, &brought) }
    let facts = importing.described.isEmpty ? [:] : try postFacts()
    for (post, said) in importing.described.sorted(by: { $0.key < $1.key }) {
      if let facts = facts[post] { _ = try describe(post, facts, said.words, by: change, &brought) }
    }
    for term in importing.terms {
      brought.add(SystemTables.appointment, record(term.person, term.post, term.span))
      event(
        AppointmentAct.appoint.rawValue, matter: nil, post: term.post, subject: term.person, Engine.payload(term.span))
    }
    changes.append(
      Change(
        Self.insertDirectoryChange,
        [.int(change), .text("import"), .int(caller.person), .int(now), .text("done"), .blob(brought.bytes)]))
    let plan = importing.plan
    let said = "{\"change\":\"\(change)\",\"organizations\":\(plan.organizations),\"posts\":\(plan.posts)}"
    event("directory-import", matter: nil, subject: nil, Array(said.utf8))
    return change
  }

  private mutating func write(_ body: DirectoryImporting.Body, _ brought: inout DirectoryChangeRows) {
    let knowledge = running.program.knowledge
    var seeding = EntitySeeding(running, engine, now: now)
    let attributes = [("organization.org_name", body.name), ("organization.credit_code", body.code ?? "")]
    seeding.add(
      .organization, id: body.id,
      attributes.compactMap { id, text in
        text.isEmpty ? nil : knowledge.attribute(id).map { ($0, [.text(text)]) }
      })
    changes += seeding.take()
    let row = nextID()
    brought.add(SystemTables.directoryBody, row)
    changes.append(
      Change(Self.insertBody, [.int(row), .int(body.id), .text(body.kind), .null, .null, .int(now), .null]))
    if let under = body.under { relate("superior_of", under, body.id, &brought) }
    for place in body.governs { relate("governs_place", body.id, place, &brought) }
    if let at = body.at { relate("located_at", body.id, at, &brought) }
  }

  private mutating func relate(_ id: String, _ from: Int64, _ to: Int64, _ brought: inout DirectoryChangeRows) {
    guard let table = running.tables.relations[id] else { return }
    let insert = running.shapes.statement("import \(table.name)") {
      Statement(
        table,
        .insert(columns: ["id", "from_id", "to_id", "valid_from", "recorded_at", "origin"], conflict: .fail))
    }
    let row = nextID()
    brought.add(table, row)
    changes.append(Change(insert, [.int(row), .int(from), .int(to), .null, .int(now), .text("import")]))
  }

  private mutating func write(_ post: DirectoryImporting.Post, _ brought: inout DirectoryChangeRows) throws {
    brought.add(SystemTables.post, post.id)
    let words = try post.row.words.over(PostWord.allCases.map { _ in .null })
    let row = NewPostRow(
      id: post.id, organization: post.organization, name: post.name, place: post.place, origin: "import", words: words)
    changes.append(row.change(now))
    for role in post.roles {
      let id = nextID()
      brought.add(SystemTables.postRole, id)
      changes.append(
        Change(Self.insertRole, [.int(id), .int(post.id), .text(role), .null, .null, .int(now), .null]))
    }
  }
}
