import Core
import Storage
import TestSupport
import Testing

#if canImport(StoragePostgres)
  import StoragePostgres
#endif

@testable import Engine

/// What a role may open in an emergency: with a reason, for a while, in the sight of who is above and of whom it is about.
@Suite struct EmergencyLookTests {
  private struct Lab {
    let town: BundleTown
    /// Of the resident: an illness of nine days, and one of a day.
    let code: String, short: String
    let doctor: Int64, far: Int64, counter: Int64, chief: Int64, crew: Int64, security: Int64

    init(_ town: BundleTown) async throws {
      self.town = town
      let answers: [String: Answer] = ["天数": .number("9"), "病情": .text("胸痛")]
      code = try await town.submit("illness", answers: answers)
      short = try await town.submit("illness", answers: ["天数": .number("1"), "病情": .text("感冒")])
      doctor = try town.staff("急救中心", "值班医生岗")
      far = try town.staff("急救中心", "远处医生岗")
      counter = try town.staff("急救中心", "窗口岗")
      chief = try town.staff("急救中心", "主任岗")
      crew = try town.staff("独立救护队", "随车医生岗")
      security = try town.staff("测试市人民政府", "安全管理岗")
    }

    func look(_ person: Int64, _ code: String? = nil, reason: String? = "病人昏迷，要知道病史") async -> Refusal.Code? {
      switch await town.perform(person, .breakGlass(code: code ?? self.code, reason: reason)) {
      case .success: nil
      case .failure(let refusal): refusal.code
      }
    }

    func sees(_ person: Int64, _ code: String? = nil) -> Bool { (try? town.request(code ?? self.code, as: person)) != nil }

    func why(_ person: Int64) throws -> RightsAnswer {
      try town.engine.why(.person(person), .read, .matter(code), asker: nil)
    }

    /// Whom `who` names.
    func names(_ post: String) throws -> Bool {
      try town.engine.who(may: .read, .matter(code), asker: nil).posts.contains { $0.post.zh == post && !$0.staff.isEmpty }
    }

    func looks() throws -> [LookShown] { try town.engine.looks(town.caller(security)) }

    /// Lets the time of every look pass.
    func wait() throws {
      let pass = Statement(
        SystemTables.emergencyLook, .update([.set("until", .parameter(0))], where: .compare(.column("id"), .greater, .parameter(1))))
      try town.engine.commitOrThrow(Plan(changes: [Change(pass, [.int(1), .int(0)])]))
    }

    func rows(_ query: Query) throws -> [Row] { try town.store.read { try $0.rows(query, [], under: .system(.maintenance)) } }

    func leave(_ post: Int64) throws {
      let term = try #require(try town.engine.post(post, town.caller(security))?.terms.first { !$0.isOver }?.id)
      try town.engine.dismiss(term, of: post, until: nil, town.caller(security))
    }
  }

  private func walk(_ town: BundleTown) async throws {
    let lab = try await Lab(town)
    #expect(!lab.sees(lab.doctor))
    let before = try lab.why(lab.doctor)
    #expect(!before.allowed && before.missing?.kind == .glass)
    #expect(try !lab.names("急救中心/值班医生岗"))
    #expect(before.remedies.contains { $0.zh.contains("应急查看") })
    #expect(try lab.town.engine.mayBreakGlass(lab.town.caller(lab.doctor)))

    #expect(await lab.look(lab.doctor, reason: " ") == .reasonNeeded)
    #expect(await lab.look(lab.doctor) == nil)
    let page = try town.request(lab.code, as: lab.doctor)
    #expect(page.answers.first { $0.id == "病情" }?.text == "胸痛" && page.answers.allSatisfy { !$0.isMasked })
    #expect(page.look?.reason == "病人昏迷，要知道病史" && page.look?.isOpen == true && !page.offersLook)
    #expect(page.offers.isEmpty, "a look does nothing")
    #expect(await lab.look(lab.doctor) == .verbNotHere, "it is open")
    let after = try lab.why(lab.doctor)
    #expect(try lab.names("急救中心/值班医生岗"), "who it is open to has the right")
    #expect(after.allowed && after.facts.last?.kind == .glass && after.facts.last?.words.zh.contains("应急查看已打开") == true)

    // Who is above, and whom it is about, know at once.
    let told = try town.messages(to: lab.chief)
    #expect(told.count == 1 && told[0].contains("病人昏迷") && told[0].contains("急救中心/值班医生岗"))
    #expect(try town.messages(to: BundleTown.resident).contains { $0.contains("应急查看了您的") && $0.contains(lab.code) })
    let all = try lab.looks()
    #expect(all.map(\.code) == [lab.code] && all[0].isOpen)
    #expect(all[0].told.map(\.zh).sorted() == ["急救中心/主任岗", "急救中心/窗口岗"])
    let audit = try lab.rows(Query(["reader", "subject", "query"], of: SystemTables.readAudit))
    #expect(audit.map { $0[0].int } == [lab.doctor, lab.doctor])
    #expect(audit.allSatisfy { $0[1].int == BundleTown.resident })
    let entries = try town.engine.audited(AuditAsked(about: lab.code), town.caller(lab.security)).entries
    let looks = entries.filter { $0.source == .look }
    #expect(looks.map(\.kind.word) == ["read-request", "emergency-look"] && looks[0].reason == "抢救")
    #expect(entries.first { $0.kind.word == "break-glass" }?.reason == "病人昏迷，要知道病史")

    // It ends by itself, and stays written down.
    try lab.wait()
    #expect(!lab.sees(lab.doctor))
    #expect(try !lab.why(lab.doctor).allowed)
    #expect(try lab.looks().first?.isOpen == false)
    #expect(await lab.look(lab.doctor) == nil, "another emergency")
    #expect(try town.faults().isEmpty)
  }

