import Core
import FEEL

extension Engine {
  /// What publishing these documents would do, without doing it.
  package func plan(_ documents: [SourceDocument]) throws -> ReleasePlan {
    try prepare(documents).plan
  }

  private struct Prepared {
    let program: Program?
    var plan: ReleasePlan
    let known: TableNumbers.Known
    let numbering: [Change]
  }

  private func prepare(_ documents: [SourceDocument]) throws -> Prepared {
    let result = compiler.compile(documents)
    // Not when a stored release is loaded: what ran before goes on, only its calls are refused.
    let refused = result.program.flatMap { addresses?.refused($0) } ?? []
    let admitted = refused.isEmpty ? result.program : nil
    var plan = ReleasePlan(program: admitted?.hash, diagnostics: result.diagnostics + refused)
    guard let program = admitted else {
      return Prepared(program: nil, plan: plan, known: TableNumbers.Known(), numbering: [])
    }
    return try store.read { reader in
      let marks = try EpochMarks.read(reader)
      let old = try marks.epoch > 0 ? self.edition(marks.epoch) : nil
      plan.items = Self.difference(old?.documents ?? [], documents)
      let before = try TableNumbers.read(reader)
      let newest = try reader.rows(ReleaseTables.newest, [], under: .system(.release)).first?[0].int ?? 0
      let (changes, known) = TableNumbers.issue(for: program, known: before, epoch: newest + 1, now: reader.now)
      for (kind, forms) in known.forms {
        for (form, n) in forms where before.forms[kind]?[form] == nil { plan.tables.append("\(kind) \(form) (\(n))") }
      }
      plan.tables.sort()
      plan.columns = known.columns.values.map(\.count).reduce(0, +) - before.columns.values.map(\.count).reduce(0, +)
      for row in try reader.rows(ReleaseTables.running, [], under: .system(.release)) {
        plan.kept += Int(row[1].int ?? 0)
      }
      let moves = try moves(to: program, state.withLock { $0.running }, reader)
      plan.moved = moves.moved
      plan.blocked = moves.blocked
      plan.kept -= moves.moved + moves.blocked
      plan.diagnostics += moves.because
      return Prepared(program: program, plan: plan, known: known, numbering: changes)
    }
  }

  /// Documents that came, went or have another text; by kind and id.
  private static func difference(_ old: [SourceDocument], _ new: [SourceDocument]) -> [ReleasePlan.Item] {
    func key(_ d: SourceDocument) -> String { "\(d.bundle)/\(d.kind)/\(d.id)" }
    let before = Dictionary(old.map { (key($0), $0) }, uniquingKeysWith: { a, _ in a })
    let after = Dictionary(new.map { (key($0), $0) }, uniquingKeysWith: { a, _ in a })
    var items: [ReleasePlan.Item] = []
    for (k, document) in after {
      guard let earlier = before[k] else {
        items.append(.init(kind: .added, document: document.kind, id: document.id))
        continue
      }
      if earlier.hash != document.hash { items.append(.init(kind: .changed, document: document.kind, id: document.id)) }
    }
    for (k, document) in before where after[k] == nil {
      items.append(.init(kind: .removed, document: document.kind, id: document.id))
    }
    return items.sorted { ($0.document, $0.id, $0.kind.rawValue) < ($1.document, $1.id, $1.kind.rawValue) }
  }

