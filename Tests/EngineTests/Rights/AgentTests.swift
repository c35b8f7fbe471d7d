import Core
import Testing

@testable import Engine

extension TownCast {
  /// Two who file for their organisations, and the bodies that regulate them.
  fileprivate static func ofAgents(_ town: BundleTown) throws -> TownCast {
    try TownCast(town, .noodles, .clinic, .market, .health, .head)
  }

  fileprivate func file(_ service: String, _ answers: [String: Answer], by person: Int64) async throws -> String {
    let reply = try await town.perform(person, .submit(service: service, answers: answers, forPerson: nil)).get()
    return try #require(Town.text("code", reply.json))
  }

  fileprivate func tables(by person: Int64) async throws -> String {
    try await file("tables", ["桌数": .number("6"), "电话": .text("13900005678")], by: person)
  }

  fileprivate func sees(_ person: Int64, _ code: String) -> Bool { (try? town.request(code, as: person)) != nil }

  fileprivate func end(_ seat: Int64) throws {
    let close = Statement(
      SystemTables.appointment, .update([.set("superseded_at", .parameter(0))], where: .equals("post", 1)))
    let running = try #require(town.engine.current)
    var seeding = EntitySeeding(running, town.engine, now: 0)
    seeding.moveGrantEpoch()
    try town.engine.commitOrThrow(Plan(changes: [Change(close, [.int(1), .int(seat)])] + seeding.take()))
  }
}

/// Organisations that file by their agents, and bodies that regulate them.
@Suite struct AgentTests {
  @Test func anAgentFilesForTheOrganisation() async throws {
    let lab = try TownCast.ofAgents(BundleTown("bodies"))
    let code = try await lab.tables(by: lab[.clinic])
    #expect(lab.sees(lab[.clinic], code) && !lab.sees(lab[.noodles], code) && !lab.sees(BundleTown.resident, code))
    #expect(try lab.town.engine.myRequests(lab.town.caller(lab[.clinic])).map(\.code) == [code])
    #expect(try lab.town.engine.myRequests(lab.town.caller(lab[.noodles])).isEmpty)
    let represented = try lab.town.engine.represented(lab.town.caller(lab[.clinic]))
    #expect(represented.map(\.name) == ["仁和诊所"] && represented.map(\.relation.zh) == ["经办单位"])
    #expect(try lab.town.engine.services(lab.town.caller(lab[.clinic])).map(\.id).contains("tables"))
    #expect(try !lab.town.engine.services(lab.town.caller(BundleTown.resident)).map(\.id).contains("tables"))
    _ = try await lab.town.verb(.approve, code, by: lab[.head]).get()
    #expect(try lab.town.messages(to: lab[.clinic]) == ["外摆：6张"])
    #expect(try lab.town.faults().isEmpty)
  }

  @Test func theAgentAndTheOrganisationAreSaid() async throws {
    let lab = try TownCast.ofAgents(BundleTown("bodies"))
    let code = try await lab.tables(by: lab[.clinic])
    let told = try lab.town.request(code, as: lab[.head]).line.filing
    #expect(told?.words.zh == "由 经办人 代 仁和诊所 办理（单位经办人）" && told?.basis == .agent)
    let line = try #require(try lab.town.engine.myRequests(lab.town.caller(lab[.clinic])).first)
    #expect(line.filing?.words.zh == "为 仁和诊所 办理（单位经办人）")
    try lab.end(lab[.clinic])
    #expect(try lab.town.request(code, as: lab[.head]).line.filing?.filer == "经办人", "who filed it did so")
  }

  /// Somebody who signs in by a phone.
  private func account(_ town: BundleTown, _ person: Int64, _ phone: String) throws {
    let insert = Statement.insert(SystemTables.credential)
    try town.engine.commitOrThrow(
      Plan(changes: [Change(insert, [.text("phone"), .text(phone), .int(person), .null, .int(0), .null])]))
  }

