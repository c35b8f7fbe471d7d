import Core
import FEEL
import Testing

@testable import Engine

@Suite struct ReadingTests {
  /// A read outside a scope needs a reason of this list; it must not grow unnoticed.
  @Test func systemReadsAreTheseAndNoOthers() {
    #expect(
      SystemRead.allCases.map(\.rawValue) == [
        "release", "numbering", "places", "directory", "session", "identity", "represented", "subject", "entityKey",
        "command", "limits", "idempotency", "statistics", "security", "audit", "lists", "maintenance", "background",
      ])
  }

  @Test func whoIsOutOfScopeSeesNothing() async throws {
    let town = try Town()
    let code = try await town.submit(Town.resident(1, 0))
    for stranger in [Town.resident(1, 1), Town.heads[0], Town.desk, Town.duty] {
      #expect(throws: Refusal.self) { try town.engine.request(code, caller: Town.caller(stranger)) }
      #expect(await town.act(stranger, .approve, code).refusal == .notFound)
    }
    #expect(try town.engine.myRequests(Town.caller(Town.resident(1, 1))).isEmpty)
    #expect(try town.engine.inbox(InboxFilter(), caller: Town.caller(Town.heads[0])).lines.isEmpty)
    #expect(try town.engine.inbox(InboxFilter(), caller: Town.caller(Town.resident(1, 0))).lines.isEmpty)
  }

  @Test func staffSeeWhatTheirSightAllows() async throws {
    let town = try Town()
    let code = try await town.submit(Town.resident(1, 0))
    let page = try town.engine.request(code, caller: Town.caller(Town.heads[1]))
    let number = try #require(page.answers.first { $0.id == "证件号" })
    #expect(number.isMasked && number.value.isNull && number.text == "132134**********")
    #expect(page.answers.first { $0.id == "姓名" }?.text == "张0")
    #expect(page.answers.first { $0.id == "住址" }?.text == "测试市/一区/一号街道/第2社区/第2号门")
    #expect(page.verbs == [.claim, .approve, .reject, .return])
    let own = try town.engine.request(code, caller: Town.caller(Town.resident(1, 0)))
    #expect(own.answers.first { $0.id == "证件号" }?.text == "132134195001011100")
    #expect(own.verbs == [.urge, .withdraw])
    #expect(own.isOwn)
    // The register stands beside the answers, as wide as they are seen, and while the request runs.
    let beside = Dictionary(page.register.map { ($0.title.zh, $0) }, uniquingKeysWith: { first, _ in first })
    #expect(beside["姓名"]?.text == "张0" && beside["姓名"]?.source == nil && beside["姓名"]?.at != nil)
    #expect(beside["证件号"]?.text == "132134**********")
    #expect(own.register.isEmpty)
    _ = try await town.act(Town.heads[1], .approve, code).get()
    let over = try town.engine.request(code, caller: Town.caller(Town.heads[1]))
    #expect(over.line.state.isFinal && over.register.isEmpty && !over.answers.isEmpty)
  }

  @Test func theQueueIsFiltered() async throws {
    let town = try Town()
    let head = Town.caller(Town.heads[1])
    var codes: [String] = []
    for number in 0..<3 { codes.append(try await town.submit(Town.resident(1, number))) }
    let first = try town.engine.inbox(InboxFilter(limit: 2), caller: head)
    #expect(first.lines.map(\.line.code) == Array(codes.prefix(2)))
    let rest = try town.engine.inbox(InboxFilter(cursor: first.cursor, limit: 2), caller: head)
    #expect(rest.lines.map(\.line.code) == [codes[2]])
    #expect(rest.cursor == nil)
    #expect(try town.engine.inbox(InboxFilter(text: "张1"), caller: head).lines.map(\.line.code) == [codes[1]])
    #expect(try town.engine.inbox(InboxFilter(state: .working), caller: head).lines.isEmpty)
    #expect(try town.engine.inbox(InboxFilter(place: TownProgram.doors[1]), caller: head).lines.count == 3)
    #expect(try town.engine.inbox(InboxFilter(place: TownProgram.doors[0]), caller: head).lines.isEmpty)
    #expect(first.lines[0].post?.zh == "第2社区居委会/社区主任")
    let bulk = await withCheckedContinuation { continuation in
      town.engine.perform(.approve, on: codes + ["xx"], reason: nil, caller: head, key: nil, body: []) {
        continuation.resume(returning: $0)
      }
    }
    #expect(bulk.map { $0.result.refusal } == [nil, nil, nil, .notFound])
  }

  @Test func aFormComesFilledWithSourceAndAge() async throws {
    let town = try Town()
    let person = Town.resident(1, 0)
    #expect(try town.engine.services(Town.caller(person)).map(\.variant) == ["check-staff"])
    let form = try town.engine.form("check", for: nil, caller: Town.caller(person))
    let fields = form.pages.flatMap(\.fields)
    #expect(fields.first { $0.id == "姓名" }?.value.string == "张0")
    #expect(fields.first { $0.id == "姓名" }?.source?.zh == "您的档案")
    #expect(fields.first { $0.id == "住址" }?.value.isNull == false)
    #expect(fields.first { $0.id == "体检日期" }?.value.isNull == true)
    #expect((fields.first { $0.id == "电话" }?.age ?? 0) > 10_000)
    _ = try await town.perform(person, .saveDraft(service: "check", payload: [1, 2], forPerson: nil)).get()
    #expect(try town.engine.draft("check", for: nil, caller: Town.caller(person)) == [1, 2])
    _ = try await town.submit(person)
    #expect(try town.engine.draft("check", for: nil, caller: Town.caller(person)) == nil)
  }
}
