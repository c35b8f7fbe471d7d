import Core
import FEEL
import Testing

@testable import Engine

@Suite struct EntityWritingTests {
  private static func parent(_ parent: Int64, of child: Int64, _ town: Town) throws {
    let knowledge = try TownProgram.knowledge()
    let table = SystemTables.relation(try #require(knowledge.relation("parent_of")), of: knowledge)
    let insert = Statement(table, .insert(columns: ["id", "from_id", "to_id", "recorded_at"], conflict: .fail))
    try town.engine.commitOrThrow(Plan(changes: [Change(insert, [.int(900), .int(parent), .int(child), .int(0)])]))
  }

  @Test func aChildFilesForAParent() async throws {
    let town = try Town()
    let child = Town.resident(0, 0), parent = Town.resident(1, 1), stranger = Town.resident(1, 2)
    func submit(for person: Int64) -> Command.Act {
      .submit(service: "check", answers: Town.answers, forPerson: person)
    }
    #expect(await town.perform(child, submit(for: parent)).refusal == .beyondAuthority)
    try Self.parent(parent, of: child, town)
    #expect(try town.engine.represented(Town.caller(child)).map(\.person) == [parent])
    #expect(await town.perform(child, submit(for: stranger)).refusal == .beyondAuthority)
    let reply = try await town.perform(child, submit(for: parent)).get()
    // The parent's place decides the procedure.
    #expect(Town.text("variant", reply.json) == "check-staff")
    let code = try #require(Town.text("code", reply.json))
    _ = try await town.act(Town.heads[1], .approve, code).get()
    #expect(try town.person(parent, "last_checkup_date") == .text("2026-12-01"))
    #expect(try town.person(child, "last_checkup_date") == .null)
    for person in [child, parent] {
      #expect(try town.engine.myRequests(Town.caller(person)).map(\.code) == [code])
    }
    #expect(try town.engine.myRequests(Town.caller(stranger)).isEmpty)
  }

  @Test func answersOfSeveralValuesAndTheirSource() async throws {
    let town = try Town()
    let person = Town.resident(0, 0)
    var answers = Town.answers
    answers["慢性病"] = .list([.text("01"), .text("02")])
    let code = try await town.submit(person, answers)
    let knowledge = try TownProgram.knowledge()
    let values = SystemTables.values(of: try #require(knowledge.attribute("person.chronic_diseases")))
    let rows = try town.rows(Query(["value"], of: values, order: [.init(.column("position"))]))
    #expect(rows.map { $0[0].text } == ["01", "02"])
    let form = try town.engine.form("check", for: nil, caller: Town.caller(person))
    let field = try #require(form.pages.flatMap(\.fields).first { $0.id == "慢性病" })
    #expect(field.value.list?.compactMap(\.string) == ["01", "02"])
    #expect(field.source?.zh == "申请 \(code)" && field.age == 0)
    // The same again changes nothing of it.
    _ = try await town.submit(person, answers)
    #expect(try town.count(SystemTables.proposal) == 0)
    #expect(try town.rows(Query(["value"], of: values)).count == 2)
  }

  @Test func anotherValueIsProposedAndTheEntityStays() async throws {
    let town = try Town()
    let person = Town.resident(0, 0)
    var answers = Town.answers
    answers["住址"] = .text("第2号门")
    answers["姓名"] = .text("李四")
    _ = try await town.submit(person, answers)
    #expect(try town.person(person, "full_name") == .text("张0"))
    let proposals = try town.rows(Query(["attribute", "state"], of: SystemTables.proposal, order: [.init(.column("id"))]))
    let home = try #require(try TownProgram.knowledge().relation("resides_at")).number
    #expect(proposals.map { $0[0].int } .contains(Int64(-home)))
    #expect(proposals.count == 2 && proposals.allSatisfy { $0[1] == .text("open") })
  }

  @Test func aNumberOfTheLedgerKeepsItsLeastValue() async throws {
    var program = TownProgram()
    program.adjust = #"if 费用 = null then 2 else -1"#
    let town = try Town(program)
    let person = Town.resident(0, 0)
    _ = try await town.submit(person)
    var taking = Town.answers
    taking["费用"] = .text("1")
    let submit = Command.Act.submit(service: "check", answers: taking, forPerson: nil)
    let results = await withTaskGroup(of: Result<Reply, Refusal>.self) { group in
      for _ in 0..<8 { group.addTask { await town.perform(person, submit) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    // Two are there: two can be taken, whoever is first; the entity's own revision lets them pass one by one.
    #expect(results.count { (try? $0.get()) != nil } == 2)
    #expect(results.contains { $0.refusal == .wouldBreakMin })
    #expect(try town.count(SystemTables.matter) == 3)
    #expect(try town.engine.recount().isEmpty)
  }

  @Test func relationsAreClosedAndOpenedNeverRewritten() async throws {
    let knowledge = try TownProgram.knowledge()
    let reading = try #require(knowledge.reading("resides_at"))
    var program = TownProgram()
    program.acts = [
      ActProgram(
        when: nil, act: .unlink(reading, of: nil, to: nil, until: nil), range: TownForm.range),
      ActProgram(
        when: nil, act: .link(reading, of: nil, to: TownForm.formula("住址"), until: nil), range: TownForm.range),
    ]
    let town = try Town(program)
    let person = Town.resident(0, 0)
    _ = try await town.submit(person)
    let table = SystemTables.relation(reading.relation, of: knowledge)
    let rows = try town.rows(
      Query(
        ["valid_to", "superseded_at"], of: table, where: .equals("from_id", 0), order: [.init(.column("id"))]),
      [.int(person)])
    // The old row superseded, the same with its last day.
    #expect(rows.count == 2)
    #expect(rows[0][0].isNull && !rows[0][1].isNull)
    #expect(!rows[1][0].isNull && rows[1][1].isNull)
  }
}
