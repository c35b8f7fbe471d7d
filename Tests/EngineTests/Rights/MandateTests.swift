import Core
import FEEL
import Storage
import TestSupport
import Testing

@testable import Engine

/// Who acts for whom: declared by one, confirmed by the other or a post, until a day or until one of them ends it.
@Suite struct MandateTests {
  private struct Lab {
    let town: BundleTown
    let head: Int64, far: Int64
    let proxy = BundleTown.other, elder = BundleTown.resident
    static let numbers: [Int64: String] = [BundleTown.resident: "110101195001010011", BundleTown.other: "110101195001010038"]

    init(_ town: BundleTown) throws {
      self.town = town
      head = try town.staff("一号社区居民委员会", "社区主任")
      far = try town.staff("五号社区居民委员会", "社区主任")
      let running = try #require(town.engine.current)
      var changes: [Change] = []
      for (person, number) in Self.numbers {
        for key in running.program.knowledge.strongKeys(of: .person) {
          let strong = StrongKey(key, of: .person) { attribute in
            switch attribute.id {
            case "id_doc_type": .text(StrongKey.identityCard)
            case "id_number": .text(number)
            default: .null
            }
          }
          if let strong { changes.append(strong.give(to: person)) }
        }
      }
      // The proxy is a generation younger.
      let knowledge = running.program.knowledge
      let born = try #require(knowledge.attribute("person.birth_date")).column
      changes.append(
        Change(
          Statement(
            SystemTables.entity(.person, of: knowledge), .update([.set(born, .parameter(0))], where: .equals("id", 1))),
          [.text("1975-06-01"), .int(proxy)]))
      try town.engine.commitOrThrow(Plan(changes: changes))
    }

    var today: CivilDate {
      get throws { CivilDateTime(milliseconds: try town.engine.store.now()).date }
    }

    func declaration(
      acts: Bool = true, name: String = "周桂兰", number: String? = nil, kind: Mandate.Kind = .family,
      kinship: String? = "50", powers: Set<Mandate.Power> = [.apply], days: Int = 30, proof: String? = nil
    ) throws -> MandateAct {
      .declare(
        MandateDeclaration(
          acts: acts, name: name, idNumber: number ?? Self.numbers[acts ? elder : proxy] ?? "", kind: kind,
          kinship: kind == .family ? kinship : nil, powers: powers, until: try today.adding(days: days).text, proof: proof))
    }

    func act(_ person: Int64, _ act: MandateAct) async -> Result<Int64, Refusal> {
      await town.perform(person, .mandate(act)).map { Town.text("mandate", $0.json).flatMap { Int64($0) } ?? 0 }
    }

    func code(_ person: Int64, _ act: MandateAct) async -> Refusal.Code? {
      if case .failure(let refusal) = await self.act(person, act) { refusal.code } else { nil }
    }

    func confirmed(_ powers: Set<Mandate.Power>, kind: Mandate.Kind = .family) async throws -> Int64 {
      let id = try await act(proxy, declaration(kind: kind, powers: powers)).get()
      _ = try await act(elder, .confirm(id, note: nil)).get()
      return id
    }

    func submit(_ service: String, by person: Int64, for other: Int64? = nil) async -> Result<String, Refusal> {
      let act = Command.Act.submit(service: service, answers: ["事由": .text("试验事由")], forPerson: other)
      return await town.perform(person, act).map { Town.text("code", $0.json) ?? "" }
    }

    func refusal(_ service: String) async -> Refusal.Code? {
      if case .failure(let refusal) = await submit(service, by: proxy, for: elder) { refusal.code } else { nil }
    }

    /// Moves somebody to another home, behind the back of everybody.
    func move(_ person: Int64, to path: String) throws {
      let running = try #require(town.engine.current)
      guard case .one(let door) = running.city.tree.resolve(path) else { throw BundleTown.Missing() }
      let table = try #require(running.tables.relations["resides_at"])
      let move = Statement(table, .update([.set("to_id", .parameter(0))], where: .equals("from_id", 1)))
      try town.engine.commitOrThrow(Plan(changes: [Change(move, [.int(running.city.ids[door]), .int(person)])]))
    }

