import Core
import Testing

@testable import Engine

/// A post that falls vacant keeps its work: somebody who may handle it stands in, nobody else is handed it, and who is
/// appointed next has it at once.
@Suite struct VacantPostTests {
  private let town: BundleTown
  private let head: Int64
  private let street: Int64
  private static let own = "派修 review 一号社区居民委员会/社区主任"
  private static let above = "派修 review 一号街道办事处/街道值班岗"

  init() throws {
    town = try BundleTown("start", "vacancy")
    head = try town.staff("一号社区居民委员会", "社区主任")
    street = try town.staff("一号街道办事处", "街道值班岗")
  }

  private func change(_ post: Int64, _ change: PostChange) throws {
    try town.engine.changePost(post, change, town.caller(street), .owner)
    _ = try town.engine.followDirectory(since: nil)
  }

  private func vacate() throws {
    let term = try #require(try town.engine.post(head, town.caller(street))?.terms.first { !$0.isOver })
    try change(head, .dismiss(term: term.id, until: nil))
  }

  private func alarms() throws -> Int {
    let query = Query(["sequence"], of: SystemTables.event, where: .equals("kind", 0))
    return try town.store.read { try $0.rows(query, [.text("alarm")], under: .system(.maintenance)).count }
  }

  @Test func workStaysWhereNobodyAboveMayHandleIt() async throws {
    let code = try await town.submit("stairs")
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    try vacate()
    #expect(try town.open(code) == [Self.own])
    #expect(try alarms() == 1)
    let told = try #require(try town.messages(to: street).last)
    #expect(told.hasSuffix("「派修」留在一号社区居民委员会/社区主任，岗位空缺，请尽快安排人"))
    #expect(await town.verb(.approve, code, by: street).refusal != nil)
    // The directory changes elsewhere: it was said, and is not said again.
    try change(try town.staff("二号街道办事处", "街道值班岗"), .leave(from: nil, until: nil))
    #expect(try alarms() == 1)
    try change(head, .appoint(person: grid, from: nil, until: nil))
    #expect(try town.open(code) == [Self.own])
    _ = try await town.verb(.approve, code, by: grid).get()
    #expect(try town.request(code).line.state == .done)
    #expect(try town.faults() == [])
  }

  @Test func whoMayHandleItStandsInUntilTheSeatIsFilled() async throws {
    let first = try await town.submit("leak"), second = try await town.submit("leak")
    try vacate()
    for code in [first, second] { #expect(try town.open(code) == [Self.own, Self.above]) }
    #expect(try alarms() == 2)
    let inbox = try town.engine.inbox(InboxFilter(), caller: town.caller(street))
    #expect(Set(inbox.lines.map(\.line.code)) == [first, second])
    _ = try await town.verb(.approve, first, by: street).get()
    #expect(try town.request(first).line.state == .done)

    let grid = try town.staff("一号社区居民委员会", "网格岗")
    try change(head, .appoint(person: grid, from: nil, until: nil))
    #expect(try town.open(second) == [Self.own])
    #expect(try town.messages(to: street).last?.hasSuffix("「派修」的岗位有人了，不用再代办") == true)
    #expect(await town.verb(.approve, second, by: street).refusal != nil)
    _ = try await town.verb(.approve, second, by: grid).get()
    #expect(try alarms() == 2)
    #expect(try town.faults() == [])
  }

  /// A second stand-in where the first one leaves too.
  @Test func whoStoodInAndLeftIsReplaced() async throws {
    let code = try await town.submit("leak")
    try vacate()
    let term = try #require(try town.engine.post(street, town.caller(head))?.terms.first { !$0.isOver })
    try change(street, .dismiss(term: term.id, until: nil))
    _ = try town.engine.followDirectory(since: nil)
    let open = try town.open(code)
    #expect(open.count == 2 && open.first == Self.own && open.last == "派修 review 一区人民政府/区值班岗")
    #expect(try town.faults() == [])
  }

  /// What comes while the post is vacant stands with whoever is nearest above and may read it, and is the post's as soon
  /// as it has somebody.
  @Test func whatComesMeanwhileWaitsForTheSeat() async throws {
    try vacate()
    let code = try await town.submit("stairs")
    #expect(try town.request(code).line.state == .blocked)
    #expect(try town.open(code) == ["派修 blocked 一号街道办事处/街道值班岗"])
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    try change(head, .appoint(person: grid, from: nil, until: nil))
    #expect(try town.open(code) == [Self.own])
    _ = try await town.verb(.approve, code, by: grid).get()
    #expect(try town.faults() == [])
  }
}
