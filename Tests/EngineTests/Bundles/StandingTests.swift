import Core
import FEEL
import Testing

@testable import Engine

/// What stands is somebody's: a named post has it in its queue with the reason, and may have it tried again.
@Suite struct StandingTests {
  private static func reply(_ truth: Bool) -> CallOutcome { .answered(.context(Context([("ok", .boolean(truth))]))) }

  private func owner(_ town: BundleTown) throws -> Int64 { try town.staff("测试市卫生健康局", "服务管理岗") }
  private func head(_ town: BundleTown) throws -> Int64 { try town.staff("一号社区居民委员会", "社区主任") }

  private func queue(_ town: BundleTown, of person: Int64) throws -> [String] {
    try town.engine.inbox(InboxFilter(), caller: town.caller(person)).lines.map { "\($0.line.code) \($0.line.state.rawValue)" }
  }

  private func retry(_ code: String, by person: Int64, _ town: BundleTown) async -> Result<Reply, Refusal> {
    await town.perform(person, .retry(code: code, step: nil))
  }

  private func hurry(_ town: BundleTown) throws {
    let due = Statement(SystemTables.outbox, .update([.set("due", .parameter(0))], where: .isNull(.column("sent"))))
    try town.engine.commitOrThrow(Plan(changes: [Change(due, [.int(0)])]))
  }

  /// Everybody leaves but these.
  private func vacate(_ town: BundleTown, but staying: [Int64] = []) throws {
    let running = try #require(town.engine.current)
    var seeding = EntitySeeding(running, town.engine, now: 0)
    for post in staying { seeding.appoint(post, to: post) }
    seeding.moveGrantEpoch()
    let leave = Change(Statement(SystemTables.appointment, .delete(where: .always)), [])
    try town.engine.commitOrThrow(Plan(changes: [leave] + seeding.take()))
  }

  @Test func aConditionNobodyCanDecideIsWithWhoWouldHaveIt() async throws {
    let town = try BundleTown("start", "standing")
    let code = try await town.submit("unclear")
    #expect(try town.open(code) == ["复核 blocked 一号社区居民委员会/社区主任"])
    #expect(try queue(town, of: try head(town)) == ["\(code) blocked"])
    let shown = try town.request(code, as: try head(town))
    #expect(shown.steps[0].reason == "环节条件无法判断" && shown.retries.map(\.step) == ["复核"])
    #expect(shown.offers.isEmpty, "nothing is decided about what stands")
    #expect(try town.request(code).retries.isEmpty)
    #expect(try town.messages(to: try head(town)) == ["条件不明 \(code)：「复核」受阻：环节条件无法判断"])
    guard case .failure(let refusal) = await retry(code, by: try head(town), town) else {
      return #expect(Bool(false), "it was not refused")
    }
    #expect(refusal.code == .verbNotHere && refusal.message.zh == "还是受阻：环节条件无法判断")
    #expect(await retry(code, by: try owner(town), town).refusal == .notHolder)
    #expect(await retry(code, by: BundleTown.resident, town).refusal == .notHolder)
    #expect(try town.faults() == [])
  }

  @Test func whereEverybodyIsAwayTheOwnerHasItAndMayTryAgain() async throws {
    let town = try BundleTown("start", "standing")
    let grid = try town.staff("一号社区居民委员会", "网格岗"), owner = try owner(town)
    try vacate(town, but: [owner])
    let code = try await town.submit("lonely")
    #expect(try town.open(code) == ["承办 blocked 测试市卫生健康局/服务管理岗"])
    #expect(try queue(town, of: owner) == ["\(code) blocked"])
    try vacate(town, but: [owner, grid])
    // Before the background has looked.
    _ = try await retry(code, by: owner, town).get()
    #expect(try town.open(code) == ["承办 review 一号社区居民委员会/网格岗"])
    #expect(try town.request(code).line.state == .waiting && queue(town, of: owner) == [])
    #expect(await retry(code, by: owner, town).refusal == .movedOn)
    _ = try await town.verb(.approve, code, by: grid).get()
    #expect(try town.faults() == [])
  }

  @Test func whenItsPostIsFilledItGoesOnByItself() async throws {
    let town = try BundleTown("start", "standing")
    let grid = try town.staff("一号社区居民委员会", "网格岗"), owner = try owner(town)
    try vacate(town)
    let code = try await town.submit("lonely")
    #expect(try town.open(code) == ["承办 blocked -"])
    var seen = try town.engine.followDirectory(since: nil)
    // Somebody comes who may tend it; then whoever tends it leaves, and the step's own post is filled.
    try vacate(town, but: [owner])
    seen = try town.engine.followDirectory(since: seen)
    #expect(try town.open(code) == ["承办 blocked 测试市卫生健康局/服务管理岗"])
    try vacate(town, but: [grid])
    _ = try town.engine.followDirectory(since: seen)
    #expect(try town.open(code) == ["承办 review 一号社区居民委员会/网格岗"])
    #expect(try town.faults() == [])
  }

  @Test func aSilentSystemIsWithTheOwnerUntilItAnswers() async throws {
    let town = try BundleTown("start", "calls")
    let owner = try owner(town)
    let first = try await town.submit("compare-alarm"), second = try await town.submit("compare-alarm")
    let silent = ScriptedCarrier([])
    while try town.engine.deliver(by: silent) {}
    for code in [first, second] {
      #expect(try town.request(code).line.state == .blocked)
      #expect(try town.request(code, as: owner).retries.map(\.step) == ["比对"])
    }
    #expect(try queue(town, of: owner) == ["\(first) blocked", "\(second) blocked"])
    #expect(try town.messages(to: owner).count == 2)
    // Its moment has not come; whoever tends it asks now.
    #expect(try !town.engine.deliver(by: silent))
    _ = try await retry(first, by: owner, town).get()
    let answering = ScriptedCarrier([Self.reply(true), Self.reply(true)])
    #expect(try town.engine.deliver(by: answering))
    #expect(try town.open(first) == ["审核 review 一号社区居民委员会/社区主任"])
    // The system answers again: the other one does not wait for its moment.
    #expect(try town.engine.deliver(by: answering))
    #expect(try town.open(second) == ["审核 review 一号社区居民委员会/社区主任"])
    #expect(try queue(town, of: owner) == [])
    #expect(try town.faults() == [])
  }
}