    /// A change by a post, made ready where the person lived before: it has to find out by itself.
    func commit(_ statement: (Condition) -> Statement, _ values: [StoredValue]) throws {
      let change = try town.engine.snapshot { running, reader in
        let rights = Rights(running, town.caller(head), reader)
        let scope = MandateScope(rights, running, try today, alias: MandateStatements.table.name)
        return Change(statement(scope.condition(of: head)), values + [.int(running.city.grantEpoch)], guarding: .moved)
      }
      try town.engine.commitOrThrow(Plan(changes: [change]))
    }

    func sees(_ person: Int64, _ code: String) -> Bool { (try? town.request(code, as: person)) != nil }

    func mine(_ person: Int64) throws -> [String] { try town.engine.myRequests(town.caller(person)).map(\.code) }

    /// The last day of every mandate was yesterday.
    func expire() throws {
      let pass = Statement(
        SystemTables.mandate, .update([.set("until", .parameter(0))], where: .compare(.column("id"), .greater, .parameter(1))))
      try town.engine.commitOrThrow(Plan(changes: [Change(pass, [.text(today.adding(days: -1).text), .int(0)])]))
    }

    func upload() async throws -> String {
      let hash = String(repeating: "ab", count: 32)
      let file = StoredFile(hash: hash, type: "image/png", size: 9, name: "户口本.png")
      _ = try await town.perform(proxy, .upload(file)).get()
      return hash
    }
  }

  private func walk(_ town: BundleTown) async throws {
    let lab = try Lab(town)
    #expect(await lab.refusal("aid") == .beyondAuthority)
    let id = try await lab.act(lab.proxy, lab.declaration()).get()
    #expect(await lab.refusal("aid") == .beyondAuthority, "nobody has confirmed it")
    let heard = try #require(try town.messages(to: lab.elder).last)
    #expect(heard.hasPrefix("吴建国 登记您是 吴建国 的父母，申请替您办事（代为申请）") && heard.contains("点「不同意」"), "\(heard)")
    #expect(await lab.code(lab.proxy, .confirm(id, note: nil)) == .beyondAuthority, "not by who declared it")
    #expect(await lab.code(lab.far, .confirm(id, note: "看过户口本")) == .notFound, "nor where they do not live")
    _ = try await lab.act(lab.elder, .confirm(id, note: nil)).get()
    #expect(await lab.code(lab.elder, .confirm(id, note: nil)) == .movedOn)
    let told = try town.engine.represented(town.caller(lab.proxy))
    #expect(told.map(\.person) == [lab.elder] && told[0].relation.zh == "父母" && told[0].until != nil)
    let code = try await lab.submit("aid", by: lab.proxy, for: lab.elder).get()
    let own = try await lab.submit("aid", by: lab.elder).get()
    #expect(lab.sees(lab.proxy, code) && lab.sees(lab.elder, code))
    #expect(!lab.sees(lab.proxy, own), "to apply is not to see the rest")
    #expect(try lab.mine(lab.proxy) == [code] && lab.mine(lab.elder) == [own, code])
    _ = try await town.verb(.urge, code, by: lab.proxy).get()
    let row = try #require(try town.engine.ownMandates(town.caller(lab.elder)).mandates.first)
    #expect(row.name == "吴建国" && !row.acts && row.used != nil && row.proof?.zh == "对方本人确认")
    _ = try await lab.act(lab.elder, .end(id, reason: nil)).get()
    #expect(try town.messages(to: lab.proxy).last == "「您替 周桂兰 办事」已由 周桂兰 结束")
    try await over(lab, code)
  }

  /// The first request after the end is refused, whatever it asks.
  private func over(_ lab: Lab, _ code: String) async throws {
    #expect(await lab.refusal("aid") == .beyondAuthority)
    #expect(!lab.sees(lab.proxy, code) && lab.sees(lab.elder, code))
    #expect(try lab.mine(lab.proxy).isEmpty)
    guard case .failure(let refusal) = await lab.town.verb(.urge, code, by: lab.proxy) else {
      Issue.record("urged after the end")
      return
    }
    #expect(refusal.code == .notFound)
    #expect(try lab.town.engine.represented(lab.town.caller(lab.proxy)).isEmpty)
    #expect(try lab.town.engine.ownMandates(lab.town.caller(lab.elder)).mandates.isEmpty)
    let before = try lab.town.messages(to: lab.proxy)
    _ = try await lab.town.verb(.return, code, by: lab.head, reason: "请补充").get()
    #expect(try lab.town.messages(to: lab.proxy) == before, "nor told of it")
    _ = try await lab.town.verb(.supplement, code, by: lab.elder, answers: [:]).get()
    #expect(try lab.town.faults().isEmpty)
  }