  /// An agent lets somebody file as well, by name and phone; the new one ends it.
  private func hand(_ town: BundleTown) async throws {
    let lab = try TownCast.ofAgents(town), engine = town.engine, other = BundleTown.other
    try account(town, other, "13800000002")
    let body = try #require(engine.represented(town.caller(lab[.clinic])).first).person
    func change(_ person: Int64, _ change: AgentChange, _ authority: DirectoryAuthority = .caller) async -> Refusal? {
      if case .failure(let refusal) = await town.perform(person, .changeAgents(body, change, authority)) { refusal } else { nil }
    }
    func add(_ name: String = "吴建国", _ phone: String = "138 0000-0002", until: String? = nil) -> AgentChange {
      .add(name: name, phone: phone, until: until)
    }
    for wrong in [add("吴建军"), add("吴建国", "13800000003"), add(""), add("周桂兰")] {
      let refusal = await change(lab[.clinic], wrong)
      #expect(refusal?.code == .invalidAnswers && refusal?.fields.map(\.field) == ["phone"])
    }
    for stranger in [lab[.noodles], lab[.head], BundleTown.resident, other] {
      #expect(await change(stranger, add())?.code == .notFound, "\(stranger) has no say there")
      #expect(throws: Refusal.self) { try engine.agents(of: body, town.caller(stranger), .caller) }
    }
    #expect(await change(lab[.clinic], add(until: "2020-01-01"))?.code == .malformed)
    #expect(await change(lab[.clinic], add()) == nil)
    #expect(await change(lab[.clinic], add())?.code == .movedOn, "they are one already")
    #expect(try engine.agents(of: body, town.caller(other), .caller).agents.map(\.name).sorted() == ["吴建国", "经办人"])
    #expect(try town.messages(to: other).last?.hasPrefix("经办人 请您做「仁和诊所」的经办人") == true)
    let code = try await lab.tables(by: other)
    #expect(lab.sees(lab[.clinic], code) && lab.sees(other, code))
    #expect(try town.request(code, as: lab[.head]).line.filing?.words.zh == "由 吴建国 代 仁和诊所 办理（单位经办人）")
    let own = try #require(try engine.agents(of: body, town.caller(other), .caller).agents.first { $0.isMe })
    #expect(await change(other, .end(own.term)) == nil)
    #expect(try town.messages(to: lab[.clinic]).last == "吴建国 不再是「仁和诊所」的经办人（由 吴建国 结束）")
    #expect(!lab.sees(other, code) && lab.sees(lab[.clinic], code))
    #expect(await change(other, add())?.code == .notFound, "who was one has no say any more")
    // Who may edit the directory there says it too, and nobody says it of themselves.
    let duty = try town.staff("一号街道办事处", "街道值班岗")
    try account(town, duty, "13800000009")
    #expect(await change(duty, add("街道值班岗", "13800000009"))?.code == .beyondAuthority)
    #expect(await change(duty, add()) == nil)
    let term = try #require(try engine.agents(of: body, town.caller(duty), .caller).agents.first { $0.name == "吴建国" }).term
    #expect(await change(lab[.clinic], .end(term)) == nil)
    #expect(try town.messages(to: other).last == "您不再是「仁和诊所」的经办人（由 经办人 结束）")
    #expect(try town.faults().isEmpty)
  }

  @Test func anAgentLetsSomebodyFileAsWell() async throws { try await hand(BundleTown("bodies")) }

  @Test func whoIsNoAgentIsRefused() async throws {
    let lab = try TownCast.ofAgents(BundleTown("bodies"))
    let body = try #require(lab.town.engine.represented(lab.town.caller(lab[.clinic])).first).person
    for (person, other) in [(BundleTown.resident, nil), (BundleTown.resident, body), (lab[.noodles], body)] as [(Int64, Int64?)] {
      let answers: [String: Answer] = ["桌数": .number("1"), "电话": .text("13900005678")]
      let result = await lab.town.perform(person, .submit(service: "tables", answers: answers, forPerson: other))
      guard case .failure(let refusal) = result else {
        Issue.record("\(person) filed for \(other ?? 0)")
        continue
      }
      #expect(refusal.code == .beyondAuthority)
      #expect(throws: Refusal.self) { try lab.town.engine.form("tables", for: other, caller: lab.town.caller(person)) }
    }
  }

  @Test func whatBelongsToTheOrganisationEndsWithTheAppointment() async throws {
    let lab = try TownCast.ofAgents(BundleTown("bodies"))
    let code = try await lab.tables(by: lab[.clinic])
    try lab.end(lab[.clinic])
    #expect(!lab.sees(lab[.clinic], code), "who filed it is no agent any more")
    #expect(try lab.town.engine.myRequests(lab.town.caller(lab[.clinic])).isEmpty)
    let withdrawn = await lab.town.verb(.withdraw, code, by: lab[.clinic])
    #expect((try? withdrawn.get()) == nil)
    #expect(lab.sees(lab[.head], code))
    let before = try lab.town.messages(to: lab[.clinic])
    _ = try await lab.town.verb(.return, code, by: lab[.head], reason: "请补电话").get()
    #expect(try lab.town.messages(to: lab[.clinic]) == before, "nor is told of it")
  }

  /// The request of an organisation whose community is merged into another.
  private func moved(_ lab: TownCast, ending seat: Int64?) async throws -> String {
    let code = try await lab.tables(by: lab[.clinic])
    if let seat { try lab.end(seat) }
    _ = try lab.town.engine.changePlaces(
      PlaceOperation(.merge, what: ["一号社区", "二号社区"], to: ["二号社区"]), lab.town.caller(0), .owner)
    while try lab.town.engine.handOverPlaces() > 0 {}
    try lab.town.engine.snapshot { _, _ in }
    return code
  }

