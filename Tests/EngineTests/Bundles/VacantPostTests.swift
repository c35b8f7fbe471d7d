import Core
import Storage
import TestSupport
import Testing

@testable import Engine

#if canImport(StoragePostgres)
  import StoragePostgres
#endif

/// A post that falls vacant keeps its work: somebody who may handle it stands in, nobody else is handed it, and who is
/// appointed next has it at once.
@Suite struct VacantPostTests {
  private let town: BundleTown
  private let head: Int64
  private let street: Int64
  private static let own = "派修 review 一号社区居民委员会/社区主任"
  private static let above = "派修 review 一号街道办事处/街道值班岗"

  init() throws { try self.init(BundleTown("start", "vacancy")) }

  private init(_ town: BundleTown) throws {
    self.town = town
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
    // The seat, whoever will sit there, and who stands in: the command takes it from these alone.
    let who = try town.engine.who(may: .handle, .matter(first), asker: nil).posts
    #expect(who.map(\.post.zh) == ["一号社区居民委员会/社区主任", "一号街道办事处/街道值班岗"])
    #expect(who.map(\.staff.isEmpty) == [true, false])
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

  // MARK: What arrives meanwhile

  /// It goes to who may handle it, says for whom, and comes to the post with whoever is appointed there.
  private func arrivesAndComesBack() async throws {
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    try vacate()
    let code = try await town.submit("leak"), other = try await town.submit("leak")
    for code in [code, other] { #expect(try town.open(code) == [Self.above]) }
    #expect(try town.request(code).steps.map(\.reason) == ["代办空缺岗位：一号社区居民委员会/社区主任"])
    _ = try await town.verb(.approve, other, by: street).get()
    let raised = try alarms()
    // The directory changes elsewhere: it stays where it is.
    try change(try town.staff("二号街道办事处", "街道值班岗"), .leave(from: nil, until: nil))
    #expect(try town.open(code) == [Self.above] && alarms() == raised)
    try change(head, .appoint(person: grid, from: nil, until: nil))
    #expect(try town.open(code) == [Self.own])
    #expect(try town.request(code).steps.map(\.outcome) == ["given-back", nil])
    #expect(try town.messages(to: street).last?.hasSuffix("「派修」的岗位有人了，不用再代办") == true)
    #expect(try town.messages(to: grid).last?.hasSuffix("「派修」在岗位空缺时由别人代办，现在由您接着办") == true)
    #expect(await town.verb(.approve, code, by: street).refusal != nil)
    _ = try await town.verb(.approve, code, by: grid).get()
    let done = try town.request(code)
    #expect(done.line.state == .done)
    #expect(done.clocks.reduce(0) { $0 + $1.milliseconds } == done.milliseconds)
    #expect(try town.request(other).line.state == .done, "what was done is done")
    #expect(try alarms() == raised)
    #expect(try town.faults() == [])
  }

  @Test func whatArrivesMeanwhileComesToThePostAfterwards() async throws { try await arrivesAndComesBack() }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func whatArrivesMeanwhileComesToThePostOnPostgreSQL() async throws {
      let url = try #require(PrivatePostgres.undisturbed).database()
      let town = try BundleTown(in: PostgresStore(url: url, connections: 4), ["start", "vacancy"])
      try await VacantPostTests(town).arrivesAndComesBack()
    }
  #endif

  /// Who has it instead leaves too: another stands in for the same post.
  @Test func whatArrivedIsPassedOnWhereTheStandInLeaves() async throws {
    try vacate()
    let code = try await town.submit("leak")
    let term = try #require(try town.engine.post(street, town.caller(head))?.terms.first { !$0.isOver })
    try change(street, .dismiss(term: term.id, until: nil))
    #expect(try town.open(code) == ["派修 review 一区人民政府/区值班岗"])
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    try change(head, .appoint(person: grid, from: nil, until: nil))
    #expect(try town.open(code) == [Self.own])
    #expect(try town.request(code).steps.map(\.outcome) == ["vacant", "given-back", nil])
    #expect(try town.faults() == [])
  }

  /// A voice that the post above has itself is never taken from it.
  @Test func aVoiceOfItsOwnStays() async throws {
    try vacate()
    let code = try await town.submit("both")
    #expect(try town.open(code) == ["共签 review 一号街道办事处/街道值班岗"])
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    try change(head, .appoint(person: grid, from: nil, until: nil))
    #expect(try town.open(code) == ["共签 review 一号街道办事处/街道值班岗"])
    let next = try await town.submit("both")
    #expect(try Set(town.open(next)) == ["共签 review 一号社区居民委员会/社区主任", "共签 review 一号街道办事处/街道值班岗"])
  }

  /// Whose turn comes when the post has somebody again is the post.
  @Test func aTurnThatComesLaterIsThePosts() async throws {
    try vacate()
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    let early = try await town.submit("turns"), late = try await town.submit("turns")
    _ = try await town.verb(.approve, early, by: grid).get()
    #expect(try town.open(early) == ["先后 review 一号街道办事处/街道值班岗"])
    try change(head, .appoint(person: street, from: nil, until: nil))
    _ = try await town.verb(.approve, late, by: grid).get()
    for code in [early, late] { #expect(try town.open(code) == ["先后 review 一号社区居民委员会/社区主任"]) }
    #expect(try town.faults() == [])
  }

  /// An older build told it by words alone.
  @Test func wordsOfAnOlderStoreBecomeTheFact() async throws {
    let code = try await town.submit("leak")
    try vacate()
    let words = Statement(
      SystemTables.step,
      .update(
        [.set("stands_in", .constant(.null)), .set("reason", .parameter(0))], where: .isNotNull(.column("stands_in"))))
    try town.engine.commitOrThrow(
      Plan(changes: [Change(words, [.text("代办空缺岗位：一号社区居民委员会/社区主任")])]))
    let facts = Query(["stands_in"], of: SystemTables.step, where: .isNotNull(.column("stands_in")))
    #expect(try town.store.read { try $0.rows(facts, [], under: .system(.maintenance)).count } == 0)
    try town.engine.start()
    #expect(try town.store.read { try $0.rows(facts, [], under: .system(.maintenance)).map { $0[0].int } } == [head])
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    try change(head, .appoint(person: grid, from: nil, until: nil))
    #expect(try town.open(code) == [Self.own])
  }

  /// The words of a reason are not a fact: somebody who writes them stands in for nobody.
  @Test func aReasonWithTheseWordsIsNoStandIn() async throws {
    let code = try await town.submit("leak")
    let words = Statement(SystemTables.step, .update([.set("reason", .parameter(0))], where: .isNull(.column("done"))))
    try town.engine.commitOrThrow(
      Plan(changes: [Change(words, [.text("代办空缺岗位：一号社区居民委员会/社区主任")])]))
    try town.engine.start()
    _ = try town.engine.followDirectory(since: nil)
    #expect(try town.open(code) == [Self.own])
    try vacate()
    #expect(try town.open(code) == [Self.own, Self.above])
  }

  /// Whoever shares a role with a vacant post has the work in their own right: nobody says that it is another's.
  @Test func whoSharesTheRoleIsToldOfNoVacancy() async throws {
    let town = try BundleTown("start", "vacancy-shared")
    let leaves = try town.staff("双岗所", "甲岗"), stays = try town.staff("双岗所", "乙岗")
    let both = try await town.submit("shared")
    #expect(try town.open(both).count == 1 && town.request(both, as: leaves).alarms.isEmpty, "either of them may take it")
    let term = try #require(try town.engine.post(leaves, town.caller(stays))?.terms.first { !$0.isOver })
    try town.engine.changePost(leaves, .dismiss(term: term.id, until: nil), town.caller(stays), .owner)
    _ = try town.engine.followDirectory(since: nil)
    let code = try await town.submit("shared")
    #expect(try town.open(code) == ["承办 review 双岗所/乙岗"])
    #expect(try town.request(code, as: stays).steps.map(\.reason) == [nil])
    #expect(try !town.messages(to: stays).contains { $0.contains("岗位空缺") })
    let alarm = try #require(try town.request(code, as: stays).alarms.first)
    let words = String(decoding: alarm.payload, as: UTF8.self)
    #expect(words.contains("双岗所/甲岗") && words.contains("由同角色的岗位办") && !words.contains("已转到上级"))
    _ = try await town.verb(.approve, code, by: stays).get()
    #expect(try town.faults() == [])
  }

  // MARK: Lists

  private static let closedByHead = "名单审 held 一号社区居民委员会/社区主任"
  private static let closedAbove = "名单审 held 一号街道办事处/街道值班岗"
  private static let reviewed = "名单审 review 一号社区居民委员会/网格岗"

  /// What a stand-in put on a list is closed by the post as soon as it has somebody.
  @Test func aListThatAStandInOpenedIsThePosts() async throws {
    try vacate()
    let code = try await town.submit("listed")
    _ = try await town.verb(.approve, code, by: street).get()
    #expect(try town.open(code) == [Self.closedAbove])
    #expect(try town.request(code).steps.last?.reason == "代办空缺岗位：一号社区居民委员会/社区主任")
    let other = try town.staff("二号社区居民委员会", "网格岗")
    try change(head, .appoint(person: other, from: nil, until: nil))
    #expect(try town.open(code) == [Self.closedByHead])
    #expect(try town.request(code).steps.last?.reason == nil)
    #expect(try town.messages(to: street).last?.hasSuffix("「名单审」名单的岗位有人了，不用再代管") == true)
    #expect(try town.messages(to: other).last?.hasSuffix("「名单审」的名单在岗位空缺时由别人代管，现在由您结单") == true)
    #expect(await town.perform(street, .closeList(codes: [code])).refusal == .notHolder)
    _ = try await town.perform(other, .closeList(codes: [code])).get()
    #expect(try town.open(code) == [Self.reviewed])
    #expect(try town.faults() == [])
  }

  @Test func aListIsClosedFromAboveWhileItsPostIsVacant() async throws {
    let code = try await town.submit("listed")
    _ = try await town.verb(.approve, code, by: head).get()
    #expect(try town.open(code) == [Self.closedByHead])
    let raised = try alarms()
    try vacate()
    #expect(try town.open(code) == [Self.closedAbove] && alarms() == raised + 1)
    let words = "「名单审」的名单本该由一号社区居民委员会/社区主任结单，岗位空缺，转到您这里"
    #expect(try town.messages(to: street).last?.hasSuffix(words) == true)
    try change(try town.staff("二号街道办事处", "街道值班岗"), .leave(from: nil, until: nil))
    #expect(try town.open(code) == [Self.closedAbove] && alarms() == raised + 1)
    _ = try await town.perform(street, .closeList(codes: [code])).get()
    #expect(try town.open(code) == [Self.reviewed])
    #expect(try town.faults() == [])
  }

  @Test func aListThatNobodyAboveMayCloseWaitsForItsPost() async throws {
    let code = try await town.submit("listed-alone")
    _ = try await town.verb(.approve, code, by: head).get()
    try vacate()
    #expect(try town.open(code) == [Self.closedByHead] && alarms() == 1)
    #expect(
      try town.messages(to: street).last?.hasSuffix("「名单审」留在一号社区居民委员会/社区主任，岗位空缺，请尽快安排人") == true)
    try change(try town.staff("二号街道办事处", "街道值班岗"), .leave(from: nil, until: nil))
    #expect(try alarms() == 1, "said once")
    let other = try town.staff("二号社区居民委员会", "网格岗")
    try change(head, .appoint(person: other, from: nil, until: nil))
    _ = try await town.perform(other, .closeList(codes: [code])).get()
    #expect(try town.open(code) == [Self.reviewed])
    #expect(try town.faults() == [])
  }

  // MARK: Too late

  @Test func whatIsLateGoesOnlyToWhoMayHandleIt() async throws {
    let nobody = try await town.submit("late"), fallback = try await town.submit("late-sewer")
    let named = try await town.submit("late-named")
    try town.ring(0)
    #expect(try town.open(nobody) == [Self.own])
    let told = try town.messages(to: street)
    #expect(told.contains { $0.hasSuffix("\(nobody)：「派修」已超过时限，上面没有谁有权办，请尽快协调") })
    #expect(told.contains { $0.hasSuffix("\(named)：「派修」已超过时限，升级给您") })
    #expect(try town.open(fallback) == [Self.own, "派修 review 测试市卫生健康局/服务管理岗"])
    #expect(try town.open(named) == [Self.own, Self.above])
    #expect(try alarms() == 3)
    _ = try await town.verb(.approve, fallback, by: try town.staff("测试市卫生健康局", "服务管理岗")).get()
    _ = try await town.verb(.approve, named, by: street).get()
    #expect(try town.faults() == [])
  }

  // MARK: Figures

  /// What is handed over, stood in for and given back is one stay of the step, from its beginning to its end.
  @Test func figuresCountWhatIsHandedOverOnce() async throws {
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    func time() throws -> StepTime {
      try #require(try town.engine.stepTimes("leak", StatisticsQuestion(), town.caller(street)).first)
    }
    let code = try await town.submit("leak"), plain = try await town.submit("leak")
    _ = try await town.verb(.approve, plain, by: head).get()
    var now = try time()
    #expect(now.stays == 1 && now.open == 1)
    _ = try await town.verb(.transfer, code, by: head, reason: "请网格去看", to: "一号社区居民委员会/网格岗").get()
    now = try time()
    #expect(now.stays == 1 && now.open == 1, "handed over is not done")
    _ = try await town.verb(.transfer, code, by: grid, reason: "还是社区定", to: "一号社区居民委员会/社区主任").get()
    let before = try town.engine.funnel("leak", StatisticsQuestion(), town.caller(street))
    // The first stay began an hour and a half ago, the others just now.
    let first = Query(["id"], of: SystemTables.step, where: .equals("outcome", 0), order: [.init(.column("id"))])
    let moved = try town.store.read { try $0.rows(first, [.text("transfer")], under: .system(.maintenance)) }
    let earlier = Statement(
      SystemTables.step,
      .update([.set("opened", .add(.column("opened"), .constant(.int(-5_400_000))))], where: .equals("id", 0)))
    try town.engine.commitOrThrow(Plan(changes: [Change(earlier, [try #require(moved.first)[0]])]))
    try vacate()
    now = try time()
    #expect(now.stays == 1 && now.open == 1, "a stand-in is no stay of its own")
    try change(head, .appoint(person: grid, from: nil, until: nil))
    now = try time()
    #expect(now.stays == 1 && now.open == 1, "given back is not done")
    let after = try town.engine.funnel("leak", StatisticsQuestion(), town.caller(street))
    #expect(before.steps.map(\.reached) == [2] && before.steps.map(\.passed) == [1])
    #expect(after.steps.map(\.reached) == [2] && after.steps.map(\.passed) == [1] && after.states == before.states)
    _ = try await town.verb(.approve, code, by: grid).get()
    let times = try town.engine.stepTimes("leak", StatisticsQuestion(), town.caller(street))
    #expect(times.map(\.stays) == [2] && times.map(\.open) == [0])
    #expect(times.allSatisfy { $0.ninth >= 90 * 60_000 }, "from when the first had it")
  }
}