  @Test func whoMovedInThatInstantIsNotDecidedOver() async throws { try await instant(BundleTown("mandates")) }

  /// A post's decision and its check are one statement: who moved away in that instant is not decided over.
  private func instant(_ town: BundleTown) async throws {
    let lab = try Lab(town)
    let id = try await lab.act(lab.proxy, lab.declaration(days: 30, proof: nil)).get()
    let decision: [StoredValue] = [
      .text(Mandate.State.confirmed.rawValue), .int(lab.head), .int(lab.head), .int(1), .null, .int(id),
      .text(Mandate.State.waiting.rawValue),
    ]
    let end: [StoredValue] = [.int(lab.head), .int(2), .int(id), .text(Mandate.State.confirmed.rawValue)]
    let home = "一号社区/一号小区/1号楼/1单元/101室", away = "五号社区/一号小区/1号楼/1单元/101室"
    try lab.move(lab.elder, to: away)
    #expect(throws: Refusal.self) { try lab.commit(MandateStatements.decideByPost, decision) }
    #expect(await lab.refusal("aid") != nil)
    try lab.move(lab.elder, to: home)
    try lab.commit(MandateStatements.decideByPost, decision)
    try lab.move(lab.elder, to: away)
    #expect(throws: Refusal.self) { try lab.commit(MandateStatements.endByPost, end) }
    try lab.move(lab.elder, to: home)
    try lab.commit(MandateStatements.endByPost, end)
  }

  @Test func declaredConfirmedUsedAndEnded() async throws { try await walk(BundleTown("mandates")) }

  @Test func afterTheLastDayNothingIsLeft() async throws {
    let lab = try Lab(BundleTown("mandates"))
    _ = try await lab.confirmed([.apply, .follow])
    let code = try await lab.submit("aid", by: lab.proxy, for: lab.elder).get()
    #expect(lab.sees(lab.proxy, code))
    let why = try lab.town.engine.why(.person(lab.proxy), .read, .matter(code), asker: nil)
    #expect(why.allowed && why.facts.map(\.kind) == [.mandate])
    #expect(why.facts[0].words.zh.contains("家人（父母）身份代办：对方本人确认，到 \(try lab.today.adding(days: 30).text) 为止"))
    #expect(try lab.town.engine.ownMandates(lab.town.caller(lab.proxy)).expired.isEmpty)
    try lab.expire()
    let today = try lab.today.text
    // Both of the two still read that it ended, and when.
    for person in [lab.proxy, lab.elder] {
      let own = try lab.town.engine.ownMandates(lab.town.caller(person))
      #expect(own.mandates.isEmpty && own.expired.map(\.acts) == [person == lab.proxy])
      #expect(own.expired.first.map { $0.until < today } == true)
    }
    let no = try lab.town.engine.why(.person(lab.proxy), .read, .matter(code), asker: nil)
    #expect(!no.allowed && no.missing?.kind == .mandate && no.missing?.words.zh.contains("到期") == true)
    #expect(!no.remedies.isEmpty)
    try await over(lab, code)
  }

