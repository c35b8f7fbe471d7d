import Core
import Testing

@testable import Engine

/// Lists inside branches and sub-flows; the event of every end.
@Suite struct ListTests {
  private func submitted(_ town: BundleTown, _ count: Int) async throws -> [String] {
    var codes: [String] = []
    for _ in 0..<count { codes.append(try await town.submit("lists")) }
    return codes
  }

  private func close(_ town: BundleTown, _ codes: [String], by person: Int64) async throws {
    _ = try await town.perform(person, .closeList(codes: codes)).get()
  }

  @Test func eachBranchHasItsList() async throws {
    let town = try BundleTown("start", "flow", "lists")
    let head = try town.staff("一号社区居民委员会", "社区主任"), grid = try town.staff("一号社区居民委员会", "网格岗")
    let health = try town.staff("测试市卫生健康局", "服务管理岗")
    let codes = try await submitted(town, 3)
    for code in codes {
      #expect(try town.request(code).line.state == .held)
      #expect(
        try town.open(code) == [
          "两边/社区/社区审 held 一号社区居民委员会/社区主任", "两边/网格/网格审 held 一号社区居民委员会/网格岗",
          "两边/卫健/卫健审 review 测试市卫生健康局/服务管理岗",
        ])
    }
    // One of them is decided elsewhere meanwhile; it stays in both lists.
    _ = try await town.verb(.approve, codes[0], by: health).get()
    try await close(town, [codes[1]], by: head)
    for code in codes {
      #expect(try town.open(code).contains("两边/社区/社区审 review 一号社区居民委员会/社区主任"))
      #expect(try town.open(code).contains("两边/网格/网格审 held 一号社区居民委员会/网格岗"))
    }
    #expect(await town.perform(head, .closeList(codes: [codes[1]])).refusal == .notHolder)
    try await close(town, codes, by: grid)
    #expect(await town.perform(grid, .closeList(codes: codes)).refusal == .movedOn)
    _ = try await town.verb(.approve, codes[0], by: head).get()
    _ = try await town.verb(.approve, codes[0], by: grid).get()
    // Joined once, then the list of the sub-flow, which who had it last closes.
    #expect(try town.open(codes[0]) == ["收尾/排队/末审 held 一号社区居民委员会/网格岗"])
    try await close(town, [codes[0]], by: grid)
    _ = try await town.verb(.approve, codes[0], by: head).get()
    #expect(try town.request(codes[0]).line.state == .done)
    #expect(try town.faults() == [])
  }

  @Test func everyEndIsClosed() async throws {
    let town = try BundleTown("start", "flow", "lists")
    let health = try town.staff("测试市卫生健康局", "服务管理岗")
    let codes = [try await town.submit("lists"), try await town.submit("lists", by: BundleTown.other)]
    _ = try await town.verb(.withdraw, codes[0], by: BundleTown.resident).get()
    #expect(try town.messages(to: BundleTown.resident) == ["撤回了", "关闭：withdrawn"])
    _ = try await town.verb(.reject, codes[1], by: health, reason: "材料不对").get()
    #expect(try town.messages(to: BundleTown.other) == ["没有通过", "关闭：rejected"])
    // What left its list goes on with nobody.
    let head = try town.staff("一号社区居民委员会", "社区主任")
    #expect(await town.perform(head, .closeList(codes: [codes[0]])).refusal == .movedOn)
    #expect(try town.faults() == [])
  }
}
