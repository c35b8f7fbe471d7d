import Core
import FEEL
import Testing

@testable import Engine

/// Who sits on a post from when to when: an event, and rights at once.
@Suite struct AppointingTests {
  private let admin = Town.caller(Town.duty)
  private let post = TownProgram.headPosts[1]

  private func term(_ town: Town, of person: Int64) throws -> Int64 {
    try #require(try town.engine.post(post, admin)?.terms.first { $0.person == person && !$0.isOver }?.id)
  }

  @Test func whoIsRemovedApprovesNoMore() async throws {
    let town = try Town()
    let code = try await town.submit(Town.resident(1, 0))
    let page = try town.engine.request(code, caller: Town.caller(Town.heads[1]))
    #expect(page.verbs.contains(.approve))
    try town.engine.dismiss(try term(town, of: Town.heads[1]), of: post, until: nil, admin)
    #expect(await town.act(Town.heads[1], .approve, code).refusal == .notFound)
    #expect(try town.state(code) == .waiting)
    #expect(try town.engine.inbox(InboxFilter(), caller: Town.caller(Town.heads[1])).lines.isEmpty)
    // Who is put there instead may at once.
    try town.engine.appoint(Town.desk, to: post, from: nil, until: nil, admin)
    #expect(await town.act(Town.desk, .approve, code).refusal == nil)
    #expect(try town.state(code) == .done)
  }

  @Test func everyChangeIsAnEventAndOldFactsStay() throws {
    let town = try Town()
    let before = try town.count(SystemTables.appointment)
    try town.engine.dismiss(try term(town, of: Town.heads[1]), of: post, until: nil, admin)
    try town.engine.appoint(Town.desk, to: post, from: "2020-01-01", until: "2099-01-01", admin)
    let events = try town.rows(
      Query(["kind", "actor", "post", "subject"], of: SystemTables.event, order: [.init(.column("sequence"))])
    ).filter { $0[0].text == "appoint" || $0[0].text == "dismiss" }
    #expect(events.map { $0[0].text } == ["dismiss", "appoint"])
    #expect(events.allSatisfy { $0[1].int == Town.duty && $0[2].int == post })
    #expect(events.map { $0[3].int } == [Town.heads[1], Town.desk])
    // The old fact is superseded, its end and the new term are facts of their own.
    #expect(try town.count(SystemTables.appointment) == before + 2)
    let detail = try #require(try town.engine.post(post, admin))
    #expect(detail.line.staff.count == 1 && detail.terms.count == 2 && detail.log.count == 2)
  }

  @Test func theLastAppointmentIsTakenBack() async throws {
    let town = try Town()
    let code = try await town.submit(Town.resident(1, 0))
    func change(_ post: Int64, _ change: PostChange) throws {
      try town.engine.changePost(post, change, admin, .owner)
    }
    func appointed(_ at: Int64) throws -> Int64? { try town.engine.directoryPost(at, admin, .owner)?.appointed }
    #expect(try appointed(post) == nil, "what a document began with is no appointment")
    let before = try town.engine.post(post, admin)?.terms.map(\.id)
    try change(post, .appoint(person: Town.desk, from: "2020-01-01", until: nil))
    let made = try #require(try appointed(post))
    let shown = try #require(try town.engine.directoryPost(post, admin, .owner))
    #expect(shown.terms.first { $0.id == made }?.from == "2020-01-01" && shown.today > "2020-01-01")
    #expect(try town.engine.directoryPost(post, Town.caller(Town.heads[2]))?.appointed == nil, "for who may change it")
    try change(post, .unappoint(term: made))
    #expect(try town.engine.post(post, admin)?.terms.map(\.id) == before && appointed(post) == nil)
    #expect(await town.act(Town.desk, .approve, code).refusal == .notFound, "and the rights with it")
    #expect(try town.engine.post(post, admin)?.log.map(\.kind).prefix(2) == ["undo-appoint", "appoint"])
    #expect(throws: Refusal.self, "once") { try change(post, .unappoint(term: made)) }
    // Something was said of the terms since.
    try change(post, .appoint(person: Town.desk, from: nil, until: nil))
    let second = try #require(try appointed(post))
    try change(post, .dismiss(term: second, until: "2099-01-01"))
    #expect(try appointed(post) == nil)
    #expect(throws: Refusal.self) { try change(post, .unappoint(term: second)) }
    // Half of a transfer is not taken back alone.
    let other = TownProgram.headPosts[2]
    try change(post, .transfer(person: Town.heads[1], to: other, on: nil))
    #expect(try appointed(other) == nil)
  }

  @Test func termsOfAnotherTimeGiveNoRightToday() async throws {
    let town = try Town()
    let code = try await town.submit(Town.resident(1, 0))
    try town.engine.appoint(Town.desk, to: post, from: "2098-01-01", until: "2099-01-01", admin)
    #expect(await town.act(Town.desk, .approve, code).refusal == .notFound)
    try town.engine.appoint(Town.desk, to: post, from: "2001-01-01", until: "2002-01-01", admin)
    #expect(await town.act(Town.desk, .approve, code).refusal == .notFound)
    #expect(throws: Refusal.self, "overlapping") {
      try town.engine.appoint(Town.desk, to: post, from: "2098-06-01", until: nil, admin)
    }
    // A term that has not begun is taken back whole.
    try town.engine.dismiss(try term(town, of: Town.desk), of: post, until: "2097-01-01", admin)
    #expect(try town.engine.post(post, admin)?.terms.contains { $0.from == "2098-01-01" } == false)
  }

  @Test(arguments: [
    (7, nil, nil), (Town.desk, "2026-13-40", nil), (Town.desk, "2026-05-01", "2026-05-01"), (Town.desk, "x", nil),
    (Town.heads[1], nil, nil),
  ] as [(Int64, String?, String?)])
  func whatMakesNoTermIsRefused(_ person: Int64, _ from: String?, _ until: String?) throws {
    let town = try Town()
    let before = try town.count(SystemTables.appointment)
    #expect(throws: Refusal.self) { try town.engine.appoint(person, to: post, from: from, until: until, admin) }
    #expect(throws: Refusal.self) { try town.engine.appoint(Town.desk, to: 1, from: nil, until: nil, admin) }
    #expect(throws: Refusal.self) { try town.engine.dismiss(1, of: post, until: nil, admin) }
    #expect(try town.count(SystemTables.appointment) == before)
    #expect(try town.engine.post(1, admin) == nil)
  }
}