  @Test func followingReachesWhatTheOtherFiled() async throws {
    let lab = try Lab(BundleTown("mandates"))
    let own = try await lab.submit("alone", by: lab.elder).get()
    #expect(!lab.sees(lab.proxy, own))
    let id = try await lab.confirmed([.see])
    #expect(try lab.sees(lab.proxy, own) && lab.mine(lab.proxy) == [own])
    #expect(try lab.town.request(own, as: lab.proxy).offers.isEmpty)
    #expect((try? await lab.town.verb(.withdraw, own, by: lab.proxy).get()) == nil, "to see is not to act")
    #expect(await lab.refusal("aid") == .beyondAuthority, "nor to apply")
    _ = try await lab.act(lab.proxy, .end(id, reason: nil)).get()
    #expect(!lab.sees(lab.proxy, own))
    _ = try await lab.confirmed([.follow])
    _ = try await lab.town.verb(.withdraw, own, by: lab.proxy).get()
    #expect(try lab.town.request(own, as: lab.elder).line.state == .withdrawn)
    // The list, the check and the explanation say the same.
    let users: [RightsUser] = [lab.proxy, lab.elder, lab.head].map { .person($0) }
    for sight in try lab.town.engine.sights(of: users, over: [own]) { #expect(sight.decision == sight.isListed) }
    #expect(try lab.town.engine.who(may: .read, .matter(own), asker: nil).own == 2)
  }

  @Test func aPostConfirmsByProofOrByWhatItChecked() async throws {
    let lab = try Lab(BundleTown("mandates"))
    let hash = try await lab.upload()
    let id = try await lab.act(lab.proxy, lab.declaration(proof: hash)).get()
    let lines = try lab.town.engine.waitingMandates(lab.town.caller(lab.head))
    #expect(lines.map(\.id) == [id] && lines[0].proxy == "吴建国" && lines[0].proof == "户口本.png" && lines[0].relation.zh == "父母")
    #expect(try lab.town.engine.waitingMandates(lab.town.caller(lab.far)).isEmpty)
    // Both who stand in the list read that somebody looked: once, however often within ten minutes; counting is no look.
    #expect(try lab.town.engine.waitingMandates(lab.town.caller(lab.head)).count == 1)
    #expect(try lab.town.engine.waitingMandateCount(lab.town.caller(lab.head)) == 1)
    for person in [lab.elder, lab.proxy] {
      let looks = try lab.town.engine.looksAtMe(lab.town.caller(person))
      #expect(looks.map(\.what.zh) == ["看等着核实的代办登记"] && looks[0].post?.zh == "一号社区居民委员会/社区主任")
    }
    #expect(throws: Refusal.self) { try lab.town.engine.mandateProof(id, lab.town.caller(lab.far)) }
    #expect(try lab.town.engine.mandateProof(id, lab.town.caller(lab.head)).hash == hash)
    #expect(try lab.town.engine.looksAtMe(lab.town.caller(lab.elder)).map(\.what.zh) == ["看代办的证明材料", "看等着核实的代办登记"])
    #expect(try lab.town.engine.dropUnnamedFiles(before: Int64.max).gone.isEmpty, "the proof stays")
    _ = try await lab.act(lab.head, .confirm(id, note: nil)).get()
    let proof = try lab.town.engine.ownMandates(lab.town.caller(lab.proxy)).mandates.first?.proof?.zh
    #expect(proof == "证明材料「户口本.png」，一号社区居民委员会/社区主任 核实")
    #expect(await lab.refusal("aid") == nil)
    #expect(await lab.code(lab.head, .end(id, reason: nil)) == .reasonNeeded)
    #expect(await lab.code(lab.head, .end(id, reason: "材料有误")) == nil)
    #expect(await lab.refusal("aid") == .beyondAuthority)
    let bare = try await lab.act(lab.proxy, lab.declaration()).get()
    #expect(await lab.code(lab.head, .confirm(bare, note: nil)) == .reasonNeeded)
    #expect(await lab.code(lab.head, .refuse(bare, reason: nil)) == .reasonNeeded)
    #expect(await lab.code(lab.head, .refuse(bare, reason: "不是家人")) == nil)
    #expect(try lab.town.messages(to: lab.proxy).last?.contains("没有通过（一号社区居民委员会/社区主任）：不是家人") == true)
    #expect(await lab.refusal("aid") == .beyondAuthority)
    #expect(try lab.town.faults().isEmpty)
  }

  @Test func aProxyFilesWhereProxiesMay() async throws {
    let lab = try Lab(BundleTown("mandates"))
    #expect(await lab.refusal("errand") == .beyondAuthority)
    let id = try await lab.act(lab.elder, lab.declaration(acts: false, name: "吴建国", kind: .proxy)).get()
    #expect(await lab.refusal("errand") == .beyondAuthority)
    _ = try await lab.act(lab.proxy, .confirm(id, note: nil)).get()
    #expect(await lab.refusal("errand") == nil)
    #expect(await lab.refusal("aid") == nil)
    #expect(await lab.refusal("alone") == .beyondAuthority, "what is in person stays so")
    #expect(try lab.town.engine.represented(lab.town.caller(lab.proxy)).map(\.relation.zh) == ["委托人"])
  }

  @Test func whatDoesNotFitIsRefused() async throws {
    let lab = try Lab(BundleTown("mandates"))
    func code(_ act: MandateAct) async -> Refusal.Code? { await lab.code(lab.proxy, act) }
    #expect(try await code(lab.declaration(name: "周桂花")) == .invalidAnswers, "another name")
    #expect(try await code(lab.declaration(number: "110101195001010099")) == .invalidAnswers)
    #expect(try await code(lab.declaration(name: "吴建国", number: Lab.numbers[lab.proxy])) == .invalidAnswers, "oneself")
    #expect(try await code(lab.declaration(kinship: "01")) == .invalidAnswers)
    // By the dates of birth the other is a generation older.
    for young in ["20", "30", "41", "73"] {
      guard case .failure(let refusal) = await lab.act(lab.proxy, try lab.declaration(kinship: young)) else {
        Issue.record("\(young) was accepted")
        continue
      }
      #expect(refusal.fields.map(\.field) == ["kinship"] && refusal.message.zh.contains("对方不可能是您的"), "\(young)")
    }
    // All that is wrong at once.
    let wrong = MandateDeclaration(
      acts: true, name: "", idNumber: "", kind: .family, kinship: nil, powers: [], until: "不知道", proof: "没有")
    guard case .failure(let all) = await lab.act(lab.proxy, .declare(wrong)) else { throw BundleTown.Missing() }
    #expect(all.fields.map(\.field) == ["name", "id-number", "kinship", "powers", "until", "proof"])
    #expect(try await code(lab.declaration(kinship: nil)) == .invalidAnswers)
    #expect(try await code(lab.declaration(powers: [])) == .invalidAnswers)
    #expect(try await code(lab.declaration(days: -1)) == .invalidAnswers)
    #expect(try await code(lab.declaration(days: 2_000)) == .invalidAnswers)
    #expect(try await code(lab.declaration(proof: String(repeating: "cd", count: 32))) == .invalidAnswers, "not sent by them")
    #expect(try await code(lab.declaration()) == nil)
    #expect(try await code(lab.declaration()) == .movedOn, "it waits already")
    #expect(try await lab.code(0, lab.declaration()) == .notFound)
  }

  @Test func whoIsUnderAgeNeitherGivesNorTakes() async throws {
    let lab = try Lab(BundleTown("mandates"))
    let running = try #require(lab.town.engine.current)
    let born = try #require(running.program.knowledge.attribute("person.birth_date"))
    func grow(_ person: Int64, _ day: CivilDate) throws {
      var seeding = EntitySeeding(running, lab.town.engine, now: 0)
      seeding.set(.person, id: person, [(born, [.text(day.text)])])
      try lab.town.engine.commitOrThrow(Plan(changes: seeding.take()))
    }
    let young = try #require(try lab.today.adding(months: -12 * 17))
    try grow(lab.proxy, young)
    #expect(try await lab.code(lab.proxy, lab.declaration()) == .notEligible)
    try grow(lab.proxy, try #require(CivilDate(text: "1980-01-01")))
    try grow(lab.elder, young)
    #expect(try await lab.code(lab.elder, lab.declaration(acts: false, name: "吴建国", kind: .proxy)) == .notEligible)
    let id = try await lab.act(lab.proxy, lab.declaration(kinship: "20")).get()
    #expect(await lab.code(lab.elder, .confirm(id, note: nil)) == .beyondAuthority)
    #expect(await lab.code(lab.head, .confirm(id, note: "核对了出生证明")) == nil)
    #expect(await lab.refusal("aid") == nil)
  }

  @Test func relativesActUntilTheyAreNotWanted() async throws {
    let lab = try Lab(BundleTown("mandates"))
    let running = try #require(lab.town.engine.current)
    let parent = try #require(running.program.knowledge.reading("parent_of"))
    var seeding = EntitySeeding(running, lab.town.engine, now: 0)
    seeding.relate(parent, from: lab.elder, to: lab.proxy)
    try lab.town.engine.commitOrThrow(Plan(changes: seeding.take()))
    #expect(await lab.refusal("aid") == nil)
    let acting = try lab.town.engine.ownMandates(lab.town.caller(lab.elder)).relatives
    #expect(acting.map(\.name) == ["吴建国"] && acting.map(\.relation) == ["子女"] && acting[0].mayBar && !acting[0].isBarred)
    #expect(await lab.code(lab.elder, .bar(lab.head)) == .notFound)
    #expect(await lab.code(lab.elder, .bar(lab.proxy)) == nil)
    #expect(await lab.refusal("aid") == .beyondAuthority)
    #expect(await lab.code(lab.elder, .bar(lab.proxy)) == .movedOn)
    #expect(try lab.town.engine.ownMandates(lab.town.caller(lab.elder)).relatives.map(\.isBarred) == [true])
    #expect(await lab.code(lab.elder, .lift(lab.proxy)) == nil)
    #expect(await lab.refusal("aid") == nil)
    #expect(try lab.town.faults().isEmpty)
  }

  /// The words of a request's page and of the line in one's own list, as somebody reads them.
  private func filing(_ town: BundleTown, _ code: String, _ person: Int64) throws -> [String?] {
    [
      try town.request(code, as: person).line.filing?.words.zh,
      try town.engine.myRequests(town.caller(person)).first { $0.code == code }?.filing?.words.zh,
    ]
  }

  @Test func whoFiledForWhomIsSaidToAllWhoSeeIt() async throws {
    let lab = try Lab(BundleTown("mandates"))
    let id = try await lab.confirmed([.apply])
    let code = try await lab.submit("aid", by: lab.proxy, for: lab.elder).get()
    let own = try await lab.submit("aid", by: lab.elder).get()
    #expect(try filing(lab.town, code, lab.head) == ["由 吴建国 代 周桂兰 办理（家人，凭委托）", nil])
    let bureau = try lab.town.staff("测试市卫生健康局", "服务管理岗")
    #expect(try filing(lab.town, code, bureau) == ["由 吴* 代 周* 办理（家人，凭委托）", nil], "names are masked for them")
    let mine = "为 周桂兰 办理（父母，凭委托）", theirs = "由 吴建国 代您办理（家人，凭委托）"
    #expect(try filing(lab.town, code, lab.proxy) == [mine, mine])
    #expect(try filing(lab.town, code, lab.elder) == [theirs, theirs])
    for person in [lab.head, lab.elder, bureau] { #expect(try filing(lab.town, own, person) == [nil, nil], "nobody else did") }
    // Who was shown to staff by name reads that they looked.
    #expect(try lab.town.engine.looksAtMe(lab.town.caller(lab.proxy)).map(\.name) == ["服务管理岗", "社区主任"])
    _ = try await lab.act(lab.elder, .end(id, reason: nil)).get()
    #expect(try filing(lab.town, code, lab.elder) == [theirs, theirs], "what was done stays said")
    _ = try await lab.confirmed([.see], kind: .proxy)
    #expect(try filing(lab.town, own, lab.proxy) == ["周桂兰 自己办理", "周桂兰 自己办理"])
  }

  @Test func aRelativeIsSaidByWhatTheRegisterKnows() async throws {
    let lab = try Lab(BundleTown("mandates"))
    let running = try #require(lab.town.engine.current)
    let parent = try #require(running.program.knowledge.reading("parent_of"))
    var seeding = EntitySeeding(running, lab.town.engine, now: 0)
    seeding.relate(parent, from: lab.elder, to: lab.proxy)
    try lab.town.engine.commitOrThrow(Plan(changes: seeding.take()))
    let code = try await lab.submit("aid", by: lab.proxy, for: lab.elder).get()
    let mine = "为 周桂兰 办理（父母，凭登记的亲属关系）", theirs = "由 吴建国 代您办理（子女，凭登记的亲属关系）"
    #expect(try filing(lab.town, code, lab.proxy) == [mine, mine])
    #expect(try filing(lab.town, code, lab.elder) == [theirs, theirs])
    #expect(try filing(lab.town, code, lab.head) == ["由 吴建国 代 周桂兰 办理（子女，凭登记的亲属关系）", nil])
    let filing = try #require(try lab.town.request(code, as: lab.head).line.filing)
    #expect(filing.basis == .register && filing.words.text(in: .en).hasPrefix("filed by 吴建国 for 周桂兰 ("))
  }

  #if canImport(StoragePostgres)
    @Test func onPostgreSQLTheSame() async throws {
      try await BundleTown.onThreeServers(["mandates"]) { town, others in
        try await walk(town)
        _ = others
      }
      try await BundleTown.onThreeServers(["mandates"]) { town, _ in try await instant(town) }
    }
  #endif
}
