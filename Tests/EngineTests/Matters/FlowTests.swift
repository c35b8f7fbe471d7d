import Core
import FEEL
import Testing

@testable import Engine

@Suite struct FlowTests {
  @Test func withoutFlowItIsDoneAtSubmit() async throws {
    let town = try Town()
    let person = Town.resident(0, 0)
    let reply = try await town.perform(person, .submit(service: "check", answers: Town.answers, forPerson: nil)).get()
    #expect(reply.status == 201)
    #expect(Town.text("state", reply.json) == "done")
    #expect(try town.person(person, "last_checkup_date") == .text("2026-12-01"))
    #expect(try town.count(SystemTables.changeSet) == 1)
    let message = try town.rows(Query(["text"], of: SystemTables.message)).first?[0].blob ?? []
    #expect(String(decoding: message, as: UTF8.self) == "通过了，体检日期是2026年12月1日")
  }

  @Test func returnedAndCorrectedItPasses() async throws {
    let town = try Town()
    let person = Town.resident(1, 0), head = Town.heads[1]
    let code = try await town.submit(person)
    #expect(try town.state(code) == .waiting)
    #expect(await town.act(head, .return, code).refusal == .reasonNeeded)
    _ = try await town.act(head, .return, code, reason: "电话打不通").get()
    #expect(try town.state(code) == .returned)
    #expect(await town.act(head, .approve, code).refusal == .movedOn)
    #expect(await town.act(person, .supplement, code, answers: ["不存在": .text("x")]).refusal == .invalidAnswers)
    _ = try await town.act(person, .supplement, code, answers: ["电话": .text("13900005678")]).get()
    #expect(try town.state(code) == .waiting)
    _ = try await town.act(head, .claim, code).get()
    #expect(try town.state(code) == .working)
    _ = try await town.act(head, .approve, code).get()
    #expect(try town.state(code) == .done)
    // The ledger has another phone: the new one waits for a keeper.
    #expect(try town.person(person, "mobile_phone") == .text("13900001100"))
    #expect(try town.count(SystemTables.proposal) == 1)
    // One change-set of the answers, one of the person.
    #expect(try town.count(SystemTables.changeSet) == 2)
    #expect(try town.engine.recount().isEmpty)
  }

  @Test func clocksSumToTheTotalTime() async throws {
    let town = try Town()
    let person = Town.resident(2, 0)
    let code = try await town.submit(person)
    _ = try await town.act(Town.heads[2], .return, code, reason: "请补门牌号").get()
    _ = try await town.act(person, .supplement, code, answers: [:]).get()
    _ = try await town.act(Town.heads[2], .approve, code).get()
    _ = try await town.perform(Town.heads[2], .closeList(codes: [code])).get()
    _ = try await town.act(Town.desk, .approve, code).get()
    let page = try town.engine.request(code, caller: Town.caller(person))
    #expect(page.line.state == .done)
    #expect(page.steps.map(\.kind) == ["review", "applicant", "review", "held", "review"])
    #expect(page.clocks.reduce(0) { $0 + $1.milliseconds } == page.milliseconds)
    #expect(page.steps.reduce(0) { $0 + $1.milliseconds } == page.milliseconds)
  }