  /// Admits a release: compile → plan → expand tables → write it → every server loads it → switch. Whole or not at all;
  /// what fails on the way leaves the last good edition serving.
  ///
  /// - Throws: `PublishRefused` with every mistake, `Refusal`, `StoreError`.
  package func publish(
    _ documents: [SourceDocument], actor: String, reason: String?, origin: String?,
    waiting: (String) -> Void = { _ in }
  ) throws -> PublishResult {
    var prepared = try prepare(documents)
    guard let program = prepared.program else { throw PublishRefused(diagnostics: prepared.plan.diagnostics) }
    let active = try store.read { try EpochMarks.read($0).epoch }
    if active > 0, try edition(active).hash == program.hash, try isSame(documents, epoch: active) {
      return PublishResult(epoch: active, plan: prepared.plan, isNew: false)
    }
    try refuseUnfitChanges(program)
    try issueNumbers(&prepared, documents, program)
    var waited: [String] = []
    try store.expand(tables(of: program, prepared.known)) { who in
      // The same blocker is met again with every try; one line of it is enough for the plan.
      let blocker = who.filter { !$0.isNumber }
      if !waited.contains(where: { $0.filter { !$0.isNumber } == blocker }) { waited.append(who) }
      waiting(who)
    }
    prepared.plan.waited = waited
    try installCity(program)
    let epoch = try write(documents, program, actor: actor, reason: reason, origin: origin)
    try waitForServers(epoch)
    try activate(epoch, from: active, published(epoch, actor: actor, reason: reason, origin: origin))
    try catchUp()
    try carryOutDeclared(program)
    return PublishResult(epoch: epoch, plan: prepared.plan, isNew: true)
  }

  private func isSame(_ documents: [SourceDocument], epoch: Int64) throws -> Bool {
    try store.read { try self.documents(of: epoch, $0) }.map(\.hash).sorted() == documents.map(\.hash).sorted()
  }

  /// Everything that a release keeps answers, entities and relations in.
  func tables(of program: Program, _ known: TableNumbers.Known) -> [Table] {
    let tables = TableNumbers.tables(of: program, known: known)
    return SystemTables.tables(of: program.knowledge) + tables.forms.values.map(\.table)
      + tables.rows.values.map(\.table) + tables.ledgers.values.map(\.table)
  }

  /// Commits issued numbers; when another server issued some meanwhile, reads again.
  private func issueNumbers(_ prepared: inout Prepared, _ documents: [SourceDocument], _ program: Program) throws {
    for _ in 0..<8 {
      if prepared.numbering.isEmpty { return }
      switch commitNow(Plan(changes: prepared.numbering)) {
      case .committed, .repeated: return
      case .failed: prepared = try prepare(documents)
      case .keyReused: return
      case .unavailable(let why):
        throw Refusal(.unavailable, Label(zh: "存储暂时不可用：\(why)", en: "Storage is unavailable: \(why)"))
      case .rejected(let statement, let reason): throw StoreError.rejected(statement: statement, reason: reason)
      }
    }
    throw Refusal(.movedOn, Label(zh: "另一台服务器正在发布，请稍后再试", en: "Another server is publishing"))
  }

  private func installCity(_ program: Program) throws {
    let now = try store.now()
    let installation = CityInstallation(
      program: program, ids: ids, now: now, day: CivilDateTime(milliseconds: now).date.text)
    var touched = false
    for portion in try store.read({ try installation.places($0) }) {
      try commitOrThrow(Plan(changes: portion))
      touched = true
    }
    let directory = try store.read { try installation.directory($0) }
    if !directory.isEmpty || touched {
      try commitOrThrow(Plan(changes: directory + [Change(ReleaseTables.nextGrant, [.int(1)])]))
    }
  }

  /// Writes the release, not yet active; its number is one above the newest.
  private func write(
    _ documents: [SourceDocument], _ program: Program, actor: String, reason: String?, origin: String?
  ) throws -> Int64 {
    for _ in 0..<8 {
      let (newest, now) = try store.read { reader in
        (try reader.rows(ReleaseTables.newest, [], under: .system(.release)).first?[0].int ?? 0, reader.now)
      }
      let epoch = newest + 1
      var changes = [
        Change(
          ReleaseTables.insertRelease,
          [
            .int(epoch), .text(program.hash), .text(actor), StoredValue(reason), StoredValue(origin), .int(now),
          ], guarding: .exists)
      ]
      for (i, document) in documents.enumerated() {
        changes.append(
          Change(
            ReleaseTables.insertDocument,
            [.text(document.hash), .text(document.kind), .text(document.id), .text(document.text)]))
        changes.append(
          Change(
            ReleaseTables.insertReleaseDocument,
            [
              .int(epoch), .int(Int64(i)), .text(document.hash), .text(document.bundle), .text(document.file),
              .int(Int64(document.line)),
            ]))
      }
      switch commitNow(Plan(changes: changes)) {
      case .committed, .repeated:
        state.withLock { $0.editions[epoch] = program }
        return epoch
      case .failed, .keyReused: continue
      case .unavailable(let why):
        throw Refusal(.unavailable, Label(zh: "存储暂时不可用：\(why)", en: "Storage is unavailable: \(why)"))
      case .rejected(let statement, let reason): throw StoreError.rejected(statement: statement, reason: reason)
      }
    }
    throw Refusal(.movedOn, Label(zh: "另一台服务器正在发布，请稍后再试", en: "Another server is publishing"))
  }

