import Core
import FEEL

extension Engine {
  /// Makes the system tables and first rows where they are missing.
  package func prepare() throws {
    try store.expand(SystemTables.all) { _ in }
    try commitOrThrow(
      Plan(changes: [
        Change(ReleaseTables.firstActive, [.int(1), .int(0)]), Change(ReleaseTables.firstGrant, [.int(1), .int(0)]),
      ]))
    try PlaceStatements.takeUpCodes(self)
    try PlacesRestored.takeUp(self)
  }

  /// Prepares the store and loads what runs, every edition that running matters are pinned to included. A store in
  /// which nothing was published yet is fine: `current` stays nil.
  ///
  /// - Throws: `Refusal` with the diagnostics' first line when a stored edition no longer compiles: then this build must
  ///   not serve.
  package func start() throws {
    try prepare()
    guard try store.read({ try EpochMarks.read($0).epoch }) > 0 else { return }
    try catchUp()
    try takeUpStandIns()
    // A newer build may keep more of what an older one published.
    if let program = current?.program {
      try store.expand(tables(of: program, store.read { try TableNumbers.read($0) })) { _ in }
    }
    let pinned = try store.read { reader in
      try reader.rows(ReleaseTables.running, [], under: .system(.release)).compactMap { $0[0].int }
    }
    for epoch in pinned { _ = try edition(epoch) }
  }

  /// Loads the active release and the directory as the store has them now; keeps what did not change.
  func catchUp() throws {
    try loading.withLock { _ in
      let loaded = try store.read { try load($0) }
      state.withLock { state in
        state.running = loaded
        state.editions[loaded.epoch] = loaded.program
      }
    }
  }

  /// What holds in a snapshot.
  func load(_ reader: any Reader) throws -> Running {
    let marks = try EpochMarks.read(reader)
    guard marks.epoch > 0 else {
      throw Refusal(.unavailable, Label(zh: "还没有发布任何内容", en: "Nothing has been published yet"))
    }
    let known = state.withLock { $0.running }
    if let known, known.holds(marks, at: reader.now) { return known }
    if let known, known.epoch == marks.epoch { return try running(known.program, marks, reader) }
    return try running(compile(documents(of: marks.epoch, reader), epoch: marks.epoch), marks, reader)
  }

  func running(_ program: Program, _ marks: EpochMarks, _ reader: any Reader) throws -> Running {
    let known = try TableNumbers.read(reader)
    let day = CivilDateTime(milliseconds: reader.now).date.text
    return Running(
      epoch: marks.epoch, program: program,
      city: try CityIndex.load(reader, program: program, grantEpoch: marks.grantEpoch, day: day),
      tables: TableNumbers.tables(of: program, known: known), measures: MeasureNumbers(known.measures),
      divisions: divisions)
  }

  /// A stored edition compiled by this build.
  func compile(_ documents: [SourceDocument], epoch: Int64) throws -> Program {
    let result = compiler.compile(documents)
    if let program = result.program { return program }
    let first = result.diagnostics.first { $0.severity == .error }
    let zh = first?.message.text(in: .zh) ?? "", en = first?.message.text(in: .en) ?? ""
    throw Refusal(
      .unavailable,
      Label(zh: "第 \(epoch) 版在此程序中不能运行，可能是更新的程序发布的：\(zh)", en: "Edition \(epoch) does not run in this build, a newer one may have published it: \(en)"))
  }

  /// The program of an epoch, from memory or from the store.
  package func edition(_ epoch: Int64) throws -> Program {
    if let program = state.withLock({ $0.editions[epoch] }) { return program }
    let documents = try store.read { try self.documents(of: epoch, $0) }
    let program = try compile(documents, epoch: epoch)
    state.withLock { $0.editions[epoch] = program }
    return program
  }

  /// The program whose service has that hash: what runs now, or an edition that a running matter still needs.
  package func program(holding service: String, hash: String) throws -> Program? {
    let now = try snapshot { running, _ in running.program }
    if now.services[service]?.hash == hash { return now }
    return state.withLock { state in state.editions.values.first { $0.services[service]?.hash == hash } }
  }

  /// The service under which a matter began: form, flow and results are pinned; rights, calendar, directory and places
  /// are those of `running`.
  package func service(_ id: String, epoch: Int64, running: Running) throws -> ServiceProgram {
    let program = epoch == running.epoch ? running.program : try edition(epoch)
    guard let service = program.services[id] else {
      throw Refusal(.notFound, Label(zh: "没有这项服务", en: "No such service"))
    }
    return service
  }

  /// What runs now, without reading the store; nil before the first release.
  package var current: Running? { state.withLock { $0.running } }
}

extension Running {
  /// Whether it is what a snapshot has: the release, the directory, and what of it holds on that day: terms of office,
  /// leave, stand-ins.
  func holds(_ marks: EpochMarks, at now: Int64) -> Bool {
    epoch == marks.epoch && city.grantEpoch == marks.grantEpoch && city.isOf(now)
  }
}
