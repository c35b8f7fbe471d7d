import Core
import FEEL
import Testing

@testable import Engine

/// What left is forgotten when its time is over, and nothing before.
@Suite struct OutgoingKeptTests {
  private func count(_ town: BundleTown, _ table: Table) throws -> Int64 {
    try town.store.read { reader in
      try reader.rows(Query([.init(.count, .integer)], from: table), [], under: .system(.maintenance)).first?[0].int ?? 0
    }
  }

  private func age(_ town: BundleTown, _ table: Table, _ column: String, by milliseconds: Int64) throws {
    let statement = Statement(
      table, .update([.set(column, .add(.column(column), .parameter(0)))], where: .isNotNull(.column(column))))
    try town.engine.commitOrThrow(Plan(changes: [Change(statement, [.int(-milliseconds)])]))
  }

  @Test func rowsGoAfterNinetyDaysInSlices() async throws {
    let town = try BundleTown("start", "calls")
    let waiting = try await town.submit("compare")
    for _ in 0..<3 {
      let code = try await town.submit("compare")
      #expect(
        try town.engine.answerCalls(of: code, .answered(.context(Context([("ok", .boolean(true))])))) == 1)
    }
    let day: Int64 = 86_400_000
    #expect(Engine.outgoingKept == 90 * day)
    try age(town, SystemTables.outbox, "sent", by: 89 * day)
    try age(town, SystemTables.delivery, "at", by: 89 * day)
    try town.engine.forget()
    #expect(try count(town, SystemTables.outbox) == 4 && count(town, SystemTables.delivery) == 3)
    try age(town, SystemTables.outbox, "sent", by: 2 * day)
    try age(town, SystemTables.delivery, "at", by: 2 * day)
    try town.engine.forget()
    #expect(try count(town, SystemTables.outbox) == 1, "what still waits stays")
    #expect(try count(town, SystemTables.delivery) == 0)
    #expect(try town.engine.answerCalls(of: waiting, .failed(.unreachable)) == 1)
    #expect(try town.faults() == [])
  }

  /// More than one slice.
  @Test func manyGoInSeveralSlices() async throws {
    let town = try BundleTown("start")
    let insert = Statement.insert(SystemTables.delivery)
    var changes: [Change] = []
    for n in 0..<1_203 { changes.append(Change(insert, [.int(Int64(n)), .int(1), .int(Int64(n)), .text("answered")])) }
    let now = try town.store.now()
    changes.append(Change(insert, [.int(5_000), .int(1), .int(now), .text("answered")]))
    try town.engine.commitOrThrow(Plan(changes: changes))
    try town.engine.forget()
    #expect(try count(town, SystemTables.delivery) == 1)
  }
}