  private func activate(_ epoch: Int64, from active: Int64, _ event: Change) throws {
    try commitOrThrow(
      Plan(changes: [Change(ReleaseTables.switchActive, [.int(epoch), .int(1), .int(active)], guarding: .moved), event]))
  }

  /// What the log says of a release. A person published it where `actor` says which; else whoever holds the folder or the
  /// store.
  private func published(_ epoch: Int64, actor: String, reason: String?, origin: String?) throws -> Change {
    let person = actor.hasPrefix("person:") ? Int64(actor.dropFirst("person:".count)) : nil
    return TrustEvent.change(
      origin == "rollback" ? "rollback" : "publish", actor: person ?? 0,
      TrustEvent.payload([
        ("epoch", String(epoch)), ("by", person == nil ? actor : nil), ("origin", origin), ("reason", reason),
      ]), at: try store.now(), sealing)
  }

  /// What going back to an older release would do; changes nothing.
  package func planRollback(to epoch: Int64) throws -> ReleasePlan {
    let documents = try store.read { try self.documents(of: epoch, $0) }
    guard !documents.isEmpty else {
      throw Refusal(.notFound, Label(zh: "没有这个版本", en: "There is no such release"))
    }
    return try plan(documents)
  }

  /// A new release with the documents of an old one; no column is dropped, no answer lost.
  package func rollback(to epoch: Int64, actor: String) throws -> PublishResult {
    let documents = try store.read { try self.documents(of: epoch, $0) }
    guard !documents.isEmpty else { throw Refusal(.notFound, Label(zh: "没有这一版", en: "No such release")) }
    return try publish(documents, actor: actor, reason: "rollback to \(epoch)", origin: "rollback")
  }

  /// Publishes a folder at start if it differs from the last release that came from it. A folder that is older than a
  /// release published since is refused with the way out.
  ///
  /// - Throws: `PublishRefused`, or `Refusal` (`movedOn`) when the folder would silently undo a newer release.
  package func publishFolder(
    _ documents: [SourceDocument], origin: String, actor: String, waiting: (String) -> Void = { _ in }
  ) throws -> PublishResult {
    let (last, active) = try store.read { reader in
      (
        try reader.rows(ReleaseTables.newestFrom, [.text(origin)], under: .system(.release)).first,
        try EpochMarks.read(reader).epoch
      )
    }
    if let last, let from = last[0].int {
      if try isSame(documents, epoch: from) {
        try catchUp()
        return PublishResult(
          epoch: active, plan: ReleasePlan(program: last[1].text, diagnostics: []), isNew: false)
      }
      if from < active, try isOlder(documents, than: from) {
        throw Refusal(
          .movedOn,
          Label(
            zh: "文件夹里的内容比第 \(active) 版旧：用 hutong apply 发布它，或先取回新版",
            en: "The folder is older than release \(active): publish it with hutong apply, or fetch the newer one"))
      }
    }
    return try publish(documents, actor: actor, reason: nil, origin: origin, waiting: waiting)
  }

  /// Whether the documents equal a release before the given one.
  private func isOlder(_ documents: [SourceDocument], than epoch: Int64) throws -> Bool {
    for record in try releases(limit: 200) where record.epoch < epoch {
      if try isSame(documents, epoch: record.epoch) { return true }
    }
    return false
  }
}
