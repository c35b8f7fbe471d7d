import Core
import FEEL
import Testing

@testable import Engine

/// The queue in its orders and with its filters, who else looks, and the sentences a post uses.
@Suite struct QueueTests {
  private func town() async throws -> (Town, [String]) {
    let town = try Town()
    var codes: [String] = []
    for number in 0..<4 { codes.append(try await town.submit(Town.resident(1, number))) }
    // Deadlines and priorities that differ from the order of arrival: the second is first due, the last is most urgent.
    let dues: [Int64?] = [3_000_000_000_000, 1_000, nil, 2_000_000_000_000], priorities: [Int64] = [3, 2, 3, 1]
    let change = Statement(
      SystemTables.matter,
      .update([.set("due", .parameter(1)), .set("priority", .parameter(2))], where: .equals("code", 0)))
    let stays = Statement(SystemTables.step, .update([.set("due", .parameter(0))], where: .always))
    var changes = [Change(stays, [.null])]
    for (at, code) in codes.enumerated() {
      changes.append(Change(change, [.text(code), StoredValue(dues[at]), .int(priorities[at])]))
    }
    try town.engine.commitOrThrow(Plan(changes: changes))
    return (town, codes)
  }

  @Test(arguments: [
    ("arrived", [0, 1, 2, 3]), ("-arrived", [3, 2, 1, 0]), ("due", [1, 3, 0, 2]), ("-due", [0, 3, 1, 2]),
    ("urgency", [3, 1, 0, 2]), ("opened", [0, 1, 2, 3]),
  ])
  func rowsStandInTheChosenOrderOverAllPages(_ word: String, _ expected: [Int]) async throws {
    let (town, codes) = try await town()
    var filter = InboxFilter(limit: 1)
    filter.order = try #require(InboxOrder(word: word))
    var found: [String] = []
    repeat {
      let page = try town.engine.inbox(filter, caller: Town.caller(Town.heads[1]))
      found += page.lines.map(\.line.code)
      filter.cursor = page.cursor
    } while filter.cursor != nil && found.count < 9
    #expect(found == expected.map { codes[$0] })
  }

  @Test func filtersNarrowByStepHandsAndDeadline() async throws {
    let (town, codes) = try await town()
    let head = Town.caller(Town.heads[1])
    func found(_ change: (inout InboxFilter) -> Void) throws -> [String] {
      var filter = InboxFilter()
      change(&filter)
      return try town.engine.inbox(filter, caller: head).lines.map(\.line.code)
    }
    #expect(try found { $0.isOverdue = true } == [codes[1]])
    #expect(try found { $0.hands = .mine }.isEmpty)
    #expect(try found { $0.step = "别的步骤" }.isEmpty)
    let step = try #require(try town.engine.inbox(InboxFilter(), caller: head).lines.first?.stepID)
    #expect(try found { $0.step = step }.count == 4)
    #expect(await town.act(Town.heads[1], .claim, codes[2]).refusal == nil)
    #expect(try found { $0.hands = .mine } == [codes[2]])
    let choices = try town.engine.inboxChoices(service: "check", place: nil, head)
    #expect(choices.services.map(\.id) == ["check"] && choices.steps.contains { $0.id == step })
    #expect(choices.places.first?.path == "测试市/一区/一号街道/第2社区")
    #expect(try town.engine.inboxChoices(service: nil, place: nil, Town.caller(Town.resident(1, 0))).services.isEmpty)
  }

  @Test func aCursorOfAnotherOrderIsNone() throws {
    #expect(InboxOrder(.due).values("5.7") == [5, 7])
    for wrong in ["5", "5.7.9", "", "5.", "a.b", "-1.2", "5 .7"] { #expect(InboxOrder(.due).values(wrong) == nil) }
    #expect(InboxOrder(word: "nonsense") == nil && InboxOrder(word: "-urgency")?.isDescending == true)
  }

  @Test func whoLooksIsSeenByOthersForAMinute() async throws {
    let (town, codes) = try await town()
    let appoint = Statement(
      SystemTables.appointment, .insert(columns: ["id", "post", "person", "recorded_at"], conflict: .fail))
    try town.engine.commitOrThrow(
      Plan(changes: [
        Change(appoint, [.int(77), .int(TownProgram.headPosts[1]), .int(Town.colleague), .int(0)]),
        Change(ReleaseTables.nextGrant, [.int(1)]),
      ]))
    #expect(try town.engine.look(at: codes[0], Town.caller(Town.heads[1])).isEmpty)
    let seen = try town.engine.look(at: codes[0], Town.caller(Town.colleague))
    #expect(seen.map(\.post) == ["第2社区居委会/社区主任"])
    #expect(try town.engine.look(at: codes[1], Town.caller(Town.colleague)).isEmpty, "another request")
    let back = Statement(SystemTables.presence, .update([.set("seen", .parameter(0))], where: .always))
    try town.engine.commitOrThrow(Plan(changes: [Change(back, [.int(try town.store.now() - 61_000)])]))
    #expect(try town.engine.look(at: codes[0], Town.caller(Town.colleague)).isEmpty, "gone after a minute")
    try town.engine.forget()
    #expect(try town.count(SystemTables.presence) == 1, "what lapsed is deleted; who has just looked stays")
    #expect(throws: Refusal.self) { try town.engine.look(at: codes[0], Town.caller(Town.resident(1, 1))) }
  }

  @Test func aSentenceIsOfferedOnceTwoRequestsHadIt() async throws {
    let (town, codes) = try await town()
    let head = Town.caller(Town.heads[1])
    let sentence = "请补上门牌号。"
    func say(_ code: String) throws { try town.engine.said(sentence, with: .return, of: code, step: "核对", head) }
    try say(codes[0])
    try say(codes[0])
    #expect(try town.engine.usualPhrases("check", head).isEmpty, "words about one person are not kept")
    #expect(try town.rows(Query(["text"], of: SystemTables.phrase)).first?[0].text == nil)
    try say(codes[1])
    #expect(try town.engine.usualPhrases("check", head)["核对"] == [.return: [sentence]])
    #expect(try town.engine.usualPhrases("check", Town.caller(Town.heads[0])).isEmpty, "another post")
    try town.engine.said(String(repeating: "长", count: 300), with: .return, of: codes[0], step: "核对", head)
    #expect(try town.count(SystemTables.phrase) == 1)
  }
}