  @Test func aLookOpensTellsAndEndsByItself() async throws {
    try await walk(BundleTown("start", "emergency"))
  }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func aLookOpensTellsAndEndsByItselfOnPostgreSQL() async throws {
      let url = try #require(PrivatePostgres.undisturbed).database()
      try await walk(BundleTown(in: PostgresStore(url: url, connections: 4), ["start", "emergency"]))
    }
  #endif

  @Test func whatTheRoleDoesNotOpenIsNotThere() async throws {
    let lab = try await Lab(BundleTown("start", "emergency"))
    #expect(await lab.look(lab.far) == .notFound, "another territory")
    #expect(await lab.look(lab.doctor, lab.short) == .notFound, "the condition does not hold")
    #expect(await lab.look(lab.chief) == .notFound, "no such role")
    #expect(await lab.look(BundleTown.other) == .notFound)
    #expect(await lab.look(BundleTown.resident) == .notFound, "one's own needs none")
    #expect(await lab.look(lab.doctor, "HT-260101-000000") == .notFound)
    #expect(try lab.looks().isEmpty && lab.town.messages(to: lab.chief).isEmpty)
    #expect(try lab.rows(Query(["sequence"], of: SystemTables.readAudit)).isEmpty)
  }

  @Test func whoSeesItMaskedSeesItWhole() async throws {
    let lab = try await Lab(BundleTown("start", "emergency"))
    let before = try lab.town.request(lab.code, as: lab.counter)
    #expect(before.answers.first { $0.id == "病情" }?.isMasked == true && before.offersLook)
    #expect(await lab.look(lab.counter) == nil)
    let page = try lab.town.request(lab.code, as: lab.counter)
    #expect(page.answers.first { $0.id == "病情" }?.isMasked == true, "up to `see`, and no further")
    #expect(page.look != nil && !page.offersLook)
  }

  /// `see` shows at once; `unmask` lets be asked for, one by one, in writing.
  @Test func whatIsMaskedIsAskedForByWhoMayAndRecorded() async throws {
    let lab = try await Lab(BundleTown("start", "emergency"))
    func asked(_ person: Int64, _ field: String, _ code: String) -> [String]? {
      try? lab.town.engine.unmasked(field, of: code, lab.town.caller(person)).texts
    }
    let short = try lab.town.request(lab.short, as: lab.counter)
    #expect(short.answers.filter(\.isAskable).map(\.id) == ["病情"])
    #expect(try !lab.town.request(lab.code, as: lab.counter).answers.contains(where: \.isAskable), "the condition")
    #expect(asked(lab.counter, "病情", lab.short) == ["感冒"])
    #expect(asked(lab.counter, "病情", lab.code) == nil && asked(lab.counter, "天数", lab.short) == nil)
    #expect(asked(lab.chief, "病情", lab.short) == nil && asked(lab.counter, "没有", lab.short) == nil)
    let mine = try lab.town.engine.looksAtMe(lab.town.caller(BundleTown.resident))
    #expect(mine.first?.what.zh == "看明文 \(lab.short) 病情" && mine.allSatisfy { $0.post?.zh == "急救中心/窗口岗" })
    let opened = Set(mine.dropFirst().map { $0.what.zh.prefix(5 + lab.short.count) })
    #expect(opened == ["查看申请 \(lab.short)", "查看申请 \(lab.code)"], "who opens a request leaves a trace")
    #expect(try lab.town.engine.looksAtMe(lab.town.caller(BundleTown.other)).isEmpty)
    #expect(try lab.town.request(lab.short).answers.allSatisfy { !$0.isMasked && !$0.isAskable })
  }

