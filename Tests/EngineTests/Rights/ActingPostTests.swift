import Core
import Testing

@testable import Engine

/// Somebody who sits on several posts that could act: the one they choose acts, and the record says which.
@Suite struct ActingPostTests {
  /// Who sits on the first window sits on the second too.
  private func town() throws -> (town: BundleTown, clerk: Int64, second: Int64, third: Int64) {
    let town = try BundleTown("several-posts")
    let clerk = try town.staff("一号服务中心", "一号窗口"), second = try town.staff("一号服务中心", "二号窗口")
    var seeding = EntitySeeding(try #require(town.engine.current), town.engine, now: 0)
    seeding.appoint(clerk, to: second)
    seeding.moveGrantEpoch()
    try town.engine.commitOrThrow(Plan(changes: seeding.take()))
    return (town, clerk, second, try town.staff("一号服务中心", "三号窗口"))
  }

  private func choices(_ town: BundleTown, _ code: String, _ person: Int64, _ verb: Verb) throws -> [String] {
    let offer = try #require(try town.request(code, as: person).offers.first { $0.verb == verb })
    return offer.fields.first { $0.name == "as" }?.options.map(\.title.zh) ?? []
  }

  @Test func thePostThatIsChosenActs() async throws {
    let (town, clerk, second, third) = try town()
    let code = try await town.submit("window")
    let posts = ["一号服务中心/一号窗口", "一号服务中心/二号窗口"]
    #expect(try Set(choices(town, code, clerk, .claim)) == Set(posts))
    #expect(try choices(town, code, third, .claim).isEmpty, "asked only of who has several")
    let stranger = await town.verb(.approve, code, by: clerk, details: VerbDetails(post: third))
    #expect((try? stranger.get()) == nil, "not by somebody else's post")
    _ = try await town.verb(.claim, code, by: clerk, details: VerbDetails(post: second)).get()
    #expect(try town.open(code) == ["核对 review 一号服务中心/二号窗口"])
    #expect(try choices(town, code, clerk, .approve).isEmpty, "one post has it now")
    _ = try await town.verb(.approve, code, by: clerk).get()
    #expect(try town.request(code).steps.map { $0.holder?.zh } == ["一号服务中心/二号窗口"])
    #expect(try town.faults().isEmpty)
  }

  @Test func whereAStepIsFilledInThePostIsChosenToo() async throws {
    let (town, clerk, second, third) = try town()
    let code = try await town.submit("window-form")
    let posts = ["一号服务中心/一号窗口", "一号服务中心/二号窗口"]
    func form(_ person: Int64) throws -> [String] {
      try town.engine.stepForm(code, step: nil, caller: town.caller(person)).posts.map(\.title.zh)
    }
    #expect(try Set(form(clerk)) == Set(posts))
    #expect(try form(third).isEmpty)
    #expect(try Set(town.engine.inboxChoices(service: nil, place: nil, town.caller(clerk)).posts.map(\.title.zh)) == Set(posts))
    #expect(try town.engine.inboxChoices(service: nil, place: nil, town.caller(third)).posts.isEmpty)
    _ = try await town.verb(
      .complete, code, by: clerk, answers: ["结论": .text("属实")], details: VerbDetails(post: second)).get()
    #expect(try town.request(code).steps.first?.holder?.zh == "一号服务中心/二号窗口")
    #expect(try town.faults().isEmpty)
  }

  @Test func withoutAWordTheFirstActs() async throws {
    let (town, clerk, second, _) = try town()
    let code = try await town.submit("window")
    _ = try await town.verb(.approve, code, by: clerk).get()
    let holder = try #require(try town.request(code).steps.first?.holder?.zh)
    #expect(["一号服务中心/一号窗口", "一号服务中心/二号窗口"].contains(holder))
    let other = try await town.submit("window")
    _ = try await town.verb(.approve, other, by: clerk, details: VerbDetails(post: second)).get()
    #expect(try town.request(other).steps.first?.holder?.zh == "一号服务中心/二号窗口")
    let query = Query(["post"], of: SystemTables.event, where: .equals("kind", 0), order: [.init(.column("sequence"))])
    let events = try town.store.read { try $0.rows(query, [.text("approve")], under: .system(.maintenance)) }
    #expect(events.last?[0].int == second, "the log says which")
  }
}