  @Test func aListGoesOnWholeAndEveryLineIsDecidedByItself() async throws {
    let town = try Town()
    let head = Town.heads[2]
    var codes: [String] = []
    for number in 0..<4 {
      let code = try await town.submit(Town.resident(2, number))
      _ = try await town.act(head, .approve, code).get()
      #expect(try town.state(code) == .held)
      codes.append(code)
    }
    #expect(try town.count(SystemTables.list) == 1)
    #expect(await town.act(Town.desk, .approve, codes[0]).refusal == .notFound)
    #expect(await town.perform(Town.heads[1], .closeList(codes: codes)).refusal == .notFound)
    _ = try await town.perform(head, .closeList(codes: [codes[0]])).get()
    for code in codes { #expect(try town.state(code) == .waiting) }
    #expect(await town.perform(head, .closeList(codes: codes)).refusal == .movedOn)
    let inbox = try town.engine.inbox(InboxFilter(), caller: Town.caller(Town.desk))
    #expect(inbox.lines.map(\.line.code) == codes)
    _ = try await town.act(Town.desk, .reject, codes[0], reason: "近期住过院").get()
    for code in codes.dropFirst() { _ = try await town.act(Town.desk, .approve, code).get() }
    #expect(try town.state(codes[0]) == .rejected)
    #expect(try town.state(codes[3]) == .done)
    // A refused application changes no entity.
    #expect(try town.person(Town.resident(2, 0), "last_checkup_date") == .null)
    #expect(try town.person(Town.resident(2, 1), "last_checkup_date") == .text("2026-12-01"))
    #expect(try town.engine.recount().isEmpty)
  }

  @Test func aListClosesByItselfWhenItIsFull() async throws {
    var program = TownProgram()
    program.close = .lines(3)
    let town = try Town(program)
    var codes: [String] = []
    for number in 0..<4 {
      codes.append(try await town.submit(Town.resident(2, number)))
      _ = try await town.act(Town.heads[2], .approve, codes[number]).get()
    }
    #expect(try codes.map { try town.state($0) } == [.waiting, .waiting, .waiting, .held])
    #expect(try town.engine.closeDueLists() == 0)
    #expect(try town.engine.recount().isEmpty)
  }

  @Test func aListClosesAtItsTimeOfDay() async throws {
    var program = TownProgram()
    program.close = .timeOfDay(0)
    let town = try Town(program)
    let code = try await town.submit(Town.resident(2, 0))
    _ = try await town.act(Town.heads[2], .approve, code).get()
    #expect(try town.engine.closeDueLists() == 0)
    let back = Statement(SystemTables.list, .update([.set("opened", .parameter(0))], where: .always))
    try town.engine.commitOrThrow(Plan(changes: [Change(back, [.int(0)])]))
    #expect(try town.engine.closeDueLists() == 1)
    #expect(try town.state(code) == .waiting)
  }

  @Test func withdrawnUntilTheFirstDecision() async throws {
    let town = try Town()
    let code = try await town.submit(Town.resident(1, 0))
    #expect(await town.act(Town.resident(1, 1), .withdraw, code).refusal == .notFound)
    _ = try await town.act(Town.resident(1, 0), .withdraw, code).get()
    #expect(try town.state(code) == .withdrawn)
    let held = try await town.submit(Town.resident(2, 0))
    _ = try await town.act(Town.heads[2], .approve, held).get()
    #expect(await town.act(Town.resident(2, 0), .withdraw, held).refusal == .movedOn)
  }

  /// The duty officer above may only list requests: it stands, with an alarm, and is not handed to who cannot act.
  @Test func aVacantPostIsNotHandedToWhoMayNotHandle() async throws {
    let town = try Town(heads: [Town.heads[0], nil, Town.heads[2]])
    let code = try await town.submit(Town.resident(1, 0))
    #expect(try town.state(code) == .blocked)
    let alarms = try town.rows(
      Query(["payload"], of: SystemTables.event, where: .equals("kind", 0)), [.text("alarm")])
    // One that names the posts, one of the step that stands.
    #expect(alarms.count == 2)
    for alarm in alarms { #expect(Town.text("why", alarm[0].blob ?? []) == "岗位空缺，上面没有谁有权办") }
  }

  @Test func aConditionThatCannotBeDecidedBlocks() async throws {
    var program = TownProgram()
    program.steps = [program.step("复核", "worker", when: "费用 > 100"), program.step("核对", "worker")]
    let town = try Town(program)
    let blocked = try await town.submit(Town.resident(1, 0))
    #expect(try town.state(blocked) == .blocked)
    var answers = Town.answers
    answers["费用"] = .text("50")
    let skipped = try await town.submit(Town.resident(1, 1), answers)
    let page = try town.engine.request(skipped, caller: Town.caller(Town.resident(1, 1)))
    #expect(page.steps.map(\.step) == ["核对"])
    #expect(try town.engine.recount().isEmpty)
  }
}