  @Test func whoLeavesThePostLosesTheLookAtOnce() async throws {
    let lab = try await Lab(BundleTown("start", "emergency"))
    #expect(await lab.look(lab.doctor) == nil && lab.sees(lab.doctor))
    try lab.leave(lab.doctor)
    #expect(!lab.sees(lab.doctor))
  }

  @Test func itIsGivenBackOrTakenAway() async throws {
    let lab = try await Lab(BundleTown("start", "emergency"))
    #expect(await lab.look(lab.doctor) == nil)
    let id = try #require(try lab.looks().first).id
    func end(_ person: Int64) async -> Refusal.Code? {
      if case .failure(let refusal) = await lab.town.perform(person, .endLook(id)) { refusal.code } else { nil }
    }
    #expect(await end(lab.chief) == .notFound)
    #expect(await end(lab.doctor) == nil && !lab.sees(lab.doctor))
    #expect(await end(lab.doctor) == .movedOn)
    #expect(await lab.look(lab.doctor) == nil)
    let again = try #require(try lab.looks().first).id
    #expect(again != id)
    _ = try await lab.town.perform(lab.security, .endLook(again)).get()
    #expect(!lab.sees(lab.doctor))
    #expect(try lab.looks().first?.endedBy == "安全管理岗")
  }

  /// For less time than the role allows, never for more; and who opened it finds it again.
  @Test func itLastsAsLongAsWasAskedFor() async throws {
    let lab = try await Lab(BundleTown("start", "emergency"))
    func open(_ minutes: Int64) async -> Refusal.Code? {
      await lab.town.perform(lab.doctor, .breakGlass(code: lab.code, reason: "要知道病史", minutes: minutes)).refusal
    }
    #expect(await open(0) == .beyondAuthority)
    #expect(await open(100_000) == .beyondAuthority)
    #expect(try !lab.sees(lab.doctor) && lab.looks().isEmpty && lab.town.messages(to: lab.chief).isEmpty)
    #expect(await open(5) == nil && lab.sees(lab.doctor))
    let look = try #require(try lab.looks().first)
    #expect(look.until - look.opened == 5 * 60_000)
    #expect(try lab.town.engine.ownLooks(lab.town.caller(lab.doctor)).map(\.id) == [look.id])
    #expect(try lab.town.engine.ownLooks(lab.town.caller(lab.chief)).isEmpty, "another's is not theirs")
  }

  /// No notice is lost: it goes further up where nobody sits, to who administers security where nobody is above, and where
  /// nobody at all would read it nothing is opened.
  @Test func aNoticeFindsSomebodyOrNothingIsOpened() async throws {
    let lab = try await Lab(BundleTown("start", "emergency"))
    try lab.leave(lab.chief)
    #expect(await lab.look(lab.doctor) == nil)
    // The counter works for as wide a territory as the chief did.
    #expect(try lab.looks()[0].told.map(\.zh) == ["急救中心/窗口岗"])
    try lab.wait()
    try lab.leave(lab.counter)
    #expect(await lab.look(lab.doctor) == nil)
    #expect(try lab.looks()[0].told.map(\.zh) == ["测试市卫生健康局/服务管理岗"])
    #expect(await lab.look(lab.crew) == nil, "nobody is above a body of the whole city")
    #expect(try lab.looks()[0].told.isEmpty)
    #expect(try lab.town.messages(to: lab.security).count == 1)
    try lab.wait()
    try lab.leave(lab.security)
    #expect(await lab.look(lab.crew) == .beyondAuthority && !lab.sees(lab.crew))
    #expect(try lab.town.engine.looks(lab.town.caller(lab.chief)).count == 3)
  }
}
