import Core
import Testing

@testable import Engine

/// Acts on a register from a form that is bound to nobody's attributes, and what goes back to whom.
@Suite struct GiftTests {
  private func rows(_ town: BundleTown) throws -> [[StoredValue]] {
    let form = try #require(town.engine.current?.tables.ledgers["gift-ledger"])
    let query = Query(["entity", "c1", "ended"], of: form.table, where: .equals("entity", 0))
    return try town.store.read { try $0.rows(query, [.int(BundleTown.resident)], under: .system(.maintenance)) }
      .map { [$0[0], $0[1], $0[2]] }
  }

  private func give(_ town: BundleTown, _ count: String, all: Bool = false) async -> Refusal.Code? {
    await town.submit("giveback", ["份数": .number(count), "全退": .bool(all)]).refusal
  }

  @Test func aFormWithoutPersonalFieldsFindsTheRowOfWhoFiles() async throws {
    let town = try BundleTown("start", "gifts")
    #expect(await give(town, "1") == .notEligible)
    _ = try await town.submit("gift", ["姓名": .text("周桂兰"), "份数": .number("2")]).get()
    #expect(await give(town, "1") == nil)
    #expect(try rows(town) == [[.int(BundleTown.resident), .int(1), .null]])
    #expect(await give(town, "2") == .wouldBreakMin)
    #expect(await give(town, "-9223372036854775807") == .invalidAnswers)
    #expect(try rows(town) == [[.int(BundleTown.resident), .int(1), .null]])
    #expect(await give(town, "0", all: true) == nil)
    #expect(try rows(town).first?[2] != .null)
    #expect(await give(town, "0") == .notEligible)
  }

  @Test func aSumKeepsItsDecimalsAndNeverOverflows() async throws {
    let town = try BundleTown("start", "gifts")
    func sum() throws -> String? {
      let service = try #require(town.engine.current?.program.services["fees"])
      let measure = try #require(service.measures.first)
      return try town.engine.figure(measure, of: service, at: nil).text
    }
    for fee in ["1.50", "2.25"] { _ = try await town.submit("fees", ["费用": .text(fee), "数": .number("1")]).get() }
    #expect(try sum() == "3.75")
    #expect(await town.submit("fees", ["费用": .text("90000000000000000"), "数": .number("1")]).refusal == .invalidAnswers)
    #expect(
      await town.submit("fees", ["费用": .text("1"), "数": .number("9223372036854775807")]).refusal == .invalidAnswers)
    #expect(try sum() == "3.75")
    #expect(try town.engine.recount().isEmpty)
  }

  @Test func aServiceForStaffIsNotShownToResidents() throws {
    let town = try BundleTown("start", "gifts")
    let seen = try town.engine.services(town.caller(BundleTown.resident)).map(\.id)
    #expect(seen.contains("gift") && !seen.contains("staffonly"))
  }

  @Test func aRunningRequestIsAnsweredByTheReleaseThatRuns() async throws {
    let town = try BundleTown("start", "gifts")
    let reply = try await town.submit("second-look", ["曾用名": .text("周小兰")]).get()
    let code = try #require(Town.text("code", reply.json))
    let began = try town.engine.request(code, caller: town.caller(BundleTown.resident))
    try town.publish(["new-control"])
    let now = try town.engine.request(code, caller: town.caller(BundleTown.resident))
    #expect(now.epoch == town.engine.current?.epoch && now.epoch > began.epoch)
    #expect(now.program == began.program)
  }

  @Test func aReturnGoesWhereTheHolderSays() async throws {
    let town = try BundleTown("start", "gifts")
    let head = try town.staff("一号社区居民委员会", "社区主任")
    let reply = try await town.submit("second-look", ["曾用名": .text("周小兰")]).get()
    let code = try #require(Town.text("code", reply.json))
    _ = try await town.verb(.approve, code, by: head).get()
    let unknown = await town.perform(
      head, .verb(.return, code: code, reason: "再看", answers: nil, to: "没有这一步"))
    #expect(unknown.refusal == .verbNotHere)
    let back = try await town.verb(.return, code, by: head, reason: "再看").get()
    #expect(Town.text("step", back.json) == "初审")
    _ = try await town.verb(.approve, code, by: head).get()
    let asked = try await town.perform(
      head, .verb(.return, code: code, reason: "请补一份", answers: nil, to: "applicant")).get()
    #expect(Town.text("state", asked.json) == "returned")
  }
}
