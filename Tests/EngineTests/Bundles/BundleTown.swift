import Compile
import Core
import Foundation
import Spec
import Storage
import Testing

@testable import Engine

/// Test City in memory with bundles of `Tests/Cases/engine` published into it, read and compiled as on a server; a
/// person sits on every post, residents live in the first home of the first community.
final class BundleTown {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
  static let resident: Int64 = 9_001, other: Int64 = 9_002

  let engine: Engine
  let store: any Store
  private let table: SpecTable
  private var documents: [SourceDocument] = []

  convenience init(_ folders: String...) throws { try self.init(in: SQLiteStore(path: nil), folders) }

  /// - Parameter store: Empty; closed with the town.
  init(in store: any Store, _ folders: [String]) throws {
    let csv = try #require(FileManager.default.contents(atPath: Self.repository + "/Specs/language/keys.csv"))
    table = try #require(SpecTable(csv: [UInt8](csv)))
    documents = try BundleDocuments.installation(at: InstallationFolder(path: Self.repository), table: table)
    self.store = store
    engine = Engine(store: store, compiler: Compiler(table: table, base: []))
    try engine.prepare()
    documents += try read("Examples/t-city", as: "t-city")
    try publish(folders)
    try settle()
  }

  /// The same town on a store that was filled before, as a server finds it when it starts.
  init(_ town: BundleTown, again store: any Store) throws {
    table = town.table
    documents = town.documents
    self.store = store
    engine = Engine(store: store, compiler: Compiler(table: town.table, base: []))
    try engine.start()
  }

  deinit { store.close() }

  /// Publishes what lies in more folders of `Tests/Cases/engine`, documents of one id replacing those before.
  func publish(_ folders: [String]) throws {
    for folder in folders {
      documents = BundleDocuments.replacing(documents, with: try read("Tests/Cases/engine/" + folder, as: "lab"))
    }
    _ = try engine.publish(documents, actor: "test", reason: nil, origin: "test")
  }

  /// What publishing more folders would do.
  func plan(_ folders: [String]) throws -> ReleasePlan {
    var documents = documents
    for folder in folders {
      documents = BundleDocuments.replacing(documents, with: try read("Tests/Cases/engine/" + folder, as: "lab"))
    }
    return try engine.plan(documents)
  }

  private func read(_ folder: String, as bundle: String) throws -> [SourceDocument] {
    let files = try FolderReader.contents(of: Self.repository + "/" + folder)
    return BundleDocuments(folder: folder, files: files, bundle: bundle, table: table).documents
  }

  private func settle() throws {
    let running = try #require(engine.current)
    var seeding = EntitySeeding(running, engine, now: 0)
    let name = try #require(running.program.knowledge.attribute("person.full_name"))
    let born = try #require(running.program.knowledge.attribute("person.birth_date"))
    let home = try #require(running.program.knowledge.reading("resides_at"))
    for body in running.program.organizations {
      for post in body.posts {
        seeding.add(.person, id: post.id, [(name, [.text(post.name)])])
        seeding.appoint(post.id, to: post.id)
      }
    }
    guard case .one(let door) = running.city.tree.resolve("一号社区/一号小区/1号楼/1单元/101室") else { throw Missing() }
    for (person, called) in [(Self.resident, "周桂兰"), (Self.other, "吴建国")] {
      seeding.add(.person, id: person, [(name, [.text(called)]), (born, [.text("1950-01-01")])])
      seeding.relate(home, from: person, to: running.city.ids[door])
    }
    seeding.moveGrantEpoch()
    try engine.commitOrThrow(Plan(changes: seeding.take()))
  }

  struct Missing: Error {}

  // MARK: Acting

  /// Who sits on a post, by organisation and post.
  func staff(_ organization: String, _ post: String) throws -> Int64 {
    let running = try #require(engine.current)
    let body = try #require(running.program.organizations.first { $0.name == organization })
    return try #require(body.posts.first { $0.name == post }).id
  }

  func caller(_ person: Int64, _ language: Language = .zh) -> Caller {
    Caller(
      person: person, kind: person == Self.resident || person == Self.other ? .resident : .staff, assurance: .phone,
      language: language)
  }

  func perform(_ person: Int64, _ act: Command.Act, key: String? = nil) async -> Result<Reply, Refusal> {
    let command = Command(act: act, caller: caller(person), key: key, body: [1])
    return await withCheckedContinuation { done in engine.perform(command) { done.resume(returning: $0) } }
  }

  func submit(_ service: String, _ answers: [String: Answer], by person: Int64 = resident) async -> Result<Reply, Refusal> {
    await perform(person, .submit(service: service, answers: answers, forPerson: nil))
  }

  /// The errors of a refused submission as `field code zh / en`.
  func errors(_ service: String, _ answers: [String: Answer]) async -> [String] {
    guard case .failure(let refusal) = await submit(service, answers) else { return ["accepted"] }
    return refusal.fields.map { "\($0.field) \($0.code) \($0.message.text(in: .zh)) / \($0.message.text(in: .en))" }
  }

  func verb(
    _ verb: Verb, _ code: String, by person: Int64, reason: String? = nil, answers: [String: Answer]? = nil,
    to: String? = nil, details: VerbDetails = VerbDetails()
  ) async -> Result<Reply, Refusal> {
    await perform(
      person, .verb(verb, code: code, reason: reason, answers: answers, to: to, details: details))
  }

  func submit(_ service: String, answers: [String: Answer] = [:], by person: Int64 = resident) async throws -> String {
    var answers = answers
    answers["事由"] = .text("试验事由")
    let reply = try await submit(service, answers, by: person).get()
    return try #require(Town.text("code", reply.json))
  }

  func request(_ code: String, as person: Int64 = resident) throws -> RequestDetail {
    try engine.request(code, caller: caller(person))
  }

  /// The open stays as `step kind holder`, in the order they began.
  func open(_ code: String) throws -> [String] {
    try request(code).steps.filter { $0.done == nil }.map { "\($0.step) \($0.kind) \($0.holder?.zh ?? "-")" }
  }

  /// Whether what is stored agrees with itself.
  func faults() throws -> [String] { try engine.verify().map(\.zh) }

  /// Texts of the messages that somebody has, oldest first.
  func messages(to person: Int64) throws -> [String] {
    let query = Query(["text"], of: SystemTables.message, where: .equals("person", 0), order: [.init(.column("id"))])
    return try store.read { try $0.rows(query, [.int(person)], under: .system(.maintenance)) }
      .compactMap { $0[0].blob.map { String(decoding: $0, as: UTF8.self) } }
  }

  /// Lets the moment of every reminder of a position come.
  func ring(_ position: Int64) throws {
    let due = Statement(
      SystemTables.reminder,
      .update([.set("at", .parameter(0))], where: .all([.equals("position", 1), .isNull(.column("done"))])))
    try engine.commitOrThrow(Plan(changes: [Change(due, [.int(0), .int(position)])]))
    _ = try engine.ringDueReminders()
  }

  /// What the ledgers hold of a person.
  func person(_ id: Int64, _ attribute: String) throws -> StoredValue {
    let knowledge = try #require(engine.current).program.knowledge
    let column = try #require(knowledge.attribute("person." + attribute)).column
    let query = Query([column], of: SystemTables.entity(.person, of: knowledge), where: .equals("id", 0))
    return try store.read { try $0.rows(query, [.int(id)], under: .system(.maintenance)) }.first?[0] ?? .null
  }
}
