import Core
import Dispatch
import FEEL
import Storage
import Synchronization
import Testing

@testable import Engine

/// Compiles every document list to one made program.
final class MadeCompiler: ProgramCompiler {
  private let program: Mutex<Program>
  init(_ program: Program) { self.program = Mutex(program) }
  func compile(_ documents: [SourceDocument]) -> CompileResult {
    CompileResult(program: program.withLock { $0 }, diagnostics: [])
  }
  var counters: CompileCounters { CompileCounters() }
  func set(_ program: Program) { self.program.withLock { $0 = program } }
}

/// The town running in memory, with residents and staff.
final class Town: Sendable {
  let store: SQLiteStore
  let engine: Engine
  let compiler: MadeCompiler
  static let heads: [Int64] = [5_001, 5_002, 5_003]
  static let desk: Int64 = 5_010, duty: Int64 = 5_020, colleague: Int64 = 5_030

  /// - Parameters:
  ///   - residents: in each community; the i-th of community c is `resident(c, i)`.
  ///   - heads: who sits on the heads' posts; a post without anybody is vacant.
  init(_ town: TownProgram = TownProgram(), residents: Int = 4, heads: [Int64?] = Town.heads) throws {
    let program = try town.program()
    compiler = MadeCompiler(program)
    store = try SQLiteStore(path: nil)
    engine = Engine(store: store, compiler: compiler)
    try store.expand(SystemTables.all) { _ in }
    _ = try? engine.start()
    _ = try engine.publish([Self.document("1")], actor: "test", reason: nil, origin: nil)
    try settle(program, residents, heads)
  }

  deinit { store.close() }

  static func document(_ text: String) -> SourceDocument {
    SourceDocument(
      hash: Hex.text(SHA256.digest(text.utf8)), kind: "service", id: "check", bundle: "town", file: "check.yaml", line: 1,
      text: text)
  }

  static func resident(_ community: Int, _ number: Int) -> Int64 { Int64(10_000 + community * 1_000 + number) }

  private func settle(_ program: Program, _ residents: Int, _ heads: [Int64?]) throws {
    let knowledge = program.knowledge
    let people = SystemTables.entity(.person, of: knowledge)
    func column(_ id: String) throws -> String { try #require(knowledge.attribute("person." + id)).column }
    let insert = Statement(
      people,
      .insert(
        columns: [
          "id", "revision", "created", try column("full_name"), try column("id_number"), try column("birth_date"),
          try column("mobile_phone"),
        ], conflict: .fail))
    let home = SystemTables.relation(try #require(knowledge.relation("resides_at")), of: knowledge)
    let live = Statement(
      home, .insert(columns: ["id", "from_id", "to_id", "recorded_at"], conflict: .fail))
    var changes: [Change] = []
    var row: Int64 = 1
    for community in 0..<3 {
      for number in 0..<residents {
        let id = Self.resident(community, number)
        changes.append(
          Change(
            insert,
            [
              .int(id), .int(1), .int(0), .text("张\(number)"), .text("13213419500101\(1_000 + community * 100 + number)"),
              .text("1950-01-01"), .text("1390000\(1_000 + community * 100 + number)"),
            ]))
        changes.append(Change(live, [.int(row), .int(id), .int(TownProgram.doors[community]), .int(0)]))
        row += 1
      }
    }
    let appoint = Statement(
      SystemTables.appointment, .insert(columns: ["id", "post", "person", "recorded_at"], conflict: .fail))
    for (i, person) in heads.enumerated() {
      if let person { changes.append(Change(appoint, [.int(Int64(i + 1)), .int(TownProgram.headPosts[i]), .int(person), .int(0)])) }
    }
    changes.append(Change(appoint, [.int(10), .int(TownProgram.deskPost), .int(Self.desk), .int(0)]))
    changes.append(Change(appoint, [.int(11), .int(TownProgram.dutyPost), .int(Self.duty), .int(0)]))
    changes.append(
      Change(
        Statement(
          SystemTables.grantEpoch,
          .update([.set("epoch", .add(.column("epoch"), .constant(.int(1))))], where: .equals("id", 0))), [.int(1)]))
    try engine.commitOrThrow(Plan(changes: changes))
  }

  // MARK: Acting

  static func caller(_ person: Int64) -> Caller {
    Caller(
      person: person, kind: person >= 10_000 ? .resident : .staff, assurance: .phone, language: .zh)
  }

  static let answers: [String: Answer] = ["体检日期": .text("2026-12-01")]

  func perform(_ person: Int64, _ act: Command.Act, key: String? = nil, body: [UInt8] = [1]) async -> Result<Reply, Refusal> {
    await withCheckedContinuation { continuation in
      engine.perform(Command(act: act, caller: Self.caller(person), key: key, body: body)) { continuation.resume(returning: $0) }
    }
  }

  /// Submits and gives the code.
  func submit(_ person: Int64, _ answers: [String: Answer] = Town.answers, key: String? = nil) async throws -> String {
    let reply = try await perform(person, .submit(service: "check", answers: answers, forPerson: nil), key: key).get()
    return try #require(Self.text("code", reply.json))
  }

  @discardableResult
  func act(
    _ person: Int64, _ verb: Verb, _ code: String, reason: String? = nil, answers: [String: Answer]? = nil,
    key: String? = nil
  ) async -> Result<Reply, Refusal> {
    await perform(person, .verb(verb, code: code, reason: reason, answers: answers, to: nil), key: key)
  }

  func state(_ code: String) throws -> MatterState {
    try engine.snapshot { _, reader in try #require(try MatterRow.find(code: code, reader)).state }
  }

  /// The text of a member of a reply.
  static func text(_ name: String, _ json: [UInt8]) -> String? {
    let text = String(decoding: json, as: UTF8.self)
    guard let start = text.firstRange(of: "\"\(name)\":\"") else { return nil }
    return String(text[start.upperBound...].prefix { $0 != "\"" })
  }

  func rows(_ query: Query, _ parameters: [StoredValue] = []) throws -> [Row] {
    try store.read { try $0.rows(query, parameters, under: .system(.maintenance)) }
  }

  func count(_ table: Table) throws -> Int64 {
    try rows(Query([.init(.count, .integer)], from: table)).first?[0].int ?? 0
  }

  func person(_ id: Int64, _ attribute: String) throws -> StoredValue {
    let knowledge = try TownProgram.knowledge()
    let column = try #require(knowledge.attribute("person." + attribute)).column
    return try rows(
      Query([column], of: SystemTables.entity(.person, of: knowledge), where: .equals("id", 0)), [.int(id)]
    ).first?[0] ?? .null
  }
}

extension Result where Failure == Refusal {
  var refusal: Refusal.Code? { if case .failure(let refusal) = self { refusal.code } else { nil } }
}
