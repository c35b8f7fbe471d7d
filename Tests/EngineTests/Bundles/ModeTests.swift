import Core
import Testing

@testable import Engine

/// How several holders decide: one of them, all, in turn, by vote.
@Suite struct ModeTests {
  private static let grid = ("一号社区居民委员会", "网格岗"), head = ("一号社区居民委员会", "社区主任")
  private static let health = ("测试市卫生健康局", "服务管理岗")

  private func person(_ town: BundleTown, _ post: (String, String)) throws -> Int64 { try town.staff(post.0, post.1) }

  private func seat(_ town: BundleTown, _ number: String) throws -> Int64 {
    try town.staff("测试市议事会", "议事\(number)席")
  }

  @Test func allHaveToSign() async throws {
    let town = try BundleTown("start", "flow")
    let head = try person(town, Self.head), grid = try person(town, Self.grid)
    let code = try await town.submit("sign-all")
    #expect(try town.open(code) == ["会签 review 一号社区居民委员会/社区主任", "会签 review 一号社区居民委员会/网格岗"])
    _ = try await town.verb(.approve, code, by: grid).get()
    #expect(try town.request(code).line.step?.zh == "会签")
    #expect(await town.verb(.approve, code, by: grid).refusal == .movedOn)
    _ = try await town.verb(.approve, code, by: head).get()
    #expect(try town.open(code) == ["归档 review 一号社区居民委员会/社区主任"])
    #expect(try town.faults() == [])
  }

  @Test func oneRefusalOfAllEndsIt() async throws {
    let town = try BundleTown("start", "flow")
    let code = try await town.submit("sign-all")
    let grid = try person(town, Self.grid)
    #expect(await town.verb(.reject, code, by: grid).refusal == .reasonNeeded)
    _ = try await town.verb(.reject, code, by: grid, reason: "不同意").get()
    let request = try town.request(code)
    #expect(request.line.state == .rejected)
    #expect(request.steps.map(\.outcome) == ["over", "reject"])
    #expect(try town.faults() == [])
  }

  @Test func whoDecidesFirstDecidesForAny() async throws {
    let town = try BundleTown("start", "flow")
    let code = try await town.submit("any-of")
    #expect(try town.open(code).count == 2)
    _ = try await town.verb(.approve, code, by: try person(town, Self.grid)).get()
    #expect(try town.request(code).line.state == .done)
    #expect(await town.verb(.approve, code, by: try person(town, Self.head)).refusal == .movedOn)
  }

  @Test func aVoteEndsAtItsShareWithoutTheRest() async throws {
    let town = try BundleTown("start", "flow")
    let code = try await town.submit("council-vote")
    #expect(try town.open(code).count == 5)
    for number in ["一", "三", "五"] { _ = try await town.verb(.approve, code, by: try seat(town, number)).get() }
    #expect(try town.request(code).line.state == .waiting)
    // Two thirds of five is more than three: the fourth decides, the fifth is not waited for.
    _ = try await town.verb(.approve, code, by: try seat(town, "二")).get()
    let request = try town.request(code)
    #expect(request.line.state == .done)
    #expect(request.steps.compactMap(\.outcome).sorted() == ["approve", "approve", "approve", "approve", "over"])
    #expect(await town.verb(.approve, code, by: try seat(town, "四")).refusal == .movedOn)
    #expect(request.clocks.reduce(0) { $0 + $1.milliseconds } == request.milliseconds)
    #expect(try town.faults() == [])
  }

  @Test func aVoteFailsWhenItsShareCannotBeReachedAnyMore() async throws {
    let town = try BundleTown("start", "flow")
    let code = try await town.submit("council-vote")
    _ = try await town.verb(.approve, code, by: try seat(town, "一")).get()
    _ = try await town.verb(.reject, code, by: try seat(town, "二"), reason: "太贵").get()
    #expect(try town.request(code).line.state == .waiting)
    _ = try await town.verb(.reject, code, by: try seat(town, "三"), reason: "太贵").get()
    #expect(try town.request(code).line.state == .rejected)
    #expect(try town.faults() == [])
  }

  @Test func inTurnEachSeesItAfterTheOneBefore() async throws {
    let town = try BundleTown("start", "flow")
    let code = try await town.submit("in-turn")
    #expect(try town.open(code) == ["依次 review 一号社区居民委员会/网格岗"])
    #expect(await town.verb(.approve, code, by: try person(town, Self.head)).refusal == .notHolder)
    _ = try await town.verb(.approve, code, by: try person(town, Self.grid)).get()
    #expect(try town.open(code) == ["依次 review 一号社区居民委员会/社区主任"])
    _ = try await town.verb(.approve, code, by: try person(town, Self.head)).get()
    #expect(try town.open(code) == ["依次 review 测试市卫生健康局/服务管理岗"])
    _ = try await town.verb(.approve, code, by: try person(town, Self.health)).get()
    #expect(try town.request(code).line.state == .done)
    let left = Query(["id"], of: SystemTables.signer)
    #expect(try town.store.read { try $0.rows(left, [], under: .system(.maintenance)) }.isEmpty)
  }

  @Test func aReturnEndsTheWholeVisitAndComesBackToAll() async throws {
    let town = try BundleTown("start", "flow")
    let head = try person(town, Self.head), grid = try person(town, Self.grid)
    let code = try await town.submit("sign-all")
    _ = try await town.verb(.approve, code, by: grid).get()
    _ = try await town.verb(.return, code, by: head, reason: "缺材料").get()
    #expect(try town.request(code).line.state == .returned)
    _ = try await town.verb(.supplement, code, by: BundleTown.resident).get()
    #expect(try town.open(code).count == 2)
    _ = try await town.verb(.approve, code, by: head).get()
    #expect(try town.request(code).line.step?.zh == "会签")
    _ = try await town.verb(.approve, code, by: grid).get()
    #expect(try town.request(code).line.step?.zh == "归档")
  }
}