  @Test func agentsHearThatAnotherPlaceGoesOn() async throws {
    let lab = try TownCast.ofAgents(BundleTown("bodies"))
    let code = try await moved(lab, ending: nil)
    #expect(try lab.town.messages(to: lab[.clinic]) == ["外摆 \(code)：所在地已划转，由新的岗位继续办理，不用重新申请"])
    #expect(try lab.town.request(code, as: lab[.clinic]).steps.last?.holder?.zh == "二号社区居民委员会/社区主任")
  }

  @Test func whoIsNoAgentAnyMoreDoesNotHearThatAnotherPlaceGoesOn() async throws {
    let lab = try TownCast.ofAgents(BundleTown("bodies"))
    _ = try await moved(lab, ending: lab[.clinic])
    #expect(try lab.town.messages(to: lab[.clinic]) == [])
    #expect(try lab.town.messages(to: lab[.noodles]) == [], "nor do the agents of others")
    #expect(try lab.town.faults().isEmpty)
  }

  @Test func bothLinesSign() async throws {
    let lab = try TownCast.ofAgents(BundleTown("bodies"))
    let first = try await lab.tables(by: lab[.noodles])
    #expect(try lab.town.request(first, as: lab[.noodles]).steps.map(\.step) == ["属地"], "nothing is known of it yet")
    #expect(!lab.sees(lab[.market], first))
    _ = try await lab.file("profile", ["类别": .text("小餐饮")], by: lab[.noodles])
    #expect(lab.sees(lab[.market], first), "regulated from now on, what it filed before too")
    let second = try await lab.tables(by: lab[.noodles])
    #expect(Set(try lab.town.request(second, as: lab[.noodles]).steps.map(\.step)) == ["双签"])
    _ = try await lab.town.verb(.approve, second, by: lab[.head]).get()
    #expect(try lab.town.request(second, as: lab[.noodles]).line.state == .waiting, "one line is not enough")
    _ = try await lab.town.verb(.approve, second, by: lab[.market]).get()
    #expect(try lab.town.request(second, as: lab[.noodles]).steps.contains { $0.step == "属地" })
    #expect(try lab.town.faults().isEmpty)
  }

  @Test func regulatorsSeeTheirKindAlone() async throws {
    let lab = try TownCast.ofAgents(BundleTown("bodies"))
    _ = try await lab.file("profile", ["类别": .text("小餐饮")], by: lab[.noodles])
    let codes = [try await lab.tables(by: lab[.noodles]), try await lab.tables(by: lab[.clinic])]
    #expect(codes.map { lab.sees(lab[.market], $0) } == [true, false])
    #expect(try lab.town.engine.why(.person(lab[.market]), .read, .matter(codes[0]), asker: nil).allowed)
    let no = try lab.town.engine.why(.person(lab[.market]), .read, .matter(codes[1]), asker: nil)
    #expect(!no.allowed && no.missing?.kind == .scope && no.missing?.words.zh.contains("主管") == true)
    try agree(lab.town, codes)
  }

  /// Every post against every request: the check, the list and the explanation say the same.
  private func agree(_ town: BundleTown, _ codes: [String]) throws {
    let users = try #require(town.engine.current).city.posts.keys.sorted().map { RightsUser.post($0) }
      + [.person(BundleTown.resident)]
    let sights = try town.engine.sights(of: users, over: codes)
    #expect(Set(sights.map(\.decision)) == [true, false])
    for sight in sights {
      let words = "\(users[sight.user]) \(sight.right) \(codes[sight.thing])"
      #expect(sight.decision == sight.isListed, Comment(rawValue: words))
      guard sight.right == .read || sight.decision else { continue }
      let why = try town.engine.why(users[sight.user], sight.right, .matter(codes[sight.thing]), asker: nil)
      // To handle a request takes the open step besides the right, which the sight is about.
      let isHeldElsewhere = sight.right == .handle && why.missing?.kind == .holding
      #expect(why.allowed == sight.decision || isHeldElsewhere && sight.decision, Comment(rawValue: words))
    }
  }

  #if canImport(StoragePostgres)
    @Test func onPostgreSQLTheSame() async throws {
      try await BundleTown.onThreeServers(["bodies"]) { town, _ in
        let lab = try TownCast.ofAgents(town)
        _ = try await lab.file("profile", ["类别": .text("小餐饮")], by: lab[.noodles])
        let codes = [try await lab.tables(by: lab[.noodles]), try await lab.tables(by: lab[.clinic])]
        #expect(codes.map { lab.sees(lab[.market], $0) } == [true, false])
        try agree(town, codes)
      }
      try await BundleTown.onThreeServers(["bodies"]) { town, _ in try await hand(town) }
    }
  #endif
}
